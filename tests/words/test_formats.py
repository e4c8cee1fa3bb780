"""Numbers as people read them: examples written out by hand."""

import re
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from app.widgets.entering import number_column
from kamlib import KamError, Policy
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.skam import policy_value

# in the examples "_" stands for the narrow no-break space, "~" for the ordinary no-break space


def text(shown: str) -> str:
    return shown.replace("\u202f", "_").replace("\xa0", "~")


@pytest.mark.parametrize(
    ("x", "currency", "compact", "en", "ru"),
    [
        (12_500_000, "RUB", True, "₽12.5M", "12,5~млн~₽"),
        (12_500_000, "RUB", False, "₽12,500,000", "12_500_000~₽"),
        (12_500_000, None, False, "12,500,000", "12_500_000"),
        (-12_500_000, "RUB", True, "−₽12.5M", "−12,5~млн~₽"),
        (-1234.4, "GBP", False, "−£1,234", "−1_234~£"),
        (1234, "KZT", False, "KZT~1,234", "1_234~KZT"),
        (999_499, None, True, "999K", "999~тыс."),
        (999_960, None, True, "1M", "1~млн"),
        (950, "EUR", True, "€950", "950~€"),
        (-0.3, None, False, "0", "0"),
        (1e15, None, False, "1,000,000,000,000,000", "1_000_000_000_000_000"),
        (Decimal("12345678901234567890.1234"), None, False, "12,345,678,901,234,567,890", "12_345_678_901_234_567_890"),
    ],
)
def test_money(x, currency, compact, en, ru):
    assert text(formats.money(x, "en", currency, compact)) == en
    assert text(formats.money(x, "ru", currency, compact)) == ru


def test_money_to_the_kopeck():
    assert text(formats.money(Decimal("-1234.50"), "ru", "RUB", digits=2)) == "−1_234,50~₽"
    assert formats.money(Decimal("1234.5"), "en", digits=2) == "1,234.50"


def test_shares_and_growth():
    assert formats.share(0.1234, "en") == "12.3%"
    assert text(formats.share(0.1234, "ru")) == "12,3~%"
    assert formats.share(-0.05, "en", 0) == "−5%"
    assert formats.growth(0.25, "en") == "+25.0%"
    assert formats.growth(-0.25, "en") == "−25.0%"
    assert formats.growth(0.0, "en") == "0.0%"
    assert formats.growth(3.99, "en") == "+399.0%"
    assert [formats.growth(x, "ru") for x in (4, 24.001)] == ["×5", "×25"]
    assert [formats.policy_share(x, "en") for x in (0.8, 0.005, 0.0025)] == ["80%", "0.5%", "0.25%"]


@pytest.mark.parametrize(
    ("x", "en", "ru"),
    [
        (1, "1 day", "1 день"),
        (2, "2 days", "2 дня"),
        (5, "5 days", "5 дней"),
        (11, "11 days", "11 дней"),
        (21, "21 days", "21 день"),
        (7.5, "7.5 days", "7,5 дня"),
        (7.0, "7 days", "7 дней"),
        (104.4, "104 days", "104 дня"),
    ],
)
def test_days_agree_with_their_number(x, en, ru):
    assert (formats.days(x, "en"), formats.days(x, "ru")) == (en, ru)


def test_dates_and_months():
    day = date(2026, 9, 30)
    assert (formats.date(day, "en"), formats.date(day, "ru")) == ("30 Sep 2026", "30.09.2026")
    assert (formats.month(pd.Timestamp(day), "en"), formats.month(day, "ru")) == ("Sep 2026", "сент. 2026")
    assert (formats.month_name(9, "en"), formats.month_name(9, "ru")) == ("September", "сентябрь")


@pytest.mark.parametrize("unknown", [None, float("nan"), np.nan, pd.NaT, pd.NA])
def test_what_is_not_known_is_a_dash_and_never_a_zero(unknown):
    kinds = (
        "money",
        "share",
        "growth",
        "count",
        "days",
        "number",
        "index",
        "ratio",
        "score",
        "date",
        "month",
        "flag",
        "text",
    )
    assert {formats.by_format(kind, unknown, "ru", "RUB") for kind in kinds} == {"—"}
    assert columns.value("abc", unknown, "en") == "—"


def test_a_value_is_written_as_its_column_says():
    assert columns.value("net_12m", 1000, "en", "RUB") == "₽1,000"
    assert columns.value("margin_share", 0.5, "en") == "50.0%"
    assert columns.value("relationship", "regular", "ru") == "Постоянный"
    assert columns.value("is_complete", True, "ru") == "Да"
    assert columns.value("value", "abc", "en", table="rejects") == "abc"
    assert columns.value("clients_lost", 3, "en", "RUB", table="revenue_bridge") == "3"
    assert columns.value("clients_lost", -3000, "en", "RUB", table="price_volume_mix") == "−₽3,000"


def test_formats_for_charts_and_tables():
    assert columns.d3_format("net_12m") == ",.0f"
    assert columns.d3_format("revenue_share") == ".1%"
    assert columns.d3_format("name") == ""
    assert formats.plotly_separators("ru") == ",\u202f"
    assert formats.plotly_separators("en") == ".,"


@pytest.mark.parametrize("ask", [columns.d3_format, lambda n: columns.value(n, 1, "en")])
def test_an_unknown_column_is_an_error_at_once(ask):
    with pytest.raises(KeyError):
        ask("no_such_column")


def test_a_message_has_the_dates_of_its_language_and_commands_have_their_own():
    fault = KamError("build.no_book_as_of", as_of=date(2026, 6, 30), dates=[date(2026, 3, 31), date(2026, 9, 30)])
    assert fault.text("en") == (
        "There is no book as of 30 Jun 2026. There are books as of: 31 Mar 2026, 30 Sep 2026. "
        "Build it with `kam build --as-of 2026-06-30`."
    )
    assert fault.text("ru") == (
        "Книги на 30.06.2026 нет. Есть книги на даты: 31.03.2026, 30.09.2026. "
        "Построить: `kam build --as-of 2026-06-30`."
    )


@pytest.mark.parametrize(("table", "column"), [("coverage", "coverage"), ("needs", "importance"), ("needs", "minimum")])
def test_numbers_to_enter_are_written_as_the_reader_writes_them(table, column):
    assert number_column(column, table)["type_config"]["format"] == "localized"


def test_a_value_of_the_policy_has_no_needless_zeros_and_loses_nothing():
    for name, value in Policy().scalars().items():
        if isinstance(value, float):
            english, russian = (policy_value(name, value, lang) for lang in ("en", "ru"))
            read = float(english.replace(",", "").removesuffix("%")) / (100 if english.endswith("%") else 1)
            assert read == pytest.approx(value, rel=1e-9), name
            assert not re.search(r"\.\d*0%?$", english) and not re.search(r",\d*0(\s%)?$", russian), name
