"""What is taken away can be opened without running anything, and holds the numbers as numbers."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from app.widgets import downloads

NASTY = ["=1+2", "+7 900 000", "-5", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")', "ООО «Ромашка»"]


@pytest.fixture
def frame():
    n = len(NASTY)
    last = pd.to_datetime([date(2026, 9, 30)] * n)
    return pd.DataFrame({"name": NASTY, "net_12m": [-1.5] + [1.0] * (n - 1), "growth_12m": 0.25, "last_purchase": last})


def test_csv_defuses_formulas(frame):
    text = downloads.csv(frame, ["Client", "Revenue", "Growth", "Last"])
    assert text.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert list(back["Client"][:4]) == ["'=1+2", "'+7 900 000", "'-5", "'@SUM(A1)"]
    assert not back["Client"].str.match(r"[=+\-@\t\r]").any()
    assert back["Client"].iloc[-1] == "ООО «Ромашка»"
    assert back["Revenue"][0] == "-1.5"


def test_excel_writes_texts_as_texts(frame):
    sheet = openpyxl.load_workbook(
        io.BytesIO(downloads.excel(frame, ["Client", "Revenue", "Growth", "Last"], None))
    ).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [r[0].data_type for r in rows] == ["s"] * len(NASTY)
    assert [r[0].value for r in rows if "\r" not in r[0].value][:4] == NASTY[:4]
    assert rows[0][1].value == -1.5 and rows[0][1].data_type == "n"
    assert rows[0][2].value == 0.25 and "%" in rows[0][2].number_format
    assert rows[0][3].value.date() == date(2026, 9, 30)


def test_headings_of_one_name_are_told_apart():
    heads = downloads.headings(pd.DataFrame(columns=["abc", "abc_revenue", "abc_contribution", "net_12m"]), "ru", None)
    assert len(set(heads)) == 4
