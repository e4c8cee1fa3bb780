"""The three sentences of the Overview, for paper."""

from __future__ import annotations

from kamlib.labels.headline import LIKELY, Earlier, at_risk_text, keys_text, quarter_share, revenue_text
from kamlib.review.pack.asked import Asked

NAME = 34  # letters of a name
MARK = "\ue000"  # stands for an asterisk of a name while bold marks are taken out


def unmarked(text: str) -> str:
    """A sentence of a page without its bold marks."""
    return text.replace("**", "").replace(MARK, "*")


def _show(text: str, _page: str) -> str:
    return text.replace("*", MARK)


def revenue(asked: Asked) -> str:
    """The last quarter against last year, the quarter before and the plan, and what is expected next."""
    ahead = asked("expected_total") if asked.has("expected_total") else {}
    share = quarter_share(asked("plan")) if asked.has("plan_progress") else None
    return unmarked(revenue_text(asked("overview"), share, ahead, asked.lang, asked.currency, _show))


def at_risk(asked: Asked) -> str:
    """Money at risk, how much of it lies with few, how many alarms are new; "" where nobody can be ranked."""
    if not asked.is_scored:
        return ""
    answers = (asked("at_risk_total"), asked.whole("risk_moves"), asked.whole("risk_before"))
    return unmarked(at_risk_text(*answers, asked.lang, asked.currency, _show, earlier(asked)))


def keys(asked: Asked) -> str:
    """The key clients' share, and who of them is likely to leave; "" where there is no selection."""
    if not asked.has("key_clients", "churn_risk"):
        return ""
    found, risks = asked.whole("key_clients"), asked("churn_risk")
    found = found[found["is_key"]]
    leaving = risks[risks["risk_band"].isin(LIKELY) & risks["client_id"].isin(found["client_id"])]
    names = [asked.name(row, NAME) for row in leaving.to_dict("records")]
    return unmarked(keys_text(found, asked("selection_totals").iloc[0], names, asked.lang, _show, earlier(asked)))


def earlier(asked: Asked) -> Earlier | None:
    """The review a quarter before, with the company's measures then."""
    return None if asked.compared is None else (asked.compared.before_as_of, asked.compared.company)
