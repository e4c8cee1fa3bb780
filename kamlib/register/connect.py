"""Connections to the register's database: a SQLite file in the company's home, or PostgreSQL by URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kamlib.core.errors import KamError
from kamlib.register.schema import HEAD

URL_VARIABLE = "KAM_REGISTER_URL"
FILE = "register.sqlite"
WAIT_SECONDS = 60
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_LOCK = 5_264_717  # any number, the same for all who write: PostgreSQL then numbers entries in the order they commit


def url_of(home: Path) -> sa.URL:
    """Where the register of a home lies: the URL of the environment, or the file in the home."""
    text = os.environ.get(URL_VARIABLE, "")
    if not text:
        return sa.URL.create("sqlite", database=str((home / FILE).absolute()))
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError:
        raise KamError("register.bad_url", variable=URL_VARIABLE) from None
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database:
        return url
    raise KamError("register.bad_url", variable=URL_VARIABLE)


def shown(url: sa.URL) -> str:
    """The place in words, never with the password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def connect(url: sa.URL) -> sa.Engine:
    """An engine whose database has the newest schema. Raises KamError where it cannot be reached or is too new, and
    where PostgreSQL is asked for and its driver is not installed."""
    try:
        engine = sa.create_engine(url, pool_pre_ping=url.drivername != "sqlite")
    except ImportError:
        raise KamError("cli.no_postgres") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    try:
        _migrate(engine, shown(url))
    except sa.exc.OperationalError as fault:
        engine.dispose()
        raise unreachable(url, fault) from None
    return engine


def unreachable(url: sa.URL, fault: sa.exc.DBAPIError) -> KamError:
    """The fault as the user is told it."""
    reason = str(fault.orig).strip().splitlines()
    if url.password:
        reason = [line.replace(str(url.password), "***") for line in reason]
    return KamError("register.unreachable", place=shown(url), reason=reason[0] if reason else type(fault).__name__)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # transactions begin where we say, not where Python's driver thinks
    connection.isolation_level = None
    for pragma in ("busy_timeout = 60000", "journal_mode = WAL", "synchronous = FULL", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin_sqlite(connection: sa.Connection) -> None:
    # a writer takes the lock before it reads, so that what it has read still holds when it writes
    immediate = connection.get_execution_options().get("kam_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: one at a time, others wait. All of it is kept, or nothing."""
    with engine.connect().execution_options(kam_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        yield connection


def _migrate(engine: sa.Engine, place: str) -> None:
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise KamError("register.too_new", place=place, found=_revision(connection), known=HEAD) from None


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
