"""What the SKAM group wrote down: potentials, a charter with open questions, past decisions, promises."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, fit, plan, planted

POTENTIAL_OF = ["prospective", "potential", "emerging"]
POTENTIAL_EVIDENCE = [
    "План закупок клиента на год",
    "Бюджет нового объекта, по словам закупок",
    "Оценка по обороту в его отчётности",
    "Объём, который он берёт у конкурента",
]
# question, answer (None: not decided yet), days before the end, days until the review
CHARTER = [
    ("team", "Двое: менеджер ведёт клиента, специалист сервиса знает его заказы и заменяет менеджера.", 310, 55),
    ("methods", "План клиента на год, встреча раз в квартал, отчёт клиенту о выгоде раз в полгода.", 310, 55),
    ("limits", "Скидка сверх прайса больше 5 % и отсрочка больше 45 дней: только решением группы.", 220, 145),
    ("departments", None, 0, 30),
    ("budget", "Два процента валовой прибыли ключевых клиентов, распределяет коммерческий директор.", 130, 235),
    ("exceptions", None, 0, 30),
    ("kpis", "Маржинальный доход клиента, доля покрытых потребностей, выполненные обещания.", 130, -20),
]
LIMITS = {"max_discount": 0.3, "max_deferral_days": 90, "max_stock": 4_000_000}
PROMISES = [
    ("Отдельный склад под ходовые позиции", 120, 30, "Место выделено, стеллажи заказаны", 40, None),
    ("Еженедельный отчёт об остатках в личном кабинете", 75, -15, None, None, None),
    ("Обучение монтажников на объекте клиента", 150, -60, "Проведено два занятия", 70, 65),
]

# fate, place among those of it, thing in the queue, answer, days ahead, reason, money at stake then, days ago
MARKS = [
    ("misfit", 1, "misfit", "assigned", 21, None, 2_400_000, 6),
    ("misfit", 2, "misfit", "snoozed", 60, "Договор пересматриваем в ноябре", 2_300_000, 6),
    (
        "class_dropped",
        1,
        "dropped_class:Трубы и фитинги",
        "not_valid",
        None,
        "Берёт трубы через нашего дилера",
        480_000,
        12,
    ),
]


def potentials(c: plan.Clients, seed: int, number: int, cal: plan.Calendar, clients: pa.Table) -> pa.Table:
    """The canonical table potentials of one block: those somebody has asked, at what the list of clients says."""
    rng = np.random.default_rng([seed, 70, number])
    who = np.flatnonzero(np.isin(c.role, POTENTIAL_OF))
    day = np.maximum(cal.n_days - 1 - rng.integers(15, 180, len(who)), np.minimum(c.since[who], cal.n_days - 1))
    names = fit.team_names(seed, number, cal)
    return arrow.table(
        "potentials",
        {
            "client_id": arrow.codes("C", c.number[who], 4),
            "potential_12m": clients["potential_12m"].take(pa.array(who)),
            "evidence": [POTENTIAL_EVIDENCE[k] for k in rng.integers(0, len(POTENTIAL_EVIDENCE), len(who))],
            "author": [names[plan.local_manager(c, i, d)] for i, d in zip(who, day, strict=True)],
            "recorded_on": arrow.days(day, cal.start),
        },
    )


def charter(seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table charter: five of the seven questions are answered, one of them is due for review."""
    owners = fit.team_names(seed, 0, cal)
    last = cal.n_days - 1
    open_ = np.array([answer is None for _, answer, *_ in CHARTER])
    ago, ahead = (np.array([row[k] for row in CHARTER]) for k in (2, 3))
    return arrow.table(
        "charter",
        {
            "question": [row[0] for row in CHARTER],
            "answer": [row[1] for row in CHARTER],
            "owner": [None if not_yet else owners[0] for not_yet in open_],
            "answered_on": arrow.days(last - ago, cal.start, open_),
            "review_on": arrow.days(last + ahead, cal.start),
            **{name: [most if row[0] == "limits" else None for row in CHARTER] for name, most in LIMITS.items()},
        },
    )


def decisions(
    c: plan.Clients, seed: int, cal: plan.Calendar, who: np.ndarray, day: np.ndarray, value: np.ndarray
) -> pa.Table:
    """The canonical table decisions: one in force, one that has expired, one that took the place of another. Each about
    a client with what that had bought in the year before; who, day, value: of every order."""
    breadwinner, misfit = planted.where(c, "breadwinner")[0], planted.where(c, "misfit")[0]
    head = fit.team_names(seed, 0, cal)[0]
    last = cal.n_days - 1
    # kind, client, subject, why, days before the end, days until it ends and until it is looked at again, revises
    rows = [
        ("make_key", breadwinner, "Ключевой клиент", "Приносит заметную часть прибыли, покупает ровно и давно", 190,
         None, 40, None),
        ("exception", misfit, "Скидка сверх правил", "Крупный заказ, рассчитывали на рост доли", 280, -95, -95,
         None),
        ("watch", misfit, "Наблюдать два квартала", "Скидка не дала роста, потребности закрываем не полностью", 92,
         90, 10, "D-0002"),
        ("value_chain", None, "Отгрузка в выходные", "О ней просят несколько клиентов, нужен расчёт", 92, None, 0,
         None),
    ]  # fmt: skip
    asked = np.array([r[4] for r in rows])
    none = np.array([r[5] is None for r in rows])
    # decided on the book of the month before
    known = [cal.date(last - ago).replace(day=1).toordinal() - 1 - cal.start.toordinal() for ago in asked]

    def bought(client: int, upto: int) -> str:
        net = value[(who == client) & (day > upto - 365) & (day <= upto)].sum()
        return json.dumps({"client": {"net_12m": round(float(net), 2)}})

    return arrow.table(
        "decisions",
        {
            "decision_id": [f"D-{n:04d}" for n in range(1, len(rows) + 1)],
            "kind": [r[0] for r in rows],
            "client_id": [None if r[1] is None else f"C{c.number[r[1]]:04d}" for r in rows],
            "subject": [r[2] for r in rows],
            "why": [r[3] for r in rows],
            "decided_by": [head] * len(rows),
            "decided_on": arrow.days(last - asked, cal.start),
            "until": arrow.days(last + np.array([r[5] or 0 for r in rows]), cal.start, none),
            "next_review": arrow.days(last + np.array([r[6] for r in rows]), cal.start),
            # who carries out what is still ahead, by the day of its review
            "owner": [head if r[6] > 0 else None for r in rows],
            "due_on": arrow.days(last + np.array([r[6] for r in rows]), cal.start, np.array([r[6] <= 0 for r in rows])),
            "numbers": [None if r[1] is None else bought(r[1], upto) for r, upto in zip(rows, known, strict=True)],
            "book_as_of": arrow.days(np.array(known), cal.start, np.array([r[1] is None for r in rows])),
            "revises": [r[7] for r in rows],
        },
    )


def decision_verdicts(seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table decision_verdicts: the exception missed, as the group said when it took another decision."""
    return arrow.table(
        "decision_verdicts",
        {
            "decision_id": ["D-0002"],
            "verdict": ["missed"],
            "why": ["Доля не выросла: покупает больше, но того же"],
            "judged_by": [fit.team_names(seed, 0, cal)[0]],
            "judged_on": arrow.days(np.array([cal.n_days - 1 - 92]), cal.start),
        },
    )


def promises(c: plan.Clients, seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table promises: one on its way, one overdue without progress, one kept."""
    who = [planted.where(c, role)[0] for role in ("breadwinner", "image_maker", "expert")]
    names = fit.team_names(seed, 0, cal)
    last = cal.n_days - 1
    day = [last - row[1] for row in PROMISES]

    def ago(place: int) -> pa.Array:
        values = [row[place] for row in PROMISES]
        return arrow.days(last - np.array([v or 0 for v in values]), cal.start, np.array([v is None for v in values]))

    return arrow.table(
        "promises",
        {
            "promise_id": [f"P-{n:04d}" for n in range(1, len(PROMISES) + 1)],
            "client_id": [f"C{c.number[i]:04d}" for i in who],
            "promise": [row[0] for row in PROMISES],
            "owner": [names[plan.local_manager(c, i, d)] for i, d in zip(who, day, strict=True)],
            "promised_on": arrow.days(np.array(day), cal.start),
            "due_on": arrow.days(last + np.array([row[2] for row in PROMISES]), cal.start),
            "progress": [row[3] for row in PROMISES],
            "progress_on": ago(4),
            "done_on": ago(5),
        },
    )


def meetings(seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table meetings: on the days of the decisions, once without a quorum."""
    names = fit.team_names(seed, 0, cal)
    ago, present = np.array([280, 190, 92]), (names[:4], names[:2], names[:3])
    held = cal.n_days - 1 - ago
    return arrow.table(
        "meetings",
        {
            "held_on": arrow.days(held, cal.start),
            "present": [", ".join(those) for those in present],
            "members": [len(those) for those in present],
            "book_as_of": arrow.days(held - 20, cal.start),
        },
    )


def queue_marks(c: plan.Clients, seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table queue_marks: a misfit given to somebody, a loss put off, a drop somebody knows better."""
    who = [planted.where(c, role)[place] for role, place, *_ in MARKS]
    names = fit.team_names(seed, 0, cal)
    last = cal.n_days - 1
    day = [last - ago for *_, ago in MARKS]

    def ahead(days: list[int | None]) -> pa.Array:
        return arrow.days(last + np.array([d or 0 for d in days]), cal.start, np.array([d is None for d in days]))

    return arrow.table(
        "queue_marks",
        {
            "client_id": [f"C{c.number[i]:04d}" for i in who],
            "item": [row[2] for row in MARKS],
            "mark": [row[3] for row in MARKS],
            "owner": [
                names[plan.local_manager(c, i, d)] if row[3] == "assigned" else None
                for row, i, d in zip(MARKS, who, day, strict=True)
            ],
            "due_on": ahead([row[4] if row[3] == "assigned" else None for row in MARKS]),
            "until": ahead([row[4] if row[3] == "snoozed" else None for row in MARKS]),
            "reason": [row[5] for row in MARKS],
            "stake": [row[6] for row in MARKS],
            "marked_on": arrow.days(np.array(day), cal.start),
        },
    )


def same_clients(c: plan.Clients, seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table same_clients: two clients that somebody compared and found to be different."""
    one, other = (planted.where(c, role)[0] for role in ("image_maker", "expert"))
    day = cal.n_days - 40
    return arrow.table(
        "same_clients",
        {
            "client_id": [f"C{c.number[one]:04d}"],
            "same_as": [f"C{c.number[other]:04d}"],
            "is_same": [False],
            "evidence": ["Разные ИНН и адреса"],
            "author": [fit.team_names(seed, 0, cal)[plan.local_manager(c, one, day)]],
            "recorded_on": arrow.days(np.array([day]), cal.start),
        },
    )
