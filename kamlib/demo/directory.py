"""Master tables of one block of clients: clients, managers, assignments."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, constants, plan, planted, words

ROLE_OF = ["account"] * 11 + ["hunter"] * 4 + ["service"] * 4 + ["call_centre"] * 3 + ["processing"] * 3
MONTHLY_COST = {
    "account": 165_000, "hunter": 150_000, "service": 95_000, "call_centre": 72_000, "processing": 105_000,
}  # fmt: skip


def people(rng: np.random.Generator, n: int) -> tuple[list[str], list[str]]:
    """n invented people: surname and first name in Russian, and in Latin letters."""
    woman = rng.random(n) < 0.48
    surname = rng.integers(0, len(words.SURNAMES), n)
    name = rng.integers(0, 20, n)
    russian = [
        f"{words.SURNAMES[s]}{'а' if w else ''} {(words.FIRST_NAMES_F if w else words.FIRST_NAMES_M)[f]}"
        for w, s, f in zip(woman, surname, name, strict=True)
    ]
    english = {r: " ".join(reversed(words.latin(r).split(" "))) for r in set(russian)}
    return russian, [english[r] for r in russian]


def firms(rng: np.random.Generator, kind: np.ndarray) -> tuple[list[str], list[str]]:
    """Names of n invented firms of the given types, Russian and English; no name twice within a call."""
    russian, english, seen = [], [], set()
    for k in kind:
        code = plan.TYPE_CODES[k]
        while True:
            head = words.FIRM_HEADS[rng.integers(len(words.FIRM_HEADS))]
            tail = words.FIRM_TAILS[rng.integers(len(words.FIRM_TAILS))]
            name = (head + tail, words.latin(head + tail))
            if code == "reseller":
                surname = words.SURNAMES[rng.integers(len(words.SURNAMES))]
                letters = ". ".join(words.FIRST_NAMES_M[rng.integers(20)][0] for _ in range(2))
                pair = (f"ИП {surname} {letters}.", f"{words.latin(f'{letters}. {surname}')} (sole trader)")
            else:
                extra = words.TYPES[code][3]
                word = extra[rng.integers(len(extra))] if rng.random() < 0.6 else None
                form = (
                    ("АО", "JSC")
                    if code in ("chain_federal", "manufacturing") and rng.random() < 0.4
                    else ("ООО", "LLC")
                )
                full = (f"{name[0]} {word[0]}", f"{name[1]} {word[1]}") if word else name
                pair = (f"{form[0]} «{full[0]}»", f"{full[1]} {form[1]}")
            if pair[0] not in seen:
                break
        seen.add(pair[0])
        russian.append(pair[0])
        english.append(pair[1])
    return russian, english


def clients(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table clients for one block."""
    rng = np.random.default_rng([seed, 20, number])
    n = len(c)
    russian, english = firms(rng, c.type)
    turnover = c.annual * 1.25e9 * n / plan.BLOCK
    potential = turnover * rng.uniform(1.1, 2.6, n)
    potential = np.where(np.isin(c.role, ["prospective", "potential"]), rng.uniform(22e6, 60e6, n), potential)
    known = (rng.random(n) < 0.55) | np.isin(
        c.role, ["prospective", "potential", "breadwinner", "emerging", "concentration"]
    )
    potential = np.where(known, np.round(potential, -4), np.nan)
    stock = np.where(
        (turnover > 8e6) & (rng.random(n) < 0.5), np.round(turnover * rng.uniform(0.01, 0.05, n), -4), np.nan
    )
    stock = np.where(c.role == "misfit", np.round(turnover * 0.07, -4), stock)
    parent = _parents(rng, c)
    partial = c.terms == plan.TERMS.index("prepayment_partial")
    share = np.where(partial, rng.choice([0.3, 0.5, 0.7], n), np.where(c.terms == 0, 1.0, np.nan))
    return arrow.table(
        "clients",
        {
            "client_id": arrow.codes("C", c.number, 4),
            "name": russian,
            "name_en": english,
            "type": arrow.pick(plan.TYPE_CODES, c.type),
            "industry": [words.TYPES[plan.TYPE_CODES[k]][4] for k in c.type],
            "region": [words.REGIONS[r][0] for r in c.region],
            "country": ["Беларусь" if words.REGIONS[r][0] == "Минск" else "Россия" for r in c.region],
            "parent_id": arrow.codes("C", np.maximum(parent, 0), 4, parent < 0),
            "client_since": arrow.days(c.since, cal.start),
            "tax_id": arrow.codes("00", c.number, 8),
            "acquired_by": arrow.pick(words.ACQUIRED, *_acquired(c, seed, number)),
            "payment_terms": arrow.pick(plan.TERMS, c.terms),
            "credit_days": pa.array(c.credit, mask=~np.isin(c.terms, [4, 5])),
            "prepayment_share": share,
            "potential_12m": potential,
            "stock_kept": stock,
        },
    )


def _acquired(c: plan.Clients, seed: int, number: int) -> tuple[np.ndarray, np.ndarray]:
    """How each client came to us, and of whom nobody remembers: of every second older one."""
    rng = np.random.default_rng([seed, 22, number])
    way = rng.choice(len(words.ACQUIRED), len(c), p=words.ACQUIRED_SHARE)
    return way, rng.random(len(c)) < np.where(c.since < 0, 0.5, 0.05)


def _parents(rng: np.random.Generator, c: plan.Clients) -> np.ndarray:
    """Codes of parent companies for a few regional firms of chains; −1 for none."""
    parent = np.full(len(c), -1)
    heads = np.flatnonzero(c.type == plan.TYPE_CODES.index("chain_federal"))
    young = np.flatnonzero((c.type == plan.TYPE_CODES.index("chain_local")) & (c.role == ""))
    if len(heads) and len(young):
        chosen = rng.choice(young, min(6, len(young)), replace=False)
        parent[chosen] = c.number[rng.choice(heads, len(chosen))]
    return parent


def managers(seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table managers for one block: 25 people, in the first block one of them has left."""
    rng = np.random.default_rng([seed, 21, number])
    n = plan.MANAGERS
    russian, english = people(rng, n)
    hired = -rng.integers(100, 3300, n)
    left = np.zeros(n, int)
    gone = np.zeros(n, bool)
    if number == 0:
        gone[constants.LEAVER], left[constants.LEAVER] = True, cal.n_days - planted.LEFT_AGO
    cost = np.array([MONTHLY_COST[r] for r in ROLE_OF]) * rng.uniform(0.9, 1.25, n)
    hours = np.array([{"account": 120, "hunter": 130}.get(r, 140) for r in ROLE_OF], float)
    return arrow.table(
        "managers",
        {
            "manager_id": arrow.codes("M", number * n + 1 + np.arange(n), 2),
            "name": russian,
            "name_en": english,
            "role": ROLE_OF,
            "hired_on": arrow.days(hired, cal.start),
            "left_on": arrow.days(left, cal.start, ~gone),
            "monthly_cost": np.round(cost, -3),
            "capacity_hours": hours,
        },
    )


def assignments(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table assignments: account managers one after another, service people beside them."""
    rng = np.random.default_rng([seed, 22, number])
    client, manager, role, start, end = [], [], [], [], []
    service = rng.choice(constants.SERVICE, len(c))
    for i in range(len(c)):
        begin = int(c.since[i])
        for k in range(3):
            stop = int(c.handover[i, k]) if k < 2 else constants.NEVER
            if stop <= begin and stop != constants.NEVER:
                continue
            client.append(i)
            manager.append(c.managers[i, k])
            role.append(ROLE_OF[c.managers[i, k]])
            start.append(begin)
            end.append(stop - 1 if stop < cal.n_days else constants.NEVER)
            begin = stop
            if stop >= cal.n_days:
                break
        if c.rank[i] < 0.4 * len(c):
            client.append(i)
            manager.append(service[i])
            role.append("service")
            start.append(int(c.since[i]) if c.since[i] > 0 else -400)
            end.append(constants.NEVER)
    end = np.array(end)
    return arrow.table(
        "assignments",
        {
            "client_id": arrow.codes("C", c.number[client], 4),
            "manager_id": arrow.codes("M", number * plan.MANAGERS + 1 + np.array(manager), 2),
            "role": role,
            "valid_from": arrow.days(np.array(start), cal.start),
            "valid_to": arrow.days(np.where(end == constants.NEVER, 0, end), cal.start, end == constants.NEVER),
        },
    )
