"""The company in a sentence each: revenue come and expected, margin at risk, the key clients."""

from __future__ import annotations

from app.screens.company import plan
from app.session import ask, book, lang, of_reviews, review_before
from app.widgets.names import name_of
from app.widgets.plain import plain
from app.widgets.url import linked
from kamlib.labels.headline import LIKELY, Earlier, at_risk_text, keys_text, revenue_text


def _shown(text: str, page: str) -> str:
    """A number that leads to its page, or without one, as it stands."""
    return linked(text, page) if page else plain(text)


def revenue() -> str:
    """The last quarter against last year, the quarter before and the plan, and what is expected next."""
    ahead = ask("expected_total") if book().has("expected_total") else {}
    return revenue_text(ask("overview"), plan.share_of_quarter(), ahead, lang(), book().currency, _shown)


def at_risk() -> str:
    """Margin at risk, how much of it lies with few, how many alarms are new; nothing where nobody can be ranked."""
    if not book().has("risk_moves") or ask("model_card")["status"] != "scored":
        return ""
    asked = (ask("at_risk_total"), ask("risk_moves"), ask("risk_before"))
    return at_risk_text(*asked, lang(), book().currency, _shown, _earlier())


def keys() -> str:
    """The key clients' share of revenue, and who of them is likely to leave; nothing where there is no selection."""
    if not book().has("key_clients") or not book().has("churn_risk"):
        return ""
    found, risks = ask("key_clients"), ask("churn_risk")
    found = found[found["is_key"]]
    leaving = risks[risks["risk_band"].isin(LIKELY) & risks["client_id"].isin(found["client_id"])]
    names = [name_of(row) for row in leaving.to_dict("records")]
    return keys_text(found, ask("selection_totals").iloc[0], names, lang(), _shown, _earlier())


def _earlier() -> Earlier | None:
    """The review a quarter before, with the company's measures then."""
    day = review_before()
    return (day, of_reviews("compare", day).company) if day else None
