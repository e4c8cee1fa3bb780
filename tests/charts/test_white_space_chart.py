"""Bars of what classes would bring, each with the range of peers."""

from test_charts import WHITE_SPACE, annotations, trace

from kamlib import charts
from kamlib.charts import theme


def test_each_bar_has_its_range_and_the_narrowed_are_paler():
    fig = charts.white_space(WHITE_SPACE, currency="RUB")
    bars = trace(fig, "expected")
    assert list(bars.x) == [90, 60, 40]
    ends = [(x - a, x + b) for x, a, b in zip(bars.x, bars.error_x.arrayminus, bars.error_x.array, strict=True)]
    assert ends == [(50, 120), (30, 95), (40, 45)]
    assert bars.marker.color[0] == bars.marker.color[2] == theme.LIGHT.accent != bars.marker.color[1]
    assert fig.layout.xaxis.range[1] > 120
    assert "₽90" in annotations(fig)


def test_a_bar_tells_who_buys_the_class_and_how_often_such_gaps_filled():
    glue, tape, paint = trace(charts.white_space(WHITE_SPACE), "expected").hovertext
    assert "10 of 12" in glue and "20.0%" in glue and "1 Mar 2024" not in glue
    assert "1 Mar 2024" in tape
    assert "%" not in paint  # the past was too short to tell


def test_classes_beyond_those_shown_are_told_of():
    fig = charts.white_space(WHITE_SPACE, most=2)
    assert len(trace(fig, "expected").x) == 2
    assert "and 1 more" in fig.layout.title.text.replace("\u00a0", " ")


def test_a_client_without_gaps_is_told_so():
    assert not charts.white_space(WHITE_SPACE.head(0)).data
