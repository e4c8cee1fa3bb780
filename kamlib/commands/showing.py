"""What a book, a policy or a model says, on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import typer

from kamlib.answers.risk_check import MEASURES, check_model
from kamlib.book import tables
from kamlib.book.book import open_book
from kamlib.book.build import home_policy
from kamlib.commands.output import print_table, progress_bar
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.grain import by_month
from kamlib.core.texts import language, t
from kamlib.labels import columns
from kamlib.labels.spreadsheet import safe_csv
from kamlib.policy import Policy, section_of


def table(home: Path, as_of: date | None, name: str, where: list[str], limit: int | None, form: str) -> None:
    """Rows of a table as a grid, CSV or JSON; without a name, the tables there are."""
    book = open_book(home, as_of)
    if not name:
        frame = tables.listing(book)
    else:
        frame = _in_months(tables.read(book, name, where, limit if limit or form != "table" else 20), name)
    if form == "json":
        typer.echo(frame.to_json(orient="records", date_format="iso", force_ascii=False))
    elif form == "csv":
        typer.echo(safe_csv(frame), nl=False)
    else:
        print_table(frame)


def _in_months(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Where sales are dated by month, months ("2024-11") for their days, and for `recency_days` `recency_months`."""
    if not by_month():
        return frame
    spans = [n for n in frame.columns if columns.is_told(n) and columns.info(n, name).format in formats.SPANS_OF_SALES]
    shown = columns.in_months(frame, None, name)
    return shown.rename(columns={n: n.removesuffix("_days") + "_months" for n in spans})


def model(home: Path, as_of: date | None, horizons: tuple[int, ...], as_json: bool) -> None:
    """How the churn forecast would have done at past dates."""
    if wrong := set(horizons) - {30, 60, 90, 180}:
        raise KamError("cli.not_a_horizon", horizon=min(wrong))
    with progress_bar(as_json) as told:
        found = check_model(open_book(home, as_of), horizons, told)
    if as_json:
        typer.echo(found.to_json(orient="records", force_ascii=False))
        return
    for (days, target), part in found.groupby(["horizon_days", "target"], sort=False):
        status = columns.code_label("churn_status", part["status"].iloc[0], language())
        about = columns.code_label("churn_target", target, language())
        used = part["chosen"].iloc[0]
        if used:
            status += ", " + columns.code_label("churn_method", used, language())
        typer.echo(
            "\n" + t("cli.check_model_about", about=about, days=formats.sale_days(days, language()), status=status)
        )
        if part["origins"].iloc[0]:
            print_table(_model_table(part, language()))


def _model_table(part, lang: str):
    """Methods down, measures across, "mean ± spread over past dates"."""
    methods = [columns.code_label("churn_method", method, lang) for method in part["method"]]
    shown = pd.DataFrame({columns.label("method", lang): methods})
    for name in MEASURES:
        pairs = zip(part[name], part[f"{name}_sd"], strict=True)
        shown[columns.label(name, lang)] = [
            formats.number(mean, lang, 3) + ("" if formats.is_unknown(sd) else " ± " + formats.number(sd, lang, 3))
            for mean, sd in pairs
        ]
    return shown


def policy(home: Path, as_json: bool) -> None:
    """Every threshold and weight in force, its meaning, and what differs from the defaults."""
    now, default = home_policy(home), Policy()
    if as_json:
        typer.echo(now.model_dump_json())
        return
    lang = language()
    before = default.scalars()
    section = ""
    for name, value in now.scalars().items():
        if section_of(name) != section:
            section = section_of(name)
            typer.echo(f"\n[{section}]  {t(f'policy.section_{section}', lang)}")
        mark = "" if value == before[name] else "   " + t("cli.policy_differs", lang, default=before[name])
        label, meaning = t(f"policy.{name}", lang), t(f"policy.{name}_meaning", lang)
        typer.echo(f"  {name.removeprefix(section + '_')} = {value!r}{mark}\n      {label}. {meaning}")
    if now.rfm.segments != default.rfm.segments:
        typer.echo("\n" + t("cli.policy_segments_differ", lang))
