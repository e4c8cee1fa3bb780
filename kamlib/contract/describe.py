"""Columns of the contract in plain words, for the notes of the forms and for data/README.md."""

from __future__ import annotations

from kamlib.contract import Column
from kamlib.core import formats
from kamlib.core.texts import t


def type_text(column: Column, lang: str) -> str:
    """Type of a column and its bounds, for example "whole number, 0 to 3650"."""
    words = t(f"forms.type_{column.type}", lang)
    if (column.min, column.max) == (None, None):
        return words
    low, high = (None if bound is None else formats.number(bound, lang) for bound in (column.min, column.max))
    if high is None:
        return f"{words}, {t('forms.from', lang, low=low)}"
    if low is None:
        return f"{words}, {t('forms.up_to', lang, high=high)}"
    return f"{words}, {t('forms.from_to', lang, low=low, high=high)}"
