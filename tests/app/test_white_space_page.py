"""What clients like it buy and it does not: on the client's page and, over all clients, on the list of clients."""

import pytest

import kamlib as kam
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns


def told(app) -> str:
    return " ".join(x.value for kind in (app.markdown, app.caption, app.info) for x in kind).replace("\\", "")


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_client_s_page_tells_what_it_lacks_and_what_that_was_worth_before(shown, demo_home, demo_book, lang):
    gaps = kam.white_space(demo_book)
    client = gaps["client_id"].iloc[0]
    mine = gaps[gaps["client_id"] == client]
    page = told(shown(demo_home, "client", lang, client=client))
    for money in (mine["expected_12m"].sum(), mine["stake"].sum()):
        assert f"**{formats.money(money, lang, demo_book.currency, compact=True)}**" in page
    then = kam.white_space_check(demo_book)
    row = then[then["gap_kind"] == mine["gap_kind"].iloc[0]].iloc[-1]
    for name in ("filled_share", "others_filled_share", "rival_filled_share"):
        assert formats.share(row[name], lang) in page
    assert (t("white_space.checked_no_better", lang) in page) == (not row["is_better"])


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("status", ["none", "left_out"])
def test_a_client_without_gaps_is_told_why(shown, demo_home, demo_book, lang, status):
    every = kam.white_space_status(demo_book)
    client = every.loc[every["gap_status"] == status, "client_id"].iloc[0]
    page = told(shown(demo_home, "client", lang, client=client))
    assert columns.code_meaning("gap_status", status, lang, demo_book.policy) in page


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_list_of_clients_has_all_gaps_by_what_is_likely(shown, demo_home, demo_book, lang):
    gaps = kam.white_space(demo_book)
    never = gaps[gaps["gap_kind"] == "never"]
    for address, found in (({}, never), ({"gaps": "all"}, gaps)):
        app = shown(demo_home, "clients", lang, **address)
        (table,) = [x.value for x in app.dataframe if "fill_chance" in x.value]
        assert list(table["stake"]) == list(found["stake"].head(len(table)))
        assert f"**{found['client_id'].nunique()}**" in told(app)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_company_without_product_classes_is_told_what_to_add(shown, bare_home, lang):
    book = kam.open_book(bare_home)
    why = columns.code_meaning("gap_status", "no_classes", lang, book.policy)
    client = kam.clients(book)["client_id"].iloc[0]
    assert why in told(shown(bare_home, "clients", lang))
    assert why in told(shown(bare_home, "client", lang, client=client))


def test_the_list_obeys_the_search(shown, demo_home, demo_book):
    gaps = kam.white_space(demo_book)
    client = gaps.loc[gaps["gap_kind"] == "never", "client_id"].iloc[0]
    app = shown(demo_home, "clients", search=client)
    (table,) = [x.value for x in app.dataframe if "fill_chance" in x.value]
    assert len(table) == len(gaps[(gaps["client_id"] == client) & (gaps["gap_kind"] == "never")])
