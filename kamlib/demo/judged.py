"""What people recorded about clients: judgement scores, retention actions, what clients gained."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, fit, plan, planted
from kamlib.policy import JUDGED

HIGH = {
    "image": [
        "Имя клиента знают в регионе, на него ссылаются другие покупатели",
        "Публикация о нашем совместном проекте в отраслевом журнале",
        "Разрешает показывать свой объект как пример нашей работы",
    ],
    "market_influence": [
        "Входит в комиссию отраслевого союза, его требования к качеству повторяют другие",
        "Самые строгие испытания образцов среди наших клиентов, делится протоколами",
        "По его техническим условиям работают подрядчики всей отрасли в регионе",
    ],
    "partner": [
        "Платит в срок, спорные вопросы решает по договору",
        "Заранее сообщает планы закупок на квартал",
        "Рекомендует нас своим партнёрам",
    ],
}
LOW = {
    "image": ["В отрасли малоизвестен", "Известен только в своём городе"],
    "market_influence": ["Следует за рынком, сам его не меняет", "Закупает то, что берут соседи"],
    "partner": ["Задерживает оплату, ссылается на бухгалтерию", "Меняет условия после согласования"],
}
WAYS = [
    "feedback", "rewarding_discount", "special_terms", "personal_service", "client_training", "knowledge",
    "extra_opportunities", "experience", "gifts", "publicity",
]  # fmt: skip
TARGETS = [
    "Рост закупок на 20 %",
    "Добавить две товарные группы",
    "Сохранить объём прошлого года",
    "Вернуть частоту заказов",
]
RESULTS = ["Цель достигнута", "Достигнута частично", "Без изменений"]
MEASURES = [
    ("Экономия на логистике", "тыс. руб."),
    ("Сокращение запаса на складе", "%"),
    ("Доля заказов, отгруженных в срок", "%"),
    ("Рост продаж наших товаров", "%"),
]
GAIN_EVIDENCE = ["Отчёт склада клиента", "Сверка за полугодие", "Расчёт согласован с закупками"]


def judgements(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table judgements for one block: the larger clients and those somebody thinks special."""
    rng = np.random.default_rng([seed, 60, number])
    special = np.isin(c.role, ["image_maker", "expert", "breadwinner", "emerging", "concentration", "misfit"])
    chosen = special | ((c.rank < 0.22 * len(c)) & (rng.random(len(c)) < 0.6))
    authors = fit.team_names(seed, number, cal)
    rows = []
    for i in np.flatnonzero(chosen):
        role = str(c.role[i])
        for criterion in JUDGED:
            must = (criterion == "image" and role == "image_maker") or (
                criterion == "market_influence" and role == "expert"
            )
            if not must and rng.random() < 0.3:
                continue
            if must:
                score = rng.integers(84, 98)
            elif criterion == "partner":
                score = rng.integers(70, 95) if role == "breadwinner" else 78 - 2.2 * c.late[i] + rng.normal(0, 9)
            else:
                score = rng.normal(42, 13)
            score = float(np.clip(round(score), 5, 98 if must else 92 if criterion == "partner" else 66))
            words = HIGH if score >= 60 else LOW
            ago = int(rng.integers(20, 170 if must else 520))
            ago = min(ago, max(1, cal.n_days - 1 - int(c.since[i])))
            day = cal.n_days - 1 - ago
            proof = words[criterion][rng.integers(len(words[criterion]))]
            rows.append((c.number[i], criterion, score, proof, authors[plan.local_manager(c, i, day)], day))
    day = np.array([r[5] for r in rows], dtype=int)
    return arrow.table(
        "judgements",
        {
            "client_id": arrow.codes("C", np.array([r[0] for r in rows], dtype=int), 4),
            "criterion": [r[1] for r in rows],
            "score": [r[2] for r in rows],
            "evidence": [r[3] for r in rows],
            "author": [r[4] for r in rows],
            "judged_on": arrow.days(day, cal.start),
            "expires_on": arrow.days(day + 365, cal.start),
        },
    )


def retention_actions(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table retention_actions for one block."""
    rng = np.random.default_rng([seed, 61, number])
    size = np.flatnonzero((c.rank < 0.45 * len(c)) & (c.role != "potential"))
    n = min(110, len(size))
    who = rng.choice(size, n, replace=False)
    way = rng.choice(len(WAYS), n)
    begin = np.maximum(c.since[who], 0)
    start = np.floor(begin + rng.random(n) * (cal.n_days - 30 - begin)).astype(int)
    yearly = c.annual[who] * 1.25e9 * len(c) / plan.BLOCK
    cost = np.round(yearly * rng.uniform(0.001, 0.012, n) + 5000, -3)
    for i, day, rise in planted.discount_rises(c, cal) if number == 0 else []:
        spent = c.annual[i] * 1.25e9 * rise * (cal.n_days - day) / 365
        who, way, start = np.append(who, i), np.append(way, 1), np.append(start, day)
        cost = np.append(cost, round(spent, -3))
    _, first = np.unique(who * 100 + way, return_index=True)
    who, way, start, cost = who[first], way[first], start[first], cost[first]
    n = len(who)
    end = start + rng.integers(60, 300, n)
    running = (end >= cal.n_days) | (way == 1)
    result = rng.choice(3, n, p=[0.4, 0.35, 0.25])
    return arrow.table(
        "retention_actions",
        {
            "client_id": arrow.codes("C", c.number[who], 4),
            "way": arrow.pick(WAYS, way),
            "started_on": arrow.days(start, cal.start),
            "ended_on": arrow.days(np.where(running, 0, end), cal.start, running),
            "cost": np.where(rng.random(n) < 0.1, np.nan, cost),
            "target": arrow.pick(TARGETS, rng.integers(0, 4, n), rng.random(n) < 0.15),
            "result": arrow.pick(RESULTS, result, running | (rng.random(n) < 0.25)),
        },
    )


def client_gains(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table client_gains for one block: half-yearly, for some of the largest clients."""
    rng = np.random.default_rng([seed, 62, number])
    rows = []
    for i in np.flatnonzero((c.rank < 0.09 * len(c)) & (c.since < 0)):
        for m in rng.choice(4, rng.integers(1, 3), replace=False):
            level = {0: 400, 1: 12, 2: 90, 3: 8}[int(m)] * rng.uniform(0.7, 1.05)
            for half in range(4, 0, -1):
                day = cal.n_days - 1 - 182 * half + 92
                value = min(level * (1 + 0.04 * (4 - half)) * rng.uniform(0.93, 1.07), 99.5 if m == 2 else 1e9)
                rows.append((c.number[i], int(m), day, round(value, 1)))
    worth = np.random.default_rng([seed, 63, number])
    told = np.array([r[3] for r in rows], float)
    silent = worth.random((3, len(rows))) < np.array([[0.2], [0.3], [0.4]])
    return arrow.table(
        "client_gains",
        {
            "client_id": arrow.codes("C", np.array([r[0] for r in rows], dtype=int), 4),
            "measure": [MEASURES[r[1]][0] for r in rows],
            "period_end": arrow.days(np.array([r[2] for r in rows], dtype=int), cal.start),
            "value": [r[3] for r in rows],
            "unit": [MEASURES[r[1]][1] for r in rows],
            "agreed_with": arrow.pick(
                ["Коммерческий директор клиента", "Начальник отдела закупок"],
                rng.integers(0, 2, len(rows)),
                rng.random(len(rows)) < 0.3,
            ),
            "baseline": np.where(silent[0], np.nan, np.round(told * worth.uniform(0.6, 0.95, len(rows)), 1)),
            "money": np.where(silent[1], np.nan, np.round(worth.uniform(80_000, 900_000, len(rows)), -3)),
            "evidence": arrow.pick(GAIN_EVIDENCE, worth.integers(0, len(GAIN_EVIDENCE), len(rows)), silent[2]),
        },
    )
