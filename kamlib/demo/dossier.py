"""What belongs to a client's dossier: documents, terms of contracts, ties, and what competitors did there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, fit, plan, planted
from kamlib.demo.constants import NEVER
from kamlib.demo.deals import COMPETITORS

LEAVING = ["silent_loss", "follower", "shrinkage", "fading"]
# tie: how usual it is among clients that stay; those about to leave have a quarter of it
TIES = {
    "contract": 0.55, "edi": 0.22, "online_ordering": 0.35, "stock": 0.18, "dealership": 0.08, "joint_budget": 0.10,
    "trained_people": 0.20, "several_contacts": 0.40,
}  # fmt: skip
TIE_EVIDENCE = ["По договору", "Видно по заказам", "Со слов менеджера", "Подтвердили на встрече"]
MOVES = {
    "price": ["Предложил цену ниже нашей", "Дал скидку на первый заказ"],
    "offer": ["Прислал коммерческое предложение на весь ассортимент", "Обещает отсрочку на месяц больше"],
    "visit": ["Приезжал региональный представитель", "Показывал образцы технологам"],
    "tender": ["Участвует в тендере клиента"],
    "hired": ["Переманил нашего бывшего сотрудника, он звонит клиентам"],
    "other": ["Открыл склад рядом с клиентом"],
}
MOVE_BEFORE = 0.55  # of the losses, those before which somebody saw a competitor at work
TITLES = {
    "contract": "Договор поставки",
    "specification": "Спецификация к договору",
    "minutes": "Протокол встречи",
    "offer": "Коммерческое предложение",
    "certificate": "Сертификаты на поставленные партии",
    "letter": "Письмо о сроках поставки",
}
TERM_NOTES = ["Бонус за объём по итогам квартала", "Отгрузка в паллетах", "Возврат неликвида до 2 % объёма"]


def terms(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table terms for one block: the contracts of the larger clients, at the terms they really have."""
    rng = np.random.default_rng([seed, 90, number])
    who = np.flatnonzero((c.rank < 0.3 * len(c)) & (c.role != "potential") & (rng.random(len(c)) < 0.8))
    n = len(who)
    begin = np.maximum(c.since[who], -900) + rng.integers(0, 60, n)
    begin = np.minimum(begin, cal.n_days - 1)
    length, endless = rng.choice([365, 730, 1095, 1460], n), rng.random(n) < 0.3
    monthly = np.maximum(c.annual[who], 0) * 1.25e9 * len(c) / plan.BLOCK / 12
    limit = np.where(rng.random(n) < 0.2, np.nan, np.round(monthly * rng.uniform(0.8, 2.2, n), -4))
    deferred = np.isin(c.terms[who], [4, 5])
    agreed = np.where(rng.random(n) < 0.3, np.nan, np.floor(c.discount[who] * 100) / 100)
    return arrow.table(
        "terms",
        {
            "contract_no": [
                f"Д-{c.number[i]:04d}/{cal.date(d).year % 100:02d}" for i, d in zip(who, begin, strict=True)
            ],
            "client_id": arrow.codes("C", c.number[who], 4),
            "valid_from": arrow.days(begin, cal.start),
            "valid_to": arrow.days(begin + length, cal.start, endless),
            "credit_limit": limit,
            "credit_days": pa.array(c.credit[who], mask=~deferred),
            "discount": agreed,
            "note": arrow.pick(TERM_NOTES, rng.integers(0, len(TERM_NOTES), n), rng.random(n) < 0.6),
        },
    )


def documents(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table documents for one block: what lies in the folders of the larger clients."""
    rng = np.random.default_rng([seed, 91, number])
    usual = np.array([0.9, 0.5, 0.5, 0.4, 0.2, 0.2])
    kinds = list(TITLES)
    has = (rng.random((len(c), len(kinds))) < usual) & (c.rank < 0.2 * len(c))[:, None]
    who, kind = np.nonzero(has)
    n = len(who)
    ago = np.minimum(rng.integers(5, 900, n), np.maximum(cal.n_days - 1 - c.since[who], 0))
    return arrow.table(
        "documents",
        {
            "document_id": arrow.codes("F", number * 100_000 + 1 + np.arange(n), 6),
            "client_id": arrow.codes("C", c.number[who], 4),
            "title": [TITLES[kinds[k]] for k in kind],
            "kind": arrow.pick(kinds, kind, rng.random(n) < 0.06),
            "dated": arrow.days(cal.n_days - 1 - ago, cal.start, rng.random(n) < 0.08),
            "link": [
                None if miss else f"https://docs.example.com/C{c.number[i]:04d}/{kinds[k]}"
                for i, k, miss in zip(who, kind, rng.random(n) < 0.15, strict=True)
            ],
        },
    )


def ties(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table ties for one block: who is tied leaves less, so those that leave have few."""
    rng = np.random.default_rng([seed, 92, number])
    names = list(TIES)
    leaving = np.isin(c.role, LEAVING) | (c.stop < NEVER)
    odds = np.array(list(TIES.values())) * np.where(leaving, 0.25, 1)[:, None]
    recorded = (c.rank < 0.5 * len(c)) & (c.role != "potential")
    who, tie = np.nonzero((rng.random((len(c), len(names))) < odds) & recorded[:, None])
    n = len(who)
    age = np.floor(rng.uniform(0.05, 0.95, n) * np.minimum(cal.n_days - 1 - c.since[who], 2500)).astype(int)
    over = rng.random(n) < 0.06
    until = cal.n_days - 1 - np.floor(age * rng.uniform(0.1, 0.8, n)).astype(int)
    authors = fit.team_names(seed, number, cal)
    return arrow.table(
        "ties",
        {
            "client_id": arrow.codes("C", c.number[who], 4),
            "tie": arrow.pick(names, tie),
            "since": arrow.days(cal.n_days - 1 - age, cal.start, rng.random(n) < 0.1),
            "until": arrow.days(until, cal.start, ~over),
            "strength": np.where(rng.random(n) < 0.2, np.nan, np.clip(rng.normal(58, 18, n), 5, 98).round()),
            "evidence": arrow.pick(TIE_EVIDENCE, rng.integers(0, len(TIE_EVIDENCE), n), rng.random(n) < 0.25),
            "author": [authors[k] for k in plan.local_manager(c, who, np.full(n, cal.n_days - 1))],
        },
    )


def moves_before_losses(c: plan.Clients, seed: int, cal: plan.Calendar) -> list[tuple[int, int, int]]:
    """(position, day, onset) of what competitors did at clients of the first block some time before these left."""
    rng = np.random.default_rng([seed, 93, 0])
    left = [(i, onset) for i, onset, _ in planted.losses(c, cal)] + planted.followers(c, cal)
    left += [(i, onset) for i, onset, *_ in planted.shrinkages(c, cal)]
    seen = [(i, onset - int(rng.integers(12, 110)), onset) for i, onset in left if rng.random() < MOVE_BEFORE]
    return [(i, day, onset) for i, day, onset in seen if 0 <= day < cal.n_days]


def competitor_moves(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table competitor_moves for one block: before some losses, and as often at clients that stay."""
    rng = np.random.default_rng([seed, 94, number])
    found = [(i, day) for i, day, _ in moves_before_losses(c, seed, cal)] if number == 0 else []
    stay = np.flatnonzero((c.rank < 0.5 * len(c)) & ~np.isin(c.role, LEAVING) & (c.since < cal.n_days - 60))
    for i in rng.choice(stay, min(len(stay), max(1, len(c) // 14)), replace=False):
        found.append((int(i), int(rng.integers(max(int(c.since[i]), cal.n_days - 720, 0), cal.n_days))))
    found += [(-1, int(rng.integers(cal.n_days - 300, cal.n_days))) for _ in range(3)]  # at no single client
    found.sort(key=lambda row: (row[1], row[0]))
    who, day = (np.array(column, dtype=int) for column in zip(*found, strict=True))
    n = len(who)
    kinds = list(MOVES)
    kind = rng.choice(len(kinds), n, p=[0.34, 0.24, 0.18, 0.12, 0.06, 0.06])
    words = [MOVES[kinds[k]][int(rng.integers(len(MOVES[kinds[k]])))] for k in kind]
    silent = rng.random(n) < 0.2
    return arrow.table(
        "competitor_moves",
        {
            "move_id": arrow.codes("R", number * 10_000 + 1 + np.arange(n), 5),
            "client_id": arrow.codes("C", c.number[np.maximum(who, 0)], 4, who < 0),
            "competitor": arrow.pick(COMPETITORS, rng.integers(0, len(COMPETITORS), n), rng.random(n) < 0.15),
            "move": arrow.pick(kinds, kind),
            "seen_on": arrow.days(day, cal.start),
            "what": [None if no else text for text, no in zip(words, silent, strict=True)],
        },
    )
