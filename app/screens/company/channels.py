"""Sales channels, where the sales lines tell any."""

from __future__ import annotations

from app.session import ask, book
from app.widgets.figures import chart


def by_channel() -> None:
    """Revenue by channel; nothing where no channel is known."""
    found = ask("channels") if book().has("channels") else None
    if found is not None and found["channel"].notna().any():
        chart("channels", found)
