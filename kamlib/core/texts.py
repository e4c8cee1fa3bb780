"""Every sentence a user sees, in English and Russian, kept in the .toml files of kamlib/texts.

A text is named "<file>.<key>", for example "intake.no_such_file"; its entry is `key = { en = "...", ru = "..." }`
and may hold {placeholders}. A missing text is an error at once, never an empty label.

A text that counts has plural forms instead, those of each language and no others, and shows the number as {n}:

    look.en.one = "{n} client needs a look"      look.ru.one = "Внимания требует {n} клиент"
    look.en.other = "{n} clients need a look"    look.ru.few = "Внимания требуют {n} клиента"   … many, other

Where sales are dated by month, the text `<key>_by_month` is said instead, if there is one.

A date is written as the language writes it; {day:iso} is "2026-09-30", as commands take it.

A form "=1" is for the number 1 alone, where the form `one` is also that of 21: "каждый день", "каждый 21 день".
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from kamlib.core.grain import by_month

LANGUAGES = ("en", "ru")


@cache
def _file(name: str) -> dict[str, dict[str, str | dict[str, str]]]:
    return tomllib.loads(files("kamlib").joinpath("texts", f"{name}.toml").read_text("utf-8"))


def language() -> str:
    """The language of the command line: KAM_LANG, else the locale of the environment, else English."""
    for variable in ("KAM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


# a sentence that ends with an abbreviation ("тыс.", bold or not) has one full stop
_STOPS = re.compile(r"(?<![./])(\.\*{0,2})\.(?![./\w])")


def t(key: str, lang: str | None = None, **values: object) -> str:
    """The text `key` ("file.name") in `lang` (default: `language()`), its {placeholders} filled in.

    Where the text has plural forms, n is a number: it is written here, with at most two decimals, so that the form
    agrees with what is shown; who shows fewer decimals rounds before. Raises KeyError for a text that does not exist,
    and for a text with plural forms without n.
    """
    lang = lang or language()
    file, _, name = key.partition(".")
    texts = _file(file)
    text = texts[f"{name}_by_month" if by_month() and f"{name}_by_month" in texts else name][lang]
    if isinstance(text, dict):
        text, values["n"] = _counted(text, values["n"], lang)
    if not values:
        return text
    return _STOPS.sub(r"\1", text.format(**{name: _told(x, lang) for name, x in values.items()}))


class _Day:
    """A date inside a text."""

    def __init__(self, day: date, lang: str):
        self.day, self.lang = day, lang

    def __str__(self) -> str:
        from kamlib.core import formats

        return formats.date(self.day, self.lang)

    def __format__(self, spec: str) -> str:
        return self.day.isoformat()[:10] if spec == "iso" else format(str(self), spec)


def _told(x: object, lang: str) -> object:
    """A value as a text takes it: a date, and each of several, as the language writes it."""
    if isinstance(x, date):
        return _Day(x, lang)
    if isinstance(x, list | tuple) and x and all(isinstance(one, date) for one in x):
        return ", ".join(str(_Day(one, lang)) for one in x)
    return x


def _counted(forms: dict[str, str], n: object, lang: str) -> tuple[str, str]:
    """The form that goes with a number, and the number as written."""
    from kamlib.core import numbers  # most commands count nothing, and Babel takes its time to start

    shown = numbers.written(n, lang)
    exactly = f"={shown}"
    return forms[exactly if exactly in forms else numbers.plural_form(n, lang)], shown
