"""Books of a few rows, made by hand: what the shelf and the history look at, and nothing else."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from kamlib.book import build, shelf

BUILT = "2026-11-29T10:00:00+00:00"


def handmade(file: Path, as_of: date, sources: list[int], reach: date, built_at: str = BUILT) -> Path:
    """A file that tells its date, its sources and how far its data reached; two clients, one of them at risk and in
    the queue."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_made(as_of, tuple(sources), reach, built_at))
    return file


@cache
def _made(as_of: date, sources: tuple[int, ...], reach: date, built_at: str) -> bytes:
    """What is in such a file, made once and then copied, which takes a tenth of the time."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.duckdb"
        _make(file, as_of, sources, reach, built_at)
        return file.read_bytes()


def _make(file: Path, as_of: date, sources: tuple[int, ...], reach: date, built_at: str) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute(
            "CREATE TABLE book_info AS SELECT CAST(? AS DATE) AS as_of, ? AS built_at, 'x' AS code_hash,"
            " '0.1.0' AS code_version, CAST(? AS DATE) AS reach, false AS is_reconstructed, NULL AS register_id,"
            " 0 AS register_state",
            [as_of, built_at, reach],
        )
        con.execute("CREATE TABLE sources AS SELECT CAST(unnest(?) AS INTEGER) AS source_no", [list(sources)])
        con.execute("CREATE SCHEMA marts")
        con.execute(
            "CREATE TABLE marts.client_card AS SELECT * FROM (VALUES ('C1', 'A', 500.0), ('C2', 'B', 70.0))"
            " AS v(client_id, abc, net_12m)"
        )
        con.execute(
            "CREATE TABLE marts.churn_risk AS SELECT * FROM (VALUES ('C1', 0.75, 'scored', 90), ('C2', 0.1, 'scored',"
            " 90)) AS v(client_id, p_churn, status, horizon_days)"
        )
        con.execute(
            "CREATE TABLE marts.queue_items AS SELECT CAST(? AS DATE) AS as_of, 'C1' AS client_id, 'risk' AS item,"
            " NULL::VARCHAR AS thing, 'risk' AS item_id, 375.0 AS stake",
            [as_of],
        )


def published(home: Path, as_of: str, sources=(1,), reach: str = "2026-09-30", counting=(1,)) -> tuple[Path, date]:
    """Publish such a book, as a build does at its end; gives its file and the date of the current one."""
    day = date.fromisoformat(as_of)
    aside = handmade(shelf.folder(home) / "aside.duckdb", day, list(sources), date.fromisoformat(reach))
    return build._publish(home, aside, day, set(counting))


def dates(home: Path) -> list[str]:
    """The review dates of the books that are kept, the earliest first, one for each file."""
    return sorted(b.as_of.isoformat() for b in shelf.books(home))
