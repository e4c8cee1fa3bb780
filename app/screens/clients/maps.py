"""Maps of the clients that choose the filter by a click."""

from __future__ import annotations

import streamlit as st

from app.session import ask, lang
from app.widgets import client_filters as filters
from app.widgets.figures import chart


def matrix_and_segments(asked: dict[str, list[str]]) -> None:
    """ABC × XYZ and the RFM segments of the clients asked for: a click on a cell filters the list, a second click takes
    that back; a map is not narrowed by what it chooses itself."""
    left, right = st.columns(2)
    with left:
        chart(
            "abc_xyz_matrix",
            ask("matrix", _of(asked, ("abc", "xyz"))),
            on_click=_matrix_clicked,
            selected=_cell_chosen(),
        )
    with right:
        chart(
            "segment_map",
            ask("segments", _of(asked, ("segment",))),
            on_click=_segment_clicked,
            selected=_segment_chosen(),
        )


def _of(asked: dict[str, list[str]], own: tuple[str, ...]) -> tuple[str, ...] | None:
    """The clients of a map; None: all."""
    if not set(asked) - set(own):
        return None
    return tuple(filters.matching(asked, without=own)["client_id"])


def _cell_chosen() -> list[str] | None:
    abc, xyz = (st.session_state.get(f"{name}:{lang()}") or st.query_params.get_all(name) for name in ("abc", "xyz"))
    return [_code(abc[0]), _code(xyz[0])] if len(abc) == 1 and len(xyz) == 1 else None


def _segment_chosen() -> str | None:
    chosen = st.session_state.get(f"segment:{lang()}") or st.query_params.get_all("segment")
    return _code(chosen[0]) if len(chosen) == 1 else None


def _code(value: str) -> str:
    return "" if value == filters.NONE else value


def _matrix_clicked(data: list) -> None:
    abc, xyz = data
    filters.set_from_click({"abc": [abc or filters.NONE], "xyz": [xyz or filters.NONE]})


def _segment_clicked(data: list) -> None:
    filters.set_from_click({"segment": [data[0] or filters.NONE]})
