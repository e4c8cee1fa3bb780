"""`kam sources` and `kam profile save`: what was imported, what of it counts, and a profile made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import typer

from kamlib.commands.output import print_table
from kamlib.contract import tables
from kamlib.core import formats
from kamlib.core.texts import language, t
from kamlib.intake.saved import save_profile
from kamlib.intake.sources import restore_source, sources_of, withdraw_source


def listed(home: Path, as_json: bool) -> None:
    """One line a source, in the order of first import."""
    found = sources_of(home)
    if as_json:
        typer.echo(found.to_json(orient="records", force_ascii=False))
        return
    if found.empty:
        typer.echo(t("cli.sources_none"))
        return
    lang = language()
    rows: list[dict[str, Any]] = found.to_dict("records")
    shown = pd.DataFrame(
        {
            t("cli.sources_no", lang): [str(r["source_no"]) for r in rows],
            t("cli.sources_file", lang): [f"{r['file']} [{r['sheet']}]" if r["sheet"] else r["file"] for r in rows],
            t("cli.sources_table", lang): [tables()[r["table_name"]].label(lang) for r in rows],
            t("cli.sources_period", lang): [_period(r, lang) for r in rows],
            t("cli.sources_rows", lang): [formats.count(r["rows_accepted"], lang) for r in rows],
            t("cli.sources_net", lang): [
                "" if pd.isna(r["net_amount"]) else formats.number(r["net_amount"], lang, 2) for r in rows
            ],
            t("cli.sources_profile", lang): [r["profile"] or "" for r in rows],
            "": [t("cli.sources_withdrawn", lang) if r["status"] == "withdrawn" else "" for r in rows],
        }
    )
    print_table(shown)


def _period(row: dict[str, Any], lang: str) -> str:
    if not row["date_from"]:
        return ""
    return f"{formats.date(row['date_from'], lang)} – {formats.date(row['date_to'], lang)}"


def withdrawn(home: Path, source_no: int) -> None:
    """Take a source out of the books to come, and say so."""
    typer.echo(t("cli.sources_gone", file=withdraw_source(home, source_no), number=source_no))


def restored(home: Path, source_no: int) -> None:
    """Let a withdrawn source count again, and say so."""
    typer.echo(t("cli.sources_back", file=restore_source(home, source_no), number=source_no))


def profile_saved(home: Path, name: str, file: str | None, source_no: int | None) -> None:
    """Write a profile from a source, and say how to use it."""
    path = save_profile(home, name, file, source_no)
    typer.echo(t("cli.profile_saved", file=path, name=path if name.endswith(".toml") else name))
