"""What a number means, where it is shown: a tooltip from the dictionary with a link to its definition."""

from __future__ import annotations

from session import book, lang, say

from kamlib import columns


def help_of(column: str, table: str | None = None) -> str:
    """The meaning of a column and the way to its full definition."""
    meaning = columns.meaning(column, lang(), table, book().policy)
    return f"{meaning} [{say('definition_link')}](/definitions?term={column}&lang={lang()})"
