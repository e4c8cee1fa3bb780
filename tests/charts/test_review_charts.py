"""The bridge between two reviews: what it adds up to, and that a cut is shown."""

import pandas as pd
import pytest

from kamlib import charts
from kamlib.core import texts

ROW = {
    "bridge": "revenue", "said_then": 800.0, "corrected": 20.0, "new": 200.0, "returned": 45.0, "expansion": 50.0,
    "contraction": 500.0, "lost": 70.0, "measure_now": 545.0, "clients_corrected": 2,
}  # fmt: skip
LITTLE = {**ROW, "corrected": 0.0, "new": 5.0, "returned": 0.0, "expansion": 20.0, "contraction": 30.0, "lost": 5.0,
          "measure_now": 790.0}  # fmt: skip


def ends(fig) -> list[float]:
    return [base + x for base, x in zip(fig.data[0].base, fig.data[0].x, strict=True)]


@pytest.mark.parametrize("row", [ROW, LITTLE])
def test_the_steps_end_at_what_is_now(row):
    fig = charts.compare_bridge(pd.DataFrame([row]))
    assert ends(fig)[0] == 800 and ends(fig)[-2] == ends(fig)[-1] == row["measure_now"]


def test_corrections_stand_apart_and_only_where_there_are_any():
    named = {"en": "Corrected since", "ru": "Исправлено с тех пор"}
    for lang, name in named.items():
        assert name in charts.compare_bridge(ROW, lang=lang).layout.yaxis.ticktext
        assert name not in charts.compare_bridge(LITTLE, lang=lang).layout.yaxis.ticktext


def test_where_little_changed_the_bars_begin_above_zero_and_are_torn():
    whole, cut = charts.compare_bridge(ROW), charts.compare_bridge(LITTLE)
    assert whole.layout.xaxis.range[0] <= 0 < cut.layout.xaxis.range[0]
    assert [s.type for s in cut.layout.shapes].count("path") == 2
    assert "path" not in [s.type for s in whole.layout.shapes]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("dark", [False, True])
def test_it_speaks_the_language(lang, dark):
    fig = charts.compare_bridge(ROW, lang=lang, currency="RUB", dark=dark)
    assert texts.t("charts.compare_bridge_revenue", lang) in fig.layout.title.text
    assert texts.t("charts.compare_bridge", lang) in charts.compare_bridge({}, lang=lang).layout.title.text
    assert all(fig.data[0].hovertext)
