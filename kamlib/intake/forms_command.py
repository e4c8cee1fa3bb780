"""kam forms: write the Excel form (registered by kamlib/cli.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kamlib.errors import KamError
from kamlib.intake.forms import make_form
from kamlib.texts import language, t


def forms_command(
    out: Annotated[Path | None, typer.Option("--out", help=t("forms.help_out"))] = None,
    lang: Annotated[str | None, typer.Option("--lang", help=t("forms.help_lang"))] = None,
    tables: Annotated[str | None, typer.Option("--tables", help=t("forms.help_tables"))] = None,
    data: Annotated[Path, typer.Option("--data", envvar="KAM_DATA", help=t("forms.help_data"))] = Path("data"),
    client: Annotated[list[str] | None, typer.Option("--client", help=t("forms.help_client"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=t("forms.help_json"))] = False,
) -> None:
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
        typer.echo(t("forms.done_rows", rows=form.rows))
    if not form.clients_known:
        typer.echo(t("forms.done_no_clients", home=data))
    elif not form.clients:
        typer.echo(t("forms.clients_too_many", count=form.clients_known))
    typer.echo(t("forms.done_next", file=form.path))


forms_command.__doc__ = t("forms.help")
