"""Two people changed the same value: the second is told, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kamlib.contract import Table
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t

SHOWN = 20


@dataclass(frozen=True)
class Conflict:
    """One value that somebody else changed after the writer had seen it. `column` is None: the row was withdrawn."""

    table: Table
    key: tuple[Any, ...]
    column: str | None
    yours: object
    theirs: object
    author: str
    at: str
    source: str


class RegisterConflict(KamError):
    """Values the writer changes were changed by somebody else since the writer saw them; nothing was written.

    `conflicts` has one Conflict for each such value: the key, both values, who changed it, when and from where.
    """

    def __init__(self, conflicts: list[Conflict]):
        super().__init__("register.conflict")
        self.conflicts = conflicts

    def text(self, lang: str | None = None) -> str:
        lines = [_line(c, lang) for c in self.conflicts[:SHOWN]]
        if len(self.conflicts) > SHOWN:
            lines.append(t("register.conflicts_more", lang, n=len(self.conflicts) - SHOWN))
        return t("register.conflict", lang, conflicts="\n".join(lines))


def _line(c: Conflict, lang: str | None) -> str:
    said = {
        "table": c.table.label(lang or language()),
        "row": shown_key(c.key),
        "author": c.author,
        "at": c.at[:16].replace("T", " "),
        "source": c.source,
    }
    if c.column is None:
        return t("register.conflict_withdrawn", lang, **said)
    label = c.table.columns[c.column].label(lang or language())
    values = {"yours": shown_value(c.yours), "theirs": shown_value(c.theirs)}
    return t("register.conflict_line", lang, column=label, **values, **said)


def shown_key(key: tuple[Any, ...]) -> str:
    """A row's key in one line."""
    return " · ".join(str(v) for v in key if v is not None)


def shown_value(value: object) -> str:
    """A value in a sentence."""
    return "–" if value is None else str(value)
