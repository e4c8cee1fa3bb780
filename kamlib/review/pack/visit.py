"""The visit sheet of a client: whom one meets, what was said last, what is open, what to propose, what to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kamlib.answers.clients import client_card
from kamlib.answers.day import to_do
from kamlib.answers.people import decision_map
from kamlib.book.book import Book
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.characters import talk_text
from kamlib.labels.queue import queue_text
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.client import client_figures, who_text
from kamlib.review.pack.contents import ask, pack_of
from kamlib.review.pack.parts import Pack, Spread, Table
from kamlib.review.pack.tables import words

TALKS, KINDS = 6, ("visit", "call", "email", "meeting", "claim", "training")
# what of a client is asked for where nobody knows it
ASKED = ("type", "industry", "region", "potential_12m")


def visit_sheet(
    book: Book,
    client_id: str,
    lang: str = "en",
    printed_on: date | None = None,
    personal: bool = False,
    company: str | None = None,
) -> Pack:
    """One client for the manager who goes to see it. personal: with names and telephones, and what was said.

    Raises KamError for an unknown client.
    """
    card = client_card(book, client_id)
    asked = ask(book, lang, {client_id}, personal)
    title = asked.say("title_visit", date=asked.date(book.as_of))
    return pack_of(asked, [_spread(asked, card)], printed_on, company, title)


def _spread(asked: Asked, card: dict[str, Any]) -> Spread:
    code = card["client_id"]
    people = decision_map(asked.book, code, asked.personal) if asked.has("contact_state") else pd.DataFrame()
    told = [_people(asked, people), _talks(asked, code), _open(asked, code), _propose(asked, code),
            _ask(asked, card, people)]  # fmt: skip
    return Spread(
        "client",
        asked.name(card, 90),
        (who_text(asked, card), *_next(asked, code)),
        tuple(client_figures(asked, card)),
        tables=tuple(x for x in told if x is not None),
    )


def _people(asked: Asked, people: pd.DataFrame) -> Table | None:
    if people.empty:
        return None
    rows = []
    for row in people.to_dict("records"):
        name = row.get("person_en") if asked.lang == "en" else None
        name = next((x for x in (name, row.get("person"), row["contact_id"]) if not formats.is_unknown(x)), "")
        about = [x for x in (row.get("phone"), row.get("email")) if not formats.is_unknown(x)]
        last = asked.say("last_talk", date=asked.date(row["last_talk"])) if not pd.isna(row["last_talk"]) else ""
        role = "" if formats.is_unknown(row["decision_role"]) else columns.code_label(
            "decision_role", row["decision_role"], asked.lang)  # fmt: skip
        position = "" if formats.is_unknown(row["position"]) else str(row["position"])
        persona = row["persona"]
        manner = "" if formats.is_unknown(persona) else columns.code_label("persona", persona, asked.lang)
        how = ". ".join(x for x in (manner, talk_text(persona, asked.lang)) if x)
        who = "\n".join(x for x in (str(name), position, *map(str, about)) if x)
        rows.append((who, "\n".join(x for x in (role, _power(asked, row), last) if x), how))
    heads = (asked.say("v_who"), asked.say("v_role"), asked.say("v_how"))
    return words("people", asked.say("v_people"), heads, rows, (2, 1.6, 3))


def _power(asked: Asked, row: dict[str, Any]) -> str:
    told = [
        f"{columns.label(n, asked.lang).lower()} {formats.number(row[n], asked.lang, 0)}"
        for n in ("formal_power", "real_influence")
        if not formats.is_unknown(row[n])
    ]
    return ", ".join(told)


def _talks(asked: Asked, client_id: str) -> Table | None:
    found = asked("timeline", client_id, asked.personal)
    found = found[found["event"].isin(KINDS)].head(TALKS)
    if found.empty:
        return None
    rows = [
        (asked.date(r["at"]), columns.code_label("timeline_event", r["event"], asked.lang),
         "" if formats.is_unknown(r["position"]) else str(r["position"]),
         "" if formats.is_unknown(r["told"]) else str(r["told"]))
        for r in found.to_dict("records")
    ]  # fmt: skip
    heads = (columns.label("at", asked.lang), columns.label("event", asked.lang), asked.say("v_with"),
             columns.label("told", asked.lang))  # fmt: skip
    return words("talks", asked.say("v_talks"), heads, rows, (1, 1, 1.6, 4))


def _next(asked: Asked, client_id: str) -> tuple[str, ...]:
    found = asked("my_clients") if asked.has("my_clients") else pd.DataFrame()
    rows = found[found["client_id"] == client_id].to_dict("records") if len(found) else []
    if not rows:
        return ()
    row, told = rows[0], []
    for name in ("last_talk", "next_step_on", "next_order_on"):
        if not formats.is_unknown(row[name]):
            kind = columns.info(name, "my_clients").format
            told.append(f"{columns.label(name, asked.lang)}: {formats.by_format(kind, row[name], asked.lang)}")
    if not formats.is_unknown(row["overdue_debt"]):
        days = formats.days(row["overdue_days"], asked.lang)
        told.append(f"{columns.label('overdue_debt', asked.lang)}: {asked.money(row['overdue_debt'])}, {days}")
    return (". ".join(told) + ".",) if told else ()


def _open(asked: Asked, client_id: str) -> Table | None:
    due = to_do(asked.book, None, asked.personal) if asked.has("to_do") else pd.DataFrame()
    due = due[due["client_id"] == client_id] if len(due) else due
    rows = [
        (columns.code_label("to_do", r["to_do"], asked.lang),
         str(r["to_do_id"]) if formats.is_unknown(r["told"]) else str(r["told"]),
         formats.UNKNOWN if formats.is_unknown(r["due_on"]) else asked.date(r["due_on"]))
        for r in due.to_dict("records")
    ]  # fmt: skip
    if not rows:
        return None
    heads = (columns.label("to_do", asked.lang), columns.label("told", asked.lang), columns.label("due_on", asked.lang))
    return words("open", asked.say("v_open"), heads, rows, (1.2, 4, 1))


def _propose(asked: Asked, client_id: str) -> Table | None:
    """What asks for a decision, needs to cover better, goods like clients buy."""
    rows = []
    if asked.has("queue_items"):
        for row in asked("queue_items", client_id).to_dict("records"):
            row = {"also": None, "next_step": None, "net_12m": None, **row}
            step = row.get("next_step")
            step = "" if formats.is_unknown(step) else columns.code_label("next_step", str(step), asked.lang)
            rows.append((queue_text(row, asked.lang, asked.currency, asked.book.policy), step))
    gaps = asked("usp_gaps", client_id) if asked.has("usp_gaps") else pd.DataFrame()
    for row in gaps.head(3).to_dict("records"):
        share = asked.share(row["coverage"]) if not formats.is_unknown(row["coverage"]) else formats.UNKNOWN
        need, usp = _named(asked, row, "need"), _named(asked, row, "usp")
        rows.append((asked.say("v_need", need=need, share=share), usp))
    room = asked("white_space", client_id) if asked.has("white_space") else pd.DataFrame()
    for row in room.head(3).to_dict("records"):
        name, money = _named(asked, row, "product_class"), asked.money(row["expected_12m"])
        rows.append((asked.say("v_room", name=name, share=asked.share(row["buying_share"])), money))
    if not rows:
        return None
    return words("propose", asked.say("v_propose"), (asked.say("why"), asked.say("what")), rows, (3, 2))


def _named(asked: Asked, row: dict[str, Any], name: str) -> str:
    """A name in the language of the sheet."""
    english = row.get(f"{name}_en") if asked.lang == "en" else None
    return next((str(x) for x in (english, row[name]) if not formats.is_unknown(x)), "")


def _ask(asked: Asked, card: dict[str, Any], people: pd.DataFrame) -> Table | None:
    """What nobody knows of the client, as questions."""
    told = [asked.say(f"ask_{n}") for n in ASKED if formats.is_unknown(card.get(n))]
    if people.empty or not people["decides"].eq(True).any():
        told.append(asked.say("ask_decides"))
    gaps = asked("usp_fit") if asked.has("usp_fit") else pd.DataFrame()
    mine = gaps[gaps["client_id"] == card["client_id"]] if len(gaps) else gaps
    if mine.empty or formats.is_unknown(mine["fit_share"].iloc[0]):
        told.append(asked.say("ask_needs"))
    happened = asked("timeline", card["client_id"], asked.personal)
    heard = happened.loc[happened["event"] == "feedback", "at"].max()
    is_old = pd.isna(heard) or (asked.book.as_of - heard.date()).days > asked.book.policy.plan.stale_days
    if is_old:
        told.append(asked.say("ask_feedback"))
    if not told:
        return None
    return words("ask", asked.say("v_ask"), (asked.say("v_question"), ""), [(x, "") for x in told], (2, 2))
