"""Writing the register: what is given is held against what stands there, and differences become entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

from kamlib.contract import Table, register_tables
from kamlib.reading.typed import Fault
from kamlib.register.conflict import Conflict, RegisterConflict
from kamlib.register.read import MANY, latest
from kamlib.register.rows import BadValues, Row, key_text, key_tuple, packed, shown
from kamlib.register.schema import entries

BATCH = 5_000


@dataclass
class Change:
    """What somebody wants of one table: rows (stored values, key and changed columns), or rows withdrawn.

    seen: row key -> the version the person saw (a row not in it: saw none); None: whatever stands there.
    keep_known: an empty value is no value, as in a file, rather than "make it empty".
    entered: by a person, who is told when a value names a row of the register that is not there; a file may come before
    what it names.
    """

    table: Table
    rows: list[Row]
    source: str
    withdraw: bool = False
    seen: dict[str, int] | None = None
    keep_known: bool = False
    note: str | None = None
    entered: bool = False


@dataclass(frozen=True)
class Planned:
    """One entry to be made: the row before and after, as stored (None: none), and the version it becomes."""

    table: Table
    key: str
    version: int
    old: Row | None
    new: Row | None
    source: str
    note: str | None

    @property
    def columns(self) -> list[str]:
        """The columns that change, the key's aside."""
        old, new = self.old or {}, self.new or {}
        return [c for c in self.table.columns if c not in self.table.key and old.get(c) != new.get(c)]


@dataclass
class _Row:
    """Where a row stands: its last version, its values (None: withdrawn or never there)."""

    version: int = 0
    values: Row | None = None


@dataclass
class _Found:
    conflicts: list[Conflict] = field(default_factory=list)
    planned: dict[tuple[str, str], Planned] = field(default_factory=dict)


def plan(con: sa.Connection, changes: Iterable[Change]) -> list[Planned]:
    """The entries that the changes come to; none for what already stands there.

    Raises RegisterConflict for values somebody else changed since they were seen, BadValues for a row that would lack a
    required value, have its dates out of order, or name a row that is not there.
    """
    found = _Found()
    changes = list(changes)
    for change in changes:
        keys = [key_text(change.table, row) for row in change.rows]
        now = _now(con, change.table, keys)
        seen = _seen(con, change, keys, now)
        faults = []
        for n, (key, row) in enumerate(zip(keys, change.rows, strict=True)):
            new = _merged(found, change, key, row, now[key], seen.get(key), con)
            if new == now[key].values:
                continue
            before = found.planned.get((change.table.name, key))
            if before is not None:  # another sheet of the same import changes this row too: both in one entry
                new = new and {**before.new, **_changed(now[key].values, new)} if before.new else new
            faults += _faults(change.table, n, now[key].values or {}, new)
            version = now[key].version + 1
            entry = Planned(change.table, key, version, now[key].values, new, change.source, change.note)
            found.planned[change.table.name, key] = entry
        if faults:
            raise BadValues(change.table, change.rows, faults)
    if found.conflicts:
        raise RegisterConflict(found.conflicts)
    for change in changes:
        if change.entered and not change.withdraw:
            _must_point_somewhere(con, change, found.planned)
    return list(found.planned.values())


def _faults(table: Table, n: int, old: Row, new: Row | None) -> list[Fault]:
    """What is wrong with a row as it would stand: what was entered before may not go with what is changed now."""
    if not new:
        return []
    lacking = [Fault(n, c.name, "", "missing") for c in table.columns.values() if c.required and new[c.name] is None]
    # dates are stored as ISO text, which sorts as they do
    told = [(a, b) for a, b in table.in_order if new[a] is not None and new[b] is not None and new[b] < new[a]]
    changed = [(a, b) for a, b in told if (old.get(a), old.get(b)) != (new[a], new[b])]
    return lacking + [Fault(n, second, new[second], "out_of_order") for _, second in changed]


def _must_point_somewhere(con: sa.Connection, change: Change, planned: dict[tuple[str, str], Planned]) -> None:
    """Raise BadValues for values given now that name a row which is neither in the register nor entered with them."""
    faults = []
    for column in change.table.columns.values():
        if column.ref not in register_tables():
            continue
        target = register_tables()[column.ref]
        named = {
            n: value
            for n, row in enumerate(change.rows)
            if (value := row.get(column.name)) is not None and _is_new(change.table, row, column.name, planned)
        }
        keys = {value: key_text(target, {target.key[0]: value}) for value in named.values()}
        there = _now(con, target, list(keys.values()))
        for n, value in named.items():
            coming = planned.get((target.name, keys[value]))
            if (coming.new if coming else there[keys[value]].values) is None:
                faults.append(Fault(n, column.name, str(value), "points_nowhere"))
    if faults:
        raise BadValues(change.table, change.rows, faults)


def _is_new(table: Table, row: Row, column: str, planned: dict[tuple[str, str], Planned]) -> bool:
    """Does the row come to have the value only now? What stood there before is not refused again."""
    entry = planned.get((table.name, key_text(table, row)))
    return entry is not None and (entry.old or {}).get(column) != row[column]


def insert(con: sa.Connection, planned: list[Planned], author: str) -> None:
    """Add the entries, all with the same time."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for start in range(0, len(planned), BATCH):
        con.execute(
            sa.insert(entries),
            [
                {
                    "at": at,
                    "author": author,
                    "source": p.source,
                    "table_name": p.table.name,
                    "row_key": p.key,
                    "client_id": (p.new or p.old or {}).get("client_id"),
                    "version": p.version,
                    "old": None if p.old is None else packed(p.old),
                    "new": None if p.new is None else packed(p.new),
                    "note": p.note,
                }
                for p in planned[start : start + BATCH]
            ],
        )


def _changed(old: Row | None, new: Row) -> Row:
    return {c: v for c, v in new.items() if v != (old or {}).get(c)}


def _now(con: sa.Connection, table: Table, keys: list[str]) -> dict[str, _Row]:
    c = entries.c
    query = latest(table.name, [c.row_key, c.version, c.new], keys=keys if len(keys) <= MANY else None)
    wanted = {key: _Row() for key in keys}
    for key, version, new in con.execute(query):
        if key in wanted:
            wanted[key] = _Row(version, json.loads(new) if new else None)
    return wanted


def _seen(con: sa.Connection, change: Change, keys: list[str], now: dict[str, _Row]) -> dict[str, _Row]:
    """What the person saw of the rows that have moved since; rows that have not moved are not in it."""
    if change.seen is None:
        return {}
    moved = {key: change.seen.get(key, 0) for key in keys if now[key].version > change.seen.get(key, 0)}
    found = {key: _Row(version) for key, version in moved.items()}
    asked = [key for key, version in moved.items() if version]
    c = entries.c
    for start in range(0, len(asked), MANY):
        query = sa.select(c.row_key, c.version, c.new).where(
            c.table_name == change.table.name, c.row_key.in_(asked[start : start + MANY])
        )
        for key, version, new in con.execute(query):
            if version == moved[key]:
                found[key].values = json.loads(new) if new else None
    return found


def _merged(
    found: _Found, change: Change, key: str, row: Row, now: _Row, seen: _Row | None, con: sa.Connection
) -> Row | None:
    """The row as it should stand; values that somebody else changed meanwhile are conflicts, others are kept."""
    if change.withdraw:
        if seen is not None and now.values is not None and _differ(change.table, seen.values, now.values):
            columns = _differ(change.table, seen.values, now.values)
            found.conflicts += _conflicts(con, change.table, key, seen, columns, {}, now)
        return None
    blank = dict.fromkeys(change.table.columns)
    base = (now if seen is None else seen).values
    wanted = {c: v for c, v in row.items() if not (change.keep_known and v is None)}
    if base is not None:
        wanted = {c: v for c, v in wanted.items() if v != base.get(c)}
    if seen is not None and now.values is None and base is not None:
        if wanted:  # somebody withdrew the row this person changed
            found.conflicts += _conflicts(con, change.table, key, seen, [None], wanted, now)
        return None
    standing = {c: (now.values or {}).get(c) for c in blank}
    if seen is not None and now.values is not None:
        mine = [c for c in wanted if c not in change.table.key and wanted[c] != standing[c]]
        theirs = [c for c in mine if standing[c] != (base or {}).get(c)]
        if theirs:
            found.conflicts += _conflicts(con, change.table, key, seen, theirs, wanted, now)
            return now.values
    if now.values is not None and not wanted:
        return now.values
    keys = dict(zip(change.table.key, json.loads(key), strict=True))
    return blank | standing | wanted | keys


def _differ(table: Table, old: Row | None, new: Row | None) -> list[str]:
    return [c for c in table.columns if (old or {}).get(c) != (new or {}).get(c)]


def _conflicts(
    con: sa.Connection, table: Table, key: str, seen: _Row, columns: Sequence[str | None], wanted: Row, now: _Row
) -> list[Conflict]:
    """One Conflict a column, naming who changed it last."""
    c = entries.c
    query = (
        sa.select(c.author, c.at, c.source, c.old, c.new)
        .where(c.table_name == table.name, c.row_key == key, c.version > seen.version)
        .order_by(c.version.desc())
    )
    after = [
        (author, at, source, json.loads(old) if old else {}, json.loads(new) if new else {})
        for author, at, source, old, new in con.execute(query)
    ]
    result = []
    for column in columns:
        changed = [e for e in after if column is None or e[3].get(column) != e[4].get(column)]
        author, at, source, *_ = (changed or after)[0]
        values: dict[str, object] = {"yours": None, "theirs": None}
        if column is not None:
            spec = table.columns[column]
            values = {
                "yours": shown(spec, wanted.get(column)),
                "theirs": shown(spec, (now.values or {}).get(column)),
            }
        result.append(
            Conflict(table=table, key=key_tuple(table, key), column=column, **values, author=author, at=at,
                     source=source)
        )  # fmt: skip
    return result
