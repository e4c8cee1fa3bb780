"""The agenda of the next review: what waits, kind by kind, each leading to what settles it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.skam.room import go, item_label, shell_address, there, words
from app.session import agenda, ask_live, book, home, lang, live_book, say
from app.widgets import tables, url
from app.widgets.findings import sentence
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.answers.skam import agenda_summary
from kamlib.book.shelf import file_before, quarter_before
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import why_text

SEEN, SEEN_OF_CRITERION = 5, 3  # of a long group, the first are seen and the rest is folded
KINDS = {"left": "watch", "entered": "watch", "fit_failed": "exception", "fit_unknown": "watch", "emerging": "make_key"}


def show() -> None:
    """Counts of each kind on top, then the items, the most money first."""
    found = agenda()
    counts = agenda_summary(found)["counts"]
    kinds = there(counts)
    if kinds:
        labels = {"": say("everything")} | {k: f"{item_label(k)}: {formats.count(counts[k], lang())}" for k in kinds}
        picked = url.one("item", words("kinds"), labels, lang(), "", draw=st.pills, label_visibility="collapsed")
        kinds = [picked] if picked else kinds
    _no_earlier_book()
    for kind in kinds:
        _group(kind, found[found["item"] == kind])


def _no_earlier_book() -> None:
    if file_before(home(), book().as_of) is None:
        day = quarter_before(book().as_of)
        st.info(words("no_earlier_book", day=day, home=home()))


def _group(kind: str, found: pd.DataFrame) -> None:
    with st.container(border=True):
        title = words("counted", what=item_label(kind), n=formats.count(len(found), lang()))
        st.subheader(title, anchor=False)
        st.caption(columns.code_meaning("agenda_item", kind, lang(), live_book().policy))
        if kind == "judgement_expired":
            for criterion in columns.code_lists()["criterion"]:
                part = found[found["detail"] == criterion]
                if len(part):
                    name = columns.code_label("criterion", criterion, lang())
                    st.markdown(f"**{words('counted', what=name, n=formats.count(len(part), lang()))}**")
                    _entries(kind, part, SEEN_OF_CRITERION)
        else:
            _entries(kind, found, len(found) if kind.startswith("charter") else SEEN)


def _entries(kind: str, found: pd.DataFrame, seen: int) -> None:
    """The first entries, and the rest folded."""
    rows = found.to_dict("records")
    for row in rows[:seen]:
        _entry(kind, row)
    if rest := rows[seen:]:
        with st.expander(words("the_rest", n=formats.count(len(rest), lang()))):
            for row in rest:
                _entry(kind, row)


def _entry(kind: str, row: dict) -> None:
    key = ":".join(str(row[n]) for n in ("item", "client_id", "detail", "item_id"))
    has_client = not formats.is_unknown(row["client_id"])
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"row:{key}"
    ):
        with st.container(gap=None, width="stretch"):
            if has_client:
                with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                    if st.button(f"**{plain(name_of(row))}**", key=f"agenda-open:{key}", type="tertiary"):
                        tables.open_client(row["client_id"])
                    if not formats.is_unknown(row["net_12m"]):
                        st.caption(plain(words("a_year", money=money(row["net_12m"]))), width="content")
            st.markdown(plain(_line(kind, row)))
        with st.container(horizontal=True, width="content", gap="small"):
            _ways(kind, row, key)


def _ways(kind: str, row: dict, key: str) -> None:
    """What settles the item: a decision, an answer, a judgement, a need."""
    client = row["client_id"]
    if kind in ("fit_failed", "fit_unknown") and _way("walk", key):
        st.switch_page(page("usp_fit"), query_params={"client": client, **shell_address()})
    if kind == "judgement_expired" and _way("judge", key):
        st.switch_page(page("key_clients"), query_params={"part": "judge", "client": client, **shell_address()})
    if kind in KINDS:
        _way("decide", key, go, "decisions", client=client, kind=KINDS[kind])
    elif kind.startswith("decision"):
        _way("revise", key, go, "decisions", **revising(_decision(row["item_id"])))
    elif kind.startswith("promise"):
        _way("progress", key, go, "promises")
    elif kind.startswith("charter"):
        _way("answer" if kind == "charter_open" else "look_again", key, go, "charter", question=row["detail"])


def _way(name: str, key: str, on_click=None, *args: str, **kwargs: str) -> bool:
    return st.button(words(f"way_{name}"), key=f"way-{name}:{key}", on_click=on_click, args=args, kwargs=kwargs)


def revising(decision: dict) -> dict[str, str]:
    """The address of the form that revises a decision."""
    address = {"revises": decision["decision_id"], "kind": decision["kind"]}
    return address if formats.is_unknown(decision["client_id"]) else address | {"client": decision["client_id"]}


def _decision(decision_id: str) -> dict:
    every = ask_live("decisions")
    return every[every["decision_id"] == decision_id].iloc[0].to_dict()


def _promise(promise_id: str) -> dict:
    every = ask_live("promises")
    return every[every["promise_id"] == promise_id].iloc[0].to_dict()


# What it is about, in a sentence


def _line(kind: str, row: dict) -> str:
    if kind in ("left", "entered"):
        said = why_text(_of("key_clients", row["client_id"]), lang(), live_book().policy)
        return said[:1].upper() + said[1:] + "."
    if kind in ("fit_failed", "fit_unknown"):
        return _fit_line(row)
    if kind == "emerging":
        found = ask_live("client_findings", row["client_id"])
        found = found[found["finding"] == "emerging"].to_dict("records")
        return sentence(found[0]) if found else ""
    if kind.startswith("decision"):
        return _decision_line(_decision(row["item_id"]))
    if kind.startswith("promise"):
        return _promise_line(_promise(row["item_id"]))
    if kind == "judgement_expired":
        return _judgement_line(row)
    return columns.code_label("charter_question", row["detail"], lang())


def _of(answer: str, client_id: str) -> dict:
    every = ask_live(answer)
    return every[every["client_id"] == client_id].iloc[0].to_dict()


def _fit_line(row: dict) -> str:
    fit = _of("usp_fit", row["client_id"])
    said = [columns.code_label("fit_status", fit["fit_status"], lang()) + "."]
    if not formats.is_unknown(fit["fit_share"]):
        threshold = formats.policy_share(live_book().policy.fit.threshold, lang())
        said.append(words("fit_line", fit=formats.share(fit["fit_share"], lang()), threshold=threshold))
        if row["item"] == "fit_unknown":
            low, high = (formats.share(fit[f"fit_{end}"], lang(), 0) for end in ("low", "high"))
            said.append(words("fit_range", low=low, high=high))
    if not formats.is_unknown(fit.get("main_gap")):
        gap = fit.get("main_gap_en") if lang() == "en" else None
        said.append(words("main_gap", need=fit["main_gap"] if formats.is_unknown(gap) else gap))
    return " ".join(said)


def _decision_line(d: dict) -> str:
    said = [words("decision_line", kind=columns.code_label("decision_kind", d["kind"], lang()), subject=d["subject"])]
    said += [
        words(n, date=formats.date(d[n], lang())) for n in ("until", "next_review") if not formats.is_unknown(d[n])
    ]
    return "; ".join(said) + "."


def _promise_line(p: dict) -> str:
    said = [p["promise"]]
    if not formats.is_unknown(p["owner"]):
        said.append(words("owner", name=p["owner"]))
    if not formats.is_unknown(p["due_on"]):
        said.append(words("due", date=formats.date(p["due_on"], lang())))
    if formats.is_unknown(p["progress"]):
        said.append(words("no_step", date=formats.date(p["promised_on"], lang())))
    else:
        said.append(words("step", progress=p["progress"], date=formats.date(p["progress_on"], lang())))
    return "; ".join(said) + "."


def _judgement_line(row: dict) -> str:
    every = ask_live("criteria", row["client_id"])
    c = every[every["criterion"] == row["detail"]].iloc[0]
    score = formats.number(c["judgement_score"], lang(), 0)
    return words("judgement_line", score=score, author=c["author"], until=formats.date(c["expires_on"], lang()))


# On the overview page


def for_next_review() -> None:
    """How much waits for the next review, by kind; the way to the room."""
    if not book().has("skam_agenda"):
        return  # a book from before there was a room
    counts = agenda_summary(agenda(is_live=False))["counts"]
    if not counts:
        return
    said = [f"{item_label_of_book(k).lower()} {formats.count(counts[k], lang())}" for k in there(counts)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="for-next-review"):
        st.markdown(f"**{words('for_next_review')}:** {plain(' · '.join(said))}", width="stretch")
        st.page_link(page("skam"), label=words("open_room"), query_params=shell_address(), width="content")


def item_label_of_book(item: str) -> str:
    return columns.code_label("agenda_item", item, lang(), book().policy)
