"""Pictures of fit: clients by needs, each against the line, needs of one client, cost of misfit, a changed chain."""

import pandas as pd
import pytest

from kamlib import charts
from kamlib.charts import fit, theme
from kamlib.core import texts
from kamlib.policy import Policy

LANGS = ("en", "ru")
NEEDS = pd.DataFrame(
    [
        # client, need, weight, coverage, veto, must-have, fit, status
        ("big", "сроки", 0.6, 0.9, False, False, 0.94, "fits"),
        ("big", "цена", 0.4, 1.0, False, True, 0.94, "fits"),
        ("bad", "цена", 0.5, 0.2, True, True, 0.2, "vetoed"),
        ("bad", "ночь", 0.5, None, None, False, 0.2, "vetoed"),
    ],
    columns=["client_id", "need", "weight_share", "coverage", "is_veto", "must_have", "fit_share", "fit_status"],
).assign(name=lambda f: f["client_id"].map({"big": "Крупный", "bad": "<i>Чужой</i>"}), name_en=None, need_en="need")
NEEDS["need_en"] = NEEDS["need"].map({"сроки": "speed", "цена": "price", "ночь": "nights"})
FIT = pd.DataFrame(
    [
        ("big", "fits", 0.94, 0.94, 0.94, 5_000_000.0),
        ("bad", "vetoed", 0.2, 0.1, 0.6, -20_000.0),
        ("dim", "open", 0.8, 0.5, 0.9, 700_000.0),
        ("none", "no_needs", None, None, None, 900_000.0),
    ],
    columns=["client_id", "fit_status", "fit_share", "fit_low", "fit_high", "contribution_12m"],
).assign(
    name=lambda f: f["client_id"].str.title() + "ий",
    name_en=None,
    net_12m=1e6,
    vetoed_by=[None, "цена", None, None],
    vetoed_by_en=[None, "price", None, None],
    main_gap="ночь",
    main_gap_en="nights",
)
GAPS = pd.DataFrame(
    [
        ("цена", "price", 0.5, 0.2, True, True, 0.5, 0.6),
        ("ночь", "nights", 0.5, None, None, False, None, 0.6),
    ],
    columns=["need", "need_en", "weight_share", "coverage", "is_veto", "must_have", "minimum", "fit_after"],
).assign(usp=["Своя марка", None], usp_en=["Own brand", None], evidence=["тендер", None])
MISFIT = pd.DataFrame(
    [
        ("bad", "discount", 100.0, 80.0, 150.0),
        ("bad", "terms", 30.0, 10.0, 40.0),
        ("bad", "service", -20.0, -30.0, 5.0),
        ("bad", "total", 110.0, 60.0, 195.0),
        ("dim", "total", None, None, None),
    ],
    columns=["client_id", "part", "excess_12m", "low_excess_12m", "high_excess_12m"],
).assign(name="Чужой", name_en="Alien")
MOVES = pd.DataFrame(
    [("a", "better", 0.8, 0.9), ("b", "crosses", 0.6, 0.8), ("c", "falls", 0.9, 0.5)],
    columns=["client_id", "fit_change", "fit_before", "fit_after"],
).assign(name="Имя", name_en="Name")
CHARTS = {
    "fit_heat": (charts.fit_heat, NEEDS),
    "fit_bullets": (charts.fit_bullets, FIT),
    "fit_map": (charts.fit_map, FIT),
    "need_bars": (charts.need_bars, GAPS),
    "misfit_bars": (charts.misfit_bars, MISFIT),
    "chain_moves": (charts.chain_moves, MOVES),
}


def trace(figure, name):
    return next(x for x in figure.data if x.name == name)


def notes(figure):
    return " ".join(a.text for a in figure.layout.annotations)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("dark", [False, True])
def test_titles_and_hover_texts_are_in_the_language_asked_for(name, dark):
    chart, frame = CHARTS[name]
    seen = {}
    for lang in LANGS:
        figure = chart(frame, lang=lang, dark=dark)
        assert texts.t(f"charts.{name}", lang) in figure.layout.title.text
        seen[lang] = " ".join(str(h) for x in figure.data for h in (x.hovertext or ()))
    assert seen["en"] != seen["ru"] and any("а" <= c <= "я" for c in seen["ru"])


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_says_so(name):
    chart, frame = CHARTS[name]
    figure = chart(frame.head(0), lang="ru")
    assert not figure.data and len(figure.layout.annotations) == 1


def test_unknown_coverage_does_not_look_like_none():
    figure = charts.fit_heat(NEEDS.assign(coverage=[0.9, 1.0, 0.0, None], is_veto=False))
    bar = figure.data[0]
    none, unknown = 2, 3
    assert bar.text[none] == "0" and bar.text[unknown] == "?"
    assert bar.marker.color[none] != bar.marker.color[unknown]
    assert [bar.marker.pattern.shape[i] for i in (none, unknown)] == ["", "/"]


def test_must_haves_are_framed_and_vetoes_marked():
    figure = charts.fit_heat(NEEDS, lang="ru")
    bar = figure.data[0]
    assert [w > 0 for w in bar.marker.line.width] == [False, True, True, False]
    assert bar.text[2] == fit.VETO + "20" and [c[0] for c in bar.customdata] == ["big", "big", "bad", "bad"]
    first, second = figure.layout.yaxis.ticktext
    assert fit.VETO not in first and fit.VETO in second and "&lt;i&gt;" in second
    # by weight over these clients: price 0.9, speed 0.6, nights 0.5
    assert list(figure.layout.xaxis.ticktext) == ["цена", "сроки", "ночь"]
    assert list(charts.fit_heat(NEEDS, lang="en").layout.xaxis.ticktext) == ["price", "speed", "nights"]


def test_cells_turn_blue_at_the_line_of_the_policy():
    line = Policy().fit.threshold
    at, below = (fit.coverage_fill(c, line, theme.LIGHT) for c in (line, line - 0.01))
    red = [int(c[1:3], 16) > int(c[5:], 16) for c in (at, below)]
    assert red == [False, True]


def test_bullets_run_to_the_fit_and_show_how_far_the_unknown_could_carry_it():
    figure = charts.fit_bullets(FIT)
    assert list(trace(figure, "fit").x) == [0.94, 0.2, 0.8]  # the client without needs has no bullet
    span = trace(figure, "range")
    assert [round(b + x, 6) for b, x in zip(span.base, span.x, strict=True)] == [0.94, 0.6, 0.9]
    assert figure.layout.shapes[0].x0 == Policy().fit.threshold
    assert len(set(trace(figure, "fit").marker.color)) == 3


def test_map_names_the_large_that_do_not_fit_and_keeps_losses_below_zero():
    figure = charts.fit_map(FIT, lang="ru", currency="RUB")
    assert trace(figure, "vetoed").y[0] < 0 < trace(figure, "fits").y[0]
    assert "Dimий" in notes(figure) and "Bigий" not in notes(figure)
    assert list(trace(figure, "range").x)[:2] == [0.5, 0.9]  # of the undecided one
    only_revenue = charts.fit_map(FIT.assign(contribution_12m=None), lang="ru")
    assert "Выручка" in only_revenue.layout.yaxis.title.text


def test_a_need_is_covered_up_to_its_share_of_the_weight():
    figure = charts.need_bars(GAPS, lang="ru")
    assert list(trace(figure, "weight").x) == [0.5, 0.5] and list(trace(figure, "covered").x) == [0.1, 0.0]
    assert list(trace(figure, "weight").marker.pattern.shape) == ["", "/"]
    assert trace(figure, "covered").marker.color[0] == theme.LIGHT.loss  # it vetoes
    assert "→ 60 %" in notes(figure).replace("\xa0", " ") and "цена" in notes(figure)


def test_parts_of_misfit_stack_up_to_both_sides_of_zero_and_the_unknown_has_no_bar():
    figure = charts.misfit_bars(MISFIT, currency="RUB")
    ends = {p: (trace(figure, p).base[0], trace(figure, p).x[0]) for p in ("discount", "terms", "service")}
    assert ends == {"discount": (0, 100), "terms": (100, 30), "service": (0, -20)}
    assert list(trace(figure, "discount").customdata) == ["bad"]
    assert list(trace(figure, "interval").x)[:2] == [60.0, 195.0] and "₽110" in notes(figure)


def test_those_who_change_sides_come_first():
    figure = charts.chain_moves(MOVES)
    assert list(trace(figure, "now").customdata) == ["b", "c", "a"]
    assert list(trace(figure, "before").x) == [0.6, 0.9, 0.8]
    assert len(trace(charts.chain_moves(pd.concat([MOVES] * 9), most=20), "now").x) == 20
