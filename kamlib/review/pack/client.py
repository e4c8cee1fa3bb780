"""One client's sheet: what it is to us, how it goes, what asks for a decision, what was decided and promised."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kamlib.answers.clients import client_card
from kamlib.book.book import Book
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import why_text
from kamlib.labels.queue import queue_text
from kamlib.labels.review import outcome_text
from kamlib.labels.risk import driver_text
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.contents import ask, pack_of
from kamlib.review.pack.options import Options
from kamlib.review.pack.parts import Chart, Figure, Pack, Spread, Table
from kamlib.review.pack.tables import table, words

TOLD = ("type", "industry", "region", "abc", "xyz", "segment", "relationship", "stage")
NUMBERS = ("net_12m", "contribution_12m", "margin_share", "net_3m")
CLASSES = ("product_class", "net_12m", "net_12m_before", "change", "last_purchase")
NEEDS = ("need", "weight_share", "coverage", "usp", "fit_after")
PROMISES = ("promise", "promise_state", "due_on", "progress", "owner")


def client_sheet(
    book: Book,
    client_id: str,
    lang: str = "en",
    printed_on: date | None = None,
    personal: bool = False,
    company: str | None = None,
) -> Pack:
    """One client on a page or two. Raises KamError for an unknown client."""
    card = client_card(book, client_id)
    asked = ask(book, lang, {client_id}, personal)
    title = asked.say("title_client", date=asked.date(book.as_of))
    return pack_of(asked, [_spread(asked, card)], printed_on, company, title)


def _spread(asked: Asked, card: dict[str, Any]) -> Spread:
    client_id = card["client_id"]
    drawn = [charts.company_monthly(asked, _months(asked, client_id)), _bridge(asked, client_id)]
    told = [_queue(asked, client_id), _reasons(asked, client_id), _classes(asked, client_id), _needs(asked, client_id)]
    told += [_decisions(asked, client_id), _promises(asked, client_id)]
    return Spread(
        "client",
        asked.name(card, 90),
        tuple(s for s in (who_text(asked, card), _risk(asked, client_id), _key(asked, client_id)) if s),
        tuple(client_figures(asked, card)),
        charts=tuple(c for c in drawn if c is not None),
        tables=tuple(x for x in told if x is not None),
    )


def who_text(asked: Asked, card: dict[str, Any]) -> str:
    """What a client is: its code and classes, and where people are named its manager."""
    names = [n for n in TOLD if not formats.is_unknown(card[n])]
    people = ["manager", "manager_en"] if asked.personal and not formats.is_unknown(card["manager"]) else []
    shown = columns.display(pd.DataFrame([{n: card[n] for n in (*names, *people)}]), asked.lang, "client_card",
                            asked.book.policy).iloc[0]  # fmt: skip
    told = [asked.say("client_code", code=card["client_id"])]
    told += [f"{columns.label(n, asked.lang, 'client_card')}: {shown[n]}" for n in (*names, *people[:1])]
    return "; ".join(told) + "."


def client_figures(asked: Asked, card: dict[str, Any]) -> list[Figure]:
    """Its headline numbers against the year before."""
    compared = {"net_12m": card["growth_12m"], "net_3m": formats.change(card["net_3m"], card["net_3m_year_ago"])}
    found = []
    for name in NUMBERS:
        if formats.is_unknown(card[name]) or (name == "contribution_12m" and card["contribution_level"] == "revenue"):
            continue
        kind = columns.info(name, "client_card").format
        value = asked.money(card[name]) if kind == "money" else columns.value(name, card[name], asked.lang)
        grown = compared.get(name)
        against = "" if formats.is_unknown(grown) else f"{formats.growth(grown, asked.lang)} {asked.say('on_year')}"
        found.append(Figure(columns.label(name, asked.lang, "client_card"), value, against))
    return found


def _of(asked: Asked, question: str, client_id: str) -> dict[str, Any]:
    found = asked(question)
    rows = found[found["client_id"] == client_id].to_dict("records")
    return rows[0] if rows else {}


def _risk(asked: Asked, client_id: str) -> str:
    row = _of(asked, "churn_risk", client_id) if asked.has("churn_risk") else {}
    if not row or formats.is_unknown(row["p_churn"]) or formats.is_unknown(row["contribution_at_risk_12m"]):
        return ""
    return asked.say(
        "client_risk", p=asked.share(row["p_churn"], 1), money=asked.money(row["contribution_at_risk_12m"])
    )


def _key(asked: Asked, client_id: str) -> str:
    row = _of(asked, "key_clients", client_id) if asked.has("key_clients") else {}
    return why_text(row, asked.lang, asked.book.policy) + "." if row else ""


def _months(asked: Asked, client_id: str) -> pd.DataFrame:
    return asked("client_monthly", client_id)


def _bridge(asked: Asked, client_id: str) -> Chart | None:
    parts = asked("client_price_volume_mix", client_id).set_index("period", drop=False)
    return charts.price_volume_mix(asked, parts.loc["year"].to_dict()) if "year" in parts.index else None


def _queue(asked: Asked, client_id: str) -> Table | None:
    if not asked.has("queue", "queue_items"):
        return None
    rows = asked("queue_items", client_id).to_dict("records")
    title, options = asked.say("client_queue"), Options(asked)
    heads = (asked.say("why"), asked.say("at_stake"), asked.say("options"))
    if not rows:
        return words("queue", title, (title,), [(asked.say("client_nothing"),)], (1,))
    told = []
    for row in rows:
        row = {"also": None, "next_step": None, "net_12m": None, **row}
        stake = formats.UNKNOWN
        if not formats.is_unknown(row["stake"]):
            stake = f"{asked.money(row['stake'])} {columns.code_label('stake_kind', row['stake_kind'], asked.lang)}"
        said = queue_text(row, asked.lang, asked.currency, asked.book.policy)
        told.append((said, stake, "\n".join(options.of(row))))
    return words("queue", title, heads, told, (2, 1.4, 3))


def _reasons(asked: Asked, client_id: str) -> Table | None:
    if not asked.is_scored:
        return None
    rows = asked("risk_drivers", client_id)
    rows = rows[rows["is_reason"].eq(True)].to_dict("records")
    if not rows:
        return None
    title = asked.say("client_reasons")
    told = [(driver_text(r, asked.lang, asked.currency),) for r in rows]
    return words("reasons", title, (asked.say("reason"),), told, (1,))


def _classes(asked: Asked, client_id: str) -> Table | None:
    found = asked("client_classes", client_id)
    return table(asked, "classes", asked.say("client_classes"), found, CLASSES, "client_classes", top=10)


def _needs(asked: Asked, client_id: str) -> Table | None:
    found = asked("usp_gaps", client_id) if asked.has("usp_gaps") else pd.DataFrame()
    return table(asked, "needs", asked.say("client_needs"), found, NEEDS, "usp_gaps", top=10)


def _decisions(asked: Asked, client_id: str) -> Table | None:
    rows = asked("decision_outcomes", client_id).to_dict("records") if asked.has("decision_outcomes") else []
    if not rows:
        return None
    heads = (columns.label("decided_on", asked.lang), asked.say("decision"), asked.say("how"))
    told = [
        (
            asked.date(r["decided_on"]),
            f"{columns.code_label('decision_kind', r['kind'], asked.lang)}. {r['subject']}",
            outcome_text(r, asked.lang, asked.currency),
        )
        for r in rows
    ]
    return words("decisions", asked.say("client_decisions"), heads, told, (1, 2, 4))


def _promises(asked: Asked, client_id: str) -> Table | None:
    found = asked("promises", client_id) if asked.has("skam_promises") else pd.DataFrame()
    return table(asked, "promises", asked.say("client_promises"), found, PROMISES, "promises", top=8)
