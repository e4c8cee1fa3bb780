"""Decisions needed: each with why it is asked for, what is at stake, and the options with their numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import queue_text
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.options import Options
from kamlib.review.pack.parts import Spread
from kamlib.review.pack.tables import NAME, table

TOP = 15
WITH_OPTIONS = 200  # rows; words for thousands would take longer than all else
UPKEEP = ("name", "what", "since", "next_step")
LIST = ("who", "why", "at_stake", "options", "manager")


def spread(asked: Asked) -> Spread:
    """The queue: what asks for a decision, the most money first; what only keeps the numbers known after it."""
    if not asked.has("queue"):
        return Spread("needed", asked.say("q_needed"))
    every = asked("queue")
    is_muted = every["is_muted"].astype(bool)
    found = every[(every["queue_part"] == "decide") & ~is_muted]
    told = []
    if len(found):
        note = asked.say("options_of_first", n=asked.count(WITH_OPTIONS)) if len(found) > WITH_OPTIONS else ""
        texts = _texts(asked, found)
        told.append(table(asked, "decisions_needed", "", found, LIST, "queue", top=TOP, texts=texts, note=note))
    upkeep = every[(every["queue_part"] != "decide") & ~is_muted]
    if len(upkeep):
        texts = {"what": (asked.say("what"), _why(asked, upkeep), 3.0)}
        told.append(table(asked, "upkeep", asked.say("t_upkeep"), upkeep, UPKEEP, "queue", top=8, texts=texts))
    return Spread(
        "needed",
        asked.say("q_needed"),
        tuple(_sentences(asked, found, int((is_muted & (every["queue_part"] == "decide")).sum()))),
        tables=tuple(x for x in told if x is not None),
    )


def _sentences(asked: Asked, found: pd.DataFrame, muted: int) -> list[str]:
    if found.empty:
        return [asked.say("nothing_needed")]
    said = [asked.say("needed_told", n=len(found), money=asked.money(found["stake"].sum()))]
    return [*said, asked.say("muted", n=muted)] if muted else said


def _texts(asked: Asked, found: pd.DataFrame) -> dict[str, tuple[str, list[str], float]]:
    rows = found.to_dict("records")
    options = Options(asked)
    said = ["\n".join(options.of(row)) for row in rows[:WITH_OPTIONS]] + [""] * max(len(rows) - WITH_OPTIONS, 0)
    return {
        "who": (asked.say("who"), [_who(asked, row) for row in rows], 2.0),
        "why": (asked.say("why"), _why(asked, found), 2.6),
        "at_stake": (asked.say("at_stake"), [_stake(asked, row) for row in rows], 2.3),
        "options": (asked.say("options"), said, 5.0),
    }


def _who(asked: Asked, row: dict[str, Any]) -> str:
    if formats.is_unknown(row["client_id"]):
        return columns.code_label("queue_item", row["item"], asked.lang, asked.book.policy)
    name = asked.name(row, NAME)
    mark = asked.say("key") if row["is_key"] is True else "" if formats.is_unknown(row["abc"]) else row["abc"]
    return f"{name}, {mark}" if mark else name


def _why(asked: Asked, found: pd.DataFrame) -> list[str]:
    return [queue_text(row, asked.lang, asked.currency, asked.book.policy) for row in found.to_dict("records")]


def _stake(asked: Asked, row: dict[str, Any]) -> str:
    if formats.is_unknown(row["stake"]):
        return formats.UNKNOWN
    kind = columns.code_label("stake_kind", row["stake_kind"], asked.lang)
    told = f"{asked.money(row['stake'])} {kind}"
    return (
        told
        if formats.is_unknown(row["net_12m"])
        else f"{told}, {asked.say('of_revenue', net=asked.money(row['net_12m']))}"
    )
