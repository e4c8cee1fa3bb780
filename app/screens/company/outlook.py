"""What lies ahead, in a sentence each: revenue expected, margin at risk, the key clients."""

from __future__ import annotations

from app.session import ask, book, lang, texts
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from app.widgets.url import linked
from kamlib.core import formats

NAMED = 2  # key clients likely to leave that are named; the rest are counted
words = texts("queue")
of_page = texts("overview")


def expected() -> str:
    """Revenue of the coming horizon with its range; nothing where none is expected or no past date could be tested."""
    seen = ask("expected_total") if book().has("expected_total") else {}
    if not seen or formats.is_unknown(seen["low_total"]):
        return ""
    amounts = {k: plain(money(seen[f"{k}_total"])) for k in ("low", "high")}
    amounts["expected"] = linked(money(seen["expected_total"]), "risk")
    return of_page("next_expected", horizon=formats.sale_days(seen["horizon_days"], lang()), **amounts)


def at_risk() -> str:
    """Margin at risk, how much of it lies with few, how many alarms are new; nothing where nobody can be ranked."""
    if not book().has("risk_moves") or ask("model_card")["status"] != "scored":
        return ""
    seen, moves, before = ask("at_risk_total"), ask("risk_moves"), ask("risk_before")
    if before.empty or not seen:
        return ""
    return words(
        "at_risk_revenue" if seen["contribution_level"] == "revenue" else "at_risk",
        money=linked(money(seen["contribution_at_risk_12m"]), "risk"),
        share=formats.share(seen["top_share"], lang(), 0),
        date=formats.date(before["cut_off"].iloc[0], lang()),
        n=formats.count(int((moves["risk_move"] == "new").sum()), lang()),
    )


def keys() -> str:
    """The key clients' share of revenue, and who of them is likely to leave; nothing where there is no selection."""
    if not book().has("key_clients") or not book().has("churn_risk"):
        return ""
    found = ask("key_clients")
    found = found[found["is_key"]]
    if found.empty:
        return ""
    risks = ask("churn_risk")
    leaving = risks[risks["risk_band"].isin(["high", "raised"]) & risks["client_id"].isin(found["client_id"])]
    named = [plain(name_of(r)) for r in leaving.head(NAMED).to_dict("records")]
    if more := len(leaving) - len(named):
        named.append(words("and_more", n=more))
    seen = ask("selection_totals").iloc[0]
    share, part = (formats.share(seen[name], lang(), 0) for name in ("net_share", "contribution_share"))
    is_revenue = (found["contribution_level"].dropna() == "revenue").all()
    part = "" if is_revenue else words("of_contribution", share=part)
    return words("keys", n=len(found), share=share, part=part, who=", ".join(named) or words("nobody"))
