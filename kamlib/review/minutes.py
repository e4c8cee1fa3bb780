"""The minutes of a review: what people entered, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.skam import numbers_line
from kamlib.register import Register, in_words

MINUTES = ("at", "author", "table", "client", "subject", "decided", "why", "decided_by", "owner", "due_on",
           "until", "next_review", "numbers", "source")  # fmt: skip


def minutes(
    register: Register,
    since: date,
    lang: str,
    currency: str | None = None,
    name_of: Callable[[str], str] = str,
    tables: tuple[str, ...] | None = None,
) -> pd.DataFrame:
    """One row per entry that people made on or after a day (UTC), in the order they were made: the minutes of a review.

    at, author, table (its label), client (`name_of` its code), subject (decision, question, promise, need …), decided
    (what was entered or changed, in words), why, decided_by, owner, due_on, until, next_review, numbers (of a
    decision), source.
    tables: only of these tables of the register. Files that were imported are left out.
    """
    entries = register.history(since=since)
    entries = entries[~entries["source"].str.startswith("file ")].sort_values("entry_id")
    if tables:
        entries = entries[entries["table_name"].isin(tables)]
    kept = register.current("promises")
    promises = dict(zip(kept["promise_id"], kept["promise"], strict=True))
    rows = [_minute(e, lang, currency, name_of, promises) for e in entries.to_dict("records")]
    return pd.DataFrame(rows, columns=list(MINUTES), dtype=object)


def _minute(e: dict, lang: str, currency: str | None, name_of: Callable[[str], str], promises: dict) -> dict:
    table, new = contract()[e["table_name"]], e["new"] or {}
    client = e["client_id"]
    row = {
        "at": formats.moment(e["at"], lang),
        "author": e["author"],
        "table": table.label(lang),
        "client": None if client is None else name_of(client),
        "source": e["source"],
    }
    if e["table_name"] == "decisions":
        row |= {
            "subject": columns.code_label("decision_kind", new["kind"], lang) if "kind" in new else e["key"][0],
            "decided": new.get("subject") or _change(e, lang, currency),
            "why": new.get("why"),
            "decided_by": new.get("decided_by"),
            "owner": new.get("owner"),
            "numbers": numbers_line(new.get("numbers"), lang, currency) or None,
            **{n: formats.date(new[n], lang) for n in ("due_on", "until", "next_review") if new.get(n)},
        }
        return row
    return row | {"subject": _subject(e, lang, promises), "decided": _change(e, lang, currency)}


def _subject(e: dict[str, Any], lang: str, promises: dict) -> str:
    table, new = contract()[e["table_name"]], e["new"] or {}
    if e["table_name"] == "promises":
        return new.get("promise") or promises.get(e["key"][0]) or e["key"][0]
    if e["table_name"] == "queue_marks":
        item, _, detail = e["key"][1].partition(":")
        label = columns.code_label("queue_item", item, lang)
        return f"{label}: {detail}" if detail else label
    return in_words.row(table, e["key"], lang, without=("client_id",))


def _change(e: dict[str, Any], lang: str, currency: str | None) -> str:
    if e["what"] == "withdrawn":
        return t("skam_page.withdrawn", lang)
    return in_words.change(e, lang, currency, without=("client_id", "promise"))
