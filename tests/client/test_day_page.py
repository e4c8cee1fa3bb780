"""My day and the client's people and timeline on their pages: read, written, seen by somebody else."""

import shutil
from datetime import date

import pytest
from what_is_said import said

import kamlib as kam


@pytest.fixture
def home(dossier_home, tmp_path):
    shutil.copytree(dossier_home, tmp_path / "home", symlinks=True)
    return tmp_path / "home"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_my_day_tells_whom_to_call_and_where(opened, dossier_home, lang):
    app = opened(dossier_home, "day", lang, manager="M1")
    assert not app.exception and not app.error
    told = said(app)
    for expected in {
        "en": ("The next step is due: 25 Jun 2026", "buyer", "Send samples", "Last talk 11 Jun 2026", "Alpha"),
        "ru": ("Пора сделать следующий шаг: 25.06.2026", "Сидорова Анна", "Send samples", "Альфа"),
    }[lang]:
        assert expected in told


def test_a_client_is_found_by_telephone(opened, dossier_home):
    app = opened(dossier_home, "day", manager="M2")
    app.text_input(key="look-up:en").set_value("8 (000) 123-45-67").run()
    assert "Telephone: Pyotr Petrov" in said(app) and any("Alpha" in b.label for b in app.button)


def test_a_call_with_its_next_step_is_seen_by_another_person(opened, home):
    mine, theirs = (opened(home, "day", author=name, manager="M1") for name in ("Anna", "Boris"))
    key = "talk:ALPHA:en:0"
    mine.text_input(key=f"{key}:outcome").set_value("Wants a discount")
    mine.text_input(key=f"{key}:step").set_value("Answer on the discount")
    mine.date_input(key=f"{key}:step_on").set_value(date(2026, 12, 24))
    next(b for b in mine.button if b.label == "Save the talk" and b.form_id == key).click()
    mine.run()
    assert not mine.exception
    row = kam.open_register(home).current("talks").iloc[0]
    assert row[["client_id", "outcome", "next_step", "entered_by"]].tolist() == [
        "ALPHA", "Wants a discount", "Answer on the discount", "Anna",
    ]  # fmt: skip
    assert "25 Jun 2026" not in said(theirs.run())
    client = opened(home, "client", client="ALPHA")
    shown = next(t.value for t in client.dataframe if "With whom" in t.value)
    assert shown["What"].iloc[0] == "Wants a discount. Answer on the discount"


def test_a_task_ticked_is_done(opened, home):
    app = opened(home, "day", author="Anna", manager="M1")
    next(b for b in app.button if b.label == "Done").click().run()
    assert kam.open_register(home).current("tasks").set_index("task_id").loc["Z1", "done_on"] is not None
    assert "Send samples" not in said(app)


def test_the_clients_page_names_the_gaps(opened, dossier_home):
    told = said(opened(dossier_home, "client", client="ALPHA"))
    assert "Who decides is silent" in told and "86% of 7 talks" in told


def test_without_managers_the_page_says_how_to_tell_them(opened, bare_home):
    app = opened(bare_home, "day")
    assert not app.exception and "Assignments" in said(app)
