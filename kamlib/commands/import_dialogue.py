"""`kam import`: what was recognised is shown, questions are asked, the result is reconciled on the screen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table as Grid

from kamlib.commands import import_preview as show
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.intake import import_files
from kamlib.intake.questions import Question


def bring_in(
    files: list[str],
    profile: str | None,
    data: Path,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    lang: str | None,
    author: str | None,
    given: list[str],
    replaces: list[int],
) -> None:
    """Bring files into the company's home: show what was recognised, ask, import, reconcile."""
    lang = lang or language()
    quiet = as_json
    answers = dict(_answer(text) for text in given)
    out = Console(stderr=quiet, highlight=False, soft_wrap=not sys.stdout.isatty())
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    previews: list = []

    def confirm(found: list) -> bool:
        for preview in found:
            show.preview(out, preview, lang)
            previews.append(preview)
        if yes or not interactive:
            return True
        return agreed("intake.ask_import")

    def confirm_changes(found) -> bool:
        bar.stop()
        show.differences(out, found, lang)
        return True if yes or not interactive else agreed("intake.ask_enter")

    def agreed(question: str) -> bool:
        bar.stop()
        answer = typer.confirm(t(question, lang), default=True)
        bar.start()
        return answer

    def ask(question: Question) -> str | None:
        bar.stop()
        answer = _ask(out, question, lang)
        bar.start()
        return answer

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
        console=out, transient=True, disable=quiet or not interactive,
    ) as bar:  # fmt: skip
        task = bar.add_task(t("intake.reading", lang), total=len(files))

        def progress(label: str, done: int, total: int) -> None:
            bar.update(task, description=label or t("intake.done", lang), completed=done, total=total)

        try:
            report = import_files(
                data, list(files), profile, ask if interactive and not yes else None, progress, lang,
                confirm=confirm, dry_run=dry_run, confirm_changes=confirm_changes, author=author, answers=answers,
                replaces=replaces,
            )  # fmt: skip
        except KamError as e:
            bar.stop()
            if as_json:
                print(json.dumps({"error": e.text(lang)}, ensure_ascii=False))
            else:
                Console(stderr=True, highlight=False, soft_wrap=True).print(e.text(lang), markup=False)
            raise typer.Exit(1) from e
    if as_json:
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=1, default=str))
        return
    if dry_run:
        for preview in report.previews:
            show.preview(out, preview, lang)
        if report.changed_values:
            show.differences(out, report.differences, lang)
    show.result(out, report, lang)


def _ask(out: Console, question: Question, lang: str) -> str | None:
    out.print(question.text(lang), markup=False)
    grid = Grid(show_header=False, box=None)
    for number, (_, label) in enumerate(question.labelled(lang), start=1):
        grid.add_row(str(number), label)
    out.print(grid)
    while True:
        written = typer.prompt(t("intake.answer", lang), default="1" if question.options else None)
        answer = question.option(written) if question.options else written.strip()
        if answer:
            return answer
        out.print(t("intake.not_an_answer", lang, answer=written), markup=False)


def _answer(text: str) -> tuple[str, str]:
    """An `--answer CODE=VALUE`; a code may hold an equals sign, an answer does not."""
    code, equals, value = text.rpartition("=")
    if not equals or not code.strip() or not value.strip():
        raise KamError("cli.bad_answer", text=text)
    return code.strip(), value.strip()
