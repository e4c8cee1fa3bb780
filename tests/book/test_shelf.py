"""Which books are kept and which is current, on books made by hand."""

from datetime import date

import pytest
from handmade import dates, handmade, published

from kamlib.book import shelf
from kamlib.core.errors import KamError

QUARTERS = ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"]


def test_a_year_of_quarterly_books_survives_a_hundred_rebuilds(tmp_path):
    for quarter in QUARTERS:
        published(tmp_path, quarter)
    for _ in range(100):
        published(tmp_path, "2026-09-30")
    assert dates(tmp_path) == QUARTERS
    assert shelf.books(tmp_path)[0].number == 104


def test_of_dates_that_end_no_month_the_newest_eight_are_kept(tmp_path):
    mondays = [f"2026-{month:02d}-{day:02d}" for month in (7, 8) for day in (6, 13, 20, 27)] + ["2026-09-07"]
    for day in [*mondays, "2026-06-30"]:
        published(tmp_path, day)
    assert dates(tmp_path) == sorted([*mondays[1:], "2026-06-30"])


def test_current_is_the_newest_date_whatever_was_built_last(tmp_path):
    published(tmp_path, "2026-09-30")
    _, current = published(tmp_path, "2026-06-30")
    assert current == date(2026, 9, 30)
    assert shelf.current_file(tmp_path).name == "book_2026-09-30_000001.duckdb"


def test_a_date_beyond_the_month_the_data_reach_is_not_current(tmp_path):
    published(tmp_path, "2026-09-30")
    _, current = published(tmp_path, "2027-12-31")
    assert current == date(2026, 9, 30)


def test_a_book_with_a_source_that_counts_no_longer_is_not_current(tmp_path):
    published(tmp_path, "2026-09-30", sources=[1, 2], counting=[1, 2])
    _, current = published(tmp_path, "2026-06-30", sources=[1], counting=[1])
    assert current == date(2026, 6, 30)
    assert dates(tmp_path) == ["2026-06-30", "2026-09-30"]


def test_what_is_current_is_never_pruned(tmp_path):
    # the rebuild has a source that is withdrawn by the time the next book is published
    first, _ = published(tmp_path, "2026-09-30", sources=[1], counting=[1])
    shelf.point_to(tmp_path, shelf.BookFile(first, date(2026, 9, 30), 1))
    handmade(shelf.folder(tmp_path) / "book_2026-09-30_000007.duckdb", date(2026, 9, 30), [1], date(2026, 9, 30))
    assert [b.number for b in shelf.superfluous(tmp_path)] == []
    shelf.point_to(tmp_path, shelf.books(tmp_path)[0])
    assert [b.number for b in shelf.superfluous(tmp_path)] == [1]


def test_order_does_not_depend_on_the_clock(tmp_path, monkeypatch):
    published(tmp_path, "2026-06-30")
    # the clock goes back: numbers go on
    monkeypatch.setattr("handmade.BUILT", "2020-01-01T00:00:00+00:00")
    newest, _ = published(tmp_path, "2026-06-30")
    assert [b.file.name for b in shelf.books(tmp_path)] == [newest.name] == ["book_2026-06-30_000002.duckdb"]


def test_numbers_go_on_where_all_books_are_gone(tmp_path):
    published(tmp_path, "2026-06-30")[0].unlink()
    assert published(tmp_path, "2026-06-30")[0].name == "book_2026-06-30_000002.duckdb"


def test_a_book_of_before_there_were_numbers_is_older_than_any_number(tmp_path):
    handmade(
        shelf.folder(tmp_path) / "book_2026-06-30_20991231T235959000000.duckdb",
        date(2026, 6, 30),
        [1],
        date(2026, 9, 30),
    )
    newest, _ = published(tmp_path, "2026-06-30")
    assert [b.file for b in shelf.books(tmp_path)] == [newest]


def test_foreign_files_are_passed_over(tmp_path):
    folder = shelf.folder(tmp_path)
    folder.mkdir()
    foreign = [
        folder / name for name in ("book_copy.duckdb", "book_2026-09-30_mine.duckdb", "notes.txt", "book_x_1.duckdb")
    ]
    for file in foreign:
        file.write_text("mine")
    for _ in range(3):
        published(tmp_path, "2026-09-30")
    assert dates(tmp_path) == ["2026-09-30"]
    assert all(file.read_text() == "mine" for file in foreign)


def test_a_damaged_book_on_the_shelf_is_not_chosen(tmp_path):
    published(tmp_path, "2026-06-30")
    (shelf.folder(tmp_path) / "book_2026-09-30_000009.duckdb").write_bytes(b"not a database")
    assert shelf.choose_current(tmp_path, {1}).as_of == date(2026, 6, 30)


def test_removing_the_current_date_makes_the_one_before_current(tmp_path):
    for quarter in QUARTERS:
        published(tmp_path, quarter)
    gone = shelf.remove(tmp_path, date(2026, 9, 30), {1})
    assert [b.as_of.isoformat() for b in gone] == ["2026-09-30"]
    assert shelf.current_file(tmp_path).name.startswith("book_2026-06-30")


def test_the_only_book_stays(tmp_path):
    published(tmp_path, "2026-09-30")
    with pytest.raises(KamError, match="30 Sep 2026"):
        shelf.remove(tmp_path, date(2026, 9, 30), {1})
    with pytest.raises(KamError, match="no book as of 30 Jun 2026"):
        shelf.remove(tmp_path, date(2026, 6, 30), {1})
    assert dates(tmp_path) == ["2026-09-30"]


def test_a_date_that_is_none_is_said(tmp_path):
    published(tmp_path, "2026-09-30")
    with pytest.raises(KamError, match="soon"):
        shelf.current_file(tmp_path, "soon")


def test_the_quarter_before_is_of_the_nearest_date(tmp_path):
    for quarter in QUARTERS:
        published(tmp_path, quarter)
    assert shelf.file_before(tmp_path, date(2026, 9, 30)).name.startswith("book_2026-06-30")
    assert shelf.file_before(tmp_path, date(2025, 12, 31)) is None
