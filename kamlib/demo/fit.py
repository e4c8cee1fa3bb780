"""What clients need and what we offer: USPs, needs, coverage."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, directory, plan

# code, Russian, English, kind, cost a year in roubles
USPS = [
    ("U01", "Ассортимент на складе", "Range in stock", "goods", 9_500_000),
    ("U02", "Собственная марка", "Own brand", "goods", 4_200_000),
    ("U03", "Паспорта и сертификаты на каждую партию", "Certificates with every batch", "goods", 1_300_000),
    ("U04", "Редкие позиции под заказ", "Rare items to order", "goods", 1_800_000),
    ("U05", "Персональный менеджер", "Personal manager", "not_goods", 12_000_000),
    ("U06", "Личный кабинет с остатками", "Online ordering with live stock", "not_goods", 3_400_000),
    ("U07", "Доставка на следующий день", "Next-day delivery", "not_goods", 14_000_000),
    ("U08", "Программа трейд-маркетинга", "Trade marketing programme", "not_goods", 5_600_000),
    ("U09", "Разбор рекламаций за три дня", "Claims settled in three days", "not_goods", 2_100_000),
    ("U10", "Территориальное дилерство", "Territorial dealership", "not_goods", 900_000),
    ("U11", "Электронный обмен документами", "Electronic document exchange", "not_goods", 1_600_000),
    ("U12", "Обучение монтажников", "Training of installers", "not_goods", 2_400_000),
]
# Russian, English, coverage by USPs in the industry's general view; the last need has not been assessed yet
NEEDS = [
    ("Наличие на складе", "Availability from stock", {"U01": 0.9, "U06": 0.6}),
    ("Сроки поставки", "Delivery time", {"U07": 0.85, "U01": 0.6}),
    ("Стабильное качество и документы", "Steady quality and documents", {"U03": 0.9, "U02": 0.6}),
    ("Быстрый разбор рекламаций", "Quick handling of claims", {"U09": 0.9}),
    ("Один ответственный человек", "One person responsible", {"U05": 0.95}),
    ("Заказ через интернет", "Ordering online", {"U06": 0.9, "U11": 0.7}),
    ("Электронный документооборот", "Electronic documents", {"U11": 0.95}),
    ("Продвижение в торговой точке", "Promotion in the shop", {"U08": 0.85, "U02": 0.3}),
    ("Защита территории", "Protected territory", {"U10": 0.8}),
    ("Обучение персонала", "Training of staff", {"U12": 0.85}),
    ("Редкие позиции", "Rare items", {"U04": 0.7, "U01": 0.4}),
    ("Самая низкая цена", "The lowest price", {"U02": 0.35}),
    ("Отсрочка больше 60 дней", "Deferral over 60 days", {"U10": 0.3}),
    ("Запас на складе клиента", "Stock kept at the client's", {"U06": 0.2}),
    ("Отгрузка ночью и в выходные", "Shipment at night and weekends", {}),
]
STRONG, HARD, UNKNOWN = np.arange(0, 11), np.arange(11, 14), 14
EVIDENCE = [
    "Опрос клиента",
    "Встреча с закупками",
    "Из переписки",
    "Итоги тендера",
    "Разговор с руководителем",
]
WELL_FIT = ["breadwinner", "image_maker", "expert", "emerging", "healthy"]


def usps() -> pa.Table:
    """The canonical table usps."""
    columns = list(zip(*USPS, strict=True))
    names = ["usp_id", "name", "name_en", "kind"]
    return arrow.table(
        "usps",
        dict(zip(names, map(list, columns[:4]), strict=True)) | {"yearly_cost": np.array(columns[4], float)},
    )


def general_coverage() -> pa.Table:
    """The part of the canonical table coverage that holds for every client."""
    rows = [(need, usp, share) for need, _, by in NEEDS for usp, share in by.items()]
    return arrow.table(
        "coverage",
        {
            "need": [r[0] for r in rows],
            "usp_id": [r[1] for r in rows],
            "coverage": [r[2] for r in rows],
            "evidence": ["Общая оценка отдела продаж"] * len(rows),
        },
    )


def _wants(rng: np.random.Generator, role: str) -> tuple[list[int], list[float]]:
    """Needs of one client and their importance."""
    if role == "misfit":
        needs = [
            11,
            *rng.choice([12, 13], rng.integers(1, 3), replace=False),
            *rng.choice(STRONG, 2, replace=False),
        ]
        weight = [rng.integers(28, 41), *rng.integers(18, 30, len(needs) - 3), *rng.integers(6, 14, 2)]
    else:
        needs = list(rng.choice(STRONG, rng.integers(3, 6), replace=False))
        weight = list(rng.integers(10, 36, len(needs)))
        if role not in WELL_FIT:
            if rng.random() < 0.45:
                needs.append(rng.choice(HARD, p=[0.6, 0.25, 0.15]))
                weight.append(rng.integers(8, 30))
            if rng.random() < 0.12:
                needs.append(UNKNOWN)
                weight.append(rng.integers(5, 16))
    return [int(i) for i in needs], [float(w) for w in weight]


def needs_and_coverage(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> tuple[pa.Table, pa.Table]:
    """The canonical tables needs and coverage (overrides for single clients) of one block.

    Needs are recorded for most of the larger clients only.
    """
    rng = np.random.default_rng([seed, 40, number])
    size = c.rank / len(c)
    sure = np.isin(c.role, [*WELL_FIT[:4], "misfit", "concentration", "prospective"])
    recorded = sure | (rng.random(len(c)) < np.select([size < 0.3, size < 0.5], [0.85, 0.4], 0.0))
    rows, overrides = [], []
    misfits = 0
    for i in np.flatnonzero(recorded):
        role = str(c.role[i])
        needs, weight = _wants(rng, role)
        day = rng.integers(cal.n_days - 420, cal.n_days - 20)
        day = max(day, int(c.since[i]) + 5)
        for k, (need, w) in enumerate(zip(needs, weight, strict=True)):
            must = k == 0 and role != "misfit" and rng.random() < 0.3
            if k == 0 and role == "misfit":
                misfits += 1
                must = misfits % 3 == 1  # every third misfit has a veto
            proof = None if rng.random() < 0.2 else EVIDENCE[rng.integers(len(EVIDENCE))]
            rows.append(
                (
                    c.number[i],
                    need,
                    w,
                    bool(must),
                    0.6 if must else None,
                    proof,
                    plan.local_manager(c, i, day),
                    min(day, cal.n_days - 1),
                )
            )
        if role not in ("misfit", "breadwinner") and rng.random() < 0.2:
            need = needs[0]
            usp, share = max(NEEDS[need][2].items(), key=lambda pair: pair[1])
            change = rng.choice([-0.1, 0.05]) if role not in WELL_FIT else 0.05
            overrides.append((need, usp, c.number[i], round(min(1.0, share + change), 2)))
    authors = team_names(seed, number, cal)
    needs_table = arrow.table(
        "needs",
        {
            "client_id": arrow.codes("C", np.array([r[0] for r in rows]), 4),
            "need": [NEEDS[r[1]][0] for r in rows],
            "need_en": [NEEDS[r[1]][1] for r in rows],
            "importance": [r[2] for r in rows],
            "must_have": [r[3] for r in rows],
            "minimum": [r[4] for r in rows],
            "evidence": [r[5] for r in rows],
            "author": [authors[r[6]] for r in rows],
            "recorded_on": [cal.start + timedelta(days=int(r[7])) for r in rows],
        },
    )
    coverage = arrow.table(
        "coverage",
        {
            "need": [NEEDS[o[0]][0] for o in overrides],
            "usp_id": [o[1] for o in overrides],
            "client_id": arrow.codes("C", np.array([o[2] for o in overrides], dtype=int), 4),
            "coverage": [o[3] for o in overrides],
            "evidence": ["Оценка вместе с клиентом"] * len(overrides),
        },
    )
    return needs_table, coverage


def team_names(seed: int, number: int, cal: plan.Calendar) -> list[str]:
    """Names of the people of the block's sales team, by local number."""
    return directory.managers(seed, number, cal)["name"].to_pylist()
