"""How a number is written in each language, and the plural form that goes with it.

Russian numbers have narrow no-break spaces between thousands and a comma before decimals; a negative number has a
true minus sign. Nothing is ever written in scientific notation.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale, numbers

THIN = "\u202f"  # narrow no-break space
MINUS = "\u2212"
REMEMBERED = 20_000  # what was written stays at hand: Babel takes long, and a page writes the same numbers again
LOCALES = {"en": Locale("en"), "ru": Locale("ru")}


def exact(x: object) -> Decimal:
    """A number of any kind (int, float, Decimal, numpy) as the decimal it is printed as."""
    return x if isinstance(x, Decimal) else Decimal(str(x))


def rounded(x: object, digits: int) -> Decimal:
    """A number with `digits` decimals; there is no negative zero."""
    return round(exact(x), digits) + 0


def typeset(text: str, lang: str) -> str:
    """Spaces and minus signs of a number as the language writes them."""
    if lang == "ru":
        text = re.sub(r"(?<=\d)\s(?=\d)", THIN, text)
    return text.replace("-", MINUS)


def written(x: object, lang: str, digits: int = 2) -> str:
    """A number with at most `digits` decimals: "1,234.5" / "1 234,5"."""
    return _written(exact(x), lang, digits)


@lru_cache(REMEMBERED)
def _written(x: Decimal, lang: str, digits: int) -> str:
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return typeset(numbers.format_decimal(rounded(x, digits), pattern, LOCALES[lang]), lang)


def plural_form(x: object, lang: str, digits: int = 2) -> str:
    """The plural form (one, few, many, other) that goes with a number as `written` shows it."""
    shown = rounded(x, digits)
    # 2.0 is shown as 2, and goes with the form of 2
    return LOCALES[lang].plural_form(shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown)
