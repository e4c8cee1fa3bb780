"""The command `kam`: what it prints, and how it ends."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kamlib.commands.main import app

ROOT = Path(__file__).parent.parent
SALES = "order_id,order_date,client_id,net_amount\n" + "".join(
    f"{n},2024-{1 + n % 12:02d}-15,{'=danger' if n % 3 else 'plain'},{100 + n}.50\n" for n in range(24)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    (folder / "sales.csv").write_text(SALES)
    done = kam("import", folder / "sales.csv", "--data", folder / "home", "--yes")
    assert done.exit_code == 0, done.output
    return folder / "home"


def kam(*words, lang="en"):
    return CliRunner().invoke(app, [str(w) for w in words], env={"KAM_LANG": lang})


def test_an_import_is_seen_at_once_in_a_book(home):
    done = kam("show", "overview", "--data", home, "--json")
    (row,) = json.loads(done.stdout)
    # 24 lines of 100.50 … 123.50: 24 · 100.5 + (0 + … + 23) = 2688, less December's 111.50 + 123.50:
    # it ends on the 15th, so the last complete month is November
    assert row["as_of"].startswith("2024-11-30")
    assert row["net_12m"] == pytest.approx(2453)
    assert row["active_clients"] == 2


def test_conditions_are_values_never_sql(home):
    named = kam("show", "client_card", "--data", home, "--where", "client_id=plain", "--json")
    assert [r["client_id"] for r in json.loads(named.stdout)] == ["plain"]
    tried = kam("show", "client_card", "--data", home, "--where", "client_id=x' OR '1'='1", "--json")
    assert json.loads(tried.stdout) == []


def test_csv_cannot_run_formulas(home):
    shown = kam("show", "client_card", "--data", home, "--format", "csv")
    assert "'=danger" in shown.stdout
    assert not re.search(r"(^|,)=", shown.stdout, re.M)


@pytest.mark.parametrize(
    "words, told",
    [
        (["show", "nosuch"], "no table nosuch"),
        (["show", "rfm", "--where", "nosuch=1"], "no column nosuch"),
        (["show", "rfm", "--where", "frequency_12m=many"], "does not fit"),
        (["show", "rfm", "--where", "what"], "column=value"),
        (["show", "rfm", "--as-of", "2020-01-31"], "no book as of 31 Jan 2020"),
        (["build", "--as-of", "soon"], "not a date"),
        (["build", "--as-of", "1999-12-31"], "31 Dec 1999"),
    ],
)
def test_what_does_not_fit_is_told_and_ends_with_1(home, words, told):
    done = kam(*words, "--data", home)
    assert done.exit_code == 1
    assert told in done.stderr
    assert "Traceback" not in done.output


def test_usage_ends_with_2(home):
    assert kam("build", "--nosuch").exit_code == 2


def test_an_empty_home_says_what_to_run(tmp_path):
    assert "kam import" in kam("build", "--data", tmp_path).stderr
    assert "kam build" in kam("show", "rfm", "--data", tmp_path).stderr
    assert "Выполните" in kam("show", "rfm", "--data", tmp_path, lang="ru").stderr


def test_all_faults_of_a_policy_are_told_at_once(home, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text("[abc]\na_share = 2\nnosuch = 1\n[xyz]\nx_max_cv = 0.9\n")
    told = kam("build", "--policy", file, "--data", home).stderr
    assert "abc.a_share" in told and "abc.nosuch" in told and "x_max_cv" in told


def test_the_policy_shows_what_differs(home):
    (home / "policy.toml").write_text("[abc]\na_share = 0.7\n")
    try:
        assert re.search(r"a_share = 0\.7.*0\.8", kam("policy", "--data", home).stdout)
    finally:
        (home / "policy.toml").unlink()


def test_a_failed_build_leaves_the_last_book(home):
    before = (home / "books" / "current").resolve()
    assert kam("build", "--as-of", "1999-12-31", "--data", home).exit_code == 1
    assert (home / "books" / "current").resolve() == before


def test_commands_in_the_readme_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    commands = set(re.findall(r"\bkam ([a-z-]+)", text))
    known = {c.name or c.callback.__name__ for c in app.registered_commands}
    assert commands <= known, commands - known
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`?make ([a-z]+)", text)) <= targets
