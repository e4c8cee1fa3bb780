"""What scoring reads, the tables it writes into schema `churn`, and their columns where there is nothing to score."""

from __future__ import annotations

INTERVAL = (0.1, 0.9)  # between which part of what may come the low and the high end of expected turnover lie
_MEASURES = (
    "clients BIGINT, events BIGINT, prevalence DOUBLE, auc DOUBLE, auc_top_fifth DOUBLE, pr_auc DOUBLE, brier DOUBLE,"
    " log_loss DOUBLE, calibration_error DOUBLE, bias DOUBLE, lift_top_tenth DOUBLE,"
    " money_in_top_tenth DOUBLE, hit_rate DOUBLE"
)
EMPTY = {
    "scores": "client_id VARCHAR, net_365d DOUBLE, base DOUBLE, assessable BOOLEAN, p_churn DOUBLE, p_shrink DOUBLE,"
    " p_others DOUBLE, expected_revenue_horizon DOUBLE, low_revenue_horizon DOUBLE, high_revenue_horizon DOUBLE,"
    " expected_revenue_12m DOUBLE, low_revenue_12m DOUBLE, high_revenue_12m DOUBLE",
    "said": "cut_off TIMESTAMP, client_id VARCHAR, net_365d DOUBLE, assessable BOOLEAN, churned BOOLEAN,"
    " shrunk BOOLEAN, base DOUBLE, net_horizon DOUBLE, p_churn DOUBLE, p_shrink DOUBLE",
    "drivers": "client_id VARCHAR, family VARCHAR, log_odds DOUBLE, target VARCHAR",
    "backtest": f"cut_off TIMESTAMP, method VARCHAR, {_MEASURES}, target VARCHAR",
    "backtest_key": f"cut_off TIMESTAMP, {_MEASURES}, target VARCHAR",
    "backtest_profit": "cut_off TIMESTAMP, profit DOUBLE, list_share DOUBLE, perfect_profit DOUBLE",
    "calibration": "target VARCHAR, bin BIGINT, predicted DOUBLE, happened DOUBLE, clients BIGINT",
    "value_backtest": "cut_off TIMESTAMP, clients BIGINT, wape DOUBLE, total_ratio DOUBLE, wape_season DOUBLE,"
    " total_ratio_season DOUBLE, held DOUBLE",
}
TABLES = frozenset(f"churn.{name}" for name in (*EMPTY, "card"))
LEARNT_FROM = frozenset({
    "features.churn_features",
    "features.churn_bases",
    "features.churn_paces",
    "features.churn_labels",
    "features.churn_histories",
    "features.client_day",
    "marts.contribution",
    "marts.contact_cost",
})  # fmt: skip
