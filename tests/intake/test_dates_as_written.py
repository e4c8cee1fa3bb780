"""Dates as people, spreadsheets and databases write them: the day that somebody meant, on every computer."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from made_files import lines, rejected, write_book

from kamlib.core.errors import KamError
from kamlib.intake import import_files


def dates(tmp_path, cells, **given):
    """The date read from each cell, None where the row was rejected; the amounts number the cells."""
    rows = [f'"{cell}";А;{n}' for n, cell in enumerate(cells)]
    (tmp_path / "a.csv").write_text("\n".join(["Дата;Клиент;Сумма", *rows]) + "\n", "utf-8")
    import_files(tmp_path / "home", [tmp_path / "a.csv"], **given)
    return read(tmp_path, len(cells))


def read(tmp_path, count):
    found = {int(n): day for n, day in lines(tmp_path / "home", "net_amount, order_date")}
    return [found.get(n) for n in range(count)]


def test_short_years_among_long_ones(tmp_path):
    cells = ["15.01.2024", "16.01.2024", "17.01.24", "18.01.24 10:00", "1.2.2024", "29.02.24"]
    days = [date(2024, 1, 15), date(2024, 1, 16), date(2024, 1, 17), date(2024, 1, 18), date(2024, 2, 1)]
    assert dates(tmp_path, cells) == [*days, date(2024, 2, 29)]


def test_short_years_among_long_ones_with_slashes(tmp_path):
    cells = ["15/01/2024", "16/01/2024 9:30", "17/01/24", "18/01/24 10:00"]
    assert dates(tmp_path, cells) == [date(2024, 1, d) for d in (15, 16, 17, 18)]


def test_a_short_year_below_the_first_rows(tmp_path):
    assert dates(tmp_path, [*["15.01.2024"] * 20_001, "17.01.24"])[-1] == date(2024, 1, 17)


@pytest.mark.parametrize(
    "cell",
    ["15 января 2024 г.", "15 января 2024 года", "15 января 2024", "15\u00a0января\u00a02024\u00a0г.", "15-янв-24",
     "15 янв. 2024", "15 Янв 2024 10:30", "понедельник, 15 января 2024 г.", "15 Jan 2024", "15-Jan-2024", "15-Jan-24",
     "January 15, 2024", "Jan 15, 2024", "Jan 15 2024", "Monday, January 15, 2024", "15th January 2024",
     "15. Januar 2024", "15 janvier 2024", "15 de enero de 2024", "15 січня 2024"],
)  # fmt: skip
def test_months_in_words(tmp_path, cell):
    assert dates(tmp_path, [cell, "16.01.2024"]) == [date(2024, 1, 15), date(2024, 1, 16)]


def test_months_in_words_are_all_known(tmp_path):
    russian = ["января", "февраля", "марта", "апреля", "мая", "июня"]
    russian += ["июля", "августа", "сентября", "октября", "ноября", "декабря"]
    english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    cells = [f"3 {name} 2024 г." for name in russian] + [f"3-{name}-24" for name in english]
    assert dates(tmp_path, cells) == [date(2024, month, 3) for month in range(1, 13)] * 2


@pytest.mark.parametrize("cell", ["30 февраля 2024", "15 Foo 2024", "2024-02-01 полдень", "32.01.24"])
def test_what_is_no_date_is_rejected(tmp_path, cell):
    assert dates(tmp_path, ["15.01.2024", cell]) == [date(2024, 1, 15), None]
    assert [r["reason"] for r in rejected(tmp_path / "home")] == ["unreadable_date"]


@pytest.mark.parametrize(
    "cell",
    ["2024-02-01T00:30:00+03:00", "2024-02-01 00:30+03", "2024-02-01 23:30:00-0500", "2024-02-01T23:30:00.5-05:00",
     "2024-02-01T00:30:00Z"],
)  # fmt: skip
def test_a_zone_in_the_text_does_not_move_the_day(tmp_path, cell):
    assert dates(tmp_path, ["2024-01-15 10:00:00", cell]) == [date(2024, 1, 15), date(2024, 2, 1)]


ZONES = ["Europe/Moscow", "America/New_York", "+03:00", "UTC"]
READ_ALL = """
import sys
from pathlib import Path
from kamlib.intake import import_files
for file in sorted(Path(sys.argv[1]).glob("*.parquet")):
    import_files(file.with_suffix(""), [file])
"""


@pytest.fixture(scope="module", params=["UTC", "America/New_York", "Asia/Vladivostok"])
def read_there(request, tmp_path_factory):
    """A folder with a home for each zone, by its number, whose file a computer in another zone has read.

    The file tells half past midnight of 1 February on the wall, with its zone.
    """
    folder = tmp_path_factory.mktemp("zones")
    for n, zone in enumerate(ZONES):
        at = datetime(2024, 2, 1, 0, 30, tzinfo=ZoneInfo("Etc/GMT-3" if zone == "+03:00" else zone))
        column = pa.array([at], pa.timestamp("us", zone))
        pq.write_table(pa.table({"Дата": column, "Клиент": ["А"], "Сумма": [5]}), folder / f"{n}.parquet")
    subprocess.run(
        [sys.executable, "-c", READ_ALL, str(folder)], check=True,
        env={**os.environ, "TZ": request.param}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return folder


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_with_a_zone_is_the_day_it_was_where_it_was_written(read_there, zone):
    assert lines(read_there / str(ZONES.index(zone)), "order_date") == [(date(2024, 2, 1),)]


def test_days_of_a_workbook_that_counts_from_1904(tmp_path):
    """Day 43844 from 1 January 1904 is 15 January 2024: 120 years are 43829 days, 29 of them leap, and 14 days + 1."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Дата", "Клиент", "Сумма"])
    sheet.write_row(1, 0, [43844, "А", 0])
    sheet.write_row(2, 0, [43889.5, "А", 1])
    sheet.write_datetime(3, 0, date(2024, 3, 1), book.add_format({"num_format": "dd.mm.yyyy"}))
    sheet.write_row(3, 1, ["А", 2])
    book.close()
    import_files(tmp_path / "home", [tmp_path / "a.xlsx"])
    assert read(tmp_path, 3) == [date(2024, 1, 15), date(2024, 2, 29), date(2024, 3, 1)]


def test_days_of_other_workbooks_and_texts_count_from_1900(tmp_path):
    assert dates(tmp_path, ["45292", "45292,5", "45292.25"]) == [date(2024, 1, 1)] * 3


TURNED = [  # 1, 4, 7 and 10 January as an American spreadsheet took them: 4/1 became 1 April
    date(2024, 1, 1), date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1), "13/01/2024", "16/01/2024",
]  # fmt: skip
MEANT = [date(2024, 1, d) for d in (1, 4, 7, 10, 13, 16)]


def turned_book(tmp_path, cells):
    rows = [["Дата", "Клиент", "Сумма"], *([cell, "А", n] for n, cell in enumerate(cells))]
    return write_book(tmp_path / "a.xlsx", Лист=rows)


def test_dates_turned_round_by_a_spreadsheet_are_asked_about(tmp_path):
    file = turned_book(tmp_path, TURNED)
    with pytest.raises(KamError, match="dates_turned:Дата=true"):
        import_files(tmp_path / "home", [file])
    import_files(tmp_path / "home", [file], answers={"dates_turned:Дата": "true"})
    assert read(tmp_path, 6) == MEANT


def test_dates_turned_round_may_be_left(tmp_path):
    import_files(tmp_path / "home", [turned_book(tmp_path, TURNED)], answers={"dates_turned:Дата": "false"})
    assert read(tmp_path, 6) == [*TURNED[:4], *MEANT[4:]]


def test_dates_turned_round_and_saved_as_text(tmp_path):
    """The same workbook as CSV: the dates with points, the texts with strokes and a time."""
    cells = ["01.01.2024", "01.04.2024", "01.07.2024", "01.10.2024", "1/13/2024 0:00", "1/16/2024 0:00"]
    assert dates(tmp_path, cells, answers={"dates_turned:Дата": "true"}) == MEANT


@pytest.mark.parametrize("odd", [date(2024, 1, 13), "5/01/2024"])
def test_one_date_that_does_not_fit_and_nothing_is_asked(tmp_path, odd):
    file = turned_book(tmp_path, [*TURNED, odd])
    import_files(tmp_path / "home", [file])
    assert read(tmp_path, 4) == TURNED[:4]
