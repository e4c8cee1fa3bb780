"""The characters of contact persons (T9): how they are recognised, and how to talk to them."""

from __future__ import annotations

from kamlib.core.texts import t

TOLD = ("boss", "know_it_all", "expert", "doubter", "gift_buyer", "bargainer", "glamorous", "hurried")


def seen_text(persona: object, lang: str) -> str:
    """How one recognises such a person; "" for a character of the company's own, or none."""
    return t(f"characters.{persona}_seen", lang) if persona in TOLD else ""


def talk_text(persona: object, lang: str) -> str:
    """How to talk to such a person; "" for a character of the company's own, or none."""
    return t(f"characters.{persona}_talk", lang) if persona in TOLD else ""
