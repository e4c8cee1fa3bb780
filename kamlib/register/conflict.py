"""Two people changed the same value: the second is told, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kamlib.contract import Table
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.register import in_words

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
        lang = lang or language()
        lines = [_line(c, lang) for c in self.conflicts[:SHOWN]]
        if len(self.conflicts) > SHOWN:
            lines.append(t("register.conflicts_more", lang, n=formats.count(len(self.conflicts) - SHOWN, lang)))
        return t("register.conflict", lang, conflicts="\n".join(lines))


def _line(c: Conflict, lang: str) -> str:
    said = {
        "table": c.table.label(lang),
        "row": in_words.row(c.table, c.key, lang),
        "author": c.author,
        "at": formats.moment(c.at, lang),
        "source": c.source,
    }
    if c.column is None:
        return t("register.conflict_withdrawn", lang, **said)
    column = c.table.columns[c.column]
    values = {"yours": in_words.value(column, c.yours, lang), "theirs": in_words.value(column, c.theirs, lang)}
    return t("register.conflict_line", lang, column=column.label(lang), **values, **said)
