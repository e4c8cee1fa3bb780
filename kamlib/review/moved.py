"""Why a client's risk moved since an earlier review: by likelihood, by its size, and which signs moved."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kamlib.answers.risk import risk_drivers
from kamlib.book import history
from kamlib.book.book import Book, open_book
from kamlib.core.errors import KamError

# who is gone is no longer at risk: what was at risk has come, and no cause has lowered it
_NOW = (
    "SELECT client_id, expected_contribution_12m, contribution_at_risk_12m FROM marts.churn_risk"
    " WHERE NOT coalesce(is_gone, false)"
)


def why_moved(before: date | None, after: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client judged at both reviews (not gone) and cause of the change of its margin at risk.

    The largest change first. client_id; cause: size (how much it would bring in 12 months if
    it stayed), likelihood (which part of that is
    likely to be lost), sign (a family of drivers that moved its log-odds of silence the way the likelihood went, by the
    policy's amount for a reason, and whose value changed by the policy's part; that time passes is none; only where the
    book of then is still kept); at_risk_then, at_risk_now (money of 12 months), money (its part
    of the change; of likelihood and size together the whole of it, each at the mean of the other; NaN: of signs);
    family, measure, value_then, value_now, log_odds_change (of signs alone; value_then NaN: it was not known, or
    another sign stood for the family); said_on (date of the earlier review). before: the date of a review that the
    history knows; None: the last one a quarter ago. Empty where no such review is known.
    """
    book, day = after, before or _quarter_ago(after)
    said = history.said_then(book.home, day) if book.home and day else None
    if said is None or day is None:
        return pd.DataFrame(columns=_COLUMNS)
    names = ["client_id", "expected_contribution_12m", "contribution_at_risk_12m"]
    both = book.sql(_NOW).merge(said[names], on="client_id", suffixes=("", "_then")).dropna()
    if client_id is not None:
        both = both[both["client_id"] == client_id]
    # what it would bring if it stayed: what is expected of it, and what is expected to be lost
    stays = {k: both[f"expected_contribution_12m{k}"] + both[f"contribution_at_risk_12m{k}"] for k in ("", "_then")}
    size = {k: x.clip(lower=0) for k, x in stays.items()}
    share = {k: (both[f"contribution_at_risk_12m{k}"] / size[k].replace(0, np.nan)).fillna(0.0) for k in size}
    known = both.rename(
        columns={"contribution_at_risk_12m": "at_risk_now", "contribution_at_risk_12m_then": "at_risk_then"}
    )[["client_id", "at_risk_then", "at_risk_now"]]
    likelihood = (share[""] - share["_then"]) * (size[""] + size["_then"]) / 2
    grown = (size[""] - size["_then"]) * (share[""] + share["_then"]) / 2
    parts = [known.assign(cause="likelihood", money=likelihood), known.assign(cause="size", money=grown)]
    parts.append(_signs(book, day, known.assign(up=np.sign(likelihood)), client_id))
    found = pd.concat(parts, ignore_index=True).reindex(columns=_COLUMNS).assign(said_on=pd.Timestamp(day))
    change = (found["at_risk_now"] - found["at_risk_then"]).abs()
    place = found["cause"].map({"likelihood": 0, "size": 1, "sign": 2})
    strength = found["log_odds_change"].astype(float).abs().fillna(0)
    order = found.assign(change=-change, cause_place=place, strength=-strength)
    order = order.sort_values(["change", "client_id", "cause_place", "strength", "family"], kind="stable")
    return found.loc[order.index].reset_index(drop=True)


_COLUMNS = ["client_id", "cause", "at_risk_then", "at_risk_now", "money", "family", "measure", "value_then",
            "value_now", "log_odds_change", "said_on"]  # fmt: skip


def _quarter_ago(book: Book) -> date | None:
    """The last review a quarter before, as the history knows it."""
    if book.home is None:
        return None
    end = book.one("SELECT after_3m FROM staging.as_of_windows WHERE is_book")["after_3m"]
    return next((day for day in history.reviews(book.home) if day <= end), None)


def _signs(book: Book, day: date, known: pd.DataFrame, client_id: str | None) -> pd.DataFrame:
    """The families of drivers that moved, where the book of then is kept."""
    try:
        then = risk_drivers(open_book(book.home, as_of=day) if book.home else book, client_id)
    except KamError:
        return pd.DataFrame(columns=_COLUMNS)
    both = risk_drivers(book, client_id).merge(then, on=["client_id", "family"], suffixes=("", "_then"))
    moved = both.assign(cause="sign", log_odds_change=both["log_odds"] - both["log_odds_then"])
    is_same = moved["measure"] == moved["measure_then"]
    moved["value_now"], moved["value_then"] = moved["value"], moved["value_then"].where(is_same)
    is_moved = moved["log_odds_change"].abs() >= book.policy.churn.reason_min_log_odds
    least = book.policy.churn.reason_min_change * moved["value_then"].abs()
    is_other = ~((moved["value_now"] - moved["value_then"]).abs() < least) & (moved["value_now"] != moved["value_then"])
    is_sign = is_moved & is_other & moved["measure"].notna() & (moved["family"] != "tenure")
    found = moved[is_sign].merge(known, on="client_id")
    return found[found["log_odds_change"] * found["up"] > 0]
