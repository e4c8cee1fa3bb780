"""Tables as a reader of the language expects them: the dictionary's headings, meanings and formats, still sortable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from app.pages import page
from app.session import book, lang, say
from app.widgets.help import help_of
from kamlib.core import formats
from kamlib.labels import columns

SHOWN = 500  # more rows than this nobody reads on a screen, and every cell costs time
ROW_PX, HEAD_PX = 34, 36
WIDTHS = {"name": 210, "client_id": 100, "standing": 130, "group_primary": 115, "class_before": 115, "class_now": 115}


def shown(
    frame: pd.DataFrame,
    names: Sequence[str],
    key: str,
    table: str | None = None,
    axis: str | None = None,
    opens_client: bool = False,
    rows: int | None = None,
    full_money: bool = False,
    labels: dict[str, str] | None = None,
    on_pick: Callable[[str], None] | None = None,
    lines: Sequence[str] = (),
    widths: dict[str, int] = WIDTHS,
    more: Sequence[str] = (),
) -> None:
    """The columns `names` of an answer. Codes become labels; numbers stay numbers, so that a heading sorts by them.

    opens_client: a click on a row opens that client's page; on_pick: it calls this with the client_id. rows: how many
    are seen before scrolling. labels: headings shorter than those of the dictionary, for columns that its heading
    would make too wide. lines: columns of lists of numbers, drawn as lines. widths: of
    columns, in px. more: columns that stand in the table when they are asked for.
    """
    names = [*names, *_asked_for(more, frame, key, table, labels or {})]
    part = frame.head(SHOWN)
    # a column of which nothing is known says nothing
    names = [n for n in names if n in part.columns and part[n].notna().any()]
    wanted = [n for n in part.columns if n.removesuffix("_en") in names or n == "axis"]
    # days stay numbers of days until they are written, so that a heading sorts by them
    text = columns.display(part[wanted], lang(), table, book().policy, axis, tell_months=False)[names]
    for name in text.columns:
        if name not in lines and not columns.info(name, table).is_number:
            text[name] = _written(name, text[name], table)
    numbers = [n for n in text.columns if columns.info(n, table).is_number]
    styled = text.style.format({n: _writer(n, table, full_money) for n in numbers})
    picked = st.dataframe(
        styled,
        hide_index=True,
        key=key,
        column_config={n: _column(n, table, (labels or {}).get(n), n in lines, widths.get(n)) for n in text.columns},
        on_select="rerun" if opens_client or on_pick else "ignore",
        selection_mode="single-cell",
        height=ROW_PX * min(len(text), rows or len(text)) + HEAD_PX,
        row_height=ROW_PX,
        placeholder=formats.UNKNOWN,
    )
    if opens_client:
        open_picked(picked, part)
    elif on_pick and (cells := picked["selection"]["cells"]):
        on_pick(part["client_id"].iloc[cells[0][0]])


def _asked_for(
    more: Sequence[str], frame: pd.DataFrame, key: str, table: str | None, labels: dict[str, str]
) -> list[str]:
    """Which of the further columns the reader wants to see."""
    known = {n: labels.get(n) or columns.label(n, lang(), table) for n in more if n in frame and frame[n].notna().any()}
    if not known:
        return []
    with st.popover(say("more_columns"), type="tertiary"):
        chosen = st.multiselect(say("columns_to_add"), list(known), key=f"columns:{key}", format_func=known.__getitem__)
    return chosen


def open_picked(picked: dict, frame: pd.DataFrame) -> None:
    """Open the client of a row that was clicked."""
    if cells := picked["selection"]["cells"]:
        open_client(frame["client_id"].iloc[cells[0][0]])


def client_address(client_id: str) -> dict[str, str]:
    """The address of a client's page, in the same language and book."""
    kept = {k: v for k, v in st.query_params.to_dict().items() if k in ("lang", "as_of")}
    return {"client": client_id, **kept}


def open_client(client_id: str) -> None:
    st.switch_page(page("client"), query_params=client_address(client_id))


def _written(name: str, values: pd.Series, table: str | None) -> list[str]:
    info, language = columns.info(name, table), lang()
    kind = "text" if info.codes else info.format
    return [formats.by_format(kind, x, language) for x in values]


def _writer(name: str, table: str | None, full_money: bool):
    kind, language, currency = columns.info(name, table).format, lang(), book().currency
    if kind == "money":
        return lambda x: formats.money(x, language, currency, compact=not full_money)
    return lambda x: formats.by_format(kind, x, language, currency)


def _column(name: str, table: str | None, label: str | None, is_line: bool, width: int | None):
    info = columns.info(name, table)
    label, meaning = label or columns.label(name, lang(), table), help_of(name, table)
    if is_line:
        return st.column_config.LineChartColumn(label, help=meaning, width=width)
    if info.is_number:
        return st.column_config.NumberColumn(label, help=meaning, width=width)
    return st.column_config.TextColumn(label, help=meaning, width=width)


def more_rows(frame: pd.DataFrame) -> None:
    """Say so where the table shows only the first rows."""
    if len(frame) > SHOWN:
        st.caption(say("first_rows", shown=formats.count(SHOWN, lang()), all=formats.count(len(frame), lang())))
