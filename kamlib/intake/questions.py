"""What a file does not say: answered by who imports, or from what was answered for such a file before, never guessed.

A question has a code (`vat_rate:Сумма с НДС`) that is the same for next month's file. An answer is looked for, in this
order: in the profile ([answers], or the columns and formulas it names), among those given on the command line, among
those kept for a file of the same headings, and of the person. What stays open ends the import and is printed with what
would settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.intake.headings import normalise


class TextKey(str):
    """A word of a question that is itself a text of both languages."""


class Both(str):
    """A word of a question in both languages: as a string the English one."""

    ru: str

    def __new__(cls, en: str, ru: str) -> Both:
        made = super().__new__(cls, en)
        made.ru = ru
        return made


@dataclass(frozen=True)
class Question:
    """Something the file does not say.

    code: what names it in an answer; options: (value, label) to choose from, a label the same in both languages, a
    TextKey or Both; line: what a profile would say besides [answers], {} the value (""
    where it cannot say it); column: the heading it is about, if any;
    examples: some of its values; several: an answer may name more than one option, separated by "; ".
    """

    code: str
    key: str
    values: dict[str, object]
    options: Sequence[tuple[str, str]]
    line: str | None = None
    column: str | None = None
    examples: tuple[str, ...] = ()
    several: bool = False

    def text(self, lang: str | None = None) -> str:
        """The question with its examples, as it is asked."""
        values = {name: _shown(v, lang) for name, v in self.values.items()}
        asked = t(self.key, lang, **values)
        shown = ", ".join(f"«{e}»" for e in self.examples)
        return asked + (" " + t("intake.such_values", lang, values=shown) if shown else "")

    def labelled(self, lang: str | None = None) -> list[tuple[str, str]]:
        """The options with their labels in the language."""
        return [(value, str(_shown(label, lang))) for value, label in self.options]

    def option(self, given: str) -> str | None:
        """The value of an option, or several of them, from what somebody wrote; None: it is no answer."""
        one = self._one(given)
        if one is not None or not self.several:
            return one
        found = [self._one(part) for part in given.replace(",", ";").split(";") if part.strip()]
        return "; ".join(v for v in found if v is not None) if found and None not in found else None

    def _one(self, given: str) -> str | None:
        """The value of an option from what somebody wrote: its value, its label or its number, whatever the blanks and
        the case; None: it is none."""
        wanted = _bare(given)
        both = zip(self.labelled("en"), self.labelled("ru"), strict=True)
        for number, ((value, label), (_, other)) in enumerate(both, start=1):
            if wanted in (_bare(value), _bare(label), _bare(other)):
                return value
            if wanted == str(number) and not any(wanted == _bare(v) for v, _ in self.options):
                return value
        return None


@dataclass(frozen=True)
class Answered:
    """A question, its answer, and where it came from: profile, given (beforehand), kept (from the last file), asked."""

    question: Question
    answer: str
    source: str

    @property
    def label(self) -> str:
        """The answer as its option is labelled."""
        return self.labelled()

    def labelled(self, lang: str | None = None) -> str:
        """The same in a language."""
        labels = dict(self.question.labelled(lang))
        return "; ".join(labels.get(v, v) for v in self.answer.split("; "))


@dataclass
class Asker:
    """Answers questions, or collects those that nobody is there to answer.

    given: answers by code, from the command line; kept: those of the last file of the same headings; stated: those of
    the profile (both by `about`).
    settled: code -> what was answered about the sheet at hand.
    """

    callback: Callable[[Question], str | None] | None = None
    lang: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    open: list[Question] = field(default_factory=list)
    settled: dict[str, Answered] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def about(self, kept: Mapping[str, str], stated: Mapping[str, str] | None = None) -> None:
        """Begin with another sheet, for which these answers are kept and those stand in the profile."""
        self.kept, self.stated, self.settled = kept, stated or {}, {}

    def stated_for(self, code: str) -> bool:
        """Does the profile answer this question?"""
        return _found(self.stated, code) is not None

    def __call__(self, question: Question) -> str | None:
        self.known.add(question.code)
        answer, source = None, "asked"
        stated, given = _found(self.stated, question.code), _found(self.given, question.code)
        kept = _found(self.kept, question.code)
        said = given if stated is None else stated
        if said is not None:
            answer, source = question.option(said), "given" if stated is None else "profile"
            if answer is None:
                options = ", ".join(value for value, _ in question.options) or "—"
                raise KamError("intake.bad_answer", code=question.code, answer=said, options=options)
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
        self.known.add(code)
        sources = {"profile": self.stated, "given": self.given, "kept": self.kept}
        found = {source: _found(answers, code) for source, answers in sources.items()}
        source, answer = next(((s, a) for s, a in found.items() if a is not None), ("asked", None))
        if answer is not None:
            question = Question(code, "intake.ask_use", {"column": column or code}, [(answer, answer)], "", column)
            self.settled[code] = Answered(question, answer, source)
        return answer

    def listed(self, kind: str, column: str, values: list[str]) -> list[str]:
        """Values of a question whose code lists them: of one that was answered before and has all of these, else these.

        So an answer about Draft and Void holds for a file where only Void is left.
        """
        start = f"{kind}:{column} ("
        for code in (*self.stated, *self.given, *self.kept):
            before = code[len(start) : -1].split(", ") if code.startswith(start) and code.endswith(")") else []
            if set(values) <= set(before):
                return before
        return values

    def finish(self) -> None:
        """Raise KamError listing all that is still open, with the answers that would settle each."""
        if not self.open:
            return
        lines = []
        once: dict[str, Question] = {}  # files of the same headings ask the same
        for q in self.open:
            once.setdefault(q.code, q)
        for q in once.values():
            lines.append(f"- {q.text(self.lang)}")
            lines += [f'    --answer "{q.code}={v}"' + _label(v, label) for v, label in q.labelled(self.lang)]
            if q.several:
                lines.append("    " + t("intake.several", self.lang))
            line = f'[answers] "{q.code}" = "{{}}"' if q.line is None else q.line
            shown = " | ".join(line.format(value) for value, _ in q.options[:4]) or line.format("…")
            if line:
                lines.append("    " + t("intake.or_in_profile", self.lang, line=shown))
        files = dict.fromkeys(str(q.values["file"]) for q in self.open)
        self.open = []
        raise KamError("intake.unsure", file=", ".join(files), questions="\n".join(lines))

    def finish_all(self, later: str = "") -> None:
        """Raise KamError for an answer given to a question that was not asked: a slip of the pen would be lost.

        later: the kind of question that comes only when the files have been read.
        """
        known = {_compared(code) for code in self.known}
        if unknown := [code for code in self.given if _compared(code) not in known and code.split(":")[0] != later]:
            raise KamError(
                "intake.answer_to_nothing", codes=", ".join(unknown), asked=", ".join(sorted(self.known)) or "—"
            )


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _shown(value: object, lang: str | None) -> object:
    """A word or an amount of money in the language."""
    if isinstance(value, TextKey):
        return t(value, lang)
    lang = lang or language()
    if isinstance(value, Both):
        return value.ru if lang == "ru" else str(value)
    return formats.number(value, lang, 2) if isinstance(value, Decimal) else value


def _found(answers: Mapping[str, str], code: str) -> str | None:
    return next((answer for name, answer in answers.items() if _compared(name) == _compared(code)), None)


def _compared(code: str) -> str:
    """A code as codes are compared: the heading in it without case and punctuation."""
    kind, _, heading = code.partition(":")
    return f"{kind}:{normalise(heading)}"


def _label(value: str, label: str) -> str:
    return "" if label == value else f"    ({label})"
