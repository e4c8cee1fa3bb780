"""Since when a thing stands in the queue, by the queues of books that may be gone; why a client is in it or not."""

from datetime import date

import duckdb
import pytest

import kamlib as kam
from kamlib.book.build import build, only
from kamlib.labels import columns


def monthly(client: str, net: float, cost: float, months: int = 6) -> list[dict]:
    return [
        {"client_id": client, "order_date": f"2025-{m:02}-10", "net_amount": net, "cost_amount": cost}
        for m in range(1, months + 1)
    ]


@pytest.fixture(scope="module")
def home(csv_home):
    """Three clients that lose money: costs above revenue."""
    lines = [row for client in ("OLD", "AGAIN", "NEW") for row in monthly(client, 100, 150)]
    return csv_home([*lines, *monthly("FINE", 900, 100)])


def queued(home, number: int, as_of: str, *clients: str) -> None:
    """What an earlier book had in its queue."""
    rows = ", ".join(f"('{c}', 'unprofitable', NULL::VARCHAR, NULL::VARCHAR, 1.0)" for c in clients)
    (home / "history").mkdir(exist_ok=True)
    duckdb.sql(
        f"SELECT DATE '{as_of}' AS as_of, * FROM (VALUES {rows}) AS v(client_id, item, thing, item_id, stake)"
    ).write_parquet(str(home / "history" / f"queue_{as_of}_{number:06d}.parquet"))


def test_since_the_review_from_which_on_it_stood_in_every_queue(home):
    queued(home, 1, "2025-03-31", "OLD", "AGAIN")
    queued(home, 2, "2025-04-30", "OLD")
    queued(home, 3, "2025-05-31", "OLD", "AGAIN")
    queued(home, 4, "2025-12-31", "NEW")  # of a later date: none of this book's past
    book = only(home, ["queue_items"], date(2025, 6, 30))
    seen = book.sql("SELECT client_id, first_seen FROM queue_items WHERE item = 'unprofitable'")
    seen = seen.set_index("client_id")["first_seen"].dt.date.to_dict()
    assert seen == {"OLD": date(2025, 3, 31), "AGAIN": date(2025, 5, 31), "NEW": date(2025, 6, 30)}


def test_a_file_of_another_version_stops_no_build(csv_home):
    home = csv_home(monthly("LOSS", 100, 150))
    (home / "history").mkdir()
    duckdb.sql(
        "SELECT DATE '2025-03-31' AS as_of, 'LOSS' AS client_id, 'unprofitable' AS item, 7 AS more"
    ).write_parquet(str(home / "history" / "queue_2025-03-31_000001.parquet"))
    seen = only(home, ["queue_items"], date(2025, 6, 30)).sql("SELECT item, first_seen FROM queue_items")
    assert seen.set_index("item").loc["unprofitable", "first_seen"].date() == date(2025, 3, 31)


def test_a_publish_writes_down_its_queue_and_the_next_book_knows_it(csv_home):
    home = csv_home(monthly("LOSS", 100, 150, 7))
    build(home, date(2025, 6, 30))
    assert set(kam.queue_items(kam.open_book(home))["first_seen"].dt.date) == {date(2025, 6, 30)}
    kam.open_book(home).file.unlink()
    build(home, date(2025, 7, 31))
    (item,) = kam.queue_items(kam.open_book(home), "LOSS").to_dict("records")
    assert item["item"] == "unprofitable" and item["first_seen"].date() == date(2025, 6, 30)


def test_the_demo_company_is_new_to_itself(demo_book):
    assert (kam.queue(demo_book)["first_seen"].dt.date == demo_book.as_of).all()


def test_every_row_of_the_queue_is_explained_and_nothing_else_is(demo_book):
    """What the checks call a reason is what the queue has, client by client."""
    told = demo_book.sql("SELECT client_id, item FROM queue_checks WHERE is_in_queue")
    kinds = tuple(demo_book.sql("SELECT DISTINCT item FROM queue_checks")["item"])
    there = kam.queue_items(demo_book)
    there = there[there["item"].isin(kinds)]
    assert set(told.itertuples(index=False, name=None)) == set(
        there[["client_id", "item"]].drop_duplicates().itertuples(index=False, name=None)
    )


def test_for_a_client_that_is_not_there_every_reason_has_its_number(demo_book):
    queued_now = set(kam.queue_items(demo_book)["client_id"].dropna())
    outside = next(c for c in kam.clients(demo_book)["client_id"] if c not in queued_now)
    checks = kam.queue_checks(demo_book, outside).set_index("item")
    risk = kam.churn_risk(demo_book).set_index("client_id").loc[outside]
    assert not checks["is_in_queue"].eq(True).any()
    assert checks.loc["leaving", "number_value"] == risk["p_churn"] < checks.loc["leaving", "number_limit"]


def test_what_alarms_are_worth_is_counted_from_the_answers(demo_book):
    worth = kam.queue_precision(demo_book).set_index("item")
    assert worth.loc["misfit", ["answered", "not_valid", "valid_share"]].tolist() == [2, 0, 1]
    assert worth.loc["dropped_class", ["answered", "not_valid", "valid_share"]].tolist() == [1, 1, 0]


def test_what_is_kept_of_a_queue_has_nothing_that_people_wrote(demo_home, demo_book):
    (file,) = (demo_home / "history").glob("queue_*.parquet")
    kept = duckdb.sql(f"SELECT * FROM '{file}'").df()
    assert len(kept) == len(kam.queue_items(demo_book))
    codes = {*kam.product_classes(demo_book)["product_class"]}
    codes |= {*columns.code_lists()["criterion"], *columns.code_lists()["charter_question"]}
    assert set(kept["thing"].dropna()) <= codes
