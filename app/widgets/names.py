"""What a client is called on a page."""

from __future__ import annotations

from app.session import lang
from kamlib.core import formats


def name_of(row: dict) -> str:
    """A client's name in the language of the session; its code where it has none."""
    english = row.get("name_en") if lang() == "en" else None
    return next(x for x in (english, row.get("name"), row["client_id"]) if not formats.is_unknown(x) and x)
