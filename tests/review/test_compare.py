"""Two reviews side by side, on a company small enough to follow with a pencil."""

from datetime import date

import pandas as pd
import pytest

import kamlib as kam
from kamlib.book import shelf
from kamlib.book.build import build
from kamlib.intake import import_files

JUNE, SEPTEMBER = date(2025, 6, 30), date(2025, 9, 30)


def line(client: str, day: str, net: float, cost: float) -> dict:
    return {"client_id": client, "order_date": day, "net_amount": net, "cost_amount": cost, "product_id": "P1"}


# client: what it bought up to June (12 months), in July to September, and what falls out of the window by September
BEFORE = [
    line("GROWS", "2025-02-10", 100, 60),
    line("SHRINKS", "2024-08-10", 500, 300),
    line("SHRINKS", "2025-03-10", 100, 60),
    line("LOST", "2024-07-20", 70, 20),
    line("BACK", "2023-12-10", 40, 30),
    line("SAME", "2025-01-10", 30, 10),
]
AFTER = [
    line("GROWS", "2025-08-10", 50, 30),
    line("BACK", "2025-09-10", 45, 30),
    line("NEW", "2025-07-05", 200, 150),
]
# a document of May that came in late, and one of a client nobody knew then
LATE = [line("GROWS", "2025-05-20", 11, 5), line("LATER", "2025-06-02", 9, 4)]

CLIENTS = [
    {"client_id": "GROWS", "client_since": "2020-01-01", "acquired_by": "fair"},
    {"client_id": "SHRINKS", "acquired_by": "fair"},
]


@pytest.fixture(scope="module")
def home(csv_home, tmp_path_factory):
    home = csv_home(BEFORE, clients=CLIENTS)
    build(home, JUNE, today=date(2025, 7, 1))
    later = tmp_path_factory.mktemp("later") / "sales_lines_later.csv"
    pd.DataFrame([*AFTER, *LATE]).to_csv(later, index=False)
    import_files(home, [later])
    build(home, SEPTEMBER)
    return home


@pytest.fixture(scope="module")
def compared(home):
    return kam.compare(JUNE, kam.open_book(home))


def test_what_was_said_what_is_known_and_what_is_now(compared):
    revenue = compared.company.set_index("company_measure").loc["net_12m"]
    # 100 + 600 + 70 + 30; 20 came late; now: 161 + 100 + 45 + 30 + 200 + 9
    assert revenue[["said_then", "corrected", "known_then", "measure_now", "measure_change"]].tolist() == [
        800, 20, 820, 545, -275,
    ]  # fmt: skip
    contribution = compared.company.set_index("company_measure").loc["contribution_12m"]
    # 40 + 240 + 50 + 20, late: 6 + 5; now: 66 + 40 + 15 + 20 + 50 + 5
    assert contribution[["said_then", "corrected", "measure_now"]].tolist() == [350, 11, 196]


def test_the_bridges_name_every_part_and_add_up(compared):
    bridges = compared.bridges.set_index("bridge")
    parts = ["said_then", "corrected", "new", "returned", "expansion", "contraction", "lost", "measure_now"]
    assert bridges.loc["revenue", parts].tolist() == [800, 20, 200, 45, 50, 500, 70, 545]
    assert bridges.loc["contribution", parts].tolist() == [350, 11, 50, 15, 20, 200, 50, 196]
    assert bridges["clients_corrected"].tolist() == [2, 2]
    added = bridges[parts[:5]].sum(axis=1) - bridges["contraction"] - bridges["lost"]
    assert added.tolist() == bridges["measure_now"].tolist()


def test_cohorts_by_the_year_clients_came_and_the_way_they_came_by(compared):
    shown = ["clients", "active_then", "active_now", "net_12m_then", "net_12m", "is_from_start"]
    years = compared.cohorts.query("cohort_by == 'year'").set_index("cohort_year")[shown]
    assert years.T.to_dict("list") == {
        "2020": [1, 1, 1, 111, 161, False],  # GROWS, since the day told
        "2023": [1, 0, 1, 0, 45, True],  # BACK, with whom the data begin
        "2024": [2, 2, 1, 670, 100, False],  # SHRINKS, LOST
        "2025": [3, 2, 3, 39, 239, False],  # SAME, LATER, NEW
    }
    ways = compared.cohorts.query("cohort_by == 'way'")
    assert ways[["acquired_by", "clients", "net_12m_then", "net_12m"]].fillna("").values.tolist() == [
        ["fair", 2, 711, 261], ["", 5, 109, 284],
    ]  # fmt: skip
    now = compared.company.set_index("company_measure").loc["net_12m", "measure_now"]
    assert compared.cohorts.groupby("cohort_by")["net_12m"].sum().tolist() == [now] * 3


def test_each_client_stands_in_one_part(compared):
    parts = compared.clients.set_index("client_id")["part"]
    assert parts.to_dict() == {
        "GROWS": "expansion", "SHRINKS": "contraction", "LOST": "lost", "BACK": "returned", "NEW": "new",
        "SAME": "same", "LATER": "same",
    }  # fmt: skip
    grows = compared.clients.set_index("client_id").loc["GROWS"]
    assert grows[["net_12m_said", "net_12m_then", "net_since"]].tolist() == [100, 111, 50]
    assert compared.clients["client_id"].iloc[0] == "SHRINKS"  # the most contribution first


def test_the_earlier_book_was_published_then(compared):
    assert not compared.is_reconstructed and compared.has_then
    assert (compared.before_as_of, compared.after_as_of) == (JUNE, SEPTEMBER)


def test_what_the_history_tells_is_what_the_book_tells(home, compared, tmp_path):
    """The book of June may be gone: what it said is not."""
    later = kam.open_book(home)
    from_book = kam.compare(kam.open_book(home, JUNE), later)
    pd.testing.assert_frame_equal(from_book.clients, compared.clients)
    file = kam.open_book(home, JUNE).file
    aside = file.rename(tmp_path / file.name)
    try:
        pd.testing.assert_frame_equal(kam.compare("2025-06-30", later).bridges, compared.bridges)
        pd.testing.assert_frame_equal(kam.compare(None, later).clients, compared.clients)
    finally:
        aside.rename(file)


def test_a_rebuild_does_not_take_the_place_of_what_was_said_then(home, compared):
    build(home, JUNE)
    assert kam.open_book(home, JUNE).is_reconstructed
    again = kam.compare(JUNE, kam.open_book(home))
    pd.testing.assert_frame_equal(again.bridges, compared.bridges)
    assert not again.is_reconstructed


@pytest.mark.parametrize(
    ("before", "says"),
    [("2025-09-30", "is not before"), ("2020-06-30", "--as-of 2020-06-30"), ("June", "is not a date")],
)
def test_a_date_that_cannot_be_compared_is_told(home, before, says):
    with pytest.raises(kam.KamError, match=says):
        kam.compare(before, kam.open_book(home))


def test_missing_quarters_are_those_without_a_book_since_the_sales_begin(home, capsys, monkeypatch):
    from kamlib.book.quarters import build_quarters, missing_quarters
    from kamlib.commands import building

    monkeypatch.setenv("KAM_LANG", "en")
    assert missing_quarters(home, 3, SEPTEMBER) == [date(2024, 12, 31), date(2025, 3, 31)]
    assert missing_quarters(home, 12, SEPTEMBER)[0] == date(2023, 12, 31)  # sales begin on the tenth
    (built,) = build_quarters(home, 2, SEPTEMBER)
    assert built.as_of == date(2025, 3, 31) and built.current == SEPTEMBER
    assert kam.open_book(home, built.as_of).is_reconstructed
    # what the command says, once with a quarter more and once with none missing
    for quarters, says in ((3, "31 Dec 2024"), (3, "No book is missing of the 3 quarters")):
        building.built_quarters(home, quarters, SEPTEMBER, None, False)
        assert says in capsys.readouterr().out.replace("\u00a0", " ")
    assert kam.open_book(home).as_of == SEPTEMBER
    assert {b.as_of for b in shelf.books(home)} == {date(2024, 12, 31), date(2025, 3, 31), JUNE, SEPTEMBER}
