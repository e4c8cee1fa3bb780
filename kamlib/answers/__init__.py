"""The questions a book answers: one function a question, a DataFrame back, its grain in the docstring.

Rows come sorted by what matters. Money is in the book's currency as float, shares as fractions of 1, days as whole
days; NaN/NaT/None is "not known".
"""

from kamlib.answers.clients import (
    class_history,
    client_card,
    client_classes,
    client_findings,
    client_monthly,
    client_peers,
    client_price_volume_mix,
    clients,
    without_client,
)
from kamlib.answers.company import (
    company_monthly,
    concentration,
    contribution,
    findings,
    overview,
    product_classes,
    seasonal_index,
    whale_curve,
)
from kamlib.answers.data import data_gaps, overlaps, reconciliation, rejects, sources
from kamlib.answers.fit import fit_matrix, misfit_comparables, misfit_cost, usp_fit, usp_gaps
from kamlib.answers.key import (
    client_groups,
    criteria,
    criteria_parts,
    group_conditions,
    key_client_curve,
    key_clients,
    membership_stability,
    ruler,
    ruler_totals,
)
from kamlib.answers.periods import (
    grr_by_class,
    migration,
    moves,
    price_volume_mix,
    retention_by_product_class,
    revenue_bridge,
    revenue_changes,
)
from kamlib.answers.risk import (
    backtest,
    calibration,
    churn_risk,
    expected_value,
    model_card,
    risk_drivers,
    save_list,
)
from kamlib.answers.scoring import abc_xyz, axes, emerging_fading, matrix, rfm, segments
from kamlib.answers.shrinking import class_months, narrowing, order_days, shrinkage
from kamlib.answers.value_chain import best_improvements, value_chain
from kamlib.answers.what_if import live, what_if

__all__ = [
    "abc_xyz",
    "axes",
    "backtest",
    "best_improvements",
    "calibration",
    "churn_risk",
    "class_history",
    "class_months",
    "client_card",
    "client_classes",
    "client_findings",
    "client_groups",
    "client_monthly",
    "client_peers",
    "client_price_volume_mix",
    "clients",
    "company_monthly",
    "concentration",
    "contribution",
    "criteria",
    "criteria_parts",
    "data_gaps",
    "emerging_fading",
    "expected_value",
    "findings",
    "fit_matrix",
    "group_conditions",
    "grr_by_class",
    "key_client_curve",
    "key_clients",
    "live",
    "matrix",
    "membership_stability",
    "migration",
    "misfit_comparables",
    "misfit_cost",
    "model_card",
    "moves",
    "narrowing",
    "order_days",
    "overlaps",
    "overview",
    "price_volume_mix",
    "product_classes",
    "reconciliation",
    "rejects",
    "retention_by_product_class",
    "revenue_bridge",
    "revenue_changes",
    "rfm",
    "risk_drivers",
    "ruler",
    "ruler_totals",
    "save_list",
    "seasonal_index",
    "segments",
    "shrinkage",
    "sources",
    "usp_fit",
    "usp_gaps",
    "value_chain",
    "whale_curve",
    "what_if",
    "without_client",
]
