"""Where the numbers come from, part by part."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, say, texts
from app.widgets import downloads, tables
from app.widgets.figures import chart
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.coverage import dated_text, missing_months_text

coverage_words = texts("coverage")

SOURCES = (
    "table_name", "file", "sheet", "rows_read", "rows_accepted", "rows_rejected", "amount_read", "amount_accepted",
    "amount_rejected", "date_from", "date_to", "imported_at", "profile",
)  # fmt: skip
PARTS = ("attribution", "line_kind", "is_after_as_of", "lines", "net", "first_day", "last_day")
OVERLAPS = ("file", "sheet", "later_file", "later_sheet", "lines", "net", "first_day", "last_day")
REJECTS = ("file", "sheet", "line", "cell", "column_name", "value", "reason", "amount", "raw")


def _kept(question: str, table: str) -> pd.DataFrame | None:
    """An answer that books built before it was asked do not hold."""
    return ask(question) if book().has(table) else None


def freshness() -> None:
    """Up to which day the data reach, and how old they were when the book was built."""
    parts, info = ask("reconciliation"), book().info
    last = parts["last_day"].max()
    facts = [
        (say("data_until"), formats.sale_day(last, lang()), say("data_until_help")),
        (say("review_date"), formats.date(book().as_of, lang()), columns.meaning("as_of", lang())),
        (say("built"), formats.date(info["built_at"], lang()), say("built_help")),
        (say("currency"), info["currency"] or say("not_known"), say("currency_help")),
    ]
    for cell, (label, value, meaning) in zip(st.columns(len(facts)), facts, strict=True):
        cell.metric(label, plain(value), border=True, help=meaning)


def grain() -> None:
    """How finely the sales are dated, where not all of them by day."""
    if told := dated_text(book().info, lang()):
        st.info(plain(told))


def months() -> None:
    """Which months the data cover, and which they lack."""
    if not book().has("comparisons"):
        return
    lacking = ask("missing_months")
    if lacking.empty:
        known = ask("company_monthly")["month"]
        ends = {"first": formats.month(known.iloc[0], lang()), "last": formats.month(known.iloc[-1], lang())}
        st.caption(plain(coverage_words("all_covered", **ends)))
        return
    spans = missing_months_text(lacking, lang())
    st.warning(plain(coverage_words("lacking", spans=spans, example=f"{lacking['month'].iloc[0]:%Y-%m}")))


def sources() -> None:
    st.subheader(say("sources"), anchor=False)
    found = _kept("sources", "sources")
    if found is None or found.empty:
        st.info(say("no_sources"))
        return
    st.caption(say("sources_note"))
    found = found.assign(imported_at=[formats.date(x, lang()) for x in found["imported_at"]])
    tables.shown(found, SOURCES, key=f"sources:{lang()}", table="sources", full_money=True, rows=12)


def reconciliation() -> None:
    """All lines that count, by what they are attributed to."""
    found = ask("reconciliation")
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        chart("reconciliation", found)
    with right:
        st.caption(say("reconciliation_note"))
        st.table(_attributions(found), hide_index=True, hide_header=True, border="horizontal")
    tables.shown(found, PARTS, key=f"parts:{lang()}", table="reconciliation", full_money=True, rows=13)


def _attributions(found: pd.DataFrame) -> pd.DataFrame:
    """What each attribution means."""
    there = [code for code in columns.code_lists()["attribution"] if code in set(found["attribution"])]
    return pd.DataFrame([(f"**{_of_code(columns.code_label, c)}**", _of_code(columns.code_meaning, c)) for c in there])


def _of_code(told, code: str) -> str:
    return plain(told("attribution", code, lang(), book().policy))


def overlaps() -> None:
    st.subheader(say("overlaps"), anchor=False)
    found = _kept("overlaps", "source_overlaps")
    if found is None or found.empty:
        st.caption(say("no_overlaps"))
        return
    st.caption(say("overlaps_note"))
    tables.shown(found, OVERLAPS, key=f"overlaps:{lang()}", table="overlaps", full_money=True)


def rejects() -> None:
    st.subheader(say("rejects"), anchor=False)
    found = _kept("rejects", "rejects")
    if found is None or found.empty:
        st.caption(say("no_rejects"))
        return
    st.caption(say("rejects_note", n=formats.count(len(found), lang())))
    tables.shown(found, REJECTS, key=f"rejects:{lang()}", table="rejects", full_money=True, rows=10)
    tables.more_rows(found)
    downloads.buttons(found, "rejects", table="rejects")


def payments() -> None:
    """That payments do not tell the same money as sales, where they do not."""
    check = ask("payment_check") if book().has("payment_check") else {}
    if not check or not check["money_differs"]:
        return
    why = check["money_differs"]
    values = {
        "why": columns.code_label("money_differs", why, lang(), book().policy),
        "meaning": columns.code_meaning("money_differs", why, lang(), book().policy) or "",
        "share": formats.share(check["paid_to_sold"], lang()),
        "first": formats.sale_day(check["covered_from"], lang()),
        "last": formats.date(check["covered_to"], lang()),
    }
    money = {n: formats.money(check[n], lang(), book().currency, compact=True) for n in ("sold", "paid")}
    st.warning(plain(say("payments_differ", **values, **money)))


def gaps() -> None:
    """What the company has not told, and what telling would unlock."""
    st.subheader(say("gaps"), anchor=False)
    found = ask("data_gaps")
    found = found[found["known_share"].fillna(0) < 1]
    if found.empty:
        st.caption(say("no_gaps"))
        return
    st.caption(say("gaps_note"))
    rows = []
    for row in found.to_dict("records"):
        what, unlocks = columns.gap_text(row["item"], lang())
        rows.append((plain(what), formats.share(row["known_share"], lang(), 0), plain(unlocks)))
    heads = [columns.label("item", lang()), columns.label("known_share", lang()), say("unlocks")]
    st.table(pd.DataFrame(rows, columns=heads), hide_index=True, border="horizontal")
