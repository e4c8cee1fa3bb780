"""What was called something else in the version before: the old name is given in the error for one release.

Books, decisions and policy files of before go on being read: whoever reads one looks its names up here.
"""

from __future__ import annotations

import re

RENAMED = {
    # these hold whichever horizon the policy sets
    "p_churn_90d": "p_churn",
    "p_shrink_90d": "p_shrink",
    # these hold revenue where the cost is not known
    "cm_at_risk_12m": "contribution_at_risk_12m",
    "cm_at_risk_then": "contribution_at_risk_then",
    "expected_cm_12m": "expected_contribution_12m",
    "expected_cm_horizon": "expected_contribution_horizon",
    "missing_cm": "missing_contribution",
    "cm_share": "contribution_share",
    "rank_cm": "rank_contribution",
    "abc_cm": "abc_contribution",
    # a ruler is a selection rule
    "ruler": "selection",
    "ruler_totals": "selection_totals",
    "ruler_list": "selection_list",
    "ruler_score": "selection_score",
    "ruler_place": "selection_place",
    "ruler_places": "selection_places",
    "ruler_min_score": "selection_min_score",
    "ruler_long_weight": "selection_long_weight",
    "ruler_potential_part": "selection_potential_part",
    "ruler_unknown_fit": "selection_unknown_fit",
    "ruler_horizon_years": "selection_horizon_years",
    "ruler_hours_per_key_client_month": "selection_hours_per_key_client_month",
    "ruler_key_hours_share": "selection_key_hours_share",
    "ruler_capacity_hours_month": "selection_capacity_hours_month",
}
FORMER = {new: old for old, new in RENAMED.items()}


def renamed_in(text: str) -> dict[str, str]:
    """Old name -> new name of all that a text still calls by an old name."""
    return {word: RENAMED[word] for word in dict.fromkeys(re.findall(r"\w+", text)) if word in RENAMED}
