"""Charts of key clients: the boundary of the selection rule, what each place adds, points that are not known."""

import pandas as pd
import pytest

from kamlib import charts

LIST = pd.DataFrame(
    {
        "client_id": ["a", "b", "c", "d"],
        "name": ["А", "Б", "В", "Г"],
        "name_en": None,
        "is_key": [True, True, False, False],
        "rank": [1, 2, 3, 4],
        "decided_by": ["places", "places", "fit", "places"],
        "score_low": [80.0, 60.0, 70.0, 20.0],
        "long_score": [40.0, 60.0, 70.0, 10.0],
        "selection_score": [68.0, 60.0, 70.0, 17.0],
        "fit_share": [0.9, None, 0.4, None],
        "contribution_12m": [10.0, 5.0, 8.0, 1.0],
        "expected_contribution_12m": [11.0, 6.0, 8.0, None],
    }
)
CURVE = pd.DataFrame(
    {
        "selection_place": range(1, 9),
        "client_id": list("abcdefgh"),
        "name": list("АБВГДЕЖЗ"),
        "name_en": None,
        "contribution_share": [0.3, 0.5, 0.6, 0.65, 0.7, 0.74, 0.77, 0.8],
        "net_share": [0.2, 0.4, 0.5, 0.55, 0.6, 0.64, 0.67, 0.7],
        "load_hours": [24.0 * n for n in range(1, 9)],
        "load_share": [0.4 * n for n in range(1, 9)],
        "contribution_at_risk_12m": [1.0 * n for n in range(1, 9)],
    }
)
CRITERIA = pd.DataFrame(
    {
        "criterion": ["profit", "partner", "image"],
        "weight": [0.5, 0.3, 0.2],
        "score": [70.0, 90.0, None],
        "how": ["measured", "combined", "expired"],
        "known_share": [1.0, 0.5, 0.0],
        "score_low": [70.0, 45.0, 0.0],
        "score_high": [70.0, 95.0, 100.0],
        "author": [None, "Anna", "Boris"],
        "judged_on": pd.to_datetime([None, "2026-01-01", "2024-01-01"]),
        "expires_on": pd.to_datetime([None, "2027-01-01", "2025-01-01"]),
    }
)


def boundary(weight):
    line = next(x for x in charts.key_map(LIST, "en", long_weight=weight).data if x.mode == "lines")
    return list(zip(line.x, line.y, strict=True))


@pytest.mark.parametrize("weight", [0.1, 0.3, 0.5, 0.9, 1.0])
def test_boundary_is_where_the_selection_s_score_is_that_of_the_last_in(weight):
    assert [(1 - weight) * x + weight * y for x, y in boundary(weight)] == pytest.approx([60, 60])


def test_boundary_is_upright_where_only_today_counts():
    assert [x for x, _ in boundary(0)] == [60, 60]


def test_map_shows_every_client_once_and_hands_it_over():
    marks = [t for t in charts.key_map(LIST, "ru").data if t.mode == "markers"]
    assert sorted(c for t in marks for c in t.customdata) == list("abcd")
    assert [list(t.customdata) for t in marks] == [["d"], ["c"], ["a", "b"]]


def test_map_without_key_clients_has_no_boundary():
    fig = charts.key_map(LIST.assign(is_key=False), "en")
    assert not [t for t in fig.data if t.mode == "lines"]


def test_curve_shows_three_times_the_list_and_marks_it():
    fig = charts.key_client_curve(CURVE, "en", places=2)
    assert [len(t.x) for t in fig.data] == [6, 6, 6]
    assert list(fig.data[0].y) == list(CURVE.contribution_share[:6])
    assert "50%" in fig.layout.annotations[0].text
    assert all(s.x0 == 2 for s in fig.layout.shapes if s.y0 == 0 and s.yref.endswith("domain"))


def test_curve_without_hours_or_costs_shows_what_is_known():
    fig = charts.key_client_curve(
        CURVE.assign(load_share=None, contribution_share=None, contribution_at_risk_12m=0.0), "ru"
    )
    assert [list(t.y) for t in fig.data] == [list(CURVE.net_share), list(CURVE.load_hours)]


def test_points_known_in_part_are_a_range_and_unknown_ones_a_dash():
    fig = charts.criteria_bars(CRITERIA, "en")
    told = [a.text for a in fig.layout.annotations if a.text.startswith("<b>")]
    assert told == ["<b>70</b>", "<b>45–95</b>", "<b>—</b>"]
    known = fig.data[-1]
    assert list(known.x) == [70, 45, 0]


@pytest.mark.parametrize("name, frame", [("key_map", LIST), ("key_client_curve", CURVE), ("criteria_bars", CRITERIA)])
@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("dark", [True, False])
def test_an_empty_frame_is_said_in_words(name, frame, lang, dark):
    draw = getattr(charts, name)
    assert len(draw(frame, lang, dark=dark).data) and not len(draw(frame.head(0), lang, dark=dark).data)
