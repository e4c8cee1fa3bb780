"""Date and number inside a document's text: «Реализация товаров и услуг 00001 от 15.01.2024 12:00:00»."""

from __future__ import annotations

import re

DATE, KIND = "Дата документа", "Вид документа"  # headings of what is taken out of a document's text
DOCUMENT = re.compile(
    r"^(?P<kind>.*?)\s*(?:№|N|No\.?|#)?\s*(?P<number>[\w/-]*\d[\w/-]*)\s+(?:от|from|of|dated)\s+"
    r"(?P<date>\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*г\.?)?\s*$",
    re.IGNORECASE,
)


def kind(text: str) -> str | None:
    """What a document's text calls it («Реализация товаров и услуг»), None where it is none."""
    m = DOCUMENT.match(text.strip())
    return m["kind"].strip() or None if m else None


def parts(text: str) -> tuple[str, str] | None:
    """(number, date as written) of a document's text, None where it is none."""
    m = DOCUMENT.match(text.strip())
    return (m["number"], m["date"]) if m else None


def are_documents(values: list[str]) -> bool:
    """Are nearly all of these texts of documents?"""
    return bool(values) and sum(parts(v) is not None for v in values) >= 0.8 * len(values)
