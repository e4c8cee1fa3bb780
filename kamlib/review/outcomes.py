"""Were we right: what earlier reviews said and decided, against what came."""

from __future__ import annotations

from importlib.resources import files

import duckdb
import pandas as pd

from kamlib.book.book import Book
from kamlib.book.history import as_seen


def forecasts_met(book: Book) -> pd.DataFrame:
    """One row per earlier review date that a book was published for, the newest first: what it said, and what came.

    said_on; is_reconstructed (the book was built later, from what was known later); clients_judged; horizon_days;
    is_over (the horizon has passed; nothing that came is told before); silent_said (how many clients were expected to
    buy nothing within it: the sum of the probabilities), silent_came; brier (mean squared error of the probability);
    revenue_said (expected within the horizon), revenue_came (money, of the same clients); listed (clients on the list
    of calls; NaN: none, or not kept), listed_silent (of them, fell silent: calls are made to
    prevent it); contribution_said (at risk over 12 months), contribution_came (lost by leaving or shrinking within
    them, at the margin of then; NaN: they are not over). Of several books of a date, the last one published then.

    The source is the history of what books said and the sales that this book knows. Empty without earlier reviews.
    """
    return _outcomes(book, "forecasts")


def risk_bands_met(book: Book) -> pd.DataFrame:
    """One row per earlier review date whose horizon is over and band of risk: the share said and the share that came.

    said_on; risk_band; clients_judged; share_said (mean probability of buying nothing within the horizon), share_came.
    """
    return _outcomes(book, "bands")


def _outcomes(book: Book, part: str) -> pd.DataFrame:
    said = _said_before(book)
    con = duckdb.connect(config={"threads": 1})
    try:
        con.register("said", said)
        con.register("sold", book.arrow("SELECT client_id, day, net, is_purchase FROM features.client_day"))
        con.register("year_losses", book.arrow("SELECT cut_off, client_id, loss_share FROM features.year_losses"))
        rules = book.policy.churn
        con.execute(
            "CREATE TABLE dates AS SELECT CAST(? AS DATE) AS as_of, CAST(? AS DOUBLE) AS high_from,"
            " CAST(? AS DOUBLE) AS raised_from, CAST(? AS BIGINT) AS call_capacity",
            [book.as_of, rules.high_from, rules.raised_from, rules.call_capacity],
        )
        con.execute(f"CREATE TABLE judged AS {_select('judged')}")
        return con.execute(_select(part)).df()
    finally:
        con.close()


def _said_before(book: Book) -> pd.DataFrame:
    said = as_seen(book)
    said = said.assign(as_of=pd.to_datetime(said["as_of"]))
    return said[said["as_of"].dt.date < book.as_of]


def _select(part: str) -> str:
    return files("kamlib").joinpath("sql", "outcomes", f"{part}.sql").read_text("utf-8")
