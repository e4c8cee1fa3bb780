"""Units and currency that a heading tells: "Сумма, тыс. руб." is in thousands of roubles, "Amount (USD)" in dollars."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MULTIPLES = {
    1000: ("тыс", "тысяч", "тысячи", "тысячах", "thousand", "thousands", "k", "000", "000s", "тр"),
    1_000_000: ("млн", "миллион", "миллионов", "миллионах", "million", "millions", "mln", "mn"),
    1_000_000_000: ("млрд", "миллиард", "миллиардов", "миллиардах", "billion", "billions", "bn"),
}
CURRENCIES = {
    "RUB": ("руб", "рубль", "рубли", "рублей", "рублях", "р", "rub", "rur", "₽", "тр"),
    "USD": ("usd", "$", "долл", "доллар", "долларов", "dollars"),
    "EUR": ("eur", "€", "евро", "euro", "euros"),
    "GBP": ("gbp", "£", "pounds"),
    "CNY": ("cny", "rmb", "¥", "юань", "юаней"),
    "KZT": ("kzt", "₸", "тенге"),
    "BYN": ("byn",),
    "UAH": ("uah", "₴", "грн"),
}
MEASURES = ("шт", "штук", "кг", "т", "л", "м", "ед", "pcs", "kg", "t", "l", "units", "уп")
_FACTOR = {word: factor for factor, words in MULTIPLES.items() for word in words}
_CURRENCY = {word: code for code, words in CURRENCIES.items() for word in words}
_ABOVE = {  # in a title; a number before it makes it part of a sentence («от 100 тыс. руб.»)
    1000: r"\bтыс\b|\bтысяч|\bт\.\s?р\.|\bthousands?\b|['’]000\b|\bk(?=usd|eur)|[$€£]k\b",
    1_000_000: r"\bмлн\b|\bмиллион|\bmillions?\b|\bmln\b",
    1_000_000_000: r"\bмлрд\b|\bмиллиард|\bbillions?\b",
}
REMEMBERED = 20_000  # headings
_TOKEN = re.compile(r"[$€£₽¥₸₴]|[^\W_]+|%|№")


@dataclass(frozen=True)
class Unit:
    """What stands at the end of a heading: values are `factor` times what is written, in `currency` or `measure`."""

    factor: int = 1
    currency: str | None = None
    measure: str | None = None

    @property
    def told(self) -> bool:
        return self != Unit()


def unit(heading: str) -> Unit:
    """The unit a heading names; Unit() where it names none."""
    return split(heading)[1]


def in_titles(titles: list[str]) -> tuple[str, int] | None:
    """The title that names thousands, millions or milliards, and how many; None where none or several do."""
    found = [
        (title, factor)
        for title in titles
        for factor, words in _ABOVE.items()
        if re.search(rf"(?<!\d)(?<!\d[\s\u00a0])(?:{words})", title, re.IGNORECASE)
    ]
    return found[0] if len({factor for _, factor in found}) == 1 else None


@lru_cache(REMEMBERED)
def split(heading: str) -> tuple[str, Unit]:
    """The heading without its unit, and the unit. A heading that is nothing but a unit ("шт") is left whole.

    A unit stands behind a comma, a bracket or a slash, at the very end, or, for a currency, at the very beginning.
    """
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"(?i)\bв\s*т\.?\s*ч\b\.?", "вкл", text)
    text = re.sub(r"(?i)\bт\.?\s?р\b\.?", "тр", text).replace("'000", " 000").replace("’000", " 000")
    text = re.sub(r"(?i)([$€£])\s?([km])\b", lambda m: m[1] + (" тыс" if m[2].lower() == "k" else " млн"), text)
    text = re.sub(
        r"(?i)\b([km])(usd|eur|gbp|rub)\b", lambda m: ("тыс " if m[1].lower() == "k" else "млн ") + m[2], text
    )
    tokens = [(m.group().casefold(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    words = [word for word, _, _ in tokens]
    is_unit = [word in _FACTOR or word in _CURRENCY or word in MEASURES for word in words]
    mark = re.search(r"[,(;/\[]", text)
    taken = {n for n, (_, start, _) in enumerate(tokens) if is_unit[n] and mark and start > mark.start()}
    for n in range(len(tokens) - 1, -1, -1):
        if not is_unit[n]:
            break
        taken.add(n)
    for n, word in enumerate(words):
        if word not in _CURRENCY:
            break
        taken.add(n)
    taken |= {n - 1 for n in taken if n and words[n - 1] in ("в", "in")}
    if not taken or len(taken) == len(tokens):
        return heading, Unit()
    factor, currency, measure = 1, None, None
    for word in (words[n] for n in sorted(taken)):
        factor *= _FACTOR.get(word, 1)
        currency = currency or _CURRENCY.get(word)
        measure = measure or (word if word in MEASURES else None)
    for n in sorted(taken, reverse=True):
        text = text[: tokens[n][1]] + " " + text[tokens[n][2] :]
    return " ".join(text.split()), Unit(factor, currency, measure)
