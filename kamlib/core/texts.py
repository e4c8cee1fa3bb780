"""Every sentence a user sees, in English and Russian, kept in the .toml files of kamlib/texts.

A text is named "<file>.<key>", for example "intake.no_such_file"; its entry is `key = { en = "...", ru = "..." }`
and may hold {placeholders}. A missing text is an error at once, never an empty label.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ru")


@cache
def _file(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("kamlib").joinpath("texts", f"{name}.toml").read_text("utf-8"))


def language() -> str:
    """The language of the command line: KAM_LANG, else the locale of the environment, else English."""
    for variable in ("KAM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


def t(key: str, lang: str | None = None, **values: object) -> str:
    """The text `key` ("file.name") in `lang` (default: `language()`), its {placeholders} filled in.

    Raises KeyError for a text that does not exist.
    """
    file, _, name = key.partition(".")
    text = _file(file)[name][lang or language()]
    return text.format(**values) if values else text
