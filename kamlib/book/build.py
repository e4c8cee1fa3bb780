"""Building a book: canonical tables in, one immutable DuckDB file out, published by swapping a pointer."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

import duckdb
from threadpoolctl import threadpool_limits

from kamlib.book import history, shelf
from kamlib.book.book import Book
from kamlib.book.provenance import provenance
from kamlib.book.read_back import read_back
from kamlib.churn.kept import Kept
from kamlib.churn.tables import LEARNT_FROM, TABLES
from kamlib.core.duck import connect_for_building, quoted
from kamlib.core.errors import KamError
from kamlib.core.home import Home, reading
from kamlib.core.texts import t
from kamlib.core.version import VERSION
from kamlib.engine import inputs
from kamlib.engine.models import code_hash, downstream, models, upstream
from kamlib.engine.run import Progress, offenders, run
from kamlib.policy import Policy
from kamlib.register import Register, existing_register
from kamlib.register.adopt import adopt

SMALL_BASE = 20_000  # clients
IN_EVERY_BOOK = {"staging.company", "staging.clients", "features.client_day"}


@dataclass(frozen=True)
class Built:
    """A built book: its file (None: checked only), review date, seconds by model, and the review date of the book that
    is current now (None: checked only), which is another where a later one stands."""

    file: Path | None
    as_of: date
    seconds: dict[str, float]
    current: date | None = None
    reach: date | None = None  # end of the last month that has sales up to today


def build(
    home: Path | str,
    as_of: date | Literal["last-week"] | None = None,
    policy: Policy | None = None,
    progress: Progress | None = None,
    publish: bool = True,
    accept_register: bool = False,
    today: date | None = None,
) -> Built:
    """Build and publish the book of a company's home.

    `as_of` (inclusive, end of day) defaults to the end of the last complete month of the sales lines; "last-week" is
    the end of the last complete week. `policy` defaults to `policy.toml` in the home, or to the defaults.
    `progress(step, number, of)` is told before every step.
    Writes aside, runs the checks, reads the closed book back, then swaps the pointer: a build that fails changes
    nothing. With `publish=False` that is all: the book is thrown away once it has passed (`kam check`).
    `today`: sales after it never decide the default date; by default the computer's date.
    `accept_register`: build although the register is not the one that the last book knew, or has lost entries.
    Raises KamError when there are no sales lines, none up to `as_of`, a check finds offenders, the register is another
    one or has lost entries, or the book cannot be read back.
    """
    home = Path(home)
    policy = policy or home_policy(home)
    adopt(home)
    with reading(home), _workplace(home) as work:
        sources = Home(home).fixed()
        known_register = None if accept_register else _last_register(home)
        with connect_for_building(work / "book.duckdb", temp=work / "spill") as con:
            until = today or date.today()
            tell = progress or (lambda *_: None)
            built_as_of, seconds = _fill(con, sources, as_of, policy, tell, known_register, until)
            reach = _reach(con, until)
        read_back(work / "book.duckdb")
        if not publish:
            return Built(None, built_as_of, seconds, reach=reach)
        file, current = _publish(home, work / "book.duckdb", built_as_of, {s["source_no"] for s in sources.sources()})
    return Built(file, built_as_of, seconds, current, reach)


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _reach(con: duckdb.DuckDBPyConnection, today: date) -> date:
    return con.execute("SELECT max(last_day(day)) FROM features.client_day WHERE day <= ?", [today]).fetchone()[0]


def only(
    home: Path | str,
    names: list[str],
    as_of: date | None = None,
    policy: Policy | None = None,
    checked: bool = False,
) -> Book:
    """Some models of a home's book and what they need, built in memory and not published: for trying a model out.

    names: models by name, with or without their schema ("rfm", "features.rfm"); a leading "+" is passed over.
    checked: run the checks that read nothing but what was built; without it the rows of a failing one can be seen.
    Raises KamError for a name that is none, and as `build` does for the sales lines and, if checked, for offenders.
    """
    home = Path(home)
    policy = policy or home_policy(home)
    wanted = _with_all_they_need(_models_named(names))
    con = connect_for_building(":memory:")
    with reading(home):
        _fill_parts(con, Home(home).fixed(), as_of, policy, lambda *_: None, wanted, date.today())
        if checked:
            _check(con, lambda *_: None, {m.table for m in models()} - wanted)
    _finish(con)
    return Book(None, con)


def _with_all_they_need(named: set[str]) -> set[str]:
    """These models, those they need, those every book needs, and those the scores are learnt from where one needs
    scores."""
    needed = upstream(named | IN_EVERY_BOOK)
    if any(model.reads & TABLES for model in needed):
        needed = upstream({m.table for m in needed} | LEARNT_FROM)
    return {m.table for m in needed}


def _models_named(names: list[str]) -> set[str]:
    known = {m.table for m in models()}
    found = set()
    for name in names:
        asked = name.removeprefix("+")
        table = asked if "." in asked else next((f"{s}.{asked}" for s in ("marts", "features", "staging")
                                                 if f"{s}.{asked}" in known), asked)  # fmt: skip
        if table not in known:
            raise KamError("build.no_model", name=name, models=", ".join(sorted(known)))
        found.add(table)
    return found


def home_policy(home: Path) -> Policy:
    """The policy of a home: its policy.toml, or the defaults where there is none."""
    file = home / "policy.toml"
    return Policy.read(file) if file.exists() else Policy()


@contextmanager
def _workplace(home: Path) -> Iterator[Path]:
    """A folder to build in, held for as long as the build runs; those of killed builds are removed first."""
    books = shelf.folder(home)
    books.mkdir(parents=True, exist_ok=True)
    with shelf.publishing(home):
        for left in books.glob(".building-*"):
            with (left / "lock").open("a") if left.is_dir() else open(os.devnull) as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue  # somebody builds in it
                shutil.rmtree(left, ignore_errors=True)
        work = Path(mkdtemp(prefix=".building-", dir=books))
        lock = (work / "lock").open("a")
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        lock.close()


def _fill(
    con, home: Home, as_of, policy: Policy, progress: Progress, known: tuple | None, today: date
) -> tuple[date, dict]:
    as_of, seconds = _fill_parts(con, home, as_of, policy, progress, None, today, known)
    if con.execute("SELECT count(*) FROM marts.overview WHERE clients_ever > 0").fetchone()[0] == 0:
        raise KamError("build.no_sales_by", as_of=as_of)
    _check(con, progress)
    _finish(con)
    con.execute("CHECKPOINT")
    return as_of, seconds


def _fill_parts(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    as_of: date | Literal["last-week"] | None,
    policy: Policy,
    progress: Progress,
    wanted: set[str] | None,
    today: date,
    known_register: tuple | None = None,
) -> tuple[date, dict[str, float]]:
    """The book's tables, or of the models only those in `wanted`; gives the review date and the seconds by model."""
    register = existing_register(home.path)
    try:
        if known_register:
            _same_register(register, *known_register)
        state = register.state if register else 0
        inputs.canonical(con, home, register, state)
        register_id = register.register_id if register else None
    finally:
        if register:
            register.close()
    month_end, week_end = inputs.complete_until(con, max(today, as_of) if isinstance(as_of, date) else today)
    if as_of == "last-week":
        if week_end is None:
            raise KamError("build.no_weeks")
        as_of = week_end
    as_of = as_of or month_end
    inputs.parameters(con, policy, as_of)
    provenance(con, home)
    learnt = home.path / "learnt" if wanted is None else None
    seconds = _run_models(con, policy, progress, wanted, Kept(learnt, code_hash()))
    if as_of != last_day(as_of) and con.execute("SELECT grain FROM staging.company").fetchall() == [("month",)]:
        raise KamError("build.dated_by_month", as_of=as_of, month_end=last_day(as_of))
    _info(con, home, as_of, month_end, policy, register_id, state)
    return as_of, seconds


def _run_models(con, policy: Policy, progress: Progress, wanted: set[str] | None, kept: Kept) -> dict[str, float]:
    chosen = [m for m in models() if wanted is None or m.table in wanted]
    scored = downstream(set(TABLES), tuple(chosen))
    seconds = run(con, [m for m in chosen if m not in scored], progress)
    if not scored:
        return seconds
    from kamlib.churn.score import score  # brings scikit-learn, which a part of a book may not need

    # small tables are learnt from faster by one thread than by several that wait for each other
    clients = con.execute("SELECT count(*) FROM staging.clients").fetchone()[0]
    with threadpool_limits(1 if clients < SMALL_BASE else None):
        score(con, policy, progress, kept)
    return seconds | run(con, scored, progress)


def _last_register(home: Path) -> tuple[str | None, int] | None:
    """Which register the last published book knew, and its last entry; None: there is no such book."""
    for kept in shelf.books(home):
        try:
            info = Book(kept.file).info
        except (duckdb.Error, KamError):
            continue
        return info.get("register_id"), info.get("register_state") or 0
    return None


def _same_register(register: Register | None, known_id: str | None, known_state: int) -> None:
    """Stop where the register is not the one the last book knew, or has lost entries: a file restored or mislaid would
    silently take back what people entered."""
    if known_state == 0:
        return
    if register is None:
        raise KamError("build.no_register", known=known_state)
    if known_id is not None and register.register_id != known_id:
        raise KamError("build.other_register", place=register.place, state=register.state, known=known_state)
    if register.state < known_state:
        raise KamError("build.fewer_entries", place=register.place, state=register.state, known=known_state)


def _check(
    con: duckdb.DuckDBPyConnection, progress: Progress, lacking: set[str] | frozenset[str] = frozenset()
) -> None:
    progress("checks", 1, 1)
    found = offenders(con, lacking)
    if found:
        lines = [
            f"  {name}: {t(f'build.check_{name}')}\n" + "\n".join(f"    {row}" for row in rows)
            for name, rows in found.items()
        ]
        raise KamError("build.offenders", offenders="\n".join(lines))


def _info(con, home: Home, as_of: date, complete_until: date, policy: Policy, register_id, state: int) -> None:
    con.execute(
        """CREATE TABLE book_info AS
        SELECT CAST(? AS DATE) AS as_of, ? AS built_at, ? AS code_version, ? AS code_hash, version() AS duckdb_version,
               ? AS policy_json, ? AS sources_hash, ? AS register_id, CAST(? AS BIGINT) AS register_state,
               -- the last month the data reach, complete or not
               (SELECT greatest(CAST(? AS DATE),
                                max(last_day(order_date)) FILTER (order_date <= last_day(CAST(? AS DATE) + 1)))
                FROM canonical.sales_lines) AS reach,
               CAST(? AS BOOLEAN) AS is_reconstructed,
               (SELECT currency FROM staging.company) AS currency,
               (SELECT grain FROM staging.company) AS grain,
               (SELECT nullif(days_known_from, DATE '0001-01-01') FROM staging.company) AS days_known_from""",
        [
            as_of,
            datetime.now(UTC).isoformat(timespec="seconds"),
            VERSION,
            code_hash(),
            policy.model_dump_json(),
            _hash("".join(sorted(s["sha256"] for s in home.sources()))),
            register_id,
            state,
            complete_until,
            complete_until,
            as_of < complete_until,
        ],
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _finish(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what points at files outside; give every mart its short name."""
    there = set(con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall())
    for model in reversed(models()):
        if model.is_view:
            con.execute(f"DROP VIEW IF EXISTS {model.table}")
    inputs.forget_canonical(con)
    for model in models():
        if model.schema == "marts" and ("marts", model.name) in there:
            con.execute(f"CREATE VIEW main.{quoted(model.name)} AS SELECT * FROM {model.table}")


def _publish(home: Path, built: Path, as_of: date, sources: set[int]) -> tuple[Path, date]:
    """Give the book its name, remember what it says, settle which one is current, let go of those not needed."""
    with shelf.publishing(home):
        kept = shelf.books(home)
        number = max([history.last_number(home), *(b.number for b in kept)]) + 1
        book = shelf.BookFile(shelf.folder(home) / f"book_{as_of.isoformat()}_{number:06d}.duckdb", as_of, number)
        os.replace(built, book.file)
        history.remember(home, [*kept, book])
        current = shelf.choose_current(home, sources) or book
        shelf.point_to(home, current)
        for old in shelf.superfluous(home):
            old.file.unlink(missing_ok=True)
    return book.file, current.as_of
