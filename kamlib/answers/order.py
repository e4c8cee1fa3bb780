"""Rows in the order of the dictionary's codes."""

from __future__ import annotations

from kamlib.labels.codes import code_lists


def in_order(column: str, codes: str) -> str:
    """What to ORDER BY so that the codes in a column come as their list in the dictionary has them."""
    return f"list_position([{', '.join(repr(code) for code in code_lists()[codes])}], {column})"
