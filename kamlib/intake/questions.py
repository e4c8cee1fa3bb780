"""What a file does not say: answered by who imports, or from what was answered for such a file before, never guessed.

A question has a code (`vat_rate:Сумма с НДС`) that is the same for next month's file. An answer is looked for, in this
order: in the profile (then nothing is asked), among those given on the command line, among those kept for a file of the
same headings, and of the person. What stays open ends the import with all that would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kamlib.core.errors import KamError
from kamlib.core.texts import t
from kamlib.intake.headings import normalise


@dataclass(frozen=True)
class Question:
    """Something the file does not say.

    code: what names it in an answer; options: (value, label) to choose from, the label in both languages or the same in
    both; line: what a profile would say, {} the value ("" where it cannot say it); column: the heading it is about,
    where it is about one.
    """

    code: str
    key: str
    values: dict[str, object]
    options: list[tuple[str, str]]
    line: str
    column: str | None = None

    def text(self, lang: str | None = None) -> str:
        return t(self.key, lang, **self.values)

    def option(self, given: str) -> str | None:
        """The value of an option from what somebody wrote: its value, its label or its number; None: it is none."""
        wanted = given.strip().casefold()
        for number, (value, label) in enumerate(self.options, start=1):
            if wanted in (value.casefold(), label.casefold()):
                return value
            if wanted == str(number) and not any(wanted == v.casefold() for v, _ in self.options):
                return value
        return None


@dataclass(frozen=True)
class Answered:
    """A question, its answer, and where that came from: given (beforehand), kept (from the last file), asked."""

    question: Question
    answer: str
    source: str

    @property
    def label(self) -> str:
        """The answer as its option is labelled."""
        return dict(self.question.options).get(self.answer, self.answer)


@dataclass
class Asker:
    """Answers questions, or collects those that nobody is there to answer.

    given: answers by code, from the command line; kept: those of the last file of the same headings (`about`).
    settled: code -> what was answered about the sheet at hand.
    """

    callback: Callable[[Question], str | None] | None = None
    lang: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    open: list[Question] = field(default_factory=list)
    settled: dict[str, Answered] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def about(self, kept: Mapping[str, str]) -> None:
        """Begin with another sheet, for which these answers are kept."""
        self.kept, self.settled = kept, {}

    def __call__(self, question: Question) -> str | None:
        self.known.add(question.code)
        answer, source = None, "asked"
        given, kept = _found(self.given, question.code), _found(self.kept, question.code)
        if given is not None:
            answer, source = question.option(given), "given"
            if answer is None:
                options = ", ".join(value for value, _ in question.options)
                raise KamError("intake.bad_answer", code=question.code, answer=given, options=options)
        elif kept is not None:
            answer, source = question.option(kept), "kept"
        if answer is None and self.callback:
            answer, source = self.callback(question), "asked"
        if answer is None:
            self.open.append(question)
        else:
            self.settled[question.code] = Answered(question, answer, source)
        return answer

    def said(self, code: str, column: str | None = None) -> str | None:
        """An answer to what is not asked, but may be said: what a column is used for, which table it is."""
        given, kept = _found(self.given, code), _found(self.kept, code)
        self.known.add(code)
        answer = kept if given is None else given
        if answer is not None:
            question = Question(code, "intake.ask_use", {"column": column or code}, [(answer, answer)], "", column)
            self.settled[code] = Answered(question, answer, "kept" if given is None else "given")
        return answer

    def finish(self, file: str) -> None:
        """Raise KamError listing all that is still open, with the answers that would settle each."""
        if not self.open:
            return
        lines = []
        for q in self.open:
            lines.append(f"- {q.text(self.lang)}")
            lines += [f'    --answer "{q.code}={value}"' + _label(value, label) for value, label in q.options]
            shown = " | ".join(q.line.format(value) for value, _ in q.options[:4]) or q.line.format("…")
            if q.line:
                lines.append("    " + t("intake.or_in_profile", self.lang, line=shown))
        self.open = []
        raise KamError("intake.unsure", file=file, questions="\n".join(lines))

    def finish_all(self, later: str = "") -> None:
        """Raise KamError for an answer given to a question that was not asked: a slip of the pen would be lost.

        later: the kind of question that comes only when the files have been read.
        """
        known = {_compared(code) for code in self.known}
        if unknown := [code for code in self.given if _compared(code) not in known and code.split(":")[0] != later]:
            raise KamError(
                "intake.answer_to_nothing", codes=", ".join(unknown), asked=", ".join(sorted(self.known)) or "—"
            )


def _found(answers: Mapping[str, str], code: str) -> str | None:
    return next((answer for name, answer in answers.items() if _compared(name) == _compared(code)), None)


def _compared(code: str) -> str:
    """A code as codes are compared: the heading in it without case and punctuation."""
    kind, _, heading = code.partition(":")
    return f"{kind}:{normalise(heading)}"


def _label(value: str, label: str) -> str:
    return "" if label == value else f"    ({label})"
