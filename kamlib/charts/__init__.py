"""Charts of a book: an answer's DataFrame in, a plotly figure out; nothing is asked of a book here.

Every chart takes `lang` ("en", "ru"), `dark` and `title` (None: the question it answers; "": no title), and, where
there is money, `currency` (ISO code or None). What can be clicked hands its codes over as customdata. An empty frame
gives a figure that says so. Show them with `config=charts.CONFIG` and, in Streamlit, `theme=None`.
"""

from kamlib.charts.client import class_timeline, client_classes, client_monthly, peers
from kamlib.charts.client_days import class_heat, order_dots
from kamlib.charts.company import (
    company_monthly,
    concentration_bars,
    reconciliation,
    seasonal_index,
    sparkline,
    whale_curve,
)
from kamlib.charts.company_changes import emerging_fading, price_volume_mix, retention, revenue_bridge
from kamlib.charts.fit import fit_bullets, fit_heat, fit_map
from kamlib.charts.fit_parts import chain_moves, misfit_bars, need_bars
from kamlib.charts.key import criteria_bars, key_client_curve, key_map
from kamlib.charts.risk import backtest_origins, calibration_curve, driver_bars, risk_by_class, risk_map
from kamlib.charts.risk_shrinkage import narrowing_classes, shrinking_clients
from kamlib.charts.scoring import abc_xyz_matrix, segment_map
from kamlib.charts.scoring_migration import migration_matrix
from kamlib.charts.theme import CONFIG, palette

__all__ = [
    "CONFIG",
    "abc_xyz_matrix",
    "backtest_origins",
    "calibration_curve",
    "chain_moves",
    "class_heat",
    "class_timeline",
    "client_classes",
    "client_monthly",
    "company_monthly",
    "concentration_bars",
    "criteria_bars",
    "driver_bars",
    "emerging_fading",
    "fit_bullets",
    "fit_heat",
    "fit_map",
    "key_client_curve",
    "key_map",
    "migration_matrix",
    "misfit_bars",
    "narrowing_classes",
    "need_bars",
    "order_dots",
    "palette",
    "peers",
    "price_volume_mix",
    "reconciliation",
    "retention",
    "revenue_bridge",
    "risk_by_class",
    "risk_map",
    "seasonal_index",
    "segment_map",
    "shrinking_clients",
    "sparkline",
    "whale_curve",
]
