"""Text of the company's own inside Markdown: it must show as it is, and do nothing."""

from __future__ import annotations

import re
from datetime import date

from app.session import lang
from kamlib import KamError
from kamlib.core.texts import t

# a dollar sign would begin a formula, a bracket a link or a colour
SPECIAL = re.compile(r"([\\`*_\[\]<>#~$|])")
# addresses become links, and :names: pictures, wherever they stand; a character without width keeps them text
LINKS = re.compile(r"(https?|ftp|mailto|www)(?=[.:])|(?<=[\w.+-])(?=@)|:(?=[\w+/-]+:)", re.I)
JOINER = "\u2060"


def plain(text: object) -> str:
    """A text as it stands: no link, no picture, no formula."""
    return SPECIAL.sub(r"\\\1", LINKS.sub(lambda m: m[0] + JOINER, str(text)))


def fault_text(fault: KamError) -> str:
    """What a fault says, in the language of the session; what came from the data or the user stays plain text."""
    if type(fault).text is KamError.text:
        said = t(fault.key, lang(), **{name: _plain(value) for name, value in fault.values.items()})
    else:
        said = plain(fault.text(lang()))
    return said.replace("\n", "  \n")


def _plain(value: object) -> object:
    """Dates stay dates, since the language writes them."""
    several = value if isinstance(value, list) and value else [value]
    return value if all(isinstance(one, date) for one in several) else plain(value)
