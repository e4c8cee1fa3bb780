"""Building a book: canonical tables in, one immutable DuckDB file out, published by swapping a pointer."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from threadpoolctl import threadpool_limits

from kamlib.book.provenance import provenance
from kamlib.churn import score as churn
from kamlib.core.duck import connect_for_building, quoted
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.core.texts import t
from kamlib.core.version import VERSION
from kamlib.engine import inputs
from kamlib.engine.models import code_hash, downstream, models
from kamlib.engine.run import Progress, offenders, run
from kamlib.policy import Policy
from kamlib.register import existing_register
from kamlib.register.adopt import adopt

KEEP_BOOKS = 12
SMALL_BASE = 2_000  # clients


@dataclass(frozen=True)
class Built:
    """A built book: its file (None: checked only), review date, and seconds by model."""

    file: Path | None
    as_of: date
    seconds: dict[str, float]


def build(
    home: Path | str,
    as_of: date | None = None,
    policy: Policy | None = None,
    progress: Progress | None = None,
    publish: bool = True,
) -> Built:
    """Build and publish the book of a company's home.

    `as_of` (inclusive, end of day) defaults to the end of the last complete month of the sales lines; `policy` to
    `policy.toml` in the home, or the defaults. `progress(step, number, of)` is told before every step.
    Writes aside, runs the checks, then swaps the pointer: a build that fails changes nothing. With `publish=False`
    that is all: the book is thrown away once it has passed (`kam check`).
    Raises KamError when there are no sales lines, none up to `as_of`, or a check finds offenders.
    """
    home = Path(home)
    policy = policy or home_policy(home)
    books = home / "books"
    books.mkdir(parents=True, exist_ok=True)
    work = books / f".building-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        with connect_for_building(work / "book.duckdb", temp=work / "spill") as con:
            built_as_of, seconds = _fill(con, Home(home), as_of, policy, progress or (lambda *_: None))
        file = _publish(books, work / "book.duckdb", built_as_of) if publish else None
        return Built(file, built_as_of, seconds)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def home_policy(home: Path) -> Policy:
    """The policy of a home: its policy.toml, or the defaults where there is none."""
    file = home / "policy.toml"
    return Policy.read(file) if file.exists() else Policy()


def _fill(con, home: Home, as_of: date | None, policy: Policy, progress: Progress) -> tuple[date, dict]:
    adopt(home.path)
    register = existing_register(home.path)
    state = register.state if register else 0
    inputs.canonical(con, home, register, state)
    if register:
        register.close()
    as_of = as_of or inputs.default_as_of(con)
    inputs.parameters(con, policy, as_of)
    provenance(con, home)
    scored = downstream(set(churn.TABLES), models())
    seconds = run(con, [m for m in models() if m not in scored], progress)
    # small tables are learnt from faster by one thread than by several that wait for each other
    clients = con.execute("SELECT count(*) FROM staging.clients").fetchone()[0]
    with threadpool_limits(1 if clients < SMALL_BASE else None):
        churn.score(con, policy, progress)
    seconds |= run(con, scored, progress)
    if con.execute("SELECT count(*) FROM marts.overview WHERE clients_ever > 0").fetchone()[0] == 0:
        raise KamError("build.no_sales_by", as_of=as_of)
    _check(con, progress)
    _info(con, home, as_of, policy, state)
    _finish(con)
    return as_of, seconds


def _check(con: duckdb.DuckDBPyConnection, progress: Progress) -> None:
    progress("checks", 1, 1)
    found = offenders(con)
    if found:
        lines = [
            f"  {name}: {t(f'build.check_{name}')}\n" + "\n".join(f"    {row}" for row in rows)
            for name, rows in found.items()
        ]
        raise KamError("build.offenders", offenders="\n".join(lines))


def _info(con: duckdb.DuckDBPyConnection, home: Home, as_of: date, policy: Policy, state: int) -> None:
    con.execute(
        """CREATE TABLE book_info AS
        SELECT CAST(? AS DATE) AS as_of, ? AS built_at, ? AS code_version, ? AS code_hash, ? AS policy_json,
               ? AS sources_hash, CAST(? AS BIGINT) AS register_state,
               (SELECT currency FROM staging.company) AS currency""",
        [
            as_of,
            datetime.now(UTC).isoformat(timespec="seconds"),
            VERSION,
            code_hash(),
            policy.model_dump_json(),
            _hash("".join(sorted(s["sha256"] for s in home.sources()))),
            state,
        ],
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _finish(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what points at files outside; give every mart its short name."""
    for model in reversed(models()):
        if model.is_view:
            con.execute(f"DROP VIEW {model.table}")
    con.execute("DROP SCHEMA canonical CASCADE")
    for model in models():
        if model.schema == "marts":
            con.execute(f"CREATE VIEW main.{quoted(model.name)} AS SELECT * FROM {model.table}")
    con.execute("CHECKPOINT")


def _publish(books: Path, built: Path, as_of: date) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = books / f"book_{as_of.isoformat()}_{stamp}.duckdb"
    os.replace(built, target)
    pointer = books / f".current-{os.getpid()}"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(target.name)
    os.replace(pointer, books / "current")
    for old in sorted(books.glob("book_*.duckdb"), key=lambda f: f.name.rsplit("_", 1)[1])[:-KEEP_BOOKS]:
        old.unlink()
    return target
