"""What books said of each client stays readable: on books made by hand, and on one that version 0.1 built."""

from datetime import date

import duckdb
import pandas as pd
from handmade import handmade, published

from kamlib.book import history, shelf


def test_every_publish_is_remembered_and_pruning_takes_nothing_of_it(tmp_path):
    for _ in range(3):
        published(tmp_path, "2026-09-30")
    said = history.history(tmp_path)
    assert said[["published", "client_id", "p_churn", "abc"]].values.tolist() == [
        [n, *client] for n in (1, 2, 3) for client in (("C1", 0.75, "A"), ("C2", 0.1, "B"))
    ]
    assert len(shelf.books(tmp_path)) == 1


def test_a_queue_is_remembered_and_a_book_of_before_there_was_one_is_passed_over(tmp_path):
    old = handmade(shelf.folder(tmp_path) / "book_2026-06-30_000001.duckdb", date(2026, 6, 30), [1], date(2026, 6, 30))
    with duckdb.connect(str(old)) as con:
        con.execute("DROP TABLE marts.queue_items")
    for _ in range(2):
        published(tmp_path, "2026-09-30")
    kept = sorted(file.stem for file in (tmp_path / "history").iterdir())
    said = ["said_2026-06-30_000001", "said_2026-09-30_000002", "said_2026-09-30_000003"]
    assert kept == ["queue_2026-09-30_000002", "queue_2026-09-30_000003", *said]


def test_what_a_book_does_not_know_is_unknown(tmp_path):
    published(tmp_path, "2026-09-30")
    said = history.history(tmp_path).iloc[0]
    assert pd.isna(said["is_key"]) and pd.isna(said["fit_share"]) and pd.isna(said["p_shrink"])
    assert list(history.history(tmp_path).columns) == history.COLUMNS


def test_before_the_first_publish_there_is_none(tmp_path):
    assert history.history(tmp_path).empty


def test_a_book_of_before_is_entered_under_the_names_of_now(tmp_path):
    old = handmade(
        shelf.folder(tmp_path) / "book_2026-06-30_20260701T080000000000.duckdb",
        date(2026, 6, 30),
        [1],
        date(2026, 6, 30),
    )
    with duckdb.connect(str(old)) as con:
        con.execute("ALTER TABLE marts.churn_risk RENAME COLUMN p_churn TO p_churn_90d")
    published(tmp_path, "2026-09-30")
    said = history.history(tmp_path)
    assert said["published"].tolist() == [0, 0, 1, 1]
    assert said["p_churn"].tolist() == [0.75, 0.1] * 2


def test_a_book_that_cannot_be_read_stops_no_publish(tmp_path):
    published(tmp_path, "2026-06-30")
    (shelf.folder(tmp_path) / "book_2026-03-31_000005.duckdb").write_bytes(b"broken")
    published(tmp_path, "2026-09-30")
    assert set(history.history(tmp_path)["published"]) == {1, 6}


def test_a_later_format_with_more_columns_is_read_beside_this_one(tmp_path):
    published(tmp_path, "2026-06-30")
    duckdb.sql(
        "SELECT 2 AS published, DATE '2026-09-30' AS as_of, 'C9' AS client_id, 0.5 AS p_churn, 7 AS more"
    ).write_parquet(str(tmp_path / "history" / "said_2026-09-30_000002.parquet"))
    assert history.history(tmp_path)["p_churn"].tolist() == [0.75, 0.1, 0.5]
