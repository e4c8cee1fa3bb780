"""What is to be taken from where: the decisions about one sheet, made before any row is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kamlib.contract import Table, tables
from kamlib.reading.formats import NumberFormat
from kamlib.reading.sheet import Sheet

SPELLED = (
    "sales_lines", "clients", "products", "managers", "assignments", "receivables", "payments", "plan", "fx_rates"
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """When every test holds, the line takes the values of `sets`, or is rejected.

    opposite_sign: amounts and quantity change their sign; negative: they become negative whatever sign they have.
    """

    when: tuple[dict[str, Any], ...]
    sets: dict[str, str | None]
    reject: bool = False
    opposite_sign: bool = False
    optional: bool = False
    negative: bool = False


FORMULAS = ("multiply", "subtract", "without_vat", "net_less", "net_share")


@dataclass(frozen=True)
class Take:
    """Where one column of the contract comes from.

    kind: column (one source column), constant, multiply (columns and, perhaps, a discount), subtract, without_vat (at
    the rate `value`, or at those of a second column, written as `value`: share, percent), net_less (the net amount less
    a column: cost from profit), net_share (the net amount less a share of it), drop_end.
    discount: a column of shares (percent: of percentages) taken off; plus, minus: columns added and taken off besides;
    empty cells are 0.
    why: profile, heading, computed, values, answer.
    """

    kind: str
    columns: tuple[int, ...] = ()
    value: Any = None
    discount: int | None = None
    percent: bool = False
    why: str = "heading"
    plus: tuple[int, ...] = ()
    minus: tuple[int, ...] = ()

    @property
    def parts(self) -> tuple[int, ...]:
        """Every source column that goes into it."""
        own = (*self.columns, *(() if self.discount is None else (self.discount,)), *self.plus, *self.minus)
        return tuple(dict.fromkeys(own))


@dataclass
class Plan:
    """Decisions about one sheet: every source column with its meaning, how its values are written, the rules.

    units: source column -> how many times what is written its numbers are (1000: thousands). values: contract column ->
    what its cells say (lower case) -> code.
    """

    sheet: Sheet
    table: Table
    takes: dict[str, Take] = field(default_factory=dict)
    dims: dict[tuple[str, str], int] = field(default_factory=dict)
    dim_why: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[int, NumberFormat] = field(default_factory=dict)
    dates: dict[int, tuple[list[str], bool | None]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    upper: tuple[str, ...] = ()
    signs: bool = False  # are currencies named beside amounts?
    own_sign: str | None = None  # of a table that keeps no currency: the one its amounts are marked with
    profile: str = ""
    units: dict[int, int] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def used(self) -> set[int]:
        used = {i for take in self.takes.values() for i in take.parts}
        return used | set(self.dims.values()) | {i for r in self.rules for i in self._rule_columns(r)}

    def _rule_columns(self, rule: Rule) -> list[int]:
        found = [self.sheet.index(test["column"]) for test in rule.when]
        return [i for i in found if i is not None]

    @property
    def names(self) -> set[int]:
        """Columns of codes and names, and of what goes with a client, a product or a line: spelled in one way."""
        return {i for i, (table, name) in self._texts() if table in SPELLED or _is_code(table, name)}

    @property
    def codes(self) -> list[int]:
        """Columns of codes and names alone: a placeholder in them means that there is none."""
        return sorted({i for i, (table, name) in self._texts() if _is_code(table, name)})

    def _texts(self) -> list[tuple[int, tuple[str, str]]]:
        own = [
            (take.columns[0], (self.table.name, name))
            for name, take in self.takes.items()
            if take.kind in ("column", "drop_end") and name in self.table.columns
        ]
        found = own + [(i, of) for of, i in self.dims.items()]
        return [(i, of) for i, of in found if tables()[of[0]].columns[of[1]].type == "text"]

    @property
    def money(self) -> list[int]:
        """Columns read as money, those of the net amount first; of price × quantity only the price."""
        found = [i for name in self._money_first() for i in self.takes[name].parts]
        return [i for i in dict.fromkeys(found) if self.number_kind(i) == "money"]

    def _money_first(self) -> list[str]:
        names = [n for n in self.takes if n in self.table.columns and self.table.columns[n].type == "money"]
        names = [n for n in names if self.takes[n].kind != "constant"]
        return sorted(names, key=lambda n: n != "net_amount")

    def number_kind(self, i: int) -> str:
        """What sort of number a column holds: quantity, money, or plain (a discount)."""
        quantity = self.takes.get("quantity")
        if quantity is not None and i in quantity.columns:
            return "quantity"
        shares = {take.discount for take in self.takes.values()}
        shares |= {j for t in self.takes.values() for j in _shares(t)}
        return "plain" if i in shares else "money"

    @property
    def unused(self) -> list[str]:
        return [h for i, h in enumerate(self.sheet.headings) if i not in self.used]

    def mapping(self) -> dict[str, str]:
        """Source heading -> what it was taken for; several meanings are joined by " + "."""
        result: dict[str, list[str]] = {}
        for target, take in self.takes.items():
            for i in take.parts:
                result.setdefault(self.sheet.headings[i], []).append(target)
        for (table, column), i in self.dims.items():
            result.setdefault(self.sheet.headings[i], []).append(f"{table}.{column}")
        return {heading: " + ".join(dict.fromkeys(targets)) for heading, targets in result.items()}


def _is_code(table: str, name: str) -> bool:
    column = tables()[table].columns[name]
    return bool(column.ref) or name.endswith("_id") or name in ("name", "name_en")


def _shares(take: Take) -> tuple[int, ...]:
    """Columns of a formula that hold shares: VAT rates, margins."""
    return {"without_vat": take.columns[1:], "net_share": take.columns}.get(take.kind, ())


def required(table: Table) -> list[str]:
    """Columns a source must bring; a sales file also needs its client, unless a profile says there is none."""
    names = [c.name for c in table.columns.values() if c.required and c.name not in table.made]
    return [*names, "client_id"] if table.name == "sales_lines" else names


def table_named(name: str) -> Table | None:
    """The canonical table a file or sheet is named after, in either language."""
    wanted = name.casefold().strip()
    for table in tables().values():
        if wanted in (table.name, table.en.casefold(), table.ru.casefold()):
            return table
    return None
