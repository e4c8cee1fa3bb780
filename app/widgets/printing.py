"""Taking the review away: the pack, page one alone, one client's sheet. A file is made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.session import book, lang, live_book, texts
from app.widgets.downloads import EXCEL
from kamlib.review.pack.client import client_sheet
from kamlib.review.pack.contents import contents, page_one_alone
from kamlib.review.pack.parts import Pack
from kamlib.review.pack.pdf import pdf
from kamlib.review.pack.report import client_report
from kamlib.review.pack.visit import visit_sheet

words = texts("pack")
PDF = "application/pdf"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def page_one() -> None:
    """A button for page one as PDF."""
    opened, language = book(), lang()
    _button("button_page_one", lambda: pdf(page_one_alone(opened, language)), f"{_name()}_page-one.pdf", PDF)


def client(client_id: str) -> None:
    """A button for a client's sheet as PDF."""
    opened, language = book(), lang()
    name = f"client_{client_id}_{opened.as_of}_{language}.pdf"
    _button("button_client", lambda: pdf(client_sheet(opened, client_id, language)), name, PDF)


def visit(client_id: str) -> None:
    """A button for the visit sheet as PDF, with names and telephones: it is for the one who goes there."""
    opened, language = live_book(), lang()
    name = f"visit_{client_id}_{opened.as_of}_{language}.pdf"
    _button("button_visit", lambda: pdf(visit_sheet(opened, client_id, language, personal=True)), name, PDF)


def report(client_id: str) -> None:
    """A button for the report to the client as PDF."""
    opened, language = live_book(), lang()
    name = f"report_{client_id}_{opened.as_of}_{language}.pdf"
    _button("button_report", lambda: pdf(client_report(opened, client_id, language)), name, PDF)


def pack() -> None:
    """The whole pack: PDF, workbook, slides, each made when its button is pressed."""
    opened, language = book(), lang()

    def made() -> Pack:
        return contents(opened, language)

    with st.popover(words("button")):
        st.caption(words("button_note"))
        _button("download_pdf", lambda: pdf(made()), f"{_name()}.pdf", PDF)
        _button("download_xlsx", lambda: _workbook(made()), f"{_name()}.xlsx", EXCEL)
        _button("download_pptx", lambda: _slides(made()), f"{_name()}.pptx", POWERPOINT)


def _button(label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(
        words(label), make, name, mime, key=f"print:{label}:{lang()}", on_click="ignore", type="tertiary"
    )


def _name() -> str:
    return f"review_{book().as_of}_{lang()}"


def _workbook(made: Pack) -> bytes:
    from kamlib.review.pack.workbook import workbook

    return workbook(made)


def _slides(made: Pack) -> bytes:
    from kamlib.review.pack.slides import slides  # brings what most pages do not need

    return slides(made)
