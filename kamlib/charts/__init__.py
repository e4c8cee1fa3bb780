"""Charts of a book: an answer's DataFrame in, a plotly figure out; nothing is asked of a book here.

Every chart takes `lang` ("en", "ru"), `dark` and `title` (None: the question it answers; "": no title), and, where
there is money, `currency` (ISO code or None). What can be clicked hands its codes over as customdata. An empty frame
gives a figure that says so. Show them with `config=charts.CONFIG` and, in Streamlit, `theme=None`.
"""

from kamlib.charts.client import class_timeline as class_timeline
from kamlib.charts.client import client_classes as client_classes
from kamlib.charts.client import client_monthly as client_monthly
from kamlib.charts.client import peers as peers
from kamlib.charts.client_days import class_heat as class_heat
from kamlib.charts.client_days import order_dots as order_dots
from kamlib.charts.client_white_space import white_space as white_space
from kamlib.charts.company import company_monthly as company_monthly
from kamlib.charts.company import concentration_bars as concentration_bars
from kamlib.charts.company import reconciliation as reconciliation
from kamlib.charts.company import seasonal_index as seasonal_index
from kamlib.charts.company import sparkline as sparkline
from kamlib.charts.company import whale_curve as whale_curve
from kamlib.charts.company_changes import emerging_fading as emerging_fading
from kamlib.charts.company_changes import price_volume_mix as price_volume_mix
from kamlib.charts.company_changes import retention as retention
from kamlib.charts.company_changes import revenue_bridge as revenue_bridge
from kamlib.charts.company_channels import channels as channels
from kamlib.charts.fit import fit_bullets as fit_bullets
from kamlib.charts.fit import fit_heat as fit_heat
from kamlib.charts.fit import fit_map as fit_map
from kamlib.charts.fit_parts import chain_moves as chain_moves
from kamlib.charts.fit_parts import misfit_bars as misfit_bars
from kamlib.charts.fit_parts import need_bars as need_bars
from kamlib.charts.key import criteria_bars as criteria_bars
from kamlib.charts.key import key_client_curve as key_client_curve
from kamlib.charts.key import key_map as key_map
from kamlib.charts.people import decision_map as decision_map
from kamlib.charts.review import compare_bridge as compare_bridge
from kamlib.charts.risk import backtest_origins as backtest_origins
from kamlib.charts.risk import calibration_curve as calibration_curve
from kamlib.charts.risk import driver_bars as driver_bars
from kamlib.charts.risk import risk_by_class as risk_by_class
from kamlib.charts.risk import risk_map as risk_map
from kamlib.charts.risk_shrinkage import narrowing_classes as narrowing_classes
from kamlib.charts.risk_shrinkage import shrinking_clients as shrinking_clients
from kamlib.charts.scoring import abc_xyz_matrix as abc_xyz_matrix
from kamlib.charts.scoring import segment_map as segment_map
from kamlib.charts.scoring_migration import migration_matrix as migration_matrix
from kamlib.charts.theme import CONFIG as CONFIG
from kamlib.charts.theme import palette as palette
