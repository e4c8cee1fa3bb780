"""Charts show the numbers of their frame, hand over what was clicked, and speak both languages."""

import ast
import inspect
import re
import runpy
from itertools import pairwise
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from kamlib import charts
from kamlib.charts import cells, theme, words
from kamlib.core import texts

LANGS = ("en", "ru")
MONTHS = pd.date_range("2024-01-01", periods=24, freq="MS")

COMPANY = pd.DataFrame(
    {
        "month": MONTHS,
        "is_complete": [True] * 23 + [False],
        "net": [100.0 + i for i in range(24)],
        "net_out_of_season": [110.0] * 24,
    }
)
BRIDGE = pd.DataFrame(
    [
        {"period": "quarter", "revenue_before": 10.0, "new": 1.0, "returned": 0.0, "expansion": 2.0, "contraction": 3.0,
         "lost": 4.0, "revenue_after": 6.0},
        {"period": "year", "revenue_before": 100.0, "new": 10.0, "returned": 5.0, "expansion": 20.0,
         "contraction": 15.0, "lost": 30.0, "revenue_after": 90.0},
    ]
)  # fmt: skip
PVM = pd.DataFrame(
    [
        {"period": "year", "net_before": 100.0, "net_now": 90.0, "price": 5.0, "volume": -20.0, "mix": 2.0,
         "new_products": 6.0, "dropped_products": -3.0, "not_measured": 0.0, "clients_won": 4.0, "clients_lost": -4.0,
         "change": -10.0}
    ]
)  # fmt: skip
WHALE = pd.DataFrame(
    {
        "client_id": ["a", "b", "c", "d"],
        "name": ["А", "Б", "В", "Г"],
        "name_en": ["A", "B", None, "D"],
        "clients_share": [0.25, 0.5, 0.75, 1.0],
        "contribution_12m": [80.0, 40.0, 0.0, -20.0],
        "contribution_level": "cm1",
        "cumulative_share": [0.8, 1.2, 1.2, 1.0],
    }
)
CLIENTS = pd.DataFrame(
    {"client_id": ["b", "a", "c"], "name": ["Б", "А", "<i>В</i>"], "name_en": None, "net_12m": [30.0, 50.0, 20.0]}
)
MATRIX = pd.DataFrame(
    {
        "abc": ["A", "B", "C"],
        "xyz": ["X", "Z", None],
        "clients": [2, 3, 4],
        "net_12m": [70.0, 20.0, 10.0],
        "net_share": [0.7, 0.2, 0.1],
    }
)
SEGMENTS = pd.DataFrame(
    {
        "segment": ["champions", "fading", "ours"],
        "clients": [5, 3, 2],
        "monetary_12m": [60.0, 30.0, 10.0],
        "net_share": [0.6, 0.3, 0.1],
        "recency_days": [3.0, 200.0, 20.0],
        "frequency_12m": [30.0, 2.0, 6.5],
    }
)
MIGRATION = pd.DataFrame(
    {
        "axis": "abc",
        "period": "year",
        "class_before": ["C", "A", "A", "not_yet"],
        "class_now": ["A", "A", "inactive", "C"],
        "clients": [1, 5, 2, 7],
        "net_12m_before": [10.0, 500.0, 90.0, 0.0],
        "net_12m_now": [60.0, 550.0, 0.0, 35.0],
        "clients_share": [1.0, 0.7, 0.3, 1.0],
        "net_share": [1.0, 0.85, 0.15, None],
    }
)
SEASON = pd.DataFrame(
    {
        "product_class": [None] * 12 + ["Glue"] * 12,
        "month_of_year": list(range(1, 13)) * 2,
        "season_index": [0.5] * 6 + [1.5] * 6 + [1.0] * 12,
        "is_flat": False,
    }
)
CLIENT_MONTHLY = pd.DataFrame(
    {
        "month": MONTHS,
        "is_complete": True,
        "net": [100.0] * 12 + [60.0] * 12,
        "expected": [None] * 12 + [100.0] * 11 + [50.0],
        "purchase_days": 3,
    }
)
CLASSES = pd.DataFrame(
    {
        "product_class": ["Glue", "", "Tape"],
        "net_12m": [50.0, 20.0, 0.0],
        "net_12m_before": [30.0, 20.0, 40.0],
        "last_purchase": pd.to_datetime(["2025-12-01", "2025-11-01", "2025-01-01"]),
    }
)
HISTORY = pd.DataFrame(
    {
        "axis": ["T3", "abc", "abc", "T2"],
        "class": ["large", "A", "B", "Glue"],
        "since": pd.to_datetime(["2025-01-31", "2025-01-31", "2025-07-31", "2025-01-31"]),
        "until": pd.to_datetime(["2025-12-31", "2025-06-30", "2025-12-31", "2025-12-31"]),
        "is_from_start": [True, True, False, True],
        "is_current": [True, False, True, True],
    }
)
PEERS = {
    "peer_turnover_class": "large", "peer_type": None, "peers": 6, "monthly_turnover": 200.0,
    "peers_monthly_turnover": 100.0, "margin_share": 0.2, "peers_margin_share": 0.3, "discount_share": None,
    "peers_discount_share": 0.1, "purchase_days_12m": 40.0, "peers_purchase_days_12m": 50.0, "classes_bought": 3.0,
    "peers_classes_bought": 3.0, "days_late": -2.0, "peers_days_late": 4.0,
}  # fmt: skip
GRR = pd.DataFrame(
    {
        "abc_before": ["none", "B", "A"],
        "clients": [1, 2, 3],
        "revenue_before": [10.0, 100.0, 900.0],
        "revenue_after": [10.0, 120.0, 850.0],
        "grr": [1.0, 0.9, 0.8],
        "nrr": [1.0, 1.2, 0.94],
    }
)
EMERGING = pd.DataFrame(
    {
        "client_id": ["a", "b"],
        "name": ["А", "Б"],
        "name_en": ["A", "B"],
        "direction": ["emerging", "fading"],
        "net_12m": [100.0, 50.0],
        "pace_now": [20.0, 2.0],
        "pace_year_ago": [5.0, 10.0],
        "growth": [3.0, -0.8],
    }
)
RECONCILIATION = pd.DataFrame(
    {
        "attribution": ["client", "client", "service", "client"],
        "line_kind": ["sale", "return", "service", "sale"],
        "is_after_as_of": [False, False, False, True],
        "lines": [10, 1, 2, 3],
        "net": [1000.0, -50.0, 20.0, 5.0],
    }
)

SHRUNK = pd.DataFrame(
    {
        "client_id": ["a", "b", "c", "d"],
        "name": ["А", "Б", "В", "Г"],
        "name_en": ["A", "B", "C", "D"],
        "level": ["below", "stopped", "as_expected", None],
        "decline": ["orders", "silence", None, None],
        "actual": [60.0, 0.0, 95.0, 5.0],
        "expected": [100.0, 90.0, 100.0, None],
        "missing": [40.0, 90.0, 5.0, None],
        "met_share": [0.6, 0.0, 0.95, None],
        "missing_contribution": [8.0, None, 1.0, None],
    }
)
NARROWED = pd.DataFrame(
    {
        "client_id": ["a", "a", "b"],
        "name": ["А", "А", "Б"],
        "name_en": ["A", "A", "B"],
        "product_class": ["Клей", "Лента", "Клей"],
        "product_class_en": ["Glue", "Tape", "Glue"],
        "status": ["left", "pause", "leaving"],
        "last_purchase": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-10-01"]),
        "idle_days": [364, 333, 91],
        "class_days_year": [30, 2, 40],
        "purchases_since": [25, 25, 9],
        "net_year": [70.0, 10.0, 90.0],
        "client_share": [0.3, 0.1, 0.5],
    }
)
WHITE_SPACE = pd.DataFrame(
    {
        "product_class": ["Клей", "Лента", "Краска"],
        "product_class_en": ["Glue", "Tape", "Paint"],
        "gap_kind": ["never", "before", "never"],
        "bought_before": pd.to_datetime([None, "2024-03-01", None]),
        "peers": [12, 12, 12],
        "peers_buying": [10, 7, 6],
        "expected_12m": [90.0, 60.0, 40.0],
        "low_12m": [50.0, 30.0, 40.0],
        "high_12m": [120.0, 95.0, 45.0],
        "fill_chance": [0.2, 0.4, None],
    }
)
DAYS = pd.DataFrame(
    {
        "day": pd.to_datetime(["2024-03-01", "2025-03-01", "2025-04-10", "2025-05-01", "2025-12-01"]),
        "net": [100.0, 400.0, -50.0, 25.0, 100.0],
        "is_purchase": [True, True, False, True, True],
        "gap_days": [None, 365, None, 61, 214],
    }
)
CLASS_MONTHS = pd.DataFrame(
    {
        "product_class": ["Клей"] * 3 + ["Лента"] * 3,
        "product_class_en": ["Glue"] * 3 + ["Tape"] * 3,
        "month": list(pd.to_datetime(["2025-10-01", "2025-11-01", "2025-12-01"])) * 2,
        "net": [100.0, 0.0, 0.0, 10.0, 30.0, 20.0],
        "net_year_ago": [40.0, 80.0, 0.0, 10.0, 10.0, 25.0],
        "change": [60.0, -80.0, 0.0, 0.0, 20.0, -5.0],
    }
)

CHANNELS = pd.DataFrame(
    {
        "channel": ["Сайт", "<b>Опт</b>", None],
        "clients": [3, 2, 1],
        "net_12m": [60.0, 30.0, 10.0],
        "net_12m_before": [40.0, 35.0, 0.0],
        "growth_12m": [0.5, -1 / 7, None],
        "revenue_share": [0.6, 0.3, 0.1],
        "cm1_12m": [20.0, 10.0, None],
        "margin_share": [1 / 3, 1 / 3, None],
        "hhi": [0.4, 0.5, 1.0],
        "top1_share": [0.5, 0.7, 1.0],
        "top1_client_id": ["a", "b", "c"],
        "name": ["А", "Б", "В"],
        "name_en": None,
    }
)

PEOPLE = pd.DataFrame(
    [
        {"contact_id": "a", "position": "Owner", "decision_role": "decides", "decides": True, "formal_power": 90.0,
         "real_influence": 60.0, "attitude": 1, "last_talk": pd.Timestamp("2026-09-01")},
        {"contact_id": "b", "position": None, "decision_role": None, "decides": None, "formal_power": 30.0,
         "real_influence": 80.0, "attitude": -2, "last_talk": pd.NaT},
        {"contact_id": "c", "position": "Clerk", "decision_role": "uses", "decides": False, "formal_power": None,
         "real_influence": None, "attitude": None, "last_talk": pd.NaT},
    ]
)  # fmt: skip
CHARTS = {
    "decision_map": (charts.decision_map, PEOPLE),
    "channels": (charts.channels, CHANNELS),
    "shrinking_clients": (charts.shrinking_clients, SHRUNK),
    "narrowing_classes": (charts.narrowing_classes, NARROWED),
    "white_space": (charts.white_space, WHITE_SPACE),
    "order_dots": (charts.order_dots, DAYS),
    "class_heat": (charts.class_heat, CLASS_MONTHS),
    "company_monthly": (charts.company_monthly, COMPANY),
    "revenue_bridge": (charts.revenue_bridge, BRIDGE),
    "price_volume_mix": (charts.price_volume_mix, PVM),
    "whale_curve": (charts.whale_curve, WHALE),
    "concentration_bars": (charts.concentration_bars, CLIENTS),
    "abc_xyz_matrix": (charts.abc_xyz_matrix, MATRIX),
    "segment_map": (charts.segment_map, SEGMENTS),
    "migration_matrix": (charts.migration_matrix, MIGRATION),
    "seasonal_index": (charts.seasonal_index, SEASON),
    "client_monthly": (charts.client_monthly, CLIENT_MONTHLY),
    "client_classes": (charts.client_classes, CLASSES),
    "class_timeline": (charts.class_timeline, HISTORY),
    "peers": (charts.peers, PEERS),
    "retention": (charts.retention, GRR),
    "emerging_fading": (charts.emerging_fading, EMERGING),
    "reconciliation": (charts.reconciliation, RECONCILIATION),
}


def trace(fig: go.Figure, name: str):
    return next(x for x in fig.data if x.name == name)


def annotations(fig: go.Figure) -> str:
    return " ".join(a.text for a in fig.layout.annotations)


def test_every_chart_is_tested():
    # some are tested on a book's own answers, beside these
    others = [p.read_text("utf-8") for p in Path(__file__).parents[1].rglob("test_*.py") if p != Path(__file__)]
    public = {name for name, x in vars(charts).items() if not (name.startswith("_") or inspect.ismodule(x))}
    tested_there = set(re.findall(r"charts\.(\w+)", " ".join(others))) & public
    assert set(CHARTS) | tested_there | {"CONFIG", "palette", "sparkline"} == public


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("dark", [False, True])
def test_titles_and_hover_texts_are_in_the_language_asked_for(name, dark):
    chart, frame = CHARTS[name]
    seen = {}
    for lang in LANGS:
        fig = chart(frame, lang=lang, dark=dark)
        assert texts.t(f"charts.{name}", lang) in fig.layout.title.text
        seen[lang] = " ".join(str(h) for x in fig.data for h in (x.hovertext or ()))
    assert seen["en"] != seen["ru"]
    assert any("а" <= c <= "я" for c in seen["ru"])


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_says_so(name):
    chart, frame = CHARTS[name]
    nothing = {} if isinstance(frame, dict) else frame.head(0)
    for lang in LANGS:
        fig = chart(nothing, lang=lang)
        assert not fig.data and len(fig.layout.annotations) == 1
        assert texts.t(f"charts.{name}", lang) in fig.layout.title.text


def test_the_caller_may_give_a_title_or_none():
    assert "Mine" in charts.company_monthly(COMPANY, title="Mine").layout.title.text
    without = charts.company_monthly(COMPANY, title="")
    assert "<b>" not in without.layout.title.text
    assert without.layout.margin.t < charts.company_monthly(COMPANY).layout.margin.t


def test_default_titles_and_notes_fit_a_telephone():
    for lang in LANGS:
        for name, (chart, frame) in CHARTS.items():
            assert len(texts.t(f"charts.{name}", lang)) <= theme.LINE_CHARS, name
            for line in chart(frame, lang=lang).layout.title.text.split("<br>")[1:]:
                assert len(theme._plain(line)) <= theme.NOTE_CHARS + 3, (name, line)


def test_months_stand_before_the_same_months_of_the_year_before():
    fig = charts.company_monthly(COMPANY, lang="ru", currency="RUB")
    assert list(trace(fig, "now").y) == [112.0 + i for i in range(12)]
    assert list(trace(fig, "before").y) == [100.0 + i for i in range(12)]
    assert list(fig.layout.xaxis.ticktext)[:2] == ["янв", "фев"]
    colours = trace(fig, "now").marker.color
    assert colours[11] != colours[10], "a month that is not over is drawn pale"
    assert "₽" in fig.layout.yaxis.ticktext[-1]


def test_channels_stand_by_size_and_what_is_not_known_last():
    fig = charts.channels(CHANNELS, lang="ru", most=1)
    assert list(trace(fig, "now").x) == [60.0, 10.0] and list(trace(fig, "before").x) == [40.0, 0.0]
    assert list(fig.layout.yaxis.ticktext) == ["Сайт", "Канал не известен"]
    assert "и ещё 1" in fig.layout.title.text
    assert "<b>Опт</b>" not in " ".join(charts.channels(CHANNELS).layout.yaxis.ticktext), "names are not markup"


def test_bridge_steps_end_at_the_revenue_after():
    fig = charts.revenue_bridge(BRIDGE)
    bar = fig.data[0]
    assert list(bar.x) == [100, 10, 5, 20, -15, -30, 90]
    assert list(bar.base) == [0, 100, 110, 115, 135, 120, 0]
    assert bar.base[5] + bar.x[5] == bar.x[6]
    assert list(bar.customdata) == ["before", "new", "returned", "expansion", "contraction", "lost", "after"]
    assert list(charts.revenue_bridge(BRIDGE, period="quarter").data[0].x)[-1] == 6
    assert list(charts.revenue_bridge(BRIDGE.iloc[0]).data[0].x)[-1] == 6


def test_price_volume_mix_leaves_out_what_is_zero_and_adds_up():
    bar = charts.price_volume_mix(PVM).data[0]
    assert "not_measured" not in bar.customdata
    assert sum(bar.x[:-1]) == bar.x[-1] == -10
    assert bar.base[-1] == 0


def test_whale_curve_marks_its_peak_and_turns_red_behind_it():
    fig = charts.whale_curve(WHALE)
    assert list(trace(fig, "up").y) == [0, 0.8, 1.2]
    assert list(trace(fig, "down").y) == [1.2, 1.2, 1.0]
    assert trace(fig, "down").line.color == theme.LIGHT.loss
    assert "120%" in annotations(fig) and "20%" in annotations(fig)


def test_whale_curve_without_costs_speaks_of_revenue():
    fig = charts.whale_curve(WHALE.assign(contribution_level="revenue"))
    assert texts.t("charts.whale_curve_revenue", "en") in fig.layout.title.text


def test_products_without_classes_do_not_repeat_the_company():
    assert len(charts.seasonal_index(SEASON.replace({"product_class": {"Glue": ""}})).data[0].x) == 12


def test_a_long_whale_curve_is_thinned_but_keeps_both_ends():
    n = 5000
    frame = pd.DataFrame(
        {
            "client_id": [str(i) for i in range(n)],
            "clients_share": [(i + 1) / n for i in range(n)],
            "contribution_12m": 1.0,
            "contribution_level": "revenue",
            "cumulative_share": [(i + 1) / n for i in range(n)],
        }
    )
    up = trace(charts.whale_curve(frame), "up")
    assert len(up.x) < 200
    assert (up.x[0], up.y[-1]) == (0, 1)


def test_concentration_is_by_size_with_sums_and_names_are_not_markup():
    fig = charts.concentration_bars(CLIENTS)
    assert list(trace(fig, "own").x) == [0.5, 0.3, 0.2]
    assert list(trace(fig, "so_far").x) == [0.5, 0.8, 1.0]
    assert list(trace(fig, "own").customdata) == ["a", "b", "c"]
    assert fig.layout.yaxis.ticktext[2] == "&lt;i&gt;В&lt;/i&gt;"
    assert list(trace(charts.concentration_bars(CLIENTS, top=2), "own").x) == [0.5, 0.3], "shares are of all clients"


def test_matrix_has_a_cell_for_every_pair_and_frames_the_selected_one():
    fig = charts.abc_xyz_matrix(MATRIX, selected=("B", "Z"))
    cells_of = {tuple(d): (text, fill) for d, text, fill in zip(*(_cells(fig)), strict=True)}
    assert set(cells_of) == {(a, x) for a in "ABC" for x in ("X", "Y", "Z", "")}
    assert "<b>2</b>" in cells_of["A", "X"][0] and "<b>4</b>" in cells_of["C", ""][0]
    assert [k for k, (_, fill) in cells_of.items() if fill == theme.LIGHT.text] == [("B", "Z")]
    none = charts.abc_xyz_matrix(MATRIX, selected=("C", None))
    assert [tuple(d) for d, _, fill in zip(*_cells(none), strict=True) if fill == theme.LIGHT.text] == [("C", "")]


def _cells(fig: go.Figure):
    return fig.data[0].customdata, fig.data[0].text, fig.data[0].marker.color


def test_segments_have_areas_by_clients_and_hand_over_their_code():
    bar = charts.segment_map(SEGMENTS).data[0]
    areas = {d[0]: (w + 0.008) * (h + 0.008) for d, w, h in zip(bar.customdata, bar.width, bar.y, strict=True)}
    assert areas == pytest.approx({"champions": 0.5, "fading": 0.3, "ours": 0.2})
    assert "60%" in bar.text[0]


def test_rectangles_fill_the_square_without_overlap():
    sizes = [80.0, 79, 60, 44, 29, 25, 23, 21, 1]
    places = cells.squarify(sizes, 1.3)
    assert [w * h for _, _, w, h in places] == pytest.approx([s / sum(sizes) for s in sizes])
    for i, (x, y, w, h) in enumerate(places):
        assert min(x, y) > -1e-9 and max(x + w, y + h) < 1 + 1e-9
        for a, b, c, d in places[:i]:
            assert x >= a + c - 1e-9 or a >= x + w - 1e-9 or y >= b + d - 1e-9 or b >= y + h - 1e-9


def test_migration_is_ordered_by_class_and_coloured_by_direction():
    fig = charts.migration_matrix(MIGRATION)
    assert list(fig.layout.yaxis.ticktext) == ["A", "C", "Not a client yet"]
    assert list(fig.layout.xaxis.ticktext) == ["A", "C", "Inactive"]
    found = {tuple(d): (text, fill) for d, text, fill in zip(*_cells(fig), strict=True)}
    assert {k: v[0] for k, v in found.items() if v[0]} == {
        ("A", "A"): "5", ("A", "inactive"): "2", ("C", "A"): "1", ("not_yet", "C"): "7",
    }  # fmt: skip
    assert _channel(found["C", "A"][1], "g") > _channel(found["C", "A"][1], "r"), "upwards is green"
    assert _channel(found["A", "inactive"][1], "r") > _channel(found["A", "inactive"][1], "g"), "leaving is red"
    money = {tuple(d): t for d, t, _ in zip(*_cells(charts.migration_matrix(MIGRATION, measure="money")), strict=True)}
    assert money["A", "A"] == "500" and money["not_yet", "C"] == "35", "those who were not there count by what they buy"


def _channel(colour: str, name: str) -> int:
    at = 1 + 2 * "rgb".index(name)
    return int(colour[at : at + 2], 16)


def test_classes_stand_from_the_best_to_the_worst():
    assert words.in_order("abc", ["not_yet", "C", "A", "inactive", "B"]) == ["A", "B", "C", "inactive", "not_yet"]
    assert words.in_order("T3", ["small", "occasional", "vip"]) == ["vip", "small", "occasional"]
    assert words.in_order("T6", ["under_10", "over_50"]) == ["over_50", "under_10"]
    assert words.in_order("T10", ["newcomer", "partner"]) == ["partner", "newcomer"]
    assert words.in_order("T2", ["Tape", "Glue", "inactive"]) == ["Tape", "Glue", "inactive"]


def test_seasons_have_a_cell_for_each_class_and_month():
    bar = charts.seasonal_index(SEASON, lang="ru").data[0]
    assert len(bar.x) == 24 and bar.text[0] == "0,5" and list(bar.customdata[23]) == ["Glue", 12, 1.0]
    flat = charts.seasonal_index(SEASON.assign(is_flat=True))
    assert texts.t("charts.season_flat", "en") in flat.layout.title.text.replace("<br>", " ")


def test_client_months_show_what_is_missing():
    fig = charts.client_monthly(CLIENT_MONTHLY)
    assert list(trace(fig, "missing").y) == [0] * 12 + [40] * 11 + [0]
    assert list(trace(fig, "missing").base) == list(trace(fig, "net").y)
    assert len(trace(charts.client_monthly(CLIENT_MONTHLY, months=6), "net").x) == 6


def test_client_classes_sum_what_does_not_fit():
    fig = charts.client_classes(CLASSES, most=1)
    assert list(trace(fig, "now").x) == [50, 20] and list(trace(fig, "before").x) == [30, 60]
    assert list(charts.client_classes(CLASSES).layout.yaxis.ticktext) == ["Glue", "Class not given", "Tape"]
    gain, same, loss = trace(charts.client_classes(CLASSES), "now").marker.color
    assert (gain, same, loss) == (theme.LIGHT.gain, theme.LIGHT.grey, theme.LIGHT.loss)


def test_timeline_runs_follow_each_other_in_their_lane():
    bar = charts.class_timeline(HISTORY).data[0]
    assert list(bar.text) == ["Large", "A", "B", "Glue"]
    assert list(bar.y) == [1, 0, 0, 2], "lanes in the order of the timeline: ABC, turnover, goods"
    spans = sorted(
        (pd.Timestamp(b), pd.Timedelta(milliseconds=x))
        for b, x, y in zip(bar.base, bar.x, bar.y, strict=True)
        if y == 0
    )
    for (start, length), (later, _) in pairwise(spans):
        assert start + length <= later + pd.Timedelta(days=1)


def test_product_classes_are_named_in_the_language():
    named = CLASSES.assign(product_class=["Клей", "", "Лента"], product_class_en=["Glue", None, None])
    assert list(charts.client_classes(named).layout.yaxis.ticktext) == ["Glue", "Class not given", "Лента"]
    assert charts.client_classes(named, lang="ru").layout.yaxis.ticktext[0] == "Клей"
    goods = pd.DataFrame({"product_class": ["Glue"], "product_class_en": ["Adhesives"]})
    assert charts.class_timeline(HISTORY, goods=goods).data[0].text[3] == "Adhesives"
    assert charts.class_timeline(HISTORY, lang="ru", goods=goods).data[0].text[3] == "Glue"


def test_peers_leave_out_what_is_not_known_and_keep_the_ratio():
    fig = charts.peers(PEERS)
    assert list(trace(fig, "client").customdata) == [200, 0.2, 40, 3, -2]
    assert list(trace(fig, "peers").customdata) == [100, 0.3, 50, 3, 4]
    assert trace(fig, "peers").x[0] / trace(fig, "client").x[0] == 0.5
    assert trace(fig, "client").x[4] == -0.5


def test_retention_goes_by_class_and_also_takes_product_classes():
    fig = charts.retention(GRR)
    assert list(trace(fig, "grr").x) == [0.8, 0.9, 1.0] and list(trace(fig, "nrr").x) == [0.94, 1.2, 1.0]
    assert list(fig.layout.yaxis.ticktext) == ["Class A", "Class B", "Not classed"]
    goods = pd.DataFrame(
        {
            "product_class": ["Glue"],
            "revenue_before": [200.0],
            "revenue_after": [150.0],
            "change": [-50.0],
            "grr": [0.7],
        }
    )
    assert list(trace(charts.retention(goods), "nrr").x) == [0.75]


def test_emerging_and_fading_hand_over_their_client():
    fig = charts.emerging_fading(EMERGING)
    assert list(trace(fig, "before").x) == [5, 10] and list(trace(fig, "now").x) == [20, 2]
    assert list(trace(fig, "now").customdata) == ["a", "b"]
    assert list(fig.layout.yaxis.ticktext) == ["A", "B"]
    assert list(charts.emerging_fading(EMERGING, lang="ru").layout.yaxis.ticktext) == ["А", "Б"]


def test_reconciliation_adds_up_to_all_lines():
    bar = charts.reconciliation(RECONCILIATION).data[0]
    assert list(bar.customdata) == ["client", "service", "after", "all"]
    assert list(bar.x) == [950, 20, 5, 975]
    assert bar.base[2] + bar.x[2] == bar.x[3]


def test_sparkline_marks_its_last_known_value():
    fig = charts.sparkline([1, None, 3, None])
    assert list(fig.data[1].x) == [2] and list(fig.data[1].y) == [3]
    assert len(charts.sparkline([]).data) == 1


def test_ticks_are_round_and_few():
    assert theme.ticks(0, 118, str)["tickvals"] == [0, 50, 100]
    assert theme.ticks(-30, 95, str)["tickvals"] == [0, 50]
    for high in (0.001, 7, 1e15):
        assert 2 <= len(theme.ticks(0, high, str)["tickvals"]) <= 5


def test_text_can_be_read_on_every_colour():
    for p in (theme.LIGHT, theme.DARK):
        for colour in (p.accent, p.loss, p.gain, p.grey, p.faint, p.text):
            assert theme._contrast(theme.ink(colour, p), colour) >= 4.5, colour
        assert theme._contrast(p.text, p.surface) >= 7
        for colour in (p.muted, p.gain, p.loss):
            assert theme._contrast(colour, p.surface) >= 4.5, colour


def test_charts_leave_plotlys_own_template_aside():
    pio.templates.default = "plotly"
    runpy.run_path(theme.__file__)
    assert pio.templates.default == "none"


def test_charts_ask_nothing_and_know_neither_streamlit_nor_plotly_express():
    for file in Path(charts.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith(
                    ("plotly.express", "streamlit", "duckdb", "kamlib.book.book", "kamlib.answers")
                ), file


def test_charts_of_the_demo_company(demo_book):
    import kamlib as kam

    bridge = kam.revenue_bridge(demo_book).set_index("period").loc["year"]
    assert charts.revenue_bridge(bridge).data[0].x[-1] == pytest.approx(float(bridge["revenue_after"]))
    clients = kam.clients(demo_book)
    first = trace(charts.concentration_bars(clients), "so_far").x[-1]
    assert first == pytest.approx(kam.concentration(demo_book)["top10_share"], abs=1e-6)
    for axis in ("abc", "rfm", "T2", "T3", "T4", "T5", "T6", "T8", "T10"):
        moves = kam.migration(demo_book, axis)
        told = [t for t in charts.migration_matrix(moves, lang="ru").data[0].text if t]
        assert sum(int(t) for t in told) == moves["clients"].sum()
    client = clients["client_id"].iloc[0]
    for lang in LANGS:
        assert charts.class_timeline(kam.class_history(demo_book, client), lang).data
        assert charts.peers(kam.client_peers(demo_book, client), lang).data
        assert charts.client_monthly(kam.client_monthly(demo_book, client), lang).data
        assert charts.client_classes(kam.client_classes(demo_book, client), lang).data


def test_people_stand_by_power_and_say_and_the_unjudged_are_counted():
    fig = charts.decision_map(PEOPLE)
    marks = fig.data[1]
    assert list(marks.x) == [90, 30] and list(marks.y) == [60, 80]
    assert list(marks.text) == ["Owner", "b"]
    assert "not told: 1" in fig.layout.title.text
