"""The command `kam`: every command talks in the user's language and has --json for machines.

Exit status: 0 done, 1 the data or the user's input are at fault (told), 2 usage.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Annotated, Literal

import duckdb
import pandas as pd
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable
from typer.core import TyperGroup

from kamlib import columns, formats, tables
from kamlib import demo as demo_company
from kamlib.book import open_book
from kamlib.churn.check import check_model as model_check
from kamlib.engine.build import build as build_book
from kamlib.engine.build import home_policy
from kamlib.errors import KamError
from kamlib.intake.command import import_command
from kamlib.intake.forms_command import forms_command
from kamlib.intake.store import Home
from kamlib.policy import Policy
from kamlib.texts import language, t

err = Console(stderr=True)


class Told(TyperGroup):
    """Prints what the data or the input are at fault for, instead of a traceback."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KamError as fault:
            err.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(1) from None
        except BrokenPipeError:  # the reader of our output has seen enough
            os._exit(0)
        except (RuntimeError, ValueError, TypeError, KeyError, OSError, duckdb.Error) as fault:
            # a fault of ours: one sentence for the user, the traceback only for who asks for it
            if os.environ.get("KAM_DEBUG") or type(fault).__module__.startswith(("click", "typer")):
                raise
            name = type(fault).__name__
            err.print(t("cli.unexpected", name=name, fault=fault), style="red", markup=False, highlight=False)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Told,
    no_args_is_help=True,
    add_completion=False,
    help=t("cli.help"),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Data = Annotated[Path, typer.Option("--data", envvar="KAM_DATA", help=t("cli.data"))]
AsOf = Annotated[str | None, typer.Option("--as-of", help=t("cli.as_of"))]
AsJson = Annotated[bool, typer.Option("--json", help=t("cli.json"))]
HOME = Path("data")

app.command("forms", help=t("cli.forms"))(forms_command)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise KamError("cli.not_a_date", text=text) from None


@contextmanager
def _bar(hidden: bool):
    """A progress bar on stderr; gives what a step is told to."""
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*parts, console=err, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, number, of: bar.update(task, description=step, completed=number, total=of)


def _built(
    home: Path, as_of: str | None, policy: Path | None, publish: bool, as_json: bool, quiet: bool = False
) -> None:
    chosen = Policy.read(policy) if policy else None
    start = monotonic()
    with _bar(as_json) as told:
        built = build_book(home, _day(as_of), chosen, told, publish)
    seconds = round(monotonic() - start, 1)
    if quiet:
        return
    if as_json:
        told = {"as_of": built.as_of.isoformat(), "file": built.file and str(built.file), "seconds": built.seconds}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(t("cli.built" if publish else "cli.checked", as_of=built.as_of, file=built.file, seconds=seconds))


@app.command("import", help=t("cli.import"))
def import_(
    files: Annotated[list[str], typer.Argument(help=t("cli.import_files"))],
    profile: Annotated[str | None, typer.Option("--profile", "-p", help=t("cli.import_profile"))] = None,
    data: Data = HOME,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=t("cli.import_yes"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("cli.import_dry_run"))] = False,
    no_build: Annotated[bool, typer.Option("--no-build", help=t("cli.import_no_build"))] = False,
    as_json: AsJson = False,
    lang: Annotated[str | None, typer.Option("--lang", help=t("cli.import_lang"))] = None,
    author: Annotated[str | None, typer.Option("--author", help=t("cli.import_author"))] = None,
) -> None:
    import_command(files, profile, data, yes, dry_run, as_json, lang, author)
    if not (dry_run or no_build) and Home(data).files("sales_lines"):
        _built(data, None, None, True, as_json, quiet=as_json)


@app.command(help=t("cli.build"))
def build(
    data: Data = HOME,
    as_of: AsOf = None,
    policy: Annotated[Path | None, typer.Option("--policy", help=t("cli.policy_file"))] = None,
    as_json: AsJson = False,
) -> None:
    _built(data, as_of, policy, True, as_json)


@app.command(help=t("cli.check"))
def check(data: Data = HOME, as_of: AsOf = None, as_json: AsJson = False) -> None:
    _built(data, as_of, None, False, as_json)


@app.command("check-model", help=t("cli.check_model"))
def check_model(
    data: Data = HOME,
    as_of: AsOf = None,
    horizon: Annotated[list[int] | None, typer.Option("--horizon", help=t("cli.check_model_horizon"))] = None,
    as_json: AsJson = False,
) -> None:
    if wrong := set(horizon or ()) - {30, 60, 90, 180}:
        raise KamError("cli.not_a_horizon", horizon=min(wrong))
    with _bar(as_json) as told:
        found = model_check(open_book(data, _day(as_of)), tuple(horizon or ()), told)
    if as_json:
        typer.echo(found.to_json(orient="records", force_ascii=False))
        return
    for (days, target), part in found.groupby(["horizon_days", "target"], sort=False):
        status = columns.code_label("churn_status", part["status"].iloc[0], language())
        about = columns.code_label("churn_target", target, language())
        used = part["chosen"].iloc[0]
        if used:
            status += ", " + columns.code_label("churn_method", used, language())
        typer.echo("\n" + t("cli.check_model_about", about=about, days=days, status=status))
        if part["origins"].iloc[0]:
            _print(_model_table(part, language()))


def _model_table(part, lang: str):
    """Methods down, measures across, "mean ± spread over past dates"."""
    methods = [columns.code_label("churn_method", method, lang) for method in part["method"]]
    shown = pd.DataFrame({columns.label("method", lang): methods})
    for name in ("auc", "brier", "calibration_error", "bias", "hit_rate", "money_in_top_tenth"):
        pairs = zip(part[name], part[f"{name}_sd"], strict=True)
        shown[columns.label(name, lang)] = [
            formats.number(mean, lang, 3) + ("" if formats.is_unknown(sd) else " ± " + formats.number(sd, lang, 3))
            for mean, sd in pairs
        ]
    return shown


@app.command(help=t("cli.show"))
def show(
    table: Annotated[str, typer.Argument(help=t("cli.show_table"))] = "",
    data: Data = HOME,
    as_of: AsOf = None,
    where: Annotated[list[str] | None, typer.Option("--where", help=t("cli.show_where"))] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help=t("cli.show_limit"))] = None,
    form: Annotated[Literal["table", "csv", "json"], typer.Option("--format", help=t("cli.show_format"))] = "table",
    as_json: AsJson = False,
) -> None:
    book = open_book(data, _day(as_of))
    form = "json" if as_json else form
    if not table:
        frame = tables.listing(book)
    else:
        frame = tables.read(book, table, where or [], limit if limit or form != "table" else 20)
    if form == "json":
        typer.echo(frame.to_json(orient="records", date_format="iso", force_ascii=False))
    elif form == "csv":
        typer.echo(tables.safe_csv(frame), nl=False)
    else:
        _print(frame)


def _print(frame) -> None:
    grid = RichTable(box=None, header_style="bold", pad_edge=False)
    for name in frame.columns:
        grid.add_column(name, overflow="fold", justify="right" if frame[name].dtype.kind in "if" else "left")
    for row in frame.astype(object).where(frame.notna(), "—").itertuples(index=False):
        grid.add_row(*(f"{v:,.4f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v) for v in row))
    Console(width=None if sys.stdout.isatty() else 400, markup=False, highlight=False).print(grid)


@app.command(help=t("cli.policy"))
def policy(data: Data = HOME, as_json: AsJson = False) -> None:
    now, default = home_policy(data), Policy()
    if as_json:
        typer.echo(now.model_dump_json())
        return
    lang = language()
    before = default.scalars()
    section = ""
    for name, value in now.scalars().items():
        if name.split("_")[0] != section:
            section = name.split("_")[0]
            typer.echo(f"\n[{section}]  {t(f'policy.section_{section}', lang)}")
        mark = "" if value == before[name] else "   " + t("cli.policy_differs", lang, default=before[name])
        label, meaning = t(f"policy.{name}", lang), t(f"policy.{name}_meaning", lang)
        typer.echo(f"  {name.removeprefix(section + '_')} = {value!r}{mark}\n      {label}. {meaning}")
    if now.rfm.segments != default.rfm.segments:
        typer.echo("\n" + t("cli.policy_segments_differ", lang))


@app.command(help=t("cli.demo"))
def demo(
    data: Data = HOME,
    scale: Annotated[float, typer.Option("--scale", min=0.05, help=t("cli.demo_scale"))] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help=t("cli.demo_seed"))] = 1,
    as_json: AsJson = False,
) -> None:
    if not as_json:
        err.print(t("cli.demo_making", data=data), highlight=False, markup=False)
    demo_company.write(data, seed=seed, scale=scale)
    # the book of the quarter before stays beside the current one, so that a review has something to compare with
    _built(data, demo_company.QUARTER_BEFORE, None, True, as_json, quiet=True)
    _built(data, None, None, True, as_json)


@app.command("app", help=t("cli.app"))
def dashboard(
    data: Data = HOME,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=t("cli.app_port"))] = 8501,
) -> None:
    main = Path(__file__).resolve().parent.parent / "app" / "main.py"
    if not main.exists():
        raise KamError("cli.no_app", file=main)
    err.print(t("cli.app_starting", port=port, data=data), highlight=False, markup=False)
    run = [sys.executable, "-m", "streamlit", "run", str(main), "--server.port", str(port), "--server.headless", "true"]
    done = subprocess.run(run, cwd=main.parent.parent, env={**os.environ, "KAM_DATA": str(data.resolve())})
    raise typer.Exit(done.returncode)
