"""The four groups of key clients: how to work with each, who belongs, and what would move a client in or out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.key.listed import words
from app.session import ask_live, lang
from app.widgets import tables
from app.widgets.names import name_of
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import group_text, in_its_unit
from kamlib.policy import GROUPS

NEAR = 5  # of those outside a group, the nearest are named
MEMBERS = 8  # rows before the table scrolls


def four() -> None:
    """Each group with its clients."""
    groups, clients = ask_live("client_groups"), ask_live("key_list")
    told = clients[
        ["client_id", "name", "name_en", "is_key", "group_primary", "contribution_12m", "potential_12m", "rank"]
    ]
    groups = groups.merge(told, on="client_id", how="left")
    groups["is_at_least"] = groups["deciding"].map(at_least())
    for code in GROUPS:
        _group(code, groups[groups["group_code"] == code])


def _group(code: str, found: pd.DataFrame) -> None:
    who, work = group_text(code, lang())
    belongs = found[found["applies"].fillna(False).astype(bool)].sort_values("rank")
    outside = found[~found["applies"].fillna(True).astype(bool)]
    with st.container(border=True):
        name = columns.code_label("key_group", code, lang())
        st.subheader(words("group_count", name=name, n=formats.count(len(belongs), lang())), anchor=False)
        left, right = st.columns([1, 1.5], gap="large")
        with left:
            st.markdown(who)
            st.markdown(f"**{words('how_to_work')}.** {work}")
            if unknown := int(found["applies"].isna().sum()):
                st.caption(words("group_unknown", n=formats.count(unknown, lang())))
        with right:
            st.markdown(f"**{words('group_members')}**")
            if belongs.empty:
                st.caption(words("group_nobody"))
            else:
                _table(code, belongs, "in")
            nearest = _nearest(outside)
            if len(nearest):
                st.markdown(f"**{words('group_near')}**")
                _table(code, nearest, "near")


def _nearest(outside: pd.DataFrame) -> pd.DataFrame:
    """Those who miss the fewest conditions, and of them the nearest to the deciding one."""
    missing = outside["conditions"] - outside["conditions_met"]
    return outside.assign(missing=missing).sort_values(
        ["missing", "distance", "rank"], ascending=[True, False, True]
    ).head(NEAR)  # fmt: skip


def _table(code: str, rows: pd.DataFrame, part: str) -> None:
    """Clients with the condition that holds them in, or keeps them out, in its own unit; a click opens the client."""
    shown = pd.DataFrame(
        {
            "name": [name_of(r) for r in rows.to_dict("records")],
            "is_key": [formats.by_format("flag", x, lang()) for x in rows["is_key"]],
            "deciding": [condition_text(r, "deciding") for r in rows.to_dict("records")],
        }
    )
    config = {
        "name": st.column_config.TextColumn(columns.label("name", lang()), width=190),
        "is_key": st.column_config.TextColumn(columns.label("is_key", lang()), width=70),
        "deciding": st.column_config.TextColumn(words("col_condition"), width=350),
    }
    picked = st.dataframe(
        shown,
        hide_index=True,
        key=f"group:{code}:{part}:{lang()}",
        column_config=config,
        on_select="rerun",
        selection_mode="single-cell",
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * min(len(shown), MEMBERS) + tables.HEAD_PX,
    )
    tables.open_picked(picked, rows)


def at_least() -> dict[str, bool]:
    """Condition -> whether the client's number has to be at least the threshold (else at most)."""
    conditions = ask_live("group_conditions").drop_duplicates("condition")
    return dict(zip(conditions["condition"], conditions["is_at_least"], strict=True))


def condition_text(row: dict, of: str = "condition") -> str:
    """A condition of a group with the client's number and what is asked."""
    code = row[of]
    if formats.is_unknown(code):
        return formats.UNKNOWN
    values = {
        "condition": columns.code_label("group_condition", code, lang()),
        "sign": words("at_least" if row["is_at_least"] else "at_most"),
        "threshold": in_its_unit(code, row["threshold"], lang()),
    }
    if formats.is_unknown(row["value"]):
        return words("condition_unknown", **values)
    return words("condition_met", value=in_its_unit(code, row["value"], lang()), **values)
