"""The command `kam`: every command talks in the user's language and has --json for machines.

Exit status: 0 done, 1 the data or the user's input are at fault (it says how), 2 usage. What a command needs is
imported when it runs, so that `kam --help` comes at once.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.core import TyperGroup

from kamlib.core.errors import KamError
from kamlib.core.texts import t


class ErrorsInWords(TyperGroup):
    """Says what the data or the input are at fault for, instead of a traceback."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KamError as fault:
            _refuse(str(fault))
        except BrokenPipeError:  # the reader of our output has seen enough
            os._exit(0)
        except Exception as fault:
            # a fault of ours: one sentence for the user, the traceback only for who asks for it
            if os.environ.get("KAM_DEBUG") or type(fault).__module__.startswith(("click", "typer")):
                raise
            _refuse(t("cli.unexpected", name=type(fault).__name__, fault=fault))


def _refuse(text: str) -> None:
    from kamlib.commands.output import err

    err.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1) from None


app = typer.Typer(
    cls=ErrorsInWords,
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


def _review_date(text: str | None) -> date | Literal["last-week"] | None:
    return "last-week" if text == "last-week" else _day(text)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise KamError("cli.not_a_date", text=text) from None


@app.command("forms", help=t("cli.forms"))
def forms(
    out: Annotated[Path | None, typer.Option("--out", help=t("forms.help_out"))] = None,
    lang: Annotated[str | None, typer.Option("--lang", help=t("forms.help_lang"))] = None,
    tables: Annotated[str | None, typer.Option("--tables", help=t("forms.help_tables"))] = None,
    data: Data = HOME,
    client: Annotated[list[str] | None, typer.Option("--client", help=t("forms.help_client"))] = None,
    manager: Annotated[str | None, typer.Option("--manager", help=t("forms.help_manager"))] = None,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands.forms import write_form

    write_form(out, lang, tables, data, client, manager, as_json)


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
    answer: Annotated[list[str] | None, typer.Option("--answer", help=t("cli.import_answer"))] = None,
    replaces: Annotated[list[int] | None, typer.Option("--replaces", help=t("cli.import_replaces"))] = None,
) -> None:
    from kamlib.commands import building, import_dialogue
    from kamlib.core.home import Home

    import_dialogue.bring_in(files, profile, data, yes, dry_run, as_json, lang, author, answer or [], replaces or [])
    if not (dry_run or no_build) and Home(data).files("sales_lines"):
        building.built(data, None, None, True, as_json, quiet=as_json)


@app.command(help=t("cli.build"))
def build(
    data: Data = HOME,
    as_of: Annotated[str | None, typer.Option("--as-of", help=t("cli.build_as_of"))] = None,
    policy: Annotated[Path | None, typer.Option("--policy", help=t("cli.policy_file"))] = None,
    accept_register: Annotated[bool, typer.Option("--accept-register", help=t("cli.accept_register"))] = False,
    only: Annotated[list[str] | None, typer.Option("--only", help=t("cli.only"))] = None,
    quarters: Annotated[int, typer.Option("--quarters", min=0, max=40, help=t("cli.quarters"))] = 0,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands import building

    if only:
        building.tried(data, _day(as_of), policy, only, as_json)
    else:
        if quarters:
            building.built_quarters(data, quarters, _review_date(as_of), policy, as_json)
        building.built(data, _review_date(as_of), policy, True, as_json, accept_register=accept_register)


@app.command("books", help=t("cli.books"))
def books(
    data: Data = HOME,
    remove: Annotated[str | None, typer.Option("--remove", help=t("cli.books_remove"))] = None,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands import shelf

    if day := _day(remove):
        shelf.removed(data, day)
    shelf.listed(data, as_json)


@app.command("sources", help=t("cli.sources"))
def sources(
    data: Data = HOME,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help=t("cli.sources_withdraw"))] = None,
    restore: Annotated[int | None, typer.Option("--restore", help=t("cli.sources_restore"))] = None,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands import sources

    if withdraw is not None:
        sources.withdrawn(data, withdraw)
    if restore is not None:
        sources.restored(data, restore)
    if withdraw is None and restore is None:
        sources.listed(data, as_json)


profiles = typer.Typer(no_args_is_help=True, help=t("cli.profile"), rich_markup_mode=None)
app.add_typer(profiles, name="profile")


@profiles.command("save", help=t("cli.profile_save"))
def profile_save(
    name: Annotated[str, typer.Argument(help=t("cli.profile_save_name"))],
    file: Annotated[str | None, typer.Option("--file-like", help=t("cli.profile_save_file"))] = None,
    source: Annotated[int | None, typer.Option("--source", help=t("cli.profile_save_source"))] = None,
    data: Data = HOME,
) -> None:
    from kamlib.commands import sources

    sources.profile_saved(data, name, file, source)


@profiles.callback()
def _profiles() -> None:
    """Profiles: what a known source calls things."""


@app.command(help=t("cli.check"))
def check(data: Data = HOME, as_of: AsOf = None, as_json: AsJson = False) -> None:
    from kamlib.commands import building

    building.built(data, _day(as_of), None, False, as_json)


@app.command("check-model", help=t("cli.check_model"))
def check_model(
    data: Data = HOME,
    as_of: AsOf = None,
    horizon: Annotated[list[int] | None, typer.Option("--horizon", help=t("cli.check_model_horizon"))] = None,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands import showing

    showing.model(data, _day(as_of), tuple(horizon or ()), as_json)


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
    from kamlib.commands import showing

    showing.table(data, _day(as_of), table, where or [], limit, "json" if as_json else form)


@app.command("review", help=t("pack.help"))
def review(
    data: Data = HOME,
    quarter: Annotated[str | None, typer.Option("--quarter", help=t("pack.help_quarter"))] = None,
    lang: Annotated[str | None, typer.Option("--lang", help=t("pack.help_lang"))] = None,
    out: Annotated[Path, typer.Option("--out", help=t("pack.help_out"))] = Path(),
    kind: Annotated[str | None, typer.Option("--kind", help=t("pack.help_kind"))] = None,
    clients: Annotated[str | None, typer.Option("--clients", help=t("pack.help_clients"))] = None,
    client: Annotated[str | None, typer.Option("--client", help=t("pack.help_client"))] = None,
    template: Annotated[Path | None, typer.Option("--template", help=t("pack.help_template"))] = None,
    company: Annotated[str | None, typer.Option("--company", help=t("pack.help_company"))] = None,
    personal: Annotated[bool, typer.Option("--personal", help=t("pack.help_personal"))] = False,
    printed_on: Annotated[str | None, typer.Option("--printed-on", help=t("pack.help_printed"))] = None,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands.review import written

    day = _day(printed_on)
    written(data, quarter, lang, out, kind, clients, client, template, company, personal, day, as_json)


@app.command(help=t("cli.policy"))
def policy(data: Data = HOME, as_json: AsJson = False) -> None:
    from kamlib.commands import showing

    showing.policy(data, as_json)


@app.command(help=t("cli.demo"))
def demo(
    data: Data = HOME,
    scale: Annotated[float, typer.Option("--scale", min=0.05, help=t("cli.demo_scale"))] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help=t("cli.demo_seed"))] = 1,
    as_json: AsJson = False,
) -> None:
    from kamlib.commands import building

    building.made_demo(data, scale, seed, as_json)


@app.command("app", help=t("cli.app"))
def dashboard(
    data: Data = HOME,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=t("cli.app_port"))] = 8501,
) -> None:
    from kamlib.commands import dashboard

    dashboard.serve(data, port)
