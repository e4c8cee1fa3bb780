"""Files dropped on the page: what each column is taken for, what is open, what would come of it; one button imports."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.data.building import built, told
from app.screens.data.sources import movable, named
from app.session import home, lang, texts
from app.widgets.plain import fault_text, plain
from kamlib import KamError, contract
from kamlib.contract import codes, tables
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.intake import import_files
from kamlib.intake.questions import Question
from kamlib.intake.recognise import choices
from kamlib.intake.trial import Column, SheetTrial, Trial, try_files
from kamlib.labels.importing import target_label

words = texts("add_files")

KINDS = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "parquet"]
UNUSED = "-"
MONTHS_PX = 260


def add_files() -> None:
    """The whole of it."""
    st.subheader(words("title"), anchor=False, help=words("first"))
    dropped = st.file_uploader(words("drop"), KINDS, accept_multiple_files=True, key="dropped", help=words("drop_help"))
    if not dropped:
        return
    files = [_stored(f.name, f.getvalue()) for f in dropped]
    try:
        trial = _tried(files)
    except KamError as fault:
        st.warning(fault_text(fault))
        return
    for name in trial.unchanged:
        st.caption(words("unchanged", files=plain(name)))
    for left_out, key in trial.skipped:
        st.caption(words("left_out", sheet=plain(left_out), why=t(f"intake.short_{key.split('.')[1]}", lang())))
    if not trial.sheets:
        st.info(words("nothing"))
    for number, sheet in enumerate(trial.sheets):
        with st.container(border=True):
            _sheet(sheet, number)
    if trial.sheets:
        _beside_the_others(trial)
        _bring_in(files, trial)


# What was dropped, and how it is read with the answers so far


def _stored(name: str, content: bytes) -> Path:
    """The file on the disk for as long as the session lasts, under its own name: the name is part of what it tells."""
    if "add_files:folder" not in st.session_state:
        st.session_state["add_files:folder"] = tempfile.TemporaryDirectory(prefix="kam-dropped-")
    folder = Path(st.session_state["add_files:folder"].name) / hashlib.sha256(content).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    file = folder / Path(name).name
    if not file.exists():
        file.write_bytes(content)
    return file


def _answers() -> dict[str, str]:
    answers: dict[str, str] = st.session_state.setdefault("add_files:answers", {})
    return answers


def _tried(files: list[Path]) -> Trial:
    """Looked at once for the same files and answers."""
    asked = (
        tuple(str(f) for f in files), tuple(sorted(_answers().items())), str(home().resolve()), tuple(_replaced())
    )  # fmt: skip
    held = st.session_state.get("add_files:trial")
    if held is None or held[0] != asked:
        with st.spinner(words("looking")):
            held = (asked, try_files(home(), list(files), _answers(), replaces=_replaced()))
        st.session_state["add_files:trial"] = held
    return held[1]


def _settle(code: str, widget: str) -> None:
    _answers()[code] = st.session_state[widget]


# One sheet


def _sheet(sheet: SheetTrial, number: int) -> None:
    st.markdown(f"**{plain(sheet.label)}**")
    _table(sheet, number)
    if sheet.fault:
        st.warning(fault_text(sheet.fault))
    if sheet.questions:
        st.markdown(f":orange[{words('open_questions', n=len(sheet.questions))}]")
    for question in sheet.questions:
        if question.column is None:
            _question(question, number)
    kept = [
        f"{plain(a.question.text(lang()))} → {plain(a.labelled(lang()))}" for a in sheet.answered if a.source == "kept"
    ]
    if kept:
        st.caption(words("answered", answers="; ".join(kept)))
    if sheet.figures:
        _figures(sheet)
    with st.expander(words("columns"), expanded=not sheet.is_ready):
        asked = {q.column for q in sheet.questions}
        for place, column in sorted(enumerate(sheet.columns), key=lambda c: c[1].heading not in asked):
            _column(sheet, column, number, place)
    if sheet.first is not None and len(sheet.first):
        with st.expander(words("as_understood"), expanded=True):
            _understood(sheet, sheet.first)
    with st.expander(words("as_read")):
        heads = [c.heading for c in sheet.columns]
        st.dataframe([dict(zip(heads, row, strict=False)) for row in sheet.rows], hide_index=True)


def _understood(sheet: SheetTrial, first: pd.DataFrame) -> None:
    """The first rows under the names of the table's own columns."""
    meant = tables()[str(sheet.table)].columns
    rows = [{meant[c].label(lang()): _cell(meant[c], x) for c, x in row.items()} for row in first.to_dict("records")]
    st.dataframe(rows, hide_index=True)


def _cell(column: contract.Column, x: object) -> str:
    if column.type == "date":
        return formats.date(x, lang())
    if column.type in ("money", "quantity", "number", "share", "score"):
        return formats.number(x, lang(), 4)
    said = codes().get(column.codes or "", {}).get(str(x))
    return said[lang()] if said else formats.UNKNOWN if formats.is_unknown(x) else str(x)


def _table(sheet: SheetTrial, number: int) -> None:
    names = {name: table.label(lang()) for name, table in tables().items()}
    widget = f"add:table:{number}:{sheet.label}:{lang()}"
    st.session_state[widget] = sheet.table
    st.selectbox(
        words("table"),
        list(names),
        key=widget,
        format_func=names.__getitem__,
        on_change=_settle,
        args=("table", widget),
    )


def _column(sheet: SheetTrial, column: Column, number: int, place: int) -> None:
    """What it is taken for, why, examples; and what is open about it."""
    left, right = st.columns([1.3, 1], vertical_alignment="bottom")
    with left:
        known = [UNUSED, *choices(sheet.table)] if sheet.table else [UNUSED]
        widget = f"add:use:{number}:{place}:{column.heading}:{lang()}"
        st.session_state[widget] = column.target if column.target in known else UNUSED
        st.selectbox(
            words("taken_for", column=plain(column.heading)),
            known,
            key=widget,
            format_func=lambda target: target_label(sheet.table or "", target, lang()),
            on_change=_settle,
            args=(f"use:{column.heading}", widget),
        )
    with right:
        examples = ", ".join(plain(x) for x in column.examples)
        told = words("for_example", examples=examples) if examples else words("no_example")
        st.caption(f"{words(f'why_{column.why}')}; {told}" if column.why else told)
    for question in sheet.questions:
        if question.column == column.heading:
            _question(question, number)


def _question(question: Question, number: int) -> None:
    widget = f"add:ask:{number}:{question.code}:{lang()}"
    labels = dict(question.labelled(lang()))
    if question.several:
        _several(question, widget, labels)
        return
    st.radio(
        plain(question.text(lang())),
        list(labels),
        index=None,
        key=widget,
        format_func=lambda value: plain(labels[value]),
        horizontal=True,
        on_change=_settle,
        args=(question.code, widget),
    )


def _several(question: Question, widget: str, labels: dict[str, str]) -> None:
    """A question that more than one option may answer."""
    chosen = st.pills(
        plain(question.text(lang())), list(labels), selection_mode="multi", key=widget,
        format_func=lambda value: plain(labels[value]),
    )  # fmt: skip
    if st.button(words("several_done"), key=f"{widget}:done", disabled=not chosen):
        _answers()[question.code] = "; ".join(chosen)
        st.rerun()


def _figures(sheet: SheetTrial) -> None:
    """Lines, period, clients, money by month, what is left out and why."""
    f = sheet.figures
    read = words("of_read", n=formats.count(f["rows_read"], lang()))
    cells: list[tuple[str, str, str | None]] = [(words("lines"), formats.count(f["rows_accepted"], lang()), read)]
    if sheet.months is not None and f.get("date_from"):
        period = f"{formats.date(f['date_from'], lang())} – {formats.date(f['date_to'], lang())}"
        cells += [(words("period"), period, None), (words("clients"), formats.count(f["clients"], lang()), None)]
        cells.append((words("net"), formats.number(f["amount_accepted"], lang(), 2), None))
    widths = [2.0 if label == words("period") else 1.2 for label, _, _ in cells]
    for cell, (label, value, note) in zip(st.columns(widths), cells, strict=True):
        cell.metric(label, plain(value), note, delta_color="off", delta_arrow="off", border=True)
    if sheet.months is not None and len(sheet.months):
        st.caption(words("by_month"))
        rows = [
            {
                words("month"): formats.month(r["month"], lang()),
                words("lines"): formats.count(r["lines"], lang()),
                words("net"): formats.money(r["net"], lang(), digits=2),
            }
            for r in sheet.months.to_dict("records")
        ]
        st.dataframe(
            rows, hide_index=True, height=min(36 * (len(rows) + 1), MONTHS_PX), key=f"add:months:{sheet.label}"
        )
    if sheet.shape:
        rest = [f"{t(f'intake.lines_{k}', lang())}: {formats.count(n, lang())}" for k, n in sheet.taken_out.items()]
        st.caption("; ".join([t(f"intake.shape_{sheet.shape}", lang()), *rest]))
    if sheet.reasons:
        told = [f"{t(f'intake.reason_{r}', lang())}: {formats.count(n, lang())}" for r, n in sheet.reasons.items()]
        st.caption(f"{words('left_rows')}: {plain('; '.join(told))}")


# Beside what was imported before


def _replaced() -> list[int]:
    """Numbers of the sources that these files stand for."""
    return list(st.session_state.get("add_files:replaces", []))


def _beside_the_others(trial: Trial) -> None:
    """Lines that another source has too, and which sources these files replace: by their name, or as is said here."""
    if trial.overlaps:
        pairs = "; ".join(f"{a} ↔ {b}" for a, b in trial.overlaps["between"])
        rows, amount = formats.count(trial.overlaps["rows"], lang()), trial.overlaps["amount"]
        st.caption(words("twice", n=rows, amount=formats.number(amount, lang(), 2), files=plain(pairs)))
    there = {n: s for n, s in movable().items() if s["status"] == "counts"}
    if gone := [named(there[n]) for n in trial.instead if n in there]:
        st.caption(words("instead", files=plain("; ".join(gone))))
    if there:
        st.multiselect(
            words("replaces"), list(there), key="add_files:replaces", help=words("replaces_help"),
            placeholder=words("choose"),
            format_func=lambda n: named(there[n]) if n in there else str(n),
        )  # fmt: skip


# Bringing them in


def _bring_in(files: list[Path], trial: Trial) -> None:
    if not st.button(words("import"), type="primary", disabled=not trial.is_ready):
        return
    try:
        with st.status(words("importing"), expanded=True):
            import_files(
                home(), list(files), progress=told(st.progress(0.0)), lang=lang(), answers=_used(trial),
                author=_author(), replaces=_replaced(),
            )  # fmt: skip
        built()
    except KamError as fault:
        st.warning(fault_text(fault))
        return
    for name in ("add_files:answers", "add_files:trial", "add_files:replaces", "as_of"):
        st.session_state.pop(name, None)
    st.switch_page(page("overview"))


def _used(trial: Trial) -> dict[str, str]:
    """The answers given that these files ask for."""
    codes = {a.question.code for sheet in trial.sheets for a in sheet.answered}
    return {code: value for code, value in _answers().items() if code in codes}


def _author() -> str | None:
    """Who enters it: as named in the sidebar, else the user of this computer."""
    return st.session_state.get("person") or None
