"""What an import tells of rows it keeps: codes a spreadsheet damaged, dates after today, currencies without a rate."""

from datetime import date

import pytest
from made_files import lines, rejected, write_book
from typer.testing import CliRunner

from kamlib.book.build import build
from kamlib.commands.main import app
from kamlib.core.errors import KamError
from kamlib.intake import import_files


def told(report, what):
    return [n for n in report.sources[0].record["told"] if n["what"] == what]


def csv(tmp_path, name, *rows):
    (tmp_path / name).write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path / name


def test_codes_cut_short_by_a_spreadsheet(tmp_path):
    codes = ["7,71014E+09", "7,71014E+09", "1E+15", "7710140679", "E+09"]
    rows = [f"15.01.2024;{code};{n + 1}" for n, code in enumerate(codes)]
    report = import_files(tmp_path / "home", [csv(tmp_path, "a.csv", "Дата;Код клиента;Сумма", *rows)])
    (notice,) = told(report, "damaged_codes")
    assert (notice["codes"], notice["rows"], notice["examples"]) == (2, 3, "7,71014E+09; 1E+15")


def test_numbers_of_a_workbook_longer_than_it_can_keep(tmp_path):
    rows = [
        ["Дата", "Код клиента", "Сумма"],
        *([date(2024, 1, 15), code, 1] for code in (1e15, 1.23456789012345e17, 42)),
    ]
    report = import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", Лист=rows)])
    assert lines(tmp_path / "home", "client_id") == [("1000000000000000",), ("123456789012345000",), ("42",)]
    assert told(report, "damaged_codes")[0]["codes"] == 2


def test_codes_that_differ_by_zeros_at_their_beginning(tmp_path):
    rows = [f"15.01.2024;{code};5" for code in ("0274051582", "274051582", "00042", "42", "7", "А07")]
    report = import_files(tmp_path / "home", [csv(tmp_path, "a.csv", "Дата;Код клиента;Сумма", *rows)])
    (notice,) = told(report, "lost_zeros")
    assert (notice["codes"], notice["examples"]) == (2, "00042 = 42; 0274051582 = 274051582")
    assert len(lines(tmp_path / "home")) == 6  # told, not merged


MONTHS = [f"{day:02d}.{month:02d}.2024;К{client};100" for month in range(1, 7) for day in (5, 30 if month != 2 else 29)
          for client in range(5)]  # fmt: skip
WRONG_YEAR = [f"0{n}.02.2030;К1;100" for n in range(1, 8)]


def test_dates_after_today_are_told_and_never_the_review_date(tmp_path):
    home, today = tmp_path / "home", date(2024, 7, 3)
    file = csv(tmp_path, "a.csv", "Дата;Клиент;Сумма", *MONTHS, *WRONG_YEAR)
    (notice,) = told(import_files(home, [file], today=today), "after_today")
    assert (notice["rows"], notice["first"], notice["last"]) == (7, "2030-02-01", "2030-02-07")
    assert build(home, publish=False, today=today).as_of == date(2024, 6, 30)
    # on the last day but one of June the month is not over
    assert build(home, publish=False, today=date(2024, 6, 29)).as_of == date(2024, 5, 31)


def test_only_dates_after_today(tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path, "a.csv", "Дата;Клиент;Сумма", *WRONG_YEAR)])
    with pytest.raises(KamError, match="1 Feb 2030"):
        build(tmp_path / "home", today=date(2024, 7, 3))


def test_a_review_date_beyond_the_data_is_warned_of(tmp_path):
    home = tmp_path / "home"
    import_files(home, [csv(tmp_path, "a.csv", "Дата;Клиент;Сумма", *MONTHS)])
    run = CliRunner().invoke(app, ["check", "--data", str(home), "--as-of", "2025-12-31"], env={"KAM_LANG": "en"})
    assert run.exit_code == 0, run.output
    assert "beyond the data" in run.output and "30 Jun 2024" in run.output


RATES = "Валюта;Дата;Курс"


def test_a_rate_of_zero_is_refused_like_a_negative_one(tmp_path):
    rows = ["USD;01.01.2024;90", "USD;01.01.2025;0", "USD;01.01.2026;-5", "EUR;01.01.2024;0,5"]
    report = import_files(tmp_path / "home", [csv(tmp_path, "rates.csv", RATES, *rows)])
    assert report.sources[0].reasons == {"out_of_range": 2}
    assert [r["value"] for r in rejected(tmp_path / "home")] == ["0", "-5"]


def test_lines_without_a_rate_are_told_by_currency(tmp_path):
    rows = ["15.01.2024;А;1;руб.", "16.01.2024;А;2;RUB", "17.01.2024;А;3;RUB", "15.01.2024;А;10;USD",
            "15.02.2024;А;20;$", "15.02.2024;А;7;EUR"]  # fmt: skip
    sales = csv(tmp_path, "a.csv", "Дата;Клиент;Сумма;Валюта", *rows)
    report = import_files(tmp_path / "home", [sales])
    found = [(r["currency"], r["rows"], float(r["amount"])) for r in report.without_rate]
    assert found == [("USD", 2, 30), ("EUR", 1, 7)]
    report = import_files(tmp_path / "home", [csv(tmp_path, "rates.csv", RATES, "долл. США;01.02.2024;90")])
    found = [(r["currency"], r["rows"], float(r["amount"]), r["last"]) for r in report.without_rate]
    assert found == [("EUR", 1, 7, "2024-02-15"), ("USD", 1, 10, "2024-01-15")]
