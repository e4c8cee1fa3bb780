"""Months as people write them: «Январь 2024», «янв.24», 2024-01, Jan 2024, 01.2024, 202401."""

from __future__ import annotations

import datetime as dt
import re

_NAMES = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
_NUMBER_OF = {name: n for n, names in enumerate(_NAMES, start=1) for name in names}
_WORD = re.compile(
    r"(янв(ар[ья])?|фев(р(ал[ья])?)?|марта?|мар|апр(ел[ья])?|ма[йя]|июн[ья]?|июл[ья]?|авг(уста?)?|сент?(ябр[ья])?|"
    r"окт(ябр[ья])?|ноя(б(р[ья])?)?|дек(абр[ья])?|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|"
    r"aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?",
    re.IGNORECASE,
)
_YEAR = r"(?:(?P<y>(?:19|20)\d\d)|'?(?P<yy>\d\d))(?: ?(?:г\.?|год|года))?"
_SEP = r"[ \-./,'’]*"
_WORD_FIRST = re.compile(rf"(?P<m>{_WORD.pattern}){_SEP}{_YEAR}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(?P<y>(?:19|20)\d\d)(?: ?(?:г\.?|год|year))?{_SEP}(?P<m>{_WORD.pattern})", re.IGNORECASE)
_ISO = re.compile(r"(?P<y>(?:19|20)\d\d)[-./ ]?(?P<n>0[1-9]|1[0-2])")
_NUMBER_FIRST = re.compile(r"(?P<n>0?[1-9]|1[0-2])[-./ ](?P<y>(?:19|20)\d\d)")
_FIRST_DAY = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<n>0[1-9]|1[0-2])-01(?: 00:00:00)?")
_FIRST_DAY_DOTTED = re.compile(r"01\.(?P<n>0[1-9]|1[0-2])\.(?P<y>(?:19|20)\d\d)")


def month(text: str, days: bool = False) -> dt.date | None:
    """The first day of the month that `text` names together with its year; None for anything else.

    days: is a first day (2024-01-01 or 01.01.2024, as Excel shows a month) a month too?
    """
    text = " ".join(text.replace("\u00a0", " ").split()).strip()
    for pattern in (_WORD_FIRST, _YEAR_FIRST, _ISO, _NUMBER_FIRST, *((_FIRST_DAY, _FIRST_DAY_DOTTED) if days else ())):
        if m := pattern.fullmatch(text):
            found = m.groupdict()
            year = int(found.get("y") or 2000 + int(found["yy"]))
            return dt.date(year, int(found["n"]) if found.get("n") else _NUMBER_OF[found["m"].lower()[:3]], 1)
    return None


def month_name(text: str) -> int | None:
    """The number of a month named without its year: «Январь», Feb."""
    text = text.strip()
    return _NUMBER_OF[text.lower()[:3]] if _WORD.fullmatch(text) else None
