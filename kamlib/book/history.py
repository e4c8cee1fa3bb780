"""What every published book said of each client, kept beside the books and longer than they are.

One small Parquet file a publish, in the home's folder `history`; its columns keep their names and meanings, so that a
later version of the code can still hold what was said against what came. A later format adds columns (version 2:
cm1_12m, risk_band, decided_by, decision, call_place); in files of before they are unknown. Books published before there
was a history enter it when the next one is.

Beside it one file a publish of what stood in the book's queue: as_of, client_id, item, thing (product class,
criterion or question), item_id, stake. The next build reads these (`first_seen`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from kamlib.book.book import Book
from kamlib.book.shelf import BookFile
from kamlib.core.duck import literal, quoted, scratch
from kamlib.core.errors import KamError
from kamlib.core.renamed import FORMER

FORMAT = 2
_NAME = re.compile(r"said_(\d{4}-\d{2}-\d{2})_(\d{6,}|\d{8}T\d{6,})\.parquet")

# column of the history -> its type, and the table and column of a book that it is read from
SAID = {
    "client_id": ("VARCHAR", "client_card", "client_id"),
    "p_churn": ("DOUBLE", "churn_risk", "p_churn"),
    "p_shrink": ("DOUBLE", "churn_risk", "p_shrink"),
    "risk_status": ("VARCHAR", "churn_risk", "status"),
    "horizon_days": ("INTEGER", "churn_risk", "horizon_days"),
    "expected_revenue_horizon": ("DOUBLE", "churn_risk", "expected_revenue_horizon"),
    "expected_revenue_12m": ("DOUBLE", "churn_risk", "expected_revenue_12m"),
    "expected_contribution_12m": ("DOUBLE", "churn_risk", "expected_contribution_12m"),
    "contribution_at_risk_12m": ("DOUBLE", "churn_risk", "contribution_at_risk_12m"),
    "contribution_level": ("VARCHAR", "client_card", "contribution_level"),
    "shrinkage": ("VARCHAR", "shrinkage", "level"),
    "is_key": ("BOOLEAN", "key_clients", "is_key"),
    "selection_rank": ("BIGINT", "key_clients", "rank"),
    "selection_score": ("DOUBLE", "key_clients", "selection_score"),
    "group_primary": ("VARCHAR", "key_clients", "group_primary"),
    "fit_share": ("DOUBLE", "key_clients", "fit_share"),
    "fit_passes": ("BOOLEAN", "key_clients", "passes"),
    "abc": ("VARCHAR", "client_card", "abc"),
    "segment": ("VARCHAR", "client_card", "segment"),
    "relationship": ("VARCHAR", "client_card", "relationship"),
    "turnover_class": ("VARCHAR", "client_card", "turnover_class"),
    "net_12m": ("DOUBLE", "client_card", "net_12m"),
    "contribution_12m": ("DOUBLE", "client_card", "contribution_12m"),
    "cm1_12m": ("DOUBLE", "client_card", "cm1_12m"),
    "risk_band": ("VARCHAR", "churn_risk", "risk_band"),
    "decided_by": ("VARCHAR", "key_clients", "decided_by"),
    "decision": ("VARCHAR", "key_clients", "decision"),
    "call_place": ("BIGINT", "save_list", "place"),
}
# and of the book itself
ABOUT = {
    "as_of": "DATE",
    "built_at": "VARCHAR",
    "is_reconstructed": "BOOLEAN",
    "code_version": "VARCHAR",
    "code_hash": "VARCHAR",
    "duckdb_version": "VARCHAR",
    "register_id": "VARCHAR",
    "register_state": "BIGINT",
    "currency": "VARCHAR",
}
COLUMNS = ["published", *ABOUT, *SAID]


def history(home: Path | str | Book = "data") -> pd.DataFrame:
    """One row per published book and client: what the book said, the oldest first.

    published (number of the publish; 0: a book from before there was a history); as_of, built_at (UTC, ISO),
    is_reconstructed (built when the data reached further; NA: the book did not tell), code_version, code_hash,
    duckdb_version, register_id, register_state, currency; client_id; p_churn, p_shrink (within horizon_days; NaN: not
    judged), risk_status; expected_revenue_horizon, expected_revenue_12m, expected_contribution_12m,
    contribution_at_risk_12m (money, by the client's own margin; of revenue where contribution_level says so);
    shrinkage (level; None: not assessed); is_key, selection_rank, selection_score (points), group_primary, fit_share
    (share), fit_passes (NA: cannot be told); abc, segment, relationship, turnover_class; net_12m, contribution_12m,
    cm1_12m (money); risk_band; decided_by (what put it on the list of key clients or off it), decision (make_key, drop;
    None: none in force); call_place (on the list of calls; NaN: not on it). What a book did not know is unknown here.

    home: a company's home, or a book of it. Empty before the first publish.
    """
    path = home.home if isinstance(home, Book) else Path(home)
    files = sorted(_folder(path).glob("said_*.parquet")) if path else []
    files = [f for f in files if _NAME.fullmatch(f.name)]
    if not files:
        return pd.DataFrame(columns=COLUMNS)
    source = f"read_parquet([{', '.join(literal(f) for f in files)}], union_by_name = true)"
    there = {name for (name, *_) in scratch().execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    chosen = ", ".join(c if c in there else f"NULL AS {c}" for c in COLUMNS)
    found = scratch().execute(f"SELECT {chosen} FROM {source} ORDER BY published, as_of, built_at, client_id").df()
    flags = ("is_reconstructed", "is_key", "fit_passes")
    return found.astype(dict.fromkeys(flags, "boolean"))


def remember(home: Path, books: list[BookFile]) -> None:
    """Write down what the books say of each client and what stands in their queues, where it is not written yet. A book
    that cannot be read is passed over, and so is a queue of before there was one: what it said is lost with it."""
    folder = _folder(home)
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".aside-*"):
        left.unlink(missing_ok=True)
    for book in books:
        name = book.file.stem.removeprefix("book_")
        lacking = [kind for kind in _ASKED if not (folder / f"{kind}_{name}.parquet").exists()]
        if not lacking:
            continue
        try:
            opened = Book(book.file)  # once for all that it is asked: opening takes longer than asking
        except (duckdb.Error, KamError):
            continue
        for kind in lacking:
            _write(folder / f"{kind}_{name}.parquet", _ASKED[kind], opened, book.number)


def _write(file: Path, asked: Callable[..., duckdb.DuckDBPyRelation], book: Book, number: int) -> None:
    try:
        found = asked(book, number)
    except (duckdb.Error, KamError):
        return
    aside = file.parent / f".aside-{os.getpid()}"
    found.write_parquet(str(aside), compression="zstd")
    os.replace(aside, file)


def _queue_of(book: Book, _: int) -> duckdb.DuckDBPyRelation:
    """What stood in a book's queue, without what people wrote: since when a thing is known outlasts the book."""
    query = "SELECT as_of, client_id, item, thing, item_id, stake FROM marts.queue_items ORDER BY ALL"
    return scratch().from_arrow(book.arrow(query))


def as_seen(home: Path | str | Book) -> pd.DataFrame:
    """`history`, of every review date by one book: the last published then, or where all books of that date were
    reconstructed later, the last of these."""
    said = history(home)
    is_late = said["is_reconstructed"].fillna(False).astype(bool)
    order = said.assign(is_late=is_late).sort_values(["is_late", "published"], ascending=[True, False], kind="stable")
    book = ["as_of", "published", "built_at"]
    return said.merge(order.drop_duplicates("as_of")[book], on=book)


def said_then(home: Path, as_of: date) -> pd.DataFrame | None:
    """`as_seen` of one review date. None: no book of that date was ever published."""
    said = as_seen(home)
    said = said[pd.to_datetime(said["as_of"]).dt.date == as_of]
    return None if said.empty else said


def reviews(home: Path) -> list[date]:
    """The review dates of which the history tells, the newest first."""
    found = (_NAME.fullmatch(f.name) for f in _folder(home).glob("said_*.parquet"))
    return sorted({date.fromisoformat(name[1]) for name in found if name}, reverse=True)


def last_number(home: Path) -> int:
    """The highest number ever published of a home, 0 before the first."""
    found = (_NAME.fullmatch(f.name) for f in _folder(home).glob("said_*.parquet"))
    return max((int(name[2]) for name in found if name and "T" not in name[2]), default=0)


def said_by(book: Book, number: int = 0) -> duckdb.DuckDBPyRelation:
    """What a book of any version says of each client, as `history` has it; what it has no column for is unknown."""
    known = {
        (table, column)
        for table, column in book.sql(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'marts'"
        ).itertuples(index=False)
    }
    tables = [t for t in dict.fromkeys(table for _, table, _ in SAID.values()) if (t, "client_id") in known]
    about = [f"CAST({_literal(book.info.get(name))} AS {kind}) AS {name}" for name, kind in ABOUT.items()]
    chosen = []
    for name, (kind, table, column) in SAID.items():
        there = next((c for c in (column, FORMER.get(column, "")) if (table, c) in known), None)
        chosen.append(f"CAST({f'{table}.{quoted(there)}' if there else 'NULL'} AS {kind}) AS {name}")
    joined = "".join(f" LEFT JOIN marts.{t} USING (client_id)" for t in tables if t != "client_card")
    query = (
        f"SELECT {number} AS published, {', '.join(about + chosen)} FROM marts.client_card{joined} ORDER BY client_id"
    )
    return scratch().from_arrow(book.arrow(query))


_ASKED: dict[str, Callable[..., duckdb.DuckDBPyRelation]] = {"said": said_by, "queue": _queue_of}


def _literal(value: object) -> str:
    return "NULL" if value is None else literal(value)


def _folder(home: Path) -> Path:
    return home / "history"
