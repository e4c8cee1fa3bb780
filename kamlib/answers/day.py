"""A KAM manager's day: own clients, calls and tasks due, what came in since the last talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlib.answers.people import who_they_are
from kamlib.answers.queue import queue
from kamlib.book.book import Book
from kamlib.register import existing_register

_TEXTS = {"task": ("tasks", "task_id", "task"), "goal": ("goals", "goal", "goal")}


@dataclass(frozen=True)
class Day:
    """What a day holds for one manager; each frame has the largest clients first, `to_do` what is due first.

    on: the day. queue: own rows of `kamlib.queue` that ask for a decision. clients: `my_clients`. calls: own clients
    whose next step is due or whose agreed talk is, with columns of `my_clients` and due_on, call_reason (next_step,
    agreed_talk), contact_id (with whom; None: anybody). to_do: `to_do` due by that day or without a day. news: own
    clients that bought, returned goods or owe overdue money since the last talk.
    """

    on: date
    queue: pd.DataFrame
    clients: pd.DataFrame
    calls: pd.DataFrame
    to_do: pd.DataFrame
    news: pd.DataFrame


def my_day(book: Book, manager_id: str, on: date | None = None, personal: bool = False) -> Day:
    """What a manager has to see to on a day (by default the book's date, or of what was entered since the latest).

    personal: calls also have person, person_en, phone, email, messenger of the one last talked to, and to_do its text.
    """
    clients = my_clients(book, manager_id)
    day = on or max([book.as_of, *clients["last_talk"].dropna().dt.date])
    asked = queue(book, "decide")
    own = asked[asked["client_id"].isin(clients["client_id"]) & ~asked["is_muted"].astype(bool)]
    due = to_do(book, manager_id, personal)
    due = due[due["due_on"].isna() | (due["due_on"] <= pd.Timestamp(day))]
    return Day(day, own, clients, _calls(book, clients, day, personal), due, _news(clients))


def my_clients(book: Book, manager_id: str | None = None) -> pd.DataFrame:
    """One row per client of a manager (None: of anybody, and those of nobody that buy), the largest first.

    client_id, name, name_en, manager_id, manager, manager_en; is_key, abc, net_12m (money), growth_3m (last quarter
    against the same a year before), p_churn, risk_band, is_gone, fit_share (NaN, None: not judged); next_order_on (the
    last purchase and the usual gap; NaT: no usual gap, or gone); overdue_debt (money), overdue_days (NaN: nothing
    overdue, or no invoices told); last_talk, last_talk_with (contact), next_step_on (NaT: it ended without one),
    every_days, talk_due_on, talk_due_with (as agreed; NaN: nothing is, None: with anybody); bought_since_talk,
    returned_since_talk (money, since the last talk; NaN: nothing).
    """
    return book.sql(
        "SELECT m.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.abc, c.net_12m"
        " FROM marts.my_clients AS m JOIN marts.client_card AS c USING (client_id)"
        " WHERE $manager_id::VARCHAR IS NULL OR m.manager_id = $manager_id"
        " ORDER BY c.net_12m DESC NULLS LAST, m.client_id",
        {"manager_id": manager_id},
    )


def to_do(book: Book, manager_id: str | None = None, personal: bool = False) -> pd.DataFrame:
    """One row per open task, promise or goal with a day (of a manager, or all), the earliest due first.

    to_do (task, promise, goal), to_do_id, client_id, name, name_en (None: about no client), manager_id, manager,
    manager_en, owner (of promises), due_on (NaT: no day), told (of promises; of tasks and goals only where `personal`,
    since it is joined from the register).
    """
    found = book.sql(
        "SELECT t.* EXCLUDE (as_of, promise), t.promise AS told, c.name, c.name_en, g.name AS manager,"
        " g.name_en AS manager_en FROM marts.to_do AS t LEFT JOIN marts.client_card AS c USING (client_id)"
        " LEFT JOIN staging.managers AS g ON g.manager_id = t.manager_id"
        " WHERE $manager_id::VARCHAR IS NULL OR t.manager_id = $manager_id"
        " ORDER BY t.due_on NULLS LAST, t.to_do, t.to_do_id",
        {"manager_id": manager_id},
    )
    return _with_texts(book, found) if personal else found


def _with_texts(book: Book, found: pd.DataFrame) -> pd.DataFrame:
    register = existing_register(book.home) if book.home else None
    if register is None:
        return found
    try:
        for what, (table, key, text) in _TEXTS.items():
            words = register.current(table).drop_duplicates(key).set_index(key, drop=False)[text]
            mine = found["to_do"] == what
            found.loc[mine, "told"] = found.loc[mine, "to_do_id"].map(words)
    finally:
        register.close()
    return found


def _calls(book: Book, clients: pd.DataFrame, day: date, personal: bool) -> pd.DataFrame:
    on = pd.Timestamp(day)
    steps = clients[clients["next_step_on"] <= on].assign(call_reason="next_step")
    steps = steps.assign(due_on=steps["next_step_on"], contact_id=steps["last_talk_with"])
    agreed = clients[(clients["talk_due_on"] <= on) & ~clients["client_id"].isin(steps["client_id"])]
    agreed = agreed.assign(
        call_reason="agreed_talk", due_on=agreed["talk_due_on"],
        contact_id=agreed["talk_due_with"].fillna(agreed["last_talk_with"]),
    )  # fmt: skip
    calls = pd.concat([steps, agreed]).sort_values("net_12m", ascending=False, ignore_index=True)
    return calls.merge(who_they_are(book), on="contact_id", how="left") if personal else calls


def _news(clients: pd.DataFrame) -> pd.DataFrame:
    news = clients[["bought_since_talk", "returned_since_talk", "overdue_debt"]].fillna(0).ne(0)
    return clients[news.any(axis=1)].reset_index(drop=True)
