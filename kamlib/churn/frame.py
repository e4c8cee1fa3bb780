"""The features of the SQL models as a table to learn from, and the families they are explained by."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

# Every feature belongs to one family of drivers: what an account manager would call the reason.
# Twin in SQL: features.driver_families; held equal by tests/risk/test_risk_models.py.
FAMILIES: dict[str, tuple[str, ...]] = {
    "silence": ("recency_days", "overdue", "gaps_shorter_share"),
    "rhythm": (
        "gap_shrunk",
        "gap_median",
        "gap_mean",
        "gap_max",
        "gap_cv",
        "gap_log_mean",
        "gap_last_ratio",
        "orders_30d",
        "orders_90d",
        "orders_180d",
        "orders_365d",
        "orders_ever",
        "orders_weighted_30d",
        "orders_weighted_90d",
        "orders_trend",
        "active_months_12",
    ),
    "turnover": (
        "net_90d",
        "net_180d",
        "net_365d",
        "order_mean",
        "last_order_ratio",
        "net_trend",
        "net_trend_year",
        "net_percentile",
    ),
    "season": ("orders_same_90d_last_year", "own_season_share"),
    "breadth": ("lines_mean", "last_lines_ratio", "classes_90d", "classes_365d", "classes_kept", "class_concentration"),
    "price": ("returns_share", "return_days_365d", "discount_180d", "discount_rise"),
    "tenure": ("tenure_days",),
    "people": ("manager_changed_180d", "contact_silence_days", "claims_180d", "days_late_365d"),
}
FEATURES = [name for names in FAMILIES.values() for name in names]
# what tells a client's usual level and rhythm, and nothing of how it buys now: who buys seldom or unevenly falls to
# half of its usual by chance, and a year above its usual is followed by a lower one
LEVEL = (
    "orders_365d",
    "orders_ever",
    "tenure_days",
    "gap_mean",
    "gap_cv",
    "gap_log_mean",
    "active_months_12",
    "order_mean",
    "net_365d",
    "net_percentile",
    "own_season_share",
    "orders_same_90d_last_year",
)
RISING = FAMILIES["silence"]  # more of these never lowers the risk


@dataclass(frozen=True)
class Slices:
    """Clients at cut-offs: `x` the features (NaN: not known), `who` the client and its outcomes where they are over.

    who: cut_off, client_id, net_365d (money), margin (share, of today; the company's for
    a client that has none now, 1 where cost is unknown), reach (what silence leaves of a call's success, share),
    churned (bool), net_horizon (money), base (money expected by season; NaN: not known), assessable, shrunk.
    """

    who: pd.DataFrame
    x: pd.DataFrame

    def at(self, chosen: np.ndarray) -> Slices:
        """Only some rows."""
        return Slices(self.who[chosen].reset_index(drop=True), self.x[chosen].reset_index(drop=True))

    @property
    def cut_off(self) -> pd.Timestamp:
        """The cut-off of a slice that has one."""
        (only,) = self.who["cut_off"].unique()
        return only


@dataclass(frozen=True)
class Ledger:
    """Who had bought when, of all clients, whether eligible or not.

    histories: one row per cut-off and client (cut_off, client_id, first_day, last_day, purchase_days); purchases: one
    row per client and purchase day (client_id, day), by client and day.
    """

    histories: pd.DataFrame
    purchases: pd.DataFrame

    def at(self, cut_off: pd.Timestamp) -> pd.DataFrame:
        """The histories at one cut-off, by client."""
        return self.histories[self.histories["cut_off"] == cut_off].set_index("client_id")

    def until(self, cut_off: pd.Timestamp) -> Ledger:
        """What was known at a cut-off."""
        of_then = self.purchases[self.purchases["day"] <= cut_off]
        return Ledger(self.at(cut_off).reset_index(), of_then.reset_index(drop=True))

    def of(self, clients: set[str]) -> Ledger:
        """Of these clients only."""
        return Ledger(*(frame[frame["client_id"].isin(clients)] for frame in (self.histories, self.purchases)))


_QUERY = """
SELECT
    f.*,
    greatest(coalesce(k.margin_share, m.margin, 1), 0) AS margin,
    a.reach,
    l.churned,
    CAST(l.net_horizon AS DOUBLE) AS net_horizon,
    b.base,
    b.assessable
FROM features.churn_features AS f
JOIN features.churn_paces AS a ON a.cut_off = f.cut_off AND a.client_id = f.client_id
JOIN features.churn_bases AS b ON b.cut_off = f.cut_off AND b.client_id = f.client_id AND b.horizon_days = $horizon
CROSS JOIN policy AS p
CROSS JOIN (
    SELECT CAST(sum(cm1_12m) AS DOUBLE) / CAST(sum(net_12m) FILTER (WHERE cm1_12m IS NOT NULL) AS DOUBLE) AS margin
    FROM marts.contribution
    WHERE contribution_level <> 'revenue'
) AS m
LEFT JOIN marts.contribution AS k ON k.client_id = f.client_id
LEFT JOIN features.churn_labels AS l
    ON l.cut_off = f.cut_off AND l.client_id = f.client_id AND l.horizon_days = $horizon
WHERE date_diff('day', (SELECT min(day) FROM features.client_day), f.cut_off) >= p.churn_min_history_days
ORDER BY f.cut_off, f.client_id
"""


def slices(con: duckdb.DuckDBPyConnection, horizon_days: int, shrink_to: float) -> Slices:
    """Every eligible client at the newest cut-off, and at those before with enough history; by cut-off and client.

    Of a base larger than the policy's `most_clients_learnt`, the dates before have so many clients, drawn by a hash of
    their code: more do not make the model better, and would not fit into memory.
    """
    table = con.execute(_QUERY, {"horizon": horizon_days}).df()
    columns = ["cut_off", "client_id", "net_365d", "margin", "reach", "churned", "net_horizon", "base", "assessable"]
    who = table[columns].copy()
    who["shrunk"] = (who["net_horizon"] <= shrink_to * who["base"]).where(
        who["net_horizon"].notna() & who["assessable"]
    )
    return Slices(who, table[FEATURES].astype(float))


def ledger(con: duckdb.DuckDBPyConnection) -> Ledger:
    """The purchase histories at every cut-off, and the days of all purchases."""
    histories = con.execute("SELECT * FROM features.churn_histories ORDER BY cut_off, client_id").df()
    purchases = con.execute(
        "SELECT client_id, day FROM features.client_day WHERE is_purchase ORDER BY client_id, day"
    ).df()
    return Ledger(histories, purchases.astype({"client_id": "category"}))
