"""`kam forms`: write the Excel form."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.forms.workbook import make_form


def write_form(
    out: Path | None, lang: str | None, tables: str | None, data: Path, client: list[str] | None, as_json: bool
) -> None:
    """Write the form, and say what is in it and what to do next."""
    chosen = lang or language()
    file = out or Path(f"kam_form_{chosen}.xlsx")
    if file.exists():
        raise KamError("forms.exists", file=file)
    names = [name.strip() for name in tables.split(",") if name.strip()] if tables else None
    form = make_form(file, chosen, names, data, client)
    if as_json:
        answer = {"file": str(form.path), "lang": form.lang, "tabs": form.tabs, "clients": form.clients}
        answer["rows"] = form.rows
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(t("forms.done", file=form.path, tabs=", ".join(form.tabs)))
    if form.rows:
        typer.echo(t("forms.done_rows", rows=formats.count(form.rows, language())))
    if not form.clients_known:
        typer.echo(t("forms.done_no_clients", home=data))
    elif not form.clients:
        typer.echo(t("forms.clients_too_many", count=formats.count(form.clients_known, language())))
    typer.echo(t("forms.done_next", file=form.path))
