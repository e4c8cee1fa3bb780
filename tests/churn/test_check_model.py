"""`kam check-model`: the same backtest as the book's card at the policy's horizon, and others beside it."""

import json

import pytest
from typer.testing import CliRunner

import kamlib as kam
from kamlib.answers.risk_check import check_model
from kamlib.commands.main import app


@pytest.fixture(scope="module")
def book(blended_home):
    """Of a small company: the demo company takes minutes."""
    return kam.open_book(blended_home)


@pytest.fixture(scope="module")
def checked(book):
    return check_model(book, (30, 90))


@pytest.mark.parametrize("target", ["churned", "shrunk"])
def test_at_the_policys_horizon_it_is_what_the_book_says(book, checked, target):
    card = kam.model_card(book, target)
    found = checked.query("horizon_days == 90 and target == @target and method == 'answer'").iloc[0]
    assert (found["origins"], found["status"], found["chosen"]) == (card["origins"], card["status"], card["method"])
    for measure in ("auc", "brier", "calibration_error", "bias", "hit_rate", "money_in_top_tenth"):
        assert found[measure] == pytest.approx(card[measure])
        assert found[f"{measure}_sd"] == pytest.approx(card[f"{measure}_sd"])


def test_a_shorter_horizon_is_survived_by_fewer_silences(checked):
    silent = checked.query("target == 'churned' and method == 'answer'").set_index("horizon_days")["prevalence"]
    assert silent[30] > silent[90] > 0


def test_the_command_tells_the_same_and_refuses_other_horizons(book, checked, monkeypatch):
    """What it tells is what `check_model` gives, which takes long and is not asked twice."""
    mine = checked[checked["horizon_days"] == 30]

    def asked(opened, horizons, progress):
        assert (opened.home, horizons) == (book.home, (30,))
        return mine

    with monkeypatch.context() as patch:
        patch.setattr("kamlib.commands.showing.check_model", asked)
        said = CliRunner().invoke(app, ["check-model", "--data", str(book.home), "--horizon", "30", "--json"])
    rows = json.loads(said.stdout)
    assert [(r["target"], r["method"], r["auc"]) for r in rows] == [
        (t, m, pytest.approx(a)) for t, m, a in zip(mine["target"], mine["method"], mine["auc"], strict=True)
    ]
    refused = CliRunner().invoke(app, ["check-model", "--data", str(book.home), "--horizon", "45"])
    assert refused.exit_code == 1 and "45" in refused.output
