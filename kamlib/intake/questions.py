"""What a file does not say: asked where somebody can answer, else told together with what would settle it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kamlib.core.errors import KamError
from kamlib.core.texts import t


@dataclass(frozen=True)
class Question:
    """Something the file does not say. `options`: (value, label); `line`: what a profile would say, {} the value."""

    key: str
    values: dict
    options: list[tuple[str, str]]
    line: str

    def text(self, lang: str | None = None) -> str:
        return t(self.key, lang, **self.values)


class Asker:
    """Puts questions to the user, or collects them where nobody is there to answer."""

    def __init__(self, ask: Callable[[Question], str | None] | None, lang: str | None = None):
        self.callback, self.lang, self.open = ask, lang, []

    def __call__(self, question: Question) -> str | None:
        answer = self.callback(question) if self.callback else None
        if answer is None:
            self.open.append(question)
        return answer

    def finish(self, file: str) -> None:
        """Raise KamError listing all that is still open and what to write into a profile about it."""
        if not self.open:
            return
        lines = []
        for q in self.open:
            shown = " | ".join(q.line.format(value) for value, _ in q.options[:4]) or q.line.format("…")
            lines.append(f"- {q.text(self.lang)}\n    {shown}")
        self.open = []
        raise KamError("intake.unsure", file=file, questions="\n".join(lines))
