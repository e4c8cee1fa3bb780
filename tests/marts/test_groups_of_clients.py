"""One client under several codes: judged the same, or outlets of one parent; what it changes, and what it does not."""

from datetime import date
from random import Random

import pytest
from compare import rows, tables
from made_lines import line, monthly

import kamlib as kam
from kamlib.book.build import build
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)
ONLY = ["client_card", "client_members", "likely_same", "concentration", "abc_xyz", "usp_fit", "overview"]
TOGETHER = Policy.from_dict({"grouping": {"parents": "together"}})


def codes(book):
    return sorted(kam.clients(book)["client_id"])


CHAIN = [
    {"client_id": "holding", "name": "Holding"},
    {"client_id": "north", "name": "North", "parent_id": "holding", "region": "N"},
    {"client_id": "shop1", "name": "Shop 1", "parent_id": "north"},
    {"client_id": "shop2", "name": "Shop 2", "parent_id": "north"},
    {"client_id": "alone", "name": "Alone"},
]
LINES = [
    *monthly("shop1", "2022-12", [10] * 25),
    *monthly("shop2", "2022-12", [20] * 25, day=20),
    *monthly("north", "2022-12", [1] * 25),
    *monthly("alone", "2022-12", [100] * 25),
]


def test_outlets_count_apart_unless_the_policy_says_otherwise(lines_book):
    book = lines_book(LINES, as_of=YEAR_END, clients=CHAIN, only=ONLY)
    assert codes(book) == ["alone", "holding", "north", "shop1", "shop2"]
    assert kam.client_members(book).empty


@pytest.fixture(scope="module")
def together(lines_book):
    return lines_book(LINES, as_of=YEAR_END, clients=CHAIN, policy=TOGETHER, only=ONLY)


def test_outlets_of_outlets_count_as_the_topmost_parent(together):
    # 12 · (10 + 20 + 1) = 372 beside 1200
    assert codes(together) == ["alone", "holding"]
    card = kam.client_card(together, "holding")
    assert (card["name"], card["net_12m"], card["net_12m_before"]) == ("Holding", 372, 372)
    assert card["region"] == "N"  # the holding tells none
    assert card["purchase_days_12m"] == 24  # shop1 and north buy on the 15th, shop2 on the 20th
    assert kam.concentration(together)["clients"] == 2


def test_what_members_tell_otherwise_is_not_known_of_the_group(lines_book):
    clients = [
        {"client_id": "x"},
        {"client_id": "x1", "parent_id": "x", "type": "retail", "region": "N"},
        {"client_id": "x2", "parent_id": "x", "type": "retail", "region": "S"},
    ]
    lines = [line("x1", "2024-12-05", 1), line("x2", "2024-12-06", 2)]
    book = lines_book(lines, as_of=YEAR_END, clients=clients, policy=TOGETHER, only=ONLY)
    card = kam.client_card(book, "x")
    assert (card["type"], card["region"]) == ("retail", None)


def test_its_members_are_named_and_sum_to_it(together):
    members = kam.client_members(together, "holding").set_index("member_id")
    assert members["net_12m"].to_dict() == {"holding": 0, "north": 12, "shop1": 120, "shop2": 240}
    assert members["member_how"].to_dict() == {
        "holding": "itself",
        "north": "parent",
        "shop1": "parent",
        "shop2": "parent",
    }
    assert kam.client_members(together, "alone").empty


def test_parents_in_a_circle_are_one_client(lines_book):
    circle = [
        {"client_id": "a", "parent_id": "b"},
        {"client_id": "b", "parent_id": "c"},
        {"client_id": "c", "parent_id": "a"},
    ]
    book = lines_book(monthly("a", "2024-01", [10] * 12) + monthly("c", "2024-01", [5] * 12), as_of=YEAR_END,
                      clients=circle, policy=TOGETHER, only=ONLY)  # fmt: skip
    assert codes(book) == ["a"]
    assert kam.client_card(book, "a")["net_12m"] == 180


def test_a_parent_nobody_lists_is_the_client(lines_book):
    clients = [{"client_id": "x1", "parent_id": "x"}, {"client_id": "x2", "parent_id": "x"}]
    book = lines_book([line("x1", "2024-12-05", 1), line("x2", "2024-12-06", 2)], as_of=YEAR_END, clients=clients,
                      policy=TOGETHER, only=ONLY)  # fmt: skip
    assert codes(book) == ["x"] and kam.client_card(book, "x")["net_12m"] == 3


# ---- judged to be the same -------------------------------------------------------------------------------------


def judged(client, other, is_same="yes"):
    return {"client_id": client, "same_as": other, "is_same": is_same, "author": "Anna", "evidence": "one INN"}


SPELT = [
    {"client_id": "1", "name": 'ООО "Ёлка"'},
    {"client_id": "2", "name": "ЕЛКА, ООО"},
    {"client_id": "3", "name": "ЗАО «Елка»"},
    {"client_id": "4", "name": "Ель"},
    {"client_id": "0123456789", "name": "Alpha"},
    {"client_id": "123456789", "name": "Beta"},
]
BOUGHT = [
    line(c, "2024-12-05", n)
    for c, n in (("1", 10), ("2", 200), ("3", 30), ("4", 4), ("0123456789", 7), ("123456789", 8))
]


def test_spellings_of_one_client_are_offered_with_what_each_bought(lines_book):
    book = lines_book(BOUGHT, as_of=YEAR_END, clients=SPELT, only=ONLY)
    offered = kam.likely_same(book).set_index("client_id")
    assert offered["same_as"].to_dict() == {"1": "2", "3": "2", "0123456789": "123456789"}
    assert offered["by_what"].to_dict() == {"1": "name", "3": "name", "0123456789": "code"}
    assert offered.loc["3", ["net_ever", "same_net_ever"]].tolist() == [30, 200]
    assert len(codes(book)) == 6  # nothing is joined before somebody says so


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ([("1", "2")], [{"1", "2"}]),
        ([("1", "2"), ("3", "2")], [{"1", "2", "3"}]),
        ([("1", "2"), ("2", "3")], [{"1", "2", "3"}]),  # in a chain
        ([("1", "2"), ("1", "3")], [{"1", "2", "3"}]),  # one told to be two others
        ([("1", "2"), ("2", "1")], [{"1", "2"}]),  # in a circle
        ([("1", "1")], []),
    ],
)
def test_codes_judged_the_same_are_one_client(lines_book, pairs, groups):
    same = [judged(*pair) for pair in pairs]
    book = lines_book(BOUGHT, as_of=YEAR_END, clients=SPELT, same_clients=same, only=ONLY)
    members = kam.client_members(book)
    assert [set(part["member_id"]) for _, part in members.groupby("client_id")] == groups
    assert len(codes(book)) == 6 - sum(len(group) - 1 for group in groups)


def test_the_code_told_last_in_the_chain_is_the_one_all_count_under(lines_book):
    book = lines_book(
        BOUGHT, as_of=YEAR_END, clients=SPELT, same_clients=[judged("1", "2"), judged("2", "3")], only=ONLY
    )
    assert kam.client_card(book, "3")["net_12m"] == 240


def test_a_pair_judged_different_is_not_offered_again(lines_book):
    book = lines_book(BOUGHT, as_of=YEAR_END, clients=SPELT, same_clients=[judged("1", "2", "no")], only=ONLY)
    assert set(kam.likely_same(book)["client_id"]) == {"3", "0123456789"}
    assert len(codes(book)) == 6


def test_what_people_entered_of_either_code_is_kept(lines_book):
    needs = [
        {"client_id": "1", "need": "speed", "importance": 3, "must_have": "yes", "author": "A"},
        {"client_id": "2", "need": "speed", "importance": 5, "author": "A"},
        {"client_id": "2", "need": "price", "importance": 1, "author": "A"},
    ]
    book = lines_book(BOUGHT, as_of=YEAR_END, clients=SPELT, needs=needs, same_clients=[judged("1", "2")], only=ONLY)
    told = book.sql("SELECT client_id, need, importance, must_have FROM staging.needs ORDER BY need")
    assert told.values.tolist() == [["2", "price", 1, False], ["2", "speed", 3, True]]


def test_joining_and_undoing_it_gives_the_same_book(lines_home):
    draw, first = Random(3), date(2022, 6, 1).toordinal()
    bought = [(f"c{draw.randint(1, 6)}", draw.randint(0, 900), draw.randint(1, 90)) for _ in range(400)]
    lines = [line(client, date.fromordinal(first + day), net) for client, day, net in bought]
    home = lines_home(lines, YEAR_END, needs=[{"client_id": "c2", "need": "speed", "importance": 1, "author": "A"}])
    before = kam.open_book(home)
    register = kam.open_register(home)
    register.write("same_clients", [judged("c1", "c2") | {"is_same": True}], author="Anna", source="test")
    build(home, YEAR_END)
    joined = kam.open_book(home)
    assert codes(joined) == ["c2", "c3", "c4", "c5", "c6"]
    apart = kam.clients(before).set_index("client_id")["net_12m"]
    assert kam.client_card(joined, "c2")["net_12m"] == apart["c1"] + apart["c2"]
    assert kam.overview(joined)["net_12m"] == kam.overview(before)["net_12m"]
    register.withdraw("same_clients", [("c1", "c2")], author="Anna", source="test")
    build(home, YEAR_END)
    after = kam.open_book(home)
    skip = {"book_info", "sources"}
    names = [t for t in tables(after, "main") if t not in skip]
    assert [t for t in names if rows(after, "main", t) != rows(before, "main", t)] == []
