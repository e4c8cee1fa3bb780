"""Sales dated by month: spans in months, days as months, texts and headings that go with them, in both languages."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from kamlib.core import formats
from kamlib.core.grain import BY_MONTH
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.company import finding_text
from kamlib.labels.coverage import dated_text
from kamlib.labels.key import in_its_unit
from kamlib.labels.risk import driver_text


@pytest.fixture(autouse=True)
def in_months(in_days):
    BY_MONTH.set(True)


# a sale stands on the 15th, so sales of neighbouring months are 28 to 31 days apart
@pytest.mark.parametrize(
    ("days", "en", "ru", "every_en", "every_ru"),
    [
        (28, "1 month", "1 месяц", "every month", "каждый месяц"),
        (31, "1 month", "1 месяц", "every month", "каждый месяц"),
        (45.5, "1.5 months", "1,5 месяца", "every 1.5 months", "каждые 1,5 месяца"),
        (Decimal("59"), "2 months", "2 месяца", "every 2 months", "каждые 2 месяца"),
        (90, "3 months", "3 месяца", "every 3 months", "каждые 3 месяца"),
        (153, "5 months", "5 месяцев", "every 5 months", "каждые 5 месяцев"),
        (365, "12 months", "12 месяцев", "every 12 months", "каждые 12 месяцев"),
    ],
)
def test_days_between_sales(days, en, ru, every_en, every_ru):
    assert formats.sale_days(days, "en") == en
    assert formats.sale_days(days, "ru") == ru
    assert t("findings.every", "en", n=formats.shown_gap(days)) == every_en
    assert t("findings.every", "ru", n=formats.shown_gap(days)) == every_ru


# seen from the end of a month
@pytest.mark.parametrize(
    ("sold", "seen", "en", "ru"),
    [
        (date(2024, 12, 15), date(2024, 12, 31), "0 months", "0 месяцев"),
        (date(2024, 11, 15), date(2024, 12, 31), "1 month", "1 месяц"),
        (date(2024, 1, 15), date(2024, 2, 29), "1 month", "1 месяц"),
        (date(2023, 2, 15), date(2023, 2, 28), "0 months", "0 месяцев"),
        (date(2022, 12, 15), date(2024, 12, 31), "24 months", "24 месяца"),
        (date(2014, 12, 15), date(2024, 11, 30), "119 months", "119 месяцев"),
    ],
)
def test_days_since_a_sale(sold, seen, en, ru):
    assert formats.since_sale((seen - sold).days, "en") == en
    assert formats.since_sale((seen - sold).days, "ru") == ru


@pytest.mark.parametrize(("days", "months"), [(90, 3), (365, 12), (730, 24), (1095, 36)])
def test_a_threshold_in_days_is_whole_months(days, months):
    assert formats.months_since(days) == months
    assert in_its_unit("with_us", days, "en") == f"{months} months"


def test_days_of_sales_are_months():
    assert formats.sale_day(date(2024, 11, 15), "en") == "Nov 2024"
    assert formats.sale_day(pd.Timestamp("2024-11-15"), "ru") == "нояб. 2024"
    # 90 days up to 28 February begin on 1 December, up to 31 May on 3 March; on 30 November December is the first
    assert formats.sale_from(date(2024, 12, 1), "en") == "Dec 2024"
    assert formats.sale_from(date(2024, 11, 30), "en") == "Dec 2024"
    assert formats.sale_from(date(2024, 11, 15), "en") == "Nov 2024"
    assert formats.sale_day(None, "en") == formats.sale_from(pd.NaT, "en") == formats.since_sale(None, "en") == "—"


def test_payments_and_reviews_keep_their_days():
    assert formats.days(41, "en") == "41 days"
    assert columns.value("days_late", 41, "ru") == "41 день"
    assert columns.value("last_contact", date(2024, 11, 15), "en") == "15 Nov 2024"
    assert columns.value("relationship_since", date(2024, 11, 30), "en") == "30 Nov 2024"


def test_headings_and_meanings():
    assert columns.label("recency_days", "en") == "Months since purchase"
    assert columns.label("recency_days", "ru") == "Месяцев с покупки"
    assert columns.meaning("recency_days", "ru").endswith("вместо дней читайте месяцы.")
    assert "months" not in columns.meaning("abc", "en")
    assert "in the 3 months after" in columns.meaning("p_churn", "en")
    assert columns.code_label("driver_measure", "orders_90d", "en") == "Months bought, of 3"
    BY_MONTH.set(False)
    assert columns.label("recency_days", "en") == "Days since purchase"
    assert "in the 90 days after" in columns.meaning("p_churn", "en")
    assert columns.code_label("driver_measure", "orders_90d", "en") == "Purchase days in 90 days"


def test_what_is_taken_away_has_no_days():
    frame = pd.DataFrame(
        {
            "finding": ["silent", "concentration"],
            "since": pd.to_datetime(["2024-11-15", None]),
            "value": [46.0, 0.25],
            "value_before": [31.0, None],
            "recency_days": [46, 16],
            "median_gap_days": [45.5, None],
        }
    )
    shown = columns.display(frame, "en", "findings")
    assert shown["since"].tolist()[0] == "Nov 2024"
    assert shown["value"].tolist() == [1.0, 0.25]
    assert shown["value_before"].tolist()[0] == 1.0
    assert shown["recency_days"].tolist() == [1.0, 0.0]
    assert shown["median_gap_days"].tolist()[0] == 1.5
    assert columns.in_months(frame, None, "findings")["since"].tolist()[0] == "2024-11"
    assert formats.excel_format("sale_day") is None and formats.excel_format("days") == "0"
    BY_MONTH.set(False)
    assert columns.display(frame, "en", "findings")["value"].tolist() == [46.0, 0.25]


def test_sentences():
    silent = {"finding": "silent", "detail": None, "value": 107, "value_before": 31}
    assert finding_text(silent, "en") == "Silent for 3 months; usually buys every month"
    assert finding_text(silent, "ru") == "Молчит 3 месяца; обычно покупает каждый месяц"
    recency = {"measure": "recency_days", "value": 107, "usual": 61}
    assert driver_text(recency, "en") == "silent for 3 months; usually buys every 2 months"
    now = {"measure": "recency_days", "value": 16, "usual": 61}
    assert driver_text(now, "en") == "bought this month; usually buys every 2 months"
    assert driver_text(now | {"usual": None}, "ru") == "купил в этом месяце"
    bought = {"measure": "orders_90d", "value": 1, "usual": 3}
    assert driver_text(bought, "en") == "bought in 1 of the last 3 months, in 3 of the 3 before"


def test_it_is_said_how_finely_sales_are_dated():
    assert dated_text({"grain": "month", "days_known_from": date(9999, 12, 31)}, "en").startswith(
        "Your sales are dated"
    )
    mixed = dated_text({"grain": "day", "days_known_from": date(2024, 1, 1)}, "ru")
    assert mixed.startswith("Дни продаж известны с 01.01.2024")
    assert dated_text({"grain": "day", "days_known_from": None}, "en") == dated_text({}, "en") == ""
