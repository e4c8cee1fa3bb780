"""Pictures of what has happened: below expectation, classes given up, purchase days and silence, months by class."""

from datetime import date

import pandas as pd
import pytest
from test_charts import CLASS_MONTHS, DAYS, LANGS, NARROWED, SHRUNK, annotations, trace

from kamlib import charts
from kamlib.charts import risk_shrinkage as shrinking
from kamlib.charts import theme


def test_bars_of_bought_and_missing_end_at_the_expected_mark():
    fig = charts.shrinking_clients(SHRUNK, currency="RUB")
    actual, missing, expected = (trace(fig, n) for n in ("actual", "missing", "expected"))
    assert list(expected.customdata) == ["b", "a"]  # the most missing first; as expected and not assessed left out
    assert [b + x for b, x in zip(missing.base, missing.x, strict=True)] == list(expected.x) == [90.0, 100.0]
    assert list(actual.x) == [0.0, 60.0]
    colours = shrinking.level_colours(theme.LIGHT)
    assert list(missing.marker.color) == [colours["stopped"], colours["below"]]
    assert len(set(colours.values())) == 3
    assert "−₽90" in annotations(fig) and "₽90" in expected.hovertext[0]


def test_returns_beyond_purchases_do_not_move_the_expected_mark():
    fig = charts.shrinking_clients(SHRUNK.assign(actual=-20.0))
    assert list(trace(fig, "missing").base) == [0, 0] and trace(fig, "missing").x[0] == 90.0
    assert fig.layout.xaxis.range[0] < -20


def test_more_clients_than_fit_are_told_of():
    many = pd.concat([SHRUNK.assign(client_id=f"{i}") for i in range(20)])
    assert len(trace(charts.shrinking_clients(many, most=12), "actual").x) == 12
    assert "28" in charts.shrinking_clients(many, most=12).layout.title.text


def test_a_class_given_up_runs_from_its_last_purchase_to_the_review_date():
    fig = charts.narrowing_classes(NARROWED, lang="en", currency="RUB")
    had, without = trace(fig, "with_class"), trace(fig, "without")
    assert list(had.customdata) == ["b", "a"] and list(had.text) == ["40", "30"] and list(without.text) == ["9", "25"]
    ends = [pd.Timestamp(b) + pd.Timedelta(milliseconds=x) for b, x in zip(without.base, without.x, strict=True)]
    assert ends == [pd.Timestamp("2025-12-31")] * 2
    assert pd.Timestamp(without.base[1]) == pd.Timestamp("2025-01-01")
    assert without.marker.color[0] != without.marker.color[1] == theme.LIGHT.loss
    assert "Glue" in annotations(fig) and "Tape" not in annotations(fig)  # a pause may be chance
    assert "Клей" in annotations(charts.narrowing_classes(NARROWED, lang="ru"))


def test_only_pauses_say_that_nobody_narrows():
    assert not charts.narrowing_classes(NARROWED[NARROWED["status"] == "pause"]).data


@pytest.mark.parametrize("lang", LANGS)
def test_dots_stand_in_the_lane_of_their_year_and_larger_ones_are_more_money(lang):
    fig = charts.order_dots(DAYS, lang, as_of=date(2025, 12, 31), usual_gap=61, silence_chance=0.25)
    dots, returns = trace(fig, "purchases"), trace(fig, "returns")
    assert list(dots.y) == [0, 1, 1, 1] and len(returns.x) == 1
    assert pd.Timestamp(dots.x[0]) == pd.Timestamp("2025-03-01") == pd.Timestamp(dots.x[1])
    sizes = list(dots.marker.size)
    assert sizes[1] == max(sizes) and sizes[2] == min(sizes)
    silence, usual = trace(fig, "silence"), trace(fig, "usual_gap")
    assert silence.x[0] == 30 * 86_400_000 and usual.x[0] == 30 * 86_400_000  # no further than the review date
    assert "25" in fig.layout.title.text


def test_a_silence_of_over_a_year_fills_both_lanes():
    fig = charts.order_dots(DAYS.head(1), as_of=date(2025, 12, 31), usual_gap=7, silence_chance=0.0)
    silence = trace(fig, "silence")
    assert list(silence.y) == [0, 1]
    days = sum(silence.x) / 86_400_000
    assert abs(days - (date(2025, 12, 31) - date(2024, 3, 1)).days) <= 2
    assert silence.marker.color == theme.LIGHT.loss
    assert "Hardly any" in fig.layout.title.text


def test_who_bought_today_is_not_silent():
    fig = charts.order_dots(DAYS, as_of=date(2025, 12, 1), usual_gap=10, silence_chance=1.0)
    assert "silence" not in [x.name for x in fig.data]


def test_months_are_coloured_by_their_change_and_empty_ones_are_clear():
    fig = charts.class_heat(CLASS_MONTHS, narrowing=NARROWED)
    fills = dict(zip([tuple(d) for d in fig.data[0].customdata], fig.data[0].marker.color, strict=True))
    texts = dict(zip([tuple(d) for d in fig.data[0].customdata], fig.data[0].text, strict=True))
    green, red, nothing = (fills["Клей", f"2025-{m}-01"] for m in (10, 11, 12))
    assert int(green[3:5], 16) > int(green[1:3], 16) and int(red[1:3], 16) > int(red[3:5], 16)
    assert nothing == theme.LIGHT.faint and texts["Клей", "2025-11-01"] == "–" == max(texts.values())
    assert ["▼" in name for name in fig.layout.yaxis.ticktext] == [True, False]  # a pause is not marked


def test_months_without_a_year_before_or_not_over_are_not_coloured():
    fair = charts.class_heat(CLASS_MONTHS, known_from=date(2024, 11, 1), as_of=date(2025, 12, 15)).data[0]
    p = theme.LIGHT
    grey = theme.mix(p.grey, p.surface, 0.55)
    by_month = dict(zip([d[1] for d in fair.customdata[3:]], fair.marker.color[3:], strict=True))
    assert by_month["2025-10-01"] == by_month["2025-12-01"] == grey != by_month["2025-11-01"]


def test_on_the_demo_company_the_charts_show_the_answers(demo_book):
    import kamlib as kam

    found = kam.shrinkage(demo_book)
    below = found[found["level"].isin(shrinking.LEVELS)]
    assert list(trace(charts.shrinking_clients(found), "actual").customdata) == list(below["client_id"][:12])
    narrow = kam.narrowing(demo_book)
    client = narrow["client_id"].iloc[0]
    sure = narrow[narrow["status"] != "pause"]
    shown = trace(charts.narrowing_classes(narrow), "with_class").customdata
    assert set(shown) == set(sure.sort_values("net_year", ascending=False)["client_id"][:10])
    days = kam.order_days(demo_book, client)
    assert len(trace(charts.order_dots(days, as_of=demo_book.as_of), "purchases").x) == days["is_purchase"].sum()
    months = kam.class_months(demo_book, client)
    heat = charts.class_heat(months, narrowing=kam.narrowing(demo_book, client))
    assert len(heat.data[0].x) == len(months) and any("▼" in name for name in heat.layout.yaxis.ticktext)
