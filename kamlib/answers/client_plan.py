"""The plan of work with a client and what ties it to us (K8, R9)."""

from __future__ import annotations

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book


def account_plan(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per key client (one, or all) and step of the work with it, the largest clients first.

    client_id, name, name_en, manager, manager_en, net_12m (money); step (information, goals, scheme, events, informed,
    feels_key); plan_state (done, partly, missing, stale: the last thing it rests on is too old); have, of (fields known
    of all, goals with a number and a day of those not over, cadences kept of agreed, talks with a next step of talks,
    months with news of 12, signs of care of all); plan_missing (codes of `plan_items`, separated by commas; None:
    nothing), plan_since (the last day it rests on; NaT: none is known), plan_told_on (a person said it is done; NaT:
    nobody). Empty for a client that is not key.
    """
    return book.sql(
        "SELECT p.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.net_12m"
        " FROM marts.account_plan AS p JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR p.client_id = $client_id"
        f" ORDER BY c.net_12m DESC NULLS LAST, p.client_id, {in_order('p.step', 'plan_step')}",
        {"client_id": client_id},
    )


def plan_items(book: Book, client_id: str) -> pd.DataFrame:
    """One row per step of a key client's plan and thing it rests on: why the step stands where it does.

    step, plan_item; is_met (None: nothing is on record), have, of (0: it is not counted), since (the latest day it goes
    by; NaT: none).
    """
    return book.sql(
        "SELECT * EXCLUDE (as_of, client_id) FROM marts.plan_items WHERE client_id = ?"
        f" ORDER BY {in_order('step', 'plan_step')}, {in_order('plan_item', 'plan_item')}",
        [client_id],
    )


def plan_goals(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (one, or all) and goal: those of its plan, then those the data suggest for a key client.

    client_id, name, name_en; goal (None: a suggestion), is_suggested, suggestion (use_potential, cover_need,
    sell_class, win_back; None: of the plan), need, need_en, product_class, product_class_en (which to cover, or to
    sell); measure (None: not told), baseline, target, now (in the unit of the measure: money, share, count, days; NaN:
    not told, not measured); progress (0 where it began, 1 at the target; NaN: cannot be told); money (a year: left to
    the target, what the misfit costs, or what the class is expected to bring; NaN: not known); set_on, due_on (NaT: not
    told), is_over, manager_id, manager, manager_en (whose it is; None: not told).
    """
    return book.sql(
        "SELECT g.* EXCLUDE (as_of), c.name, c.name_en, m.name AS manager, m.name_en AS manager_en"
        " FROM marts.plan_goals AS g JOIN marts.client_card AS c USING (client_id)"
        " LEFT JOIN staging.managers AS m ON m.manager_id = g.manager_id"
        " WHERE $client_id::VARCHAR IS NULL OR g.client_id = $client_id"
        " ORDER BY c.net_12m DESC NULLS LAST, g.client_id, g.is_suggested, g.due_on NULLS LAST,"
        " g.money DESC NULLS LAST, g.goal, g.suggestion",
        {"client_id": client_id},
    )


def plan_staleness(book: Book) -> pd.DataFrame:
    """One row per key client, those whose plan stands worst first: who has none, whose nobody touched for longest.

    client_id, name, name_en, manager, manager_en, net_12m (money); steps_done, steps_partly, steps_stale, steps_missing
    (of six), stale_since (NaT: no step is stale); plan_touched (a goal set, a step said to be done, a task done; NaT:
    never), is_plan_stale (None: there is no written plan); goals_open, goals_over (not reached in time),
    goals_suggested (by the data, not in the plan).
    """
    return book.sql(
        "SELECT s.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.net_12m"
        " FROM marts.plan_staleness AS s JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY s.steps_stale + s.steps_missing DESC, s.plan_touched NULLS FIRST,"
        " c.net_12m DESC NULLS LAST, s.client_id"
    )


def ties(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (one, or all) and tie that keeps it from leaving, the largest clients first.

    client_id, name, name_en; tie (contract, edi, online_ordering, stock, dealership, joint_budget, trained_people,
    several_contacts), is_measured (the data prove it; else it was entered), holds (at the review date); since, until
    (NaT: not told; no end), strength (0–100, as judged; NaN: not judged), tie_value (people talked to, share of order
    lines, stock in money, trainings; NaN: not measured).
    """
    return book.sql(
        "SELECT t.* EXCLUDE (as_of), c.name, c.name_en FROM marts.client_ties AS t"
        " JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR t.client_id = $client_id"
        f" ORDER BY c.net_12m DESC NULLS LAST, t.client_id, t.holds DESC, {in_order('t.tie', 'tie')}",
        {"client_id": client_id},
    )


def without_ties(book: Book) -> pd.DataFrame:
    """One row per client that bought in 12 months and that nothing is known to tie to us, the largest first.

    client_id, name, name_en, manager, manager_en, is_key, abc, net_12m (money), p_churn (chance of leaving; NaN: not
    judged), talks_12m, people_12m (of theirs talked to; 0: nobody on record).
    """
    return book.sql(
        "SELECT c.client_id, c.name, c.name_en, c.manager, c.manager_en, k.is_key, c.abc, c.net_12m, r.p_churn,"
        " coalesce(s.talks_12m, 0) AS talks_12m, coalesce(s.people_12m, 0) AS people_12m"
        " FROM marts.client_card AS c LEFT JOIN marts.key_clients AS k USING (client_id)"
        " LEFT JOIN marts.churn_risk AS r USING (client_id) LEFT JOIN marts.client_people AS s USING (client_id)"
        " WHERE c.net_12m > 0 AND NOT EXISTS"
        " (SELECT 1 FROM marts.client_ties AS t WHERE t.client_id = c.client_id AND t.holds)"
        " ORDER BY c.net_12m DESC, c.client_id"
    )
