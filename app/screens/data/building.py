"""A book built from a page, with its progress."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.session import home, texts
from app.widgets.plain import plain
from kamlib.book.build import build

words = texts("add_files")


def told(bar: st.delta_generator.DeltaGenerator) -> Callable[[str, int, int], None]:
    """A progress function that moves the bar."""

    def tell(step: str, number: int, of: int) -> None:
        bar.progress(min(number / max(of, 1), 1.0), plain(words("step", step=step, number=number, of=of)))

    return tell


def built() -> None:
    """Build the book of the home as it stands now. Raises KamError as `build` does; the last book stays then."""
    with st.status(words("building"), expanded=True) as status:
        try:
            build(home(), progress=told(st.progress(0.0)))
        except BaseException:
            status.update(state="error")
            raise
        status.update(label=words("done"), state="complete")
