"""Two review dates side by side: as it was seen then, as today's data show it, as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import duckdb
import pandas as pd
import pyarrow as pa

from kamlib.book.book import Book
from kamlib.book.history import said_by, said_then
from kamlib.book.shelf import books, quarter_before
from kamlib.core.errors import KamError

_PARTS = ("clients", "company", "bridges", "moves", "cohorts")


@dataclass(frozen=True)
class Comparison:
    """What changed between two review dates. Money is in the book's currency, shares are fractions of 1.

    before_as_of, after_as_of: the dates. is_reconstructed: what is said of the first was built later, from what was
    known later. has_then: the later book looks back to the earlier date, so that late corrections can be told.
    """

    before_as_of: date
    after_as_of: date
    is_reconstructed: bool
    has_then: bool
    company: pd.DataFrame
    clients: pd.DataFrame
    bridges: pd.DataFrame
    moves: pd.DataFrame
    cohorts: pd.DataFrame


def compare(before: Book | date | str | None, after: Book) -> Comparison:
    """Two review dates side by side: `before` as it was said then, and as today's data show it, and `after`.

    before: a book; or a date, of which the history tells what the books published then said, kept or not; None: the
    end of the quarter before. Gives a `Comparison` of five frames:

    company: one row per measure of the company. measure; said_then; known_then (the same date by the data of now; NaN:
    not computed again), corrected (known_then − said_then), measure_now, measure_change (against known_then, else
    said_then); in the measure's own unit: money, clients, share. NaN: not known at that date.
    clients: one row per client known at either date, the largest change of contribution first: what `said` and `then`
    and now of its revenue and contribution, what was corrected since, its part of the bridges; risk then and now, and
    what came of it (risk_outcome: bought, fell_silent within the horizon; early: it is not over; None: not judged);
    was_key, is_key, change and selection_cause; fit, group and classes then and now.
    bridges: one row per bridge, of revenue and of contribution (none where its rungs then and now differ): said_then +
    corrected + new + returned + expansion − contraction − lost = measure_now, to the kopeck.
    moves: one row per classification and pair of classes: clients that moved, and their revenue now.
    cohorts: one row per year in which clients came (client_since, else the first purchase), per way they were acquired
    (None: not known), and per both (cohort_by: year, way, year_and_way; None: of all years, of all ways).
    is_from_start: the data begin with some of them, who may have come earlier. clients that ever bought;
    active_then, active_now (bought within 12 months); net_12m_then, net_12m, net_12m_change, contribution_12m_then,
    contribution_12m (money).

    The method is that of the revenue bridge, on the 12 months that end on each date. Raises KamError for a date that
    has no book and no history, or that is not before the later book's.
    """
    day, said = _said(before, after)
    if day >= after.as_of:
        raise KamError("skam.compare_order", before=day, after=after.as_of)
    con = duckdb.connect(config={"threads": 1})
    try:
        con.register("said", said)
        con.register("now", said_by(after).to_arrow_table())
        con.register("known", after.arrow(_KNOWN, [day]))
        con.register("going", after.arrow(_GOING))
        con.register("joined", after.arrow(_JOINED))
        con.register("bought", after.arrow(_BOUGHT, [day]))
        has_then = bool(after.one("SELECT count(*) AS n FROM as_of WHERE as_of = ?", [day])["n"])
        con.execute(
            "CREATE TABLE dates AS SELECT CAST(? AS DATE) AS before_as_of, CAST(? AS DATE) AS after_as_of,"
            " CAST(? AS BOOLEAN) AS has_then, (SELECT max(contribution_level) FROM now) AS contribution_level",
            [day, after.as_of, has_then],
        )
        con.execute(f"CREATE TABLE compared AS {_select('clients')}")
        frames = {part: con.execute(_select(part)).df() for part in _PARTS[1:]}
        clients = con.execute("SELECT * FROM compared").df()
        is_reconstructed = bool(con.execute("SELECT count(*) FROM said WHERE is_reconstructed").fetchall()[0][0])
    finally:
        con.close()
    names = after.sql("SELECT client_id, name, name_en, manager, manager_en FROM marts.client_card")
    clients = clients.merge(names, on="client_id", how="left", sort=False)
    clients["name"] = clients["name"].fillna(clients["client_id"])
    return Comparison(day, after.as_of, is_reconstructed, has_then, clients=clients, **frames)


_KNOWN = (
    "SELECT client_id, net_12m, cm1_12m, active_days_12m > 0 AS was_active FROM features.client_as_of WHERE as_of = ?"
)
_GOING = (
    "SELECT c.client_id, c.first_purchase, c.active_days_12m > 0 AS is_active FROM features.client_as_of AS c"
    " JOIN as_of AS w ON w.is_book AND w.as_of = c.as_of"
)
_JOINED = (
    "SELECT f.client_id, year(least(s.client_since, f.first_purchase)) AS cohort_year, s.acquired_by,"
    " s.client_since IS NULL AND year(f.first_purchase) = year(min(f.first_purchase) OVER ()) AS is_from_start"
    " FROM marts.client_card AS f JOIN staging.clients AS s USING (client_id) WHERE f.first_purchase IS NOT NULL"
)
_BOUGHT = (
    "SELECT client_id, sum(net) AS net, min(day) FILTER (WHERE is_purchase) AS first_day"
    " FROM features.client_day WHERE day > ? GROUP BY client_id"
)


def _select(part: str) -> str:
    return files("kamlib").joinpath("sql", "compare", f"{part}.sql").read_text("utf-8")


def _said(before: Book | date | str | None, after: Book) -> tuple[date, pa.Table]:
    if isinstance(before, Book):
        return before.as_of, said_by(before).to_arrow_table()
    try:
        day = date.fromisoformat(before) if isinstance(before, str) else before or quarter_before(after.as_of)
    except ValueError:
        raise KamError("cli.not_a_date", text=before) from None
    said = said_then(after.home, day) if after.home else None
    if said is None or after.home is None:
        raise KamError("skam.compare_nothing", as_of=day, home=after.home)
    kept = next((b for b in books(after.home) if b.as_of == day and b.number == said["published"].iloc[0]), None)
    return day, said_by(Book(kept.file)).to_arrow_table() if kept else pa.Table.from_pandas(said, preserve_index=False)
