"""Names and numbers as charts write them, and the order in which classes stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import pandas as pd

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Policy

NAME_CHARS = 21
# which end of its list of codes is the better one for us; other classifications have no better and worse
BEST_FIRST = ("abc", "rfm", "T3", "T4", "T5")
BEST_LAST = ("T6", "T10")
ANY_CLASS = ("unknown", "lost", "inactive", "not_yet")


def say(key: str, lang: str, **values: object) -> str:
    """A text of charts.toml."""
    return t(f"charts.{key}", lang, **values)


def safe(text: object) -> str:
    """A name from the data, so that signs in it are not taken for markup."""
    return escape(str(text), quote=False)


def short(text: str, most: int = NAME_CHARS) -> str:
    """A long name cut at the end; the whole of it is in the hover text."""
    return safe(text if len(text) <= most else text[: most - 1].rstrip() + "…")


def client_name(row: Mapping, lang: str) -> str:
    """The client's name in the language, else as it is, else its id."""
    for key in ("name_en", "name") if lang == "en" else ("name",):
        if key in row and not formats.is_unknown(row[key]):
            return str(row[key])
    return str(row["client_id"])


def product_class(row: Mapping, lang: str) -> str:
    """The product class of a row, by its English name where that is asked for and known."""
    english = row.get("product_class_en") if lang == "en" else None
    code = row["product_class"] if formats.is_unknown(english) else english
    return columns.code_label("product_class", "" if formats.is_unknown(code) else str(code), lang)


def money(x: object, lang: str, currency: str | None) -> str:
    """Short, for labels; hover texts have `formats.money` in full."""
    return formats.money(x, lang, currency, compact=True)


def signed(x: float, lang: str, currency: str | None) -> str:
    return ("+" if x > 0 else "") + money(x, lang, currency)


def hover(head: str, *lines: tuple[str, str]) -> str:
    """A bold head and lines "what: how much"."""
    return "<br>".join([f"<b>{head}</b>"] + [f"{what}: {value}" if what else value for what, value in lines])


def number(x: object) -> float:
    """A float of what may be Decimal or not known."""
    return float("nan") if formats.is_unknown(x) else float(x)


def numbers(column: Iterable) -> list[float]:
    return [number(x) for x in column]


def one_row(rows: pd.DataFrame | Mapping | pd.Series | None, period: str | None = None) -> dict:
    """The row meant: of a frame with several periods the named one, else the first; {} where there is none."""
    if rows is None:
        return {}
    if not isinstance(rows, pd.DataFrame):
        return dict(rows)
    if period is not None and "period" in rows.columns:
        rows = rows[rows["period"] == period]
    return {} if rows.empty else dict(rows.iloc[0])


def in_order(axis: str, present: Iterable[str]) -> list[str]:
    """The classes present, the best first where a classification has a better end; unknown and inactive last."""
    present = list(dict.fromkeys(present))
    known = [code for name in columns.AXIS_LISTS[axis] for code in columns.code_lists()[name]]
    if axis in BEST_LAST:
        known.reverse()
    listed = [c for c in known if c in present]
    own = [c for c in present if c not in listed and c not in ANY_CLASS]
    return listed + own + [c for c in ANY_CLASS if c in present and c not in listed]


def is_ranked(axis: str) -> bool:
    return axis in BEST_FIRST or axis in BEST_LAST


def class_name(axis: str, code: str, lang: str, policy: Policy | None = None, goods: pd.DataFrame | None = None) -> str:
    """The label of a class; product classes (T2) by `goods`, the answer `product_classes`, where it is given."""
    if axis == "T2" and goods is not None:
        named = goods[goods["product_class"] == code]
        if len(named):
            return product_class(named.iloc[0].to_dict(), lang)
    return columns.axis_class_label(axis, code, lang, policy)
