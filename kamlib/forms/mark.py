"""What a form carries for the import: which tab is which table, and the codes behind the names chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kamlib.contract import Column, Table, tables
from kamlib.core.texts import t

FORM_VERSION = 1
MARK_SHEET = "kam_form"


@dataclass(frozen=True)
class FormMark:
    """The mark of a form: which of its tabs is which table, and the code behind each choice of its lists.

    `choices` is table -> text chosen in a cell ("Romashka [C1]") -> key of that table ("C1"). A text that is
    not there was typed in by hand and stands for itself. `filled_from`: the register the form was filled from and its
    last entry then, so that what was entered meanwhile is not overwritten unseen.
    """

    version: int
    lang: str
    tabs: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    filled_from: tuple[str, int] | None = None

    def code(self, table: str, text: str) -> str:
        """The key of `table` that `text`, as it stands in a cell, means."""
        return self.choices.get(table, {}).get(text.strip(), text)

    @property
    def apart(self) -> frozenset[str]:
        """The sheets of a form that never hold a table: the first tab and the hidden one."""
        return frozenset({t("forms.tab_start", self.lang), MARK_SHEET})

    def decode(self, headings: Sequence[str], rows: Iterable[list]) -> None:
        """Replace what was chosen from the lists of a tab by the codes, in the rows themselves.

        Columns are known by their headings alone, so that a renamed tab is read as well.
        """
        targets = {
            column.label(self.lang): target
            for table in tables().values()
            for column in table.columns.values()
            if (target := listed(table, column)) in self.choices
        }
        places = [(i, targets[heading]) for i, heading in enumerate(headings) if heading in targets]
        for row in rows:
            for place, target in places:
                if place < len(row) and isinstance(row[place], str):
                    row[place] = self.code(target, row[place])


def listed(table: Table, column: Column) -> str | None:
    """The table whose rows a column's drop-down offers, where any are known; None for a column without one.

    Besides references this is the clients tab itself: people describe clients already loaded there.
    """
    return "clients" if (table.name, column.name) == ("clients", "client_id") else column.ref


def as_choices(names: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """(code, name) pairs as entries of a drop-down list: "name [code]" -> code, in the order of the alphabet.

    A code without a name, or with one that equals it, stands alone.
    """
    ordered = sorted(names, key=lambda entry: ((entry[1] or entry[0]).casefold(), entry[0]))
    codes = {code for code, _ in ordered}
    choices: dict[str, str] = {}
    for code, name in ordered:
        text = f"{name} [{code}]" if name and name != code else code
        # a code typed in must mean itself, so a text that is a code or means one already is not offered
        choices[code if text in codes or text in choices else text] = code
    return choices


def mark_columns(
    lang: str, tabs: dict[str, str], choices: dict[str, dict[str, str]], filled_from: tuple[str, int] | None = None
) -> list[tuple[str, list[str]]]:
    """The mark as columns of the hidden sheet: heading and values, in the form that `read_mark` reads."""
    columns = [
        ("form", [f"version {FORM_VERSION}", lang, *(map(str, filled_from) if filled_from else ())]),
        ("tab", list(tabs)),
        ("table", list(tabs.values())),
    ]
    for table, entries in choices.items():
        columns += [(f"choice {table}", list(entries)), (f"code {table}", list(entries.values()))]
    return columns


def read_mark(rows: Sequence[Sequence[object]]) -> FormMark | None:
    """The mark read from the rows of the hidden sheet `MARK_SHEET`; None if it is not the mark of a form."""
    if not rows:
        return None
    columns: dict[str, list[str]] = {}
    for position, heading in enumerate(rows[0]):
        values = [row[position] if position < len(row) else None for row in rows[1:]]
        columns[str(heading)] = ["" if value is None else str(value) for value in values]
    form = columns.get("form", [])
    version = form[0].removeprefix("version ") if len(form) > 1 else ""
    if not version.isdecimal() or not {"tab", "table"} <= columns.keys():
        return None
    choices = {
        heading.removeprefix("choice "): _pairs(values, columns.get(f"code {heading.removeprefix('choice ')}", []))
        for heading, values in columns.items()
        if heading.startswith("choice ")
    }
    told = form[2:4]
    filled_from = (told[0], int(told[1])) if len(told) == 2 and told[1].isdecimal() else None
    return FormMark(int(version), form[1], _pairs(columns["tab"], columns["table"]), choices, filled_from)


def _pairs(left: list[str], right: list[str]) -> dict[str, str]:
    return {a: b for a, b in zip(left, right, strict=False) if a and b}
