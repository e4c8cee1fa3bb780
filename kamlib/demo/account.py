"""How an account is worked: the plan with its goals and steps, how often one is in touch, tasks, notes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from kamlib import contract
from kamlib.demo import arrow, habits, plan

PLANNED = ["concentration", "breadwinner", "image_maker", "expert", "emerging", "prospective"]
STALE_SHARE, STALE_DAYS = 0.25, (300, 520)
GOALS = [
    ("Вырасти вместе с клиентом", "revenue"),
    ("Стать основным поставщиком", "potential_share"),
    ("Продавать больше товарных групп", "classes"),
    ("Закрыть потребности без скидок", "fit"),
    ("Вернуть скидку к договорной", "discount"),
    ("Платежи в срок", "days_to_pay"),
    ("Больше зарабатывать на клиенте", "contribution"),
]
MEANS = {
    "information": ["Досье, карта лиц, отчётность клиента", "Опрос закупок и склада"],
    "goals": ["План на год согласован с коммерческим директором", "Цели по группам и срокам"],
    "scheme": [
        "У менеджера, сервиса и технолога свои собеседники",
        "Встреча раз в квартал, звонок раз в две недели",
    ],
    "events": ["Каждая встреча с протоколом", "Звонки и письма вносит менеджер"],
    "informed": ["Отчёт клиенту раз в месяц", "Новости о поставках раз в неделю"],
    "feels_key": ["Поздравления первых лиц, визит директора", "Отгрузка вне очереди"],
}
TASKS = [
    "Выслать прайс по новой группе",
    "Подготовить отчёт о выгоде клиента",
    "Согласовать график отгрузок",
    "Разобрать рекламацию",
    "Обновить карту лиц, принимающих решения",
    "Договориться о встрече с директором",
    "Проверить остатки под клиента",
]
OURS = ["Обновить презентацию для ключевых клиентов", "Собрать сведения о ценах конкурентов"]
NOTES = [
    "Открывают второй склад, смотрят, кто потянет объём.",
    "Закупки переходят к новому человеку, пока осторожны.",
    "Просят присылать остатки каждое утро.",
    "Недовольны сроками, но менять поставщика не хотят.",
    "Готовят тендер на следующий год.",
    "Хвалили разбор последней рекламации.",
]
Row = dict[str, Any]  # of a table, with the client's position and the day whose account manager the row names


def planned(c: plan.Clients, seed: int, number: int) -> list[tuple[int, bool]]:
    """Clients (positions) that have a written plan, each with whether nobody has touched it for long."""
    rng = np.random.default_rng([seed, 83, number])
    draw, age = rng.random(len(c)), rng.random(len(c))
    chosen = np.flatnonzero((c.rank < 0.11 * len(c)) & (draw < 0.8) | np.isin(c.role, PLANNED))
    return [(int(i), bool(age[i] < STALE_SHARE)) for i in chosen]


def goals(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table goals for one block: one to three of each written plan; of stale plans they are overdue."""
    rng = np.random.default_rng([seed, 84, number])
    rows: list[Row] = []
    for i, stale in planned(c, seed, number):
        ago = int(rng.integers(*STALE_DAYS)) if stale else int(rng.integers(20, 250))
        day = _day(c, cal, i, ago)
        due = min(day + 200, cal.n_days - 30) if stale else day + int(rng.integers(300, 420))
        turnover = float(c.annual[i] * 1.25e9 * len(c) / plan.BLOCK)
        for k in rng.choice(len(GOALS), rng.integers(1, 4), replace=False):
            goal, measure = GOALS[int(k)]
            before, after = _measured(measure, turnover, rng)
            told = {"goal": goal, "measure": measure, "target": after, "due_on": max(due, day), "set_on": day}
            rows.append({"client": i, "day": day, "baseline": before if rng.random() < 0.85 else None, **told})
    return _table("goals", c, number, cal, rows)


def _measured(measure: str, turnover: float, rng: np.random.Generator) -> tuple[float, float]:
    """Where a goal begins and what it aims at, in the unit of its measure."""
    if measure in ("revenue", "contribution"):
        base = turnover * (1 if measure == "revenue" else 0.14)
        return round(base, -4), round(base * rng.uniform(1.08, 1.3), -4)
    return {
        "potential_share": (0.35, 0.5),
        "classes": (4.0, 6.0),
        "fit": (0.68, 0.8),
        "discount": (0.18, 0.14),
        "days_to_pay": (52.0, 40.0),
    }[measure]


def plan_steps(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table plan_steps for one block: the steps of each written plan that somebody has begun."""
    rng = np.random.default_rng([seed, 86, number])
    rows: list[Row] = []
    for i, stale in planned(c, seed, number):
        for step, means in MEANS.items():
            if rng.random() < 0.12:
                continue
            ago = int(rng.integers(*STALE_DAYS)) if stale else int(rng.integers(3, 110))
            done = _day(c, cal, i, ago) if rng.random() < 0.85 else None
            said = means[int(rng.integers(len(means)))] if rng.random() < 0.9 else None
            rows.append({"client": i, "day": cal.n_days - 1, "step": step, "means": said, "done_on": done})
    return _table("plan_steps", c, number, cal, rows)


def cadences(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table cadences for one block: a visit a quarter, and calls of one person, for planned clients."""
    rng = np.random.default_rng([seed, 87, number])
    known = habits.habits(c, seed, number, cal).known
    rows: list[Row] = []
    for i, _ in planned(c, seed, number):
        about = {"client": i, "day": cal.n_days - 1}
        rows.append({**about, "kind": "visit", "every_days": 90})
        if known[i]:
            rows.append(
                {**about, "contact_id": _person(c, i, 0), "kind": "call", "every_days": int(rng.choice([14, 30]))}
            )
        if rng.random() < 0.3:
            rows.append({**about, "every_days": 30})
    return _table("cadences", c, number, cal, rows)


def tasks(c: plan.Clients, seed: int, number: int, cal: plan.Calendar, talks: pa.Table) -> pa.Table:
    """The canonical table tasks for one block: of the next steps of talks, of plans, and of no client's."""
    rng = np.random.default_rng([seed, 88, number])
    last = cal.n_days - 1
    rows: list[Row] = []

    def done(due: int, chance: float, early: int) -> int | None:
        kept, late = rng.random() < chance, int(rng.integers(-early, early + 1))
        return min(due + late, last) if kept and due < last else None

    for talk in talks.to_pylist():
        if talk["next_step"] and rng.random() < 0.6:
            due = (talk["next_on"] - cal.start).days
            about = {"client": int(talk["client_id"][1:]) - int(c.number[0]), "day": last, "talk_id": talk["talk_id"]}
            rows.append({**about, "task": talk["next_step"], "due_on": due, "done_on": done(due, 0.7, 2)})
    for i, stale in planned(c, seed, number):
        for _ in range(int(rng.integers(1, 4))):
            due = last - int(rng.integers(60, 300)) if stale else last + int(rng.integers(-90, 45))
            step = str(rng.choice(list(MEANS))) if rng.random() < 0.6 else None
            task = TASKS[int(rng.integers(len(TASKS)))]
            ended = done(due, 0.2 if stale else 0.8, 5)
            rows.append({"client": i, "day": last, "task": task, "due_on": due, "done_on": ended, "plan_step": step})
    if number == 0:
        rows += [{"client": None, "manager_id": "M01", "task": t, "due_on": last + 14 * k} for k, t in enumerate(OURS)]
    return _table("tasks", c, number, cal, rows, "Z")


def notes(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table notes for one block: a few words about the larger clients."""
    rng = np.random.default_rng([seed, 89, number])
    known = habits.habits(c, seed, number, cal).known
    rows: list[Row] = []
    for i in map(int, np.flatnonzero((c.rank < 0.2 * len(c)) & (rng.random(len(c)) < 0.6))):
        for _ in range(int(rng.integers(1, 4))):
            day = _day(c, cal, i, int(rng.integers(2, 400)))
            named = known[i] and rng.random() < 0.5
            person = _person(c, i, int(rng.integers(known[i]))) if named else None
            said = {"note": NOTES[int(rng.integers(len(NOTES)))], "noted_on": day, "contact_id": person}
            rows.append({"client": i, "day": day, **said})
    return _table("notes", c, number, cal, rows, "N")


def stale_plans(c: plan.Clients, seed: int, number: int) -> list[int]:
    """Positions of the clients whose plan nobody has touched for long."""
    return [i for i, stale in planned(c, seed, number) if stale]


def _day(c: plan.Clients, cal: plan.Calendar, i: int, ago: int) -> int:
    """The day `ago` days before the last one, but not before the client was one."""
    return cal.n_days - 1 - max(0, min(ago, cal.n_days - 1 - int(c.since[i])))


def _person(c: plan.Clients, i: int, nth: int) -> str:
    return f"C{c.number[i]:04d}-{nth + 1}"


def _table(
    name: str, c: plan.Clients, number: int, cal: plan.Calendar, rows: list[Row], prefix: str | None = None
) -> pa.Table:
    """The rows as the canonical table: days as dates, the client's code, its account manager then, a made code."""
    columns: dict[str, object] = {}
    for column in contract.tables()[name].columns.values():
        told = [row.get(column.name) for row in rows]
        if column.type == "date":
            no = np.array([day is None for day in told], bool)
            columns[column.name] = arrow.days(np.array([day or 0 for day in told], dtype=int), cal.start, no)
        elif column.name == "client_id":
            columns[column.name] = [None if r["client"] is None else f"C{c.number[r['client']]:04d}" for r in rows]
        elif column.name == "manager_id":
            columns[column.name] = [row.get("manager_id") or _manager(c, number, row) for row in rows]
        elif column.name in contract.tables()[name].made:
            columns[column.name] = arrow.codes(prefix or "", number * 100_000 + 1 + np.arange(len(rows)), 6)
        else:
            columns[column.name] = told
    return arrow.table(name, columns)


def _manager(c: plan.Clients, number: int, row: Row) -> str:
    """The account manager who had the row's client on the row's day."""
    return f"M{number * plan.MANAGERS + 1 + int(plan.local_manager(c, row['client'], row['day'])):02d}"
