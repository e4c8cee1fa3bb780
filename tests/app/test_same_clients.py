"""Clients that are likely one, judged on the page of clients, and what that changes."""

from datetime import date

import pytest
from read_pages import texts

import kamlib as kam
from kamlib.book.build import build

CLIENTS = [{"client_id": "1", "name": 'ООО "Ёлка"'}, {"client_id": "2", "name": "ЕЛКА, ООО"}, {"client_id": "3"}]


@pytest.fixture
def home(lines_home):
    bought = [("1", 10), ("2", 200), ("3", 4)]
    lines = [{"order_date": "2024-12-05", "client_id": c, "net_amount": n} for c, n in bought]
    return lines_home(lines, date(2024, 12, 31), clients=CLIENTS)


@pytest.mark.parametrize(("lang", "question"), [("en", "may be one"), ("ru", "возможно")])
def test_a_pair_is_offered_with_what_each_bought(shown, home, lang, question):
    app = shown(home, "clients", lang)
    assert any(question in x.label for x in app.expander)
    pair = next(x for x in texts(app) if "Ёлка" in x and "ЕЛКА" in x)
    assert "10" in pair and "200" in pair


def test_a_pair_is_joined_from_the_next_book_on_and_can_be_taken_apart(shown, home):
    app = shown(home, "clients")
    app.sidebar.text_input[0].set_value("Anna").run()
    next(b for b in app.button if b.key == "is_same:1:2").click().run()
    assert not app.exception and any("is the same client as" in x for x in texts(app))
    build(home, date(2024, 12, 31))
    book = kam.open_book(home)
    assert sorted(kam.clients(book)["client_id"]) == ["2", "3"]
    app = shown(home, "client", client="1")  # a kept address of the code that is now a member
    assert not app.exception and app.title[0].value == "ЕЛКА, ООО"
    assert any("2 codes count as this client" in x.label for x in app.expander)
    app = shown(home, "clients")
    app.sidebar.text_input[0].set_value("Anna").run()
    next(b for b in app.button if b.key == "undo:1:2").click().run()
    build(home, date(2024, 12, 31))
    assert sorted(kam.clients(kam.open_book(home))["client_id"]) == ["1", "2", "3"]
