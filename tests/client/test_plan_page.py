"""The plan and ties on the client's page and the page of key clients: shown in both languages, taken over, edited."""

import shutil
from datetime import date

import pytest
from planned_company import AS_OF, RECORDS, SALES
from what_is_said import said

import kamlib as kam


@pytest.fixture(scope="module")
def plan_home(lines_home):
    return lines_home(SALES, as_of=AS_OF, **RECORDS)


@pytest.fixture
def home(plan_home, tmp_path):
    shutil.copytree(plan_home, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_plan_stands_on_the_clients_page(opened, plan_home, lang):
    app = opened(plan_home, "client", lang, client="KEY")
    assert not app.exception and not app.error
    told = said(app)
    for expected in {
        "en": ("Plan of work with it", "Use its potential", "100% of order lines", "Dealership", "over since"),
        "ru": ("План работы с клиентом", "Использовать потенциал", "100 % строк заказов", "Дилерство", "кончилась"),
    }[lang]:
        assert expected in told.replace("\xa0", " ")
    head = {"en": "What is missing", "ru": "Чего не хватает"}[lang]
    steps = next(t.value for t in app.dataframe if head in t.value)
    assert len(steps) == 6
    lacks = {"en": "Goals with a number and a day; A task in hand", "ru": "Цели с числом и сроком; Задача в работе"}
    assert steps[head].iloc[1] == lacks[lang]


def test_a_suggestion_is_taken_into_the_plan_with_one_button(opened, home):
    app = opened(home, "client", author="Anna", client="KEY")
    next(b for b in app.button if b.label == "Take it into the plan").click().run()
    assert not app.exception
    goals = kam.open_register(home).current("goals").set_index("goal")
    row = goals.loc["Use its potential"]
    assert str(row["set_on"])[:10] == str(date.today())
    assert row[["client_id", "measure", "baseline", "target", "entered_by"]].tolist() == [
        "KEY", "revenue", 1200, 2000, "Anna",
    ]  # fmt: skip
    assert not [b for b in app.button if b.label == "Take it into the plan"]


def test_plans_of_all_and_who_is_without_ties(opened, plan_home):
    app = opened(plan_home, "key_clients", part="plans")
    assert not app.exception and not app.error
    plans, untied = (t.value for t in app.dataframe)
    assert plans["name"].tolist() == ["BARE", "KEY"]
    assert untied["name"].tolist() == ["OTHER", "BARE"]


def test_a_client_that_is_not_key_has_goals_and_ties_but_no_steps(opened, plan_home):
    told = said(opened(plan_home, "client", client="OTHER"))
    assert "this one is not key" in told and "Nothing is known to tie this client to us" in told
