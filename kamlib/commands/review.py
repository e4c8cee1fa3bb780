"""`kam review`: write the pack of a quarterly review."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import typer

from kamlib.book.book import open_book
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.review.pack.write import KINDS, review_date, write_client_sheet, write_pack


def written(
    home: Path,
    quarter: str | None,
    lang: str | None,
    out: Path,
    kinds: str | None,
    clients: str | None,
    client: str | None,
    template: Path | None,
    company: str | None,
    personal: bool,
    printed_on: date | None,
    as_json: bool,
) -> None:
    """Write the pack, or the sheet of one client, and say which files."""
    chosen = lang or language()
    told: dict[str, Any] = {"personal": personal, "company": company, "printed_on": printed_on}
    if client:
        book = open_book(home, review_date(home, quarter))
        files = [write_client_sheet(book, client, chosen, out, **told)]
    else:
        wanted = [k.strip() for k in kinds.split(",") if k.strip()] if kinds else KINDS
        files = write_pack(home, quarter, chosen, out, wanted, clients=_codes(clients), template=template, **told)
    if as_json:
        typer.echo(json.dumps({"files": [str(f) for f in files], "lang": chosen}, ensure_ascii=False))
    else:
        typer.echo(t("pack.done", files=", ".join(str(f) for f in files)))


def _codes(clients: str | None) -> list[str] | None:
    """Codes from a list, or from a file with one a line."""
    if not clients:
        return None
    file = Path(clients)
    try:
        is_file = file.is_file()
    except OSError:  # a list too long to be a name
        is_file = False
    if not is_file and file.suffix and "," not in clients:
        raise KamError("pack.no_file", file=clients)
    parts = file.read_text("utf-8-sig").splitlines() if is_file else clients.split(",")
    return [code.strip() for code in parts if code.strip()]
