"""How numbers, money and dates are written in each language; "—" stands for what is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from decimal import Decimal
from functools import lru_cache
from typing import cast

import pandas as pd
from babel import dates, numbers, units

from kamlib.core.grain import by_month
from kamlib.core.numbers import LOCALES, MINUS, REMEMBERED, THIN, exact, rounded, typeset, written

UNKNOWN = "—"

_FLAGS = {True: {"en": "Yes", "ru": "Да"}, False: {"en": "No", "ru": "Нет"}}
D3 = {
    "money": ",.0f",
    "share": ".1%",
    "growth": "+.1%",
    "count": ",.0f",
    "days": ",.0f",
    "sale_days": ",.0f",
    "since_sale": ",.0f",
    "number": ",.2f",
    "index": ".2f",
    "ratio": ".3f",
    "score": ".0f",
}
EXCEL = {
    "money": "#,##0.00",
    "share": "0.0%",
    "growth": "+0.0%;-0.0%",
    "count": "#,##0",
    "days": "0",
    "sale_days": "0",
    "since_sale": "0",
    "date": "yyyy-mm-dd",
    "sale_day": "yyyy-mm-dd",
    "sale_from": "yyyy-mm-dd",
}
SPANS_OF_SALES = ("sale_days", "since_sale")
OF_SALES = (*SPANS_OF_SALES, "sale_day", "sale_from")  # what has a form of months
DAYS_A_MONTH = 30.4375  # 365.25 ÷ 12
SHORT_OF_MONTHS = 5
MIDDLE = 15  # the day on which a sale stands whose month alone is known


def excel_format(kind: str) -> str | None:
    """The number format of a column in a workbook; None: as it is. Months may be halves, and are texts as days."""
    return None if by_month() and kind in OF_SALES else EXCEL.get(kind)


def is_unknown(x: object) -> bool:
    """True for None, NaN and NaT: the value is not known."""
    return x is None or (not isinstance(x, str) and bool(pd.isna(x)))


def number(x: object, lang: str, digits: int = 2) -> str:
    """A number with at most `digits` decimals: "1,234.5" / "1 234,5"."""
    return UNKNOWN if is_unknown(x) else written(x, lang, digits)


def count(x: object, lang: str) -> str:
    """A whole number: "1,234" / "1 234"."""
    return number(x, lang, 0)


def money(x: object, lang: str, currency: str | None = None, compact: bool = False, digits: int = 0) -> str:
    """Money in whole units (or `digits` decimals), or compact: "₽12.5M" / "12,5 млн ₽".

    currency: ISO code; None: the company's currency is not known, so a number without a sign.
    """
    return UNKNOWN if is_unknown(x) else _money(exact(x), lang, currency, compact, digits)


@lru_cache(REMEMBERED)
def _money(x: Decimal, lang: str, currency: str | None, compact: bool, digits: int) -> str:
    value = rounded(x, digits)
    if compact and abs(value) >= 1000:
        return _with_sign(_compact(abs(x), lang), value, lang, currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _with_sign(numbers.format_decimal(abs(value), pattern, LOCALES[lang]), value, lang, currency)


def _compact(size: Decimal, lang: str) -> str:
    # three figures are enough to compare by eye; rounding first keeps 999,960 from becoming "1000K"
    scale = Decimal(10) ** max(size.adjusted() - 2, 0)
    size = round(size / scale) * scale
    return numbers.format_compact_decimal(size, locale=LOCALES[lang], fraction_digits=_decimals(size))


def _decimals(size: Decimal) -> int:
    return 2 - size.adjusted() % 3


def _with_sign(text: str, value: Decimal, lang: str, currency: str | None) -> str:
    """The amount with minus and currency: the sign before it in English, after it in Russian."""
    if currency:
        symbol = numbers.get_currency_symbol(currency, LOCALES["ru" if currency == "RUB" else lang])
        before = symbol + ("\xa0" if symbol[-1].isalpha() else "")
        text = f"{text}\xa0{symbol}" if lang == "ru" else before + text
    return (MINUS if value < 0 else "") + typeset(text, lang)


def share(x: object, lang: str, digits: int = 1) -> str:
    """A fraction of 1 as a percentage: 0.1234 -> "12.3%" / "12,3 %"."""
    if is_unknown(x):
        return UNKNOWN
    return _percent(exact(x), lang, "0" * digits, digits)


def policy_share(x: object, lang: str) -> str:
    """A threshold as a percentage without needless decimals: 0.8 -> "80%", 0.005 -> "0.5%"."""
    return UNKNOWN if is_unknown(x) else _percent(exact(x), lang, "##", 2)


@lru_cache(REMEMBERED)
def _percent(x: Decimal, lang: str, decimals: str, digits: int) -> str:
    locale = LOCALES[lang]
    pattern = locale.percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", f"0.{decimals}")
    return typeset(numbers.format_percent(rounded(x, digits + 2), pattern, locale), lang)


def change(now: object, before: object) -> float | None:
    """now / before − 1; None where it cannot be told."""
    if is_unknown(now) or is_unknown(before) or not before:
        return None
    return float(cast(float, now)) / float(cast(float, before)) - 1


TIMES_FROM = 5


def growth(x: object, lang: str, digits: int = 1) -> str:
    """A share with its sign: 0.25 -> "+25.0%"; from five times as much on, how many times: 24 -> "×25"."""
    if is_unknown(x):
        return UNKNOWN
    if (times := rounded(x, digits + 2) + 1) >= TIMES_FROM:
        return f"×{number(times, lang, 0 if times >= 10 else 1)}"
    return ("+" if rounded(x, digits + 2) > 0 else "") + share(x, lang, digits)


def days(x: object, lang: str) -> str:
    """Days with the word: "41 days" / "41 день"; under ten with one decimal where it is not whole."""
    if is_unknown(x):
        return UNKNOWN
    return typeset(units.format_unit(shown_days(x), "duration-day", "long", locale=LOCALES[lang]), lang)


def shown_days(x: object) -> Decimal:
    """The number of days as it is shown."""
    value = rounded(x, 1 if abs(exact(x)) < 10 else 0)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def sale_days(x: object, lang: str) -> str:
    """Days between two sales, or of a horizon: "41 days"; where sales are dated by month: "1.5 months"."""
    return _months(shown_gap(x), lang) if by_month() and not is_unknown(x) else days(x, lang)


def sale_days_short(x: object, lang: str) -> str:
    """The same in short, where the word stands in a sentence that Russian would bend it for: "90 дн.", "3 мес."."""
    if is_unknown(x):
        return UNKNOWN
    unit = "duration-month" if by_month() else "duration-day"
    return typeset(units.format_unit(shown_gap(x), unit, "short", locale=LOCALES[lang]), lang)


def since_sale(x: object, lang: str) -> str:
    """Days from a sale to the review date: "41 days"; where sales are dated by month: "1 month", 0 in its own month."""
    return _months(months_since(x), lang) if by_month() and not is_unknown(x) else days(x, lang)


def _months(n: Decimal, lang: str) -> str:
    return typeset(units.format_unit(n, "duration-month", "long", locale=LOCALES[lang]), lang)


def shown_gap(x: object) -> Decimal:
    """The days between two sales as a number that is shown; where sales are dated by month, months to the half.

    Sales of neighbouring months stand 28 to 31 days apart, which is one month; a median may lie between two numbers.
    """
    if not by_month():
        return shown_days(x)
    value = rounded(2 * exact(x) / Decimal(DAYS_A_MONTH), 0) / 2
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def months_since(x: object) -> Decimal:
    """Days from a sale to a review date as months: a sale stands in the middle of its month, a review at the end of
    one, so there is half a month over, which is dropped. Thresholds such spans are held against are 365 or 90 days,
    a few short of whole months, which are counted as whole."""
    return Decimal(max(int((exact(x) + SHORT_OF_MONTHS) / Decimal(DAYS_A_MONTH)), 0))


def in_months(kind: str, x: object, lang: str | None) -> object:
    """A value of a format about sales as it is given away where they are dated by month: a number of months, or a
    month, as the language writes it or, without one, as "2024-11"."""
    if is_unknown(x):
        return None
    if kind in ("sale_day", "sale_from"):
        day = _month_from(x) if kind == "sale_from" else _day(x)
        return month(day, lang) if lang else f"{day:%Y-%m}"
    return float(shown_gap(x) if kind == "sale_days" else months_since(x))


def _day(d: object) -> Date:
    if isinstance(d, str):
        return Date.fromisoformat(d[:10])
    return d.date() if isinstance(d, datetime) else cast(Date, d)


def date(d: object, lang: str) -> str:
    """A day: "30 Sep 2026" / "30.09.2026"."""
    return UNKNOWN if is_unknown(d) else _date(_day(d), lang)


@lru_cache(REMEMBERED)
def _date(day: Date, lang: str) -> str:
    return dates.format_date(day, "dd.MM.y" if lang == "ru" else "d MMM y", LOCALES[lang])


def moment(x: object, lang: str) -> str:
    """A minute of a day, which the register keeps in UTC: "30 Sep 2026 14:05 UTC" / "30.09.2026 14:05 UTC"."""
    if is_unknown(x):
        return UNKNOWN
    at = datetime.fromisoformat(x) if isinstance(x, str) else cast(datetime, x)
    return f"{date(at, lang)} {dates.format_time(at, 'HH:mm', tzinfo=UTC, locale=LOCALES[lang])} UTC"


def typed_date(d: object, lang: str) -> str:
    """A day as a person types it into a form: "2026-09-30" / "30.09.2026"."""
    return dates.format_date(_day(d), "dd.MM.y" if lang == "ru" else "y-MM-dd", LOCALES[lang])


def month(d: object, lang: str) -> str:
    """A calendar month: "Sep 2026" / "сент. 2026"."""
    return UNKNOWN if is_unknown(d) else dates.format_date(_day(d), "LLL y", LOCALES[lang])


def sale_day(d: object, lang: str) -> str:
    """The day of a sale: a date; where sales are dated by month, its month."""
    return month(d, lang) if by_month() else date(d, lang)


def sale_from(d: object, lang: str) -> str:
    """A day from which sales are counted: a date; where they are dated by month, the first month that counts.

    Sales stand on the 15th then: what counts from a later day of a month on counts from the next month.
    """
    return month(_month_from(d), lang) if by_month() and not is_unknown(d) else date(d, lang)


def _month_from(d: object) -> Date:
    day = _day(d)
    return day if day.day <= MIDDLE else day.replace(day=1) + timedelta(days=31)


def month_name(n: int, lang: str) -> str:
    """The name of a month of the year, 1–12: "September" / "сентябрь"."""
    return str(LOCALES[lang].months["stand-alone"]["wide"][int(n)])


def by_format(kind: str, x: object, lang: str, currency: str | None = None) -> str:
    """A value in one of the formats of the dictionary (codes excepted). Raises KeyError for an unknown format."""
    if is_unknown(x):
        return UNKNOWN
    if kind == "money":
        return money(x, lang, currency)
    return _WRITERS[kind](x, lang)


_WRITERS: dict[str, Callable[[object, str], str]] = {
    "share": share,
    "growth": growth,
    "count": count,
    "days": days,
    "sale_days": sale_days,
    "since_sale": since_sale,
    "number": number,
    "index": number,
    "ratio": lambda x, lang: number(x, lang, 3),
    "score": count,
    "date": date,
    "sale_day": sale_day,
    "sale_from": sale_from,
    "month": month,
    "month_of_year": lambda x, lang: month_name(cast(int, x), lang),
    "flag": lambda x, lang: _FLAGS[bool(x)][lang],
    "text": lambda x, lang: str(x),
}


def plotly_separators(lang: str) -> str:
    """Plotly's `separators`: the decimal sign, then the sign between thousands."""
    return "," + THIN if lang == "ru" else ".,"
