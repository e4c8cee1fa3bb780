"""Five numbers of the company, each with its comparison, and each the way to its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app.pages import page
from app.session import ask, ask_live, book, lang, of_reviews, review_before, texts
from app.widgets import url
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("overview")
MONTHS = 36  # behind the revenue
SHOWN = 5
ARROWS = {"+": "up", "×": "up", "−": "down"}


@dataclass(frozen=True)
class Tile:
    """column: whose definition it has; to: the page behind it. delta: in words, its sign first; is_good: of that."""

    column: str
    value: str
    to: str
    told: str = ""
    delta: str | None = None
    is_good: bool | None = None
    history: Sequence[float] | None = None
    label: str = ""


def tiles(period: str) -> set[str]:
    """Revenue, what is expected next, margin at risk, key clients, cost of misfit; of what is not known another number
    takes the place. Gives the columns that are shown."""
    made = (_revenue(period), _expected(), _at_risk(), _keys(), _misfit(), *_others(period))
    known = [tile for tile in made if tile][:SHOWN]
    for cell, tile in zip(st.columns(len(known)) if known else [], known, strict=True):
        with cell, st.container(border=True, height="stretch", gap=None, key=f"tile:{tile.column}"):
            _draw(tile)
    return {tile.column for tile in known}


def _draw(tile: Tile) -> None:
    label = tile.label or columns.label(tile.column, lang())
    st.page_link(page(tile.to), label=label, query_params=url.of_shell(), help=help_of(tile.column))
    sign = (tile.delta or "")[:1]
    st.metric(
        label,
        plain(tile.value),
        tile.delta,
        delta_arrow=ARROWS.get(sign, "off"),
        delta_color="off" if tile.is_good is None else "green" if tile.is_good else "red",
        delta_description=plain(tile.told) if tile.delta else None,
        chart_data=tile.history,
        chart_type="area",
        label_visibility="collapsed",
    )
    if tile.told and not tile.delta:
        st.caption(plain(tile.told))


def _compared(column: str, now: object, before: object, told: str, to: str, history: list[float]) -> Tile:
    grown = formats.change(now, before)
    delta = None if grown is None else formats.growth(grown, lang())
    return Tile(column, money(now), to, told if delta else "", delta, None if not grown else grown > 0, history)


def _revenue(period: str) -> Tile | None:
    seen, months = ask("overview"), ask("company_monthly")
    line = months[months["is_complete"]]["net"].dropna().tail(MONTHS).tolist()
    if period == "year":
        return _compared("net_12m", seen["net_12m"], seen["net_12m_before"], words("to_year"), "clients", line)
    if formats.is_unknown(seen["net_3m"]):
        return None
    before, against = ("net_3m_before", "to_quarter") if period == "quarter_before" else ("net_3m_year_ago", "to_year")
    return _compared("net_3m", seen["net_3m"], seen[before], words(against), "clients", line)


def _expected() -> Tile | None:
    seen = ask("expected_total") if book().has("expected_total") else {}
    if not seen or formats.is_unknown(seen["expected_total"]):
        return None
    told = ""
    if not formats.is_unknown(seen["low_total"]):
        told = words("range", low=money(seen["low_total"]), high=money(seen["high_total"]))
    label = words("next_days", horizon=formats.sale_days(seen["horizon_days"], lang()))
    return Tile("expected_total", money(seen["expected_total"]), "risk", told, label=label)


def _at_risk() -> Tile | None:
    if not book().has("risk_moves") or ask("model_card")["status"] != "scored":
        return None
    seen = ask("at_risk_total")
    if not seen:
        return None
    is_revenue = seen["contribution_level"] == "revenue"
    column, total = "contribution_at_risk_12m", seen["contribution_at_risk_12m"]
    measure = "revenue_at_risk_12m" if is_revenue else column
    label = columns.code_label("company_measure", measure, lang())
    earlier, grown = review_before(), None
    if earlier:
        company = of_reviews("compare", earlier).company.set_index("company_measure")["said_then"]
        grown = formats.change(total, company.get(measure))
    if grown is None:
        return Tile(column, money(total), "risk", label=label)
    told, delta = words("since", date=formats.date(earlier, lang())), formats.growth(grown, lang())
    return Tile(column, money(total), "risk", told, delta, grown < 0 if grown else None, label=label)


def _keys() -> Tile | None:
    if not book().has("key_clients"):
        return None
    found = ask_live("key_clients")
    keys = found[found["is_key"]]
    if keys.empty:
        return None
    told = [words("fit_unknown", n=formats.count(int(keys["passes"].isna().sum()), lang()))]
    if earlier := review_before():
        moved = of_reviews("compare", earlier).clients["change"].value_counts()
        entered, left = (formats.count(int(moved.get(way, 0)), lang()) for way in ("enters", "leaves"))
        told.insert(0, words("in_out", entered=entered, left=left, date=formats.date(earlier, lang())))
    return Tile("is_key", formats.count(len(keys), lang()), "key_clients", "; ".join(told), label=words("key_clients"))


def _misfit() -> Tile | None:
    found = ask_live("misfit_totals") if book().has("misfit_cost") else None
    if found is None or found.empty or found[found["part"] == "total"]["excess_12m"].isna().all():
        return None
    total = found[found["part"] == "total"].iloc[0]
    told = words("misfit_of", n=formats.count(total["clients"], lang()))
    return Tile("excess_12m", money(total["excess_12m"]), "usp_fit", told, label=words("misfit"))


def _others(period: str) -> list[Tile]:
    """What takes the place of a number that is not known."""
    seen, months = ask("overview"), ask("company_monthly")
    months = months[months["is_complete"]].tail(MONTHS)
    active, before = seen["active_clients"], seen["active_clients_year_ago"]
    made = []
    if period != "year" and not formats.is_unknown(seen["net_12m"]):
        line = months["net"].dropna().tolist()
        made.append(_compared("net_12m", seen["net_12m"], seen["net_12m_before"], words("to_year"), "clients", line))
    if not formats.is_unknown(active):
        grown = formats.change(active, before)
        line = months["active_clients"].dropna().tolist()
        delta = None if grown is None else formats.growth(grown, lang())
        good = None if not grown else grown > 0
        count = formats.count(active, lang())
        made.append(Tile("active_clients", count, "clients", words("to_year") if delta else "", delta, good, line))
    if not formats.is_unknown(seen["grr_12m"]):
        nrr = f"{columns.label('nrr_12m', lang())} {formats.share(seen['nrr_12m'], lang())}"
        made.append(Tile("grr_12m", formats.share(seen["grr_12m"], lang()), "clients", nrr))
    return made
