"""`kam forms`: write the Excel form."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from kamlib.book.book import Book, open_book
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.forms.workbook import make_form


def write_form(
    out: Path | None,
    lang: str | None,
    tables: str | None,
    data: Path,
    client: list[str] | None,
    manager: str | None,
    as_json: bool,
) -> None:
    """Write the form, and say what is in it and what to do next. manager: with the clients this one holds, besides
    those named."""
    chosen = lang or language()
    file = out or Path(f"kam_form_{chosen}.xlsx")
    if file.exists():
        raise KamError("forms.exists", file=file)
    names = [name.strip() for name in tables.split(",") if name.strip()] if tables else None
    if manager is not None:
        client = sorted({*(client or ()), *clients_of(open_book(data), manager)})
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


def clients_of(book: Book, manager: str) -> list[str]:
    """Codes of the clients a manager holds now (`client_card`), with the codes that count as one of them, sorted.

    manager: code, or name in either language. Raises KamError naming those who hold clients where it is none of them,
    and where several have the name.
    """
    held = book.sql(
        "SELECT DISTINCT manager_id, manager, manager_en FROM client_card WHERE manager_id IS NOT NULL"
        " ORDER BY manager_id"
    )
    asked = manager.strip().casefold()
    called = held[(held["manager"].str.casefold() == asked) | (held["manager_en"].str.casefold() == asked)]
    found = held[held["manager_id"].str.casefold() == asked]
    found = called if found.empty else found
    if len(found) != 1:
        key = "forms.unknown_manager" if found.empty else "forms.same_manager_name"
        shown = (held if found.empty else found).itertuples(index=False)
        raise KamError(key, asked=manager, known=", ".join(f"{m.manager} [{m.manager_id}]" for m in shown))
    codes = book.sql(
        "SELECT client_id FROM client_card WHERE manager_id = $who UNION SELECT g.client_id FROM staging.client_groups"
        " AS g JOIN client_card AS c ON c.client_id = g.group_id WHERE c.manager_id = $who ORDER BY client_id",
        {"who": found["manager_id"].iloc[0]},
    )
    return [str(code) for code in codes["client_id"]]
