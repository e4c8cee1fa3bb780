"""Answers kept for the next file of the same headings: `answers.json` in the home."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from kamlib.core.errors import KamError
from kamlib.intake.documents import DATE, KIND
from kamlib.intake.headings import normalise

FILE = "answers.json"


def kept_answers(home: Path) -> dict[str, dict[str, Any]]:
    """Fingerprint of headings -> {"headings": …, "answers": {code: value}}. Raises KamError where it cannot be read."""
    file = home / FILE
    try:
        return json.loads(file.read_text("utf-8"))["files"]
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        raise KamError("intake.broken_answers", file=file) from None


def about_sheets(kept: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Answers about hidden sheets: asked before any headings are compared, so whatever file they were given for."""
    every = [answers for file in kept.values() for answers in file["answers"].items()]
    return {code: answer for code, answer in every if code.startswith("hidden_sheet:")}


def fingerprint(headings: list[str]) -> str:
    """What makes two files ask the same: their headings, whatever their order, case and punctuation.

    Those made from the text of documents are left out: only a month with returns has a column of their kinds.
    """
    return "|".join(sorted(normalise(h) for h in headings if h not in (DATE, KIND)))


def keep(home: Path, answered: list[tuple[list[str], dict[str, str]]]) -> None:
    """Keep the answers given for files of these headings, beside those kept before."""
    kept = kept_answers(home)
    for headings, answers in answered:
        if answers:
            kept[fingerprint(headings)] = {"headings": headings, "answers": answers}
    if not any(answers for _, answers in answered):
        return
    aside = home / f".{FILE}-{os.getpid()}"
    aside.write_text(json.dumps({"version": 1, "files": kept}, ensure_ascii=False, indent=1), "utf-8")
    os.replace(aside, home / FILE)
