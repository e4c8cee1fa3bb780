"""The register of a company: what people know, entered by hand, by file or from Python."""

from __future__ import annotations

import getpass
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from kamlib.core.errors import KamError
from kamlib.register import connect, read, rows, write
from kamlib.register.rows import Row, as_rows, checked, key_of, key_text, key_tuple, shown, table_of
from kamlib.register.schema import about, entries
from kamlib.register.write import Change, Planned

TRIES = 50
T = TypeVar("T")
Seen = dict[tuple[Any, ...], int]


@dataclass(frozen=True)
class Written:
    """What a write did: how many entries it made (0: all stood there already), the keys of the rows it was given,
    the number of the register's last entry."""

    entries: int
    keys: list[tuple[Any, ...]]
    state: int


class Register:
    """One company's register. Every value ever entered stays in it; the current one is the last."""

    def __init__(self, url: sa.URL):
        self._url = url
        self._engine = connect.connect(url)

    @property
    def place(self) -> str:
        """Where it lies: a file, or a database's URL without the password."""
        return connect.shown(self._url)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def state(self) -> int:
        """Number of the last entry, 0 where there is none; two equal states hold the same."""
        return self._read(read.last_entry)

    @property
    def register_id(self) -> str:
        """A name no other register has."""
        return str(self._read(lambda con: con.execute(sa.select(about.c.register_id)).scalar_one()))

    def current(self, table: str, client_id: str | None = None, state: int | None = None) -> pd.DataFrame:
        """One row per row of a register table that is not withdrawn, sorted by its key.

        The contract's columns (money as float, unknown NULL), then version, entered_at (UTC), entered_by, source of
        the last change. client_id: of that client only. state: as it was when that entry was the last.
        Raises KamError for a table the register does not keep.
        """
        return read.frame(self.arrow(table, client_id, state))

    def arrow(self, table: str, client_id: str | None = None, state: int | None = None) -> pa.Table:
        """`current`, in the contract's exact types (money as DECIMAL(18,4))."""
        chosen = table_of(table)
        return self._read(lambda con: read.state_of(con, chosen, client_id, state))

    def seen(self, table: str, frame: pd.DataFrame) -> Seen:
        """Row key -> version of a frame that `current` gave: what to hand to `write` with the person's changes."""
        chosen = table_of(table)
        keys = (key_tuple(chosen, key_of(chosen, k)) for k in frame[list(chosen.key)].itertuples(index=False))
        return dict(zip(keys, frame["version"].tolist(), strict=True))

    def seen_at(self, table: str, state: int) -> Seen:
        """Row key -> version of every row of the table when entry `state` was the last."""
        chosen = table_of(table)
        columns = [entries.c.row_key, entries.c.version]
        query = read.latest(table, columns, state=state)
        return {key_tuple(chosen, k): v for k, v in self._read(lambda con: con.execute(query).fetchall())}

    def write(
        self,
        table: str,
        rows: Iterable[Row] | pd.DataFrame,
        *,
        author: str,
        source: str,
        seen: Seen | None = None,
        withdrawn: Iterable[Sequence[Any]] = (),
        note: str | None = None,
    ) -> Written:
        """Enter rows: their key and the columns to change; None empties a value, columns not given stay.

        withdrawn: keys to take out at the same time, as `withdraw` does. One transaction: all or nothing. Values that
        already stand there make no entry. A missing decision_id or promise_id is made. seen: row key -> version the
        person saw (`Register.seen`), a row not in it was not there; without it nothing is compared. Raises
        RegisterConflict where somebody changed the same value since, KamError for values that cannot be used and for
        those that name a row of the register which is not there; nothing is written then.
        """
        changes = [self._change(table, rows, source, seen, note=note, entered=True)]
        return self.write_all([self._withdrawal(table, withdrawn, source, seen, note), *changes], author=author)

    def withdraw(
        self,
        table: str,
        keys: Iterable[Sequence[Any]],
        *,
        author: str,
        source: str,
        seen: Seen | None = None,
        note: str | None = None,
    ) -> Written:
        """Take rows out of `current`; their history stays. Keys that are not there are passed over.

        Raises RegisterConflict where somebody changed such a row after it was seen.
        """
        return self.write_all([self._withdrawal(table, keys, source, seen, note)], author=author)

    def undo(self, entry_id: int, *, author: str, source: str, note: str | None = None) -> Written:
        """Bring back what stood before an entry, as a new entry.

        Raises RegisterConflict where the same values were changed again since, KamError for an unknown entry.
        """
        c = entries.c
        columns = (c.table_name, c.row_key, c.version, c.old, c.new)
        found = self._read(lambda con: con.execute(sa.select(*columns).where(c.entry_id == entry_id)).first())
        if found is None:
            raise KamError("register.no_entry", entry=entry_id)
        table = table_of(found.table_name)
        old, new = rows.unpacked(found.old), rows.unpacked(found.new)
        key = dict(zip(table.key, rows.unpacked(found.row_key), strict=True))
        seen = {found.row_key: found.version}
        if old is None:
            change = Change(table, [key], source, withdraw=True, seen=seen, note=note)
        else:
            before = {k: v for k, v in old.items() if new is None or new.get(k) != v}
            change = Change(table, [before | key], source, seen=seen, note=note)
        return self.write_all([change], author=author)

    def differences(self, table: str, rows: Iterable[Row] | pd.DataFrame, seen: Seen | None = None) -> pd.DataFrame:
        """What `write` would change, without writing: one row per changed value.

        Columns table_name, key (tuple), is_new (the row was not there), column, old, new (None: not known).
        Raises as `write` does.
        """
        return self.differences_all([self._change(table, rows, "", seen, entered=True)])

    def history(
        self,
        table: str | None = None,
        client_id: str | None = None,
        key: Sequence[Any] | None = None,
        since: date | None = None,
    ) -> pd.DataFrame:
        """One row per entry, the newest first; of one table, one client, one row (by its key); since a day (UTC).

        Columns entry_id, at (UTC), author, source, table_name, key (tuple), client_id, version, what (entered,
        changed, withdrawn), columns (those that changed), old and new (dicts of those columns; None: no row), note.
        """
        chosen = None if table is None else table_of(table)
        text = None if key is None or chosen is None else key_of(chosen, key)
        return self._read(lambda con: read.history(con, chosen, client_id, text, since))

    def moved_since(self, state: int) -> set[str]:
        """The tables with an entry after number `state`."""
        query = sa.select(entries.c.table_name).where(entries.c.entry_id > state)
        return self._read(lambda con: set(con.execute(query).scalars()))

    def write_all(self, changes: list[Change], *, author: str) -> Written:
        """Several tables in one transaction."""
        author = (author or "").strip()
        if not author:
            raise KamError("register.no_author")
        for change in changes:
            if not change.source.strip():
                raise KamError("register.no_source")
        for last_try in (*[False] * TRIES, True):
            try:
                with connect.writing(self._engine) as con:
                    planned = write.plan(con, changes)
                    write.insert(con, planned, author)
                    state = read.last_entry(con)
                break
            except sa.exc.IntegrityError:
                if last_try:
                    raise
            except sa.exc.OperationalError as fault:
                raise connect.unreachable(self._url, fault) from None
        keys = [key_tuple(c.table, key_text(c.table, row)) for c in changes for row in c.rows]
        return Written(len(planned), keys, state)

    def differences_all(self, changes: list[Change]) -> pd.DataFrame:
        """`differences` of several tables."""
        planned = self._read(lambda con: write.plan(con, changes))
        told = [line for p in planned for line in _changed(p)]
        return pd.DataFrame(told, columns=["table_name", "key", "is_new", "column", "old", "new"], dtype=object)

    def _change(
        self,
        table: str,
        rows: Iterable[Row] | pd.DataFrame,
        source: str,
        seen: Seen | None,
        withdraw: bool = False,
        note: str | None = None,
        entered: bool = False,
    ) -> Change:
        chosen = table_of(table)
        given = as_rows(rows)
        if chosen.made and not withdraw:
            made = chosen.made[0]
            given = [row if row.get(made) else {**row, made: uuid.uuid4().hex[:12]} for row in given]
        stored = checked(chosen, given)
        known = None if seen is None else {key_of(chosen, k): v for k, v in seen.items()}
        return Change(chosen, stored, source, withdraw=withdraw, seen=known, note=note, entered=entered)

    def _withdrawal(
        self, table: str, keys: Iterable[Sequence[Any]], source: str, seen: Seen | None, note: str | None = None
    ) -> Change:
        chosen = table_of(table)
        given = [dict(zip(chosen.key, (k,) if isinstance(k, str) else k, strict=True)) for k in keys]
        return self._change(table, given, source, seen, withdraw=True, note=note)

    def _read(self, question: Callable[[sa.Connection], T]) -> T:
        try:
            with self._engine.connect() as con, con.begin():
                return question(con)
        except sa.exc.OperationalError as fault:
            raise connect.unreachable(self._url, fault) from None


def _changed(p: Planned) -> list[Row]:
    old, new = p.old or {}, p.new or {}
    about_row = {"table_name": p.table.name, "key": key_tuple(p.table, p.key), "is_new": p.old is None}
    spec = p.table.columns
    return [
        {**about_row, "column": c, "old": shown(spec[c], old.get(c)), "new": shown(spec[c], new.get(c))}
        for c in p.columns
    ]


def default_author() -> str:
    """The name of the user of this computer. Raises KamError where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise KamError("register.no_author") from None


def open_register(home: Path | str = "data") -> Register:
    """The register of a company's home: the file register.sqlite in it, or the database named by KAM_REGISTER_URL.

    Made where there is none yet; its schema is brought up to date. Raises KamError where there is no such home or
    the database cannot be reached.
    """
    home = Path(home)
    if not home.is_dir():
        raise KamError("register.no_home", home=home)
    return Register(connect.url_of(home))


def existing_register(home: Path | str) -> Register | None:
    """`open_register`, but None where nobody has entered anything yet."""
    url = connect.url_of(Path(home))
    if url.drivername == "sqlite" and not Path(str(url.database)).exists():
        return None
    return Register(url)
