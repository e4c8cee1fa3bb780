"""What the dictionary has to cover: every mart and every answer of the demo company."""

import inspect

import pandas as pd
import pytest

import kamlib as kam

OF_ALL = ("axes", "decisions", "decision_outcomes", "promises")  # few rows, not of the largest client
CHANGE = {"usp_id": "U02", "need": "Самая низкая цена", "coverage": 0.9, "yearly_cost": 1_000_000}


@pytest.fixture(scope="session")
def answers(demo_book, reviewed_home) -> dict[str, pd.DataFrame]:
    """Every answer of the demo book as a frame, by name; answers about one client for the largest."""
    largest = kam.clients(demo_book).client_id[0]
    found = {}
    for name in kam.answers.__all__:
        if name == "live":  # gives a book
            continue
        answer = getattr(kam, name)
        wants = inspect.signature(answer).parameters
        if name == "what_if":
            policy = demo_book.policy.changed(abc_a_share=0.5)
            found[name] = answer(demo_book, policy).moved("abc")
            continue
        if name == "value_chain":
            chain = answer(demo_book, [CHANGE])
            found |= {name: chain.clients, "value_chain_total": pd.DataFrame([chain.total])}
            continue
        if name == "best_improvements":
            found[name] = answer(demo_book, [CHANGE | {"improvement": "own brand"}])
            continue
        if name == "my_day":
            day = answer(demo_book, kam.my_clients(demo_book).manager_id.dropna().iloc[0], personal=True)
            found |= {"my_day": day.calls}
            continue
        if name == "find_client":
            found[name] = answer(demo_book, largest, kam.open_register(demo_book.home).current("contacts"))
            continue
        is_of_one = "client_id" in wants and name not in OF_ALL
        given = answer(demo_book, largest) if is_of_one else answer(demo_book)
        found[name] = pd.DataFrame([given]) if isinstance(given, dict) else given
    found |= reviewed(kam.open_book(reviewed_home))
    found["class_history"] = demo_book.sql("SELECT * FROM class_history")
    found["migration"] = demo_book.sql("SELECT * FROM migration")
    found["moves"] = demo_book.sql("SELECT * FROM client_moves")
    return found


def reviewed(book) -> dict[str, pd.DataFrame]:
    """The frames of a review: what `compare` gives, and what forecasts came to."""
    earlier = kam.book_before(book)
    told = kam.compare(earlier, book)
    frames = {f"compare_{part}": getattr(told, part) for part in ("company", "clients", "bridges", "moves", "cohorts")}
    return frames | {"forecasts_met": kam.forecasts_met(book), "risk_bands_met": kam.risk_bands_met(book)}


@pytest.fixture(scope="session")
def marts(demo_book) -> dict[str, set[str]]:
    found = demo_book.sql(
        "SELECT table_name, list(column_name) AS columns FROM information_schema.columns"
        " WHERE table_schema = 'marts' GROUP BY table_name"
    )
    return {row.table_name: set(row.columns) for row in found.itertuples()}
