"""The page on fit: pictures, one client's needs, cost of misfit, what-if, catalogue; what is typed becomes entries."""

import shutil

import pandas as pd
import pytest
from read_pages import texts

import kamlib as kam
from kamlib.core import formats

VIEWS = ("picture", "walk", "misfit", "chain", "catalogue")


@pytest.fixture
def copied(demo_home, tmp_path):
    """A home that may be written to."""
    return shutil.copytree(demo_home, tmp_path / "demo", symlinks=True)


@pytest.fixture
def empty_copy(bare_home, tmp_path):
    return shutil.copytree(bare_home, tmp_path / "bare", symlinks=True)


def told(app) -> str:
    return " ".join(texts(app)).replace("\\", "")


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("company", ["demo", "bare"])
def test_every_part_opens(shown, homes, company, view, lang):
    client = kam.usp_fit(kam.open_book(homes[company])).client_id[0]
    app = shown(homes[company], "usp_fit", lang, view=view, **({"client": client} if view == "walk" else {}))
    assert not app.exception and not app.error and not app.warning


def test_headline_tells_how_many_fit(shown, demo_home, demo_book):
    totals = kam.fit_totals(demo_book).set_index("fit_status")["clients"]
    said = told(shown(demo_home, "usp_fit"))
    assert f"**{totals.sum() - totals['no_needs']} of {totals.sum()} clients**" in said
    assert f"fit **{totals['fits']}** of them" in said
    paid = kam.misfit_totals(demo_book).set_index("part").loc["total", "excess_12m"]
    assert formats.money(paid, "en", demo_book.currency, compact=True) in said


def test_list_has_the_clients_asked_for_by_contribution(shown, demo_home, demo_book):
    found = kam.usp_fit(demo_book)
    listed = shown(demo_home, "usp_fit", "ru").dataframe[0].value
    assert list(listed["name"]) == list(found.loc[found.needs > 0, "name"])
    misfits = shown(demo_home, "usp_fit", "ru", whom="misfits").dataframe[0].value
    assert list(misfits["name"]) == list(found.loc[found.passes == False, "name"])  # noqa: E712


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_link_that_names_a_client_opens_its_needs(shown, demo_home, demo_book, lang):
    client = kam.usp_fit(demo_book).query("fit_status == 'vetoed'").iloc[0]
    app = shown(demo_home, "usp_fit", lang, client=client.client_id)
    said = told(app)
    assert client["name_en" if lang == "en" else "name"] in said
    for gap in kam.usp_gaps(demo_book, client.client_id).query("is_veto == True").to_dict("records"):
        assert (gap["need_en"] if lang == "en" else gap["need"]) in said
    assert formats.share(client.fit_share, lang) in said


def test_a_client_that_does_not_exist_is_told_of(shown, demo_home):
    app = shown(demo_home, "usp_fit", client="C9999")
    assert "C9999" in app.warning[0].value and not app.exception


def test_fit_moves_at_once_with_what_was_entered(shown, copied):
    book, register = kam.open_book(copied), kam.open_register(copied)
    client = kam.usp_fit(book).query("fit_status == 'below'").iloc[0].client_id
    gap = kam.usp_gaps(book, client).iloc[0]
    row = {"need": gap.need, "usp_id": "U01", "client_id": client, "coverage": 1.0, "evidence": "shown on site"}
    register.write("coverage", [row], author="Anna", source="test")
    said = told(shown(copied, "usp_fit", client=client))
    assert gap.fit_after > gap.fit_share and formats.share(gap.fit_after, "en") in said
    assert "1 entry since the book was built" in said


def test_cost_of_misfit_names_those_compared_with(shown, demo_home, demo_book):
    costs = kam.misfit_cost(demo_book).query("part == 'total'")
    client = costs.iloc[1].client_id
    app = shown(demo_home, "usp_fit", "ru", view="misfit", client=client)
    compared = kam.misfit_comparables(demo_book, client)
    assert list(app.dataframe[0].value["name"]) == list(compared["name"])
    paid = formats.money(costs.iloc[1].excess_12m, "ru", demo_book.currency, compact=True)
    parts = app.table[1].value.iloc[:, 3].str.replace("\\", "")
    assert parts.iloc[-1] == paid


def test_where_nobody_fits_there_are_too_few_to_compare_with(shown, copied):
    # a line that almost nobody reaches leaves no circle of comparable clients
    policy = kam.open_book(copied).policy.changed(fit_min_comparables=300, fit_most_comparables=300)
    costs = kam.misfit_cost(kam.live(kam.open_book(copied), policy=policy))
    assert set(costs.query("part == 'total'").status) == {"too_few"} and costs.excess_12m.isna().all()


def test_what_if_proposes_the_most_open_needs(shown, demo_home, demo_book):
    needs = kam.need_gaps(demo_book).head(5)
    rows = [{"usp_id": r.usp_id if isinstance(r.usp_id, str) else "new1", "need": r.need, "coverage": 1.0}
            for r in needs.itertuples()]  # fmt: skip
    total = kam.value_chain(demo_book, rows).total
    found = {m.label: m.value.replace("\\", "") for m in shown(demo_home, "usp_fit", view="chain").metric}
    assert found["Begin to fit, clients"] == str(total["clients_crossing"])
    assert found["Gain a year"] == formats.money(total["gain_12m"], "en", demo_book.currency, compact=True)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_without_needs_it_says_what_to_do(shown, bare_home, lang):
    app = shown(bare_home, "usp_fit", lang)
    assert "kam forms" in told(app) and len(app.info) == 1
    app.button[0].click().run()
    assert app.query_params["view"] == "walk" and app.selectbox(key=f"client:{lang}").value is None


def test_needs_entered_where_there_were_none_give_a_fit(shown, empty_copy):
    register = kam.open_register(empty_copy)
    register.write("usps", [{"usp_id": "U1", "name": "Свой склад"}], author="Anna", source="test")
    register.write("needs", [{"client_id": "К05", "need": "сроки", "importance": 3}], author="Anna", source="test")
    register.write("coverage", [{"need": "сроки", "usp_id": "U1", "coverage": 0.8}], author="Anna", source="test")
    app = shown(empty_copy, "usp_fit", "ru", client="К05")
    assert not app.exception and not app.warning
    assert any(formats.share(0.8, "ru") in m.value for m in app.metric)


def test_without_a_name_nothing_can_be_saved(shown, demo_home):
    app = shown(demo_home, "usp_fit", client="C0035")
    assert any("type your name" in c.value for c in app.caption)
    assert not [b for b in app.button if b.label in ("Save changes", "Add")]
    app.text_input(key="person:en").set_value("Anna").run()
    assert {b.label for b in app.button} >= {"Save changes", "Add"}


# What is typed into a table becomes entries


LOADED = pd.DataFrame({"client_id": "c", "need": ["price", "speed", "nights"], "label": "x", "importance": [1.0, 2, 3]})


def test_only_what_was_typed_is_written():
    from app.widgets.entering import changes

    edited = {"edited_rows": {1: {"importance": 5, "evidence": "  asked "}}, "deleted_rows": [], "added_rows": []}
    rows, out = changes(edited, LOADED, ("client_id", "need"))
    assert rows == [{"client_id": "c", "need": "speed", "importance": 5, "evidence": "asked"}] and out == []


def test_a_row_taken_out_is_not_written_too():
    from app.widgets.entering import changes

    edited = {"edited_rows": {"0": {"importance": 5}, "2": {"importance": 7}}, "deleted_rows": [0]}
    rows, out = changes(edited, LOADED, ("client_id", "need"))
    assert out == [("c", "price")] and rows == [{"client_id": "c", "need": "nights", "importance": 7}]


def test_an_own_coverage_that_is_emptied_returns_to_the_general_view():
    from app.widgets.entering import changes

    loaded = pd.DataFrame({"need": ["price"], "usp_id": ["U1"], "client_id": ["c"], "coverage": [0.4]})
    rows, out = changes({"edited_rows": {0: {"coverage": None}}}, loaded, ("need", "usp_id", "client_id"), "coverage")
    assert rows == [] and out == [("price", "U1", "c")]


def test_empty_rows_of_a_table_to_add_to_are_nothing():
    from app.widgets.entering import added

    typed = pd.DataFrame(
        {"need": ["price", None, "  "], "importance": [3.0, None, None], "must_have": [False, False, False]}
    )
    assert added(typed, {"author": "Anna"}) == [
        {"need": "price", "importance": 3.0, "must_have": False, "author": "Anna"}
    ]
