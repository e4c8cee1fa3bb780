"""What has changed and whether we were right: the pages show the digits of `compare`, `forecasts_met` and outcomes."""

import shutil

import pytest
from read_pages import texts

import kamlib as kam
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.review import outcome_text


def told(app) -> str:
    return " ".join(texts(app)).replace("\\", "")


@pytest.fixture(scope="module")
def compared(reviewed_home):
    return kam.compare("2026-06-30", kam.open_book(reviewed_home))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_what_has_changed_is_that_of_compare(shown, reviewed_home, compared, lang):
    app = shown(reviewed_home, "skam", lang, room="changed")
    assert not app.exception and not app.error
    company = app.dataframe[0].value
    revenue = compared.company.set_index("company_measure").loc["net_12m", "measure_now"]
    assert formats.money(revenue, lang, "RUB", compact=True) in company.iloc[0].tolist()
    assert len(company) == len(compared.company)
    counts = compared.clients.query("risk_band_then in ['high', 'raised']")["risk_outcome"].value_counts()
    for code, n in counts.items():
        assert f"{columns.code_label('risk_outcome', code, lang)}: {n}" in told(app)


def test_without_an_earlier_review_it_says_how_to_get_one(shown, demo_home):
    app = shown(demo_home, "skam", "en", room="changed")
    assert "--quarters 6" in app.info[0].value and not app.exception


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_were_we_right_tells_forecasts_and_decisions(shown, reviewed_home, lang):
    book = kam.open_book(reviewed_home)
    app = shown(reviewed_home, "skam", lang, room="outcomes")
    assert not app.exception and not app.error
    last, said = kam.forecasts_met(book).iloc[0], told(app)
    assert formats.money(last["revenue_came"], lang, "RUB", compact=True) in said
    outcomes = kam.decision_outcomes(book).to_dict("records")
    assert len(outcomes) == 3
    for row in outcomes:
        assert outcome_text(row, lang, "RUB") in said
    frozen = columns.label("net_12m", lang)
    assert said.count(f"{frozen}: ") == 3  # what each decision rested on, beside the number of now


def test_a_verdict_is_given_on_the_page(shown, reviewed_home, tmp_path):
    home = shutil.copytree(reviewed_home, tmp_path / "home", symlinks=True)
    app = shown(home, "skam", "en", room="outcomes")
    app.text_input(key="person:en").input("Anna").run()
    decision = kam.decision_outcomes(kam.open_book(home))["decision_id"][0]
    kam.open_register(home).close()
    key = f"verdict:{decision}:en:0"
    app.radio(key=f"{key}:verdict").set_value("missed").run()
    app.button(key=f"{key}:save").click().run()
    assert "reason" in " ".join(w.value for w in app.warning) or "why" in " ".join(w.value for w in app.warning)


@pytest.mark.parametrize(
    ("page", "address", "buttons"),
    [
        ("overview", {}, ["Print on one page (PDF)"]),
        ("client", {"client": "C0041"}, ["Print this client's sheet (PDF)"]),
        ("skam", {}, ["Pack for print (PDF)", "Workbook (Excel)", "Slides (PowerPoint)"]),
    ],
)
def test_what_can_be_taken_away_is_made_only_when_asked_for(shown, reviewed_home, monkeypatch, page, address, buttons):
    def made(*_):
        raise AssertionError("made on the view of a page")

    for name in ("pdf", "contents", "client_sheet", "page_one_alone"):
        monkeypatch.setattr(f"app.widgets.printing.{name}", made)
    app = shown(reviewed_home, page, "en", **address)
    assert not app.exception
    found = [button.proto.label for button in app.get("download_button")]
    assert [label for label in buttons if label not in found] == []
