"""The abbreviations of the screens, spelt out."""

from __future__ import annotations

from app.session import lang, texts
from kamlib.core.texts import LANGUAGES, t

NAMES = (
    "abc",
    "xyz",
    "rfm",
    "cv",
    "adi",
    "kam",
    "skam",
    "usp",
    "cm1",
    "cm2",
    "cm3",
    "grr",
    "nrr",
    "hhi",
    "dso",
    "vip",
    "vat",
    "auc",
    "roc",
    "wape",
    "bg_nbd",
    "empb",
    "account",
    "hunter",
    "decider",
    "horeca",
)
# people and not letters in English
RUSSIAN_ONLY = ("account", "hunter", "decider")

words = texts("abbreviations")


def names() -> list[str]:
    """Those of the language of the session."""
    return [n for n in NAMES if lang() == "ru" or n not in RUSSIAN_ONLY]


def said(name: str) -> tuple[str, str]:
    """What is written, and what it stands for."""
    return words(name), words(f"{name}_is")


def told(name: str) -> list[str]:
    """The same in every language, to be looked through."""
    return [t(f"abbreviations.{key}", language) for key in (name, f"{name}_is") for language in LANGUAGES]
