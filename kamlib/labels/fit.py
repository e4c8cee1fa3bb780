"""Fit in words: a level of what a client is given, in its own unit."""

from __future__ import annotations

from kamlib.core import formats


def level_text(part: str, level: object, lang: str) -> str:
    """A level of `misfit_cost` or `misfit_comparables`: discount and service as a share, terms in days."""
    if formats.is_unknown(level):
        return formats.UNKNOWN
    return formats.days(round(float(level)), lang) if part == "terms" else formats.share(level, lang)
