"""How numbers, money and dates are written in each language; "—" stands for what is not known."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as Date
from decimal import Decimal
from typing import cast

import pandas as pd
from babel import dates, numbers, units

from kamlib.core.numbers import LOCALES, MINUS, THIN, exact, rounded, typeset, written

UNKNOWN = "—"

_FLAGS = {True: {"en": "Yes", "ru": "Да"}, False: {"en": "No", "ru": "Нет"}}
D3 = {
    "money": ",.0f",
    "share": ".1%",
    "growth": "+.1%",
    "count": ",.0f",
    "days": ",.0f",
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
    "date": "yyyy-mm-dd",
}
STREAMLIT = {"share": "percent", "growth": "percent", "score": "%d", "index": "%.2f", "ratio": "%.3f"}


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
    if is_unknown(x):
        return UNKNOWN
    value = rounded(x, digits)
    if compact and abs(value) >= 1000:
        return _with_sign(_compact(abs(exact(x)), lang), value, lang, currency)
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
    return _percent(x, lang, "0" * digits, digits)


def policy_share(x: object, lang: str) -> str:
    """A threshold as a percentage without needless decimals: 0.8 -> "80%", 0.005 -> "0.5%"."""
    return UNKNOWN if is_unknown(x) else _percent(x, lang, "##", 2)


def _percent(x: object, lang: str, decimals: str, digits: int) -> str:
    locale = LOCALES[lang]
    pattern = locale.percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0", f"0.{decimals}")
    return typeset(numbers.format_percent(rounded(x, digits + 2), pattern, locale), lang)


def growth(x: object, lang: str, digits: int = 1) -> str:
    """A share with its sign: 0.25 -> "+25.0%"."""
    if is_unknown(x):
        return UNKNOWN
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


def _day(d: object) -> Date:
    if isinstance(d, str):
        return Date.fromisoformat(d[:10])
    return d.date() if isinstance(d, datetime) else cast(Date, d)


def date(d: object, lang: str) -> str:
    """A day: "30 Sep 2026" / "30.09.2026"."""
    if is_unknown(d):
        return UNKNOWN
    return dates.format_date(_day(d), "dd.MM.y" if lang == "ru" else "d MMM y", LOCALES[lang])


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


def month_name(n: int, lang: str) -> str:
    """The name of a month of the year, 1–12: "September" / "сентябрь"."""
    return str(LOCALES[lang].months["stand-alone"]["wide"][int(n)])


def by_format(kind: str, x: object, lang: str, currency: str | None = None) -> str:
    """A value in one of the formats of the dictionary (codes excepted). Raises KeyError for an unknown format."""
    if is_unknown(x):
        return UNKNOWN
    return {
        "money": lambda: money(x, lang, currency),
        "share": lambda: share(x, lang),
        "growth": lambda: growth(x, lang),
        "count": lambda: count(x, lang),
        "days": lambda: days(x, lang),
        "number": lambda: number(x, lang),
        "index": lambda: number(x, lang),
        "ratio": lambda: number(x, lang, 3),
        "score": lambda: count(x, lang),
        "date": lambda: date(x, lang),
        "month": lambda: month(x, lang),
        "month_of_year": lambda: month_name(cast(int, x), lang),
        "flag": lambda: _FLAGS[bool(x)][lang],
        "text": lambda: str(x),
    }[kind]()


def plotly_separators(lang: str) -> str:
    """Plotly's `separators`: the decimal sign, then the sign between thousands."""
    return "," + THIN if lang == "ru" else ".,"
