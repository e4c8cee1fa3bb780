"""Files as companies send them, written by the tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import xlsxwriter

from kamlib.core.home import Home

HEADINGS_1C = [
    "Дата", "Документ", "Код контрагента", "Контрагент", "Артикул", "Номенклатура", "Номенклатурная группа",
    "Количество", "Сумма без НДС", "Себестоимость", "Менеджер",
]  # fmt: skip


def rows_1c(count: int = 60) -> list[tuple]:
    """Lines of a sales report of 1C: every tenth is a return, every fifteenth a delivery."""
    rows = []
    for n in range(count):
        day = date(2024, 1, 9) + timedelta(days=n * 3)
        amount = Decimal(1000 + 137 * n) + Decimal("0.37")
        document = f"Реализация товаров и услуг ТД00-{n // 2:06d}"
        article, name, group = f"00{n % 7 + 1}-А", f"Кабель ВВГ 3х{n % 7 + 1}", "Кабель и провод"
        quantity = Decimal(n % 5 + 1)
        if n % 10 == 9:
            document, amount, quantity = f"Возврат товаров от клиента ТД00-{n:06d}", -amount, -quantity
        elif n % 15 == 14:
            article, name, group, quantity = "У-01", "Доставка до клиента", "Услуги", Decimal(1)
        client = n % 8 + 1
        rows.append(
            (
                day,
                document,
                f"000{client:02d}",
                f"ООО «Клиент {client}»",
                article,
                name,
                group,
                quantity,
                amount,
                (amount * Decimal("0.8")).quantize(Decimal("0.01")),
                f"Менеджер {n % 3 + 1}",
            )
        )
    return rows


def number_1c(value: Decimal) -> str:
    """1 234,50 with a no-break space between thousands."""
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def write_1c_csv(path: Path, rows: list[tuple], encoding: str = "cp1251") -> Path:
    """The report as 1C saves it: a title above, ; between, decimal commas, a row of totals below."""
    lines = ["Валовая прибыль предприятия" + ";" * 10, "Период: 09.01.2024 - 31.12.2024" + ";" * 10, ";" * 10]
    lines.append(";".join(HEADINGS_1C))
    for r in rows:
        cells = [f"{r[0]:%d.%m.%Y}", *r[1:7], number_1c(r[7]), number_1c(r[8]), number_1c(r[9]), r[10]]
        lines.append(";".join('"' + c.replace('"', '""') + '"' if ";" in c or '"' in c else c for c in cells))
    total = [number_1c(sum(r[i] for r in rows)) for i in (7, 8, 9)]
    lines.append(";".join(["Итого", *[""] * 6, *total, ""]))
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def write_1c_xlsx(path: Path, rows: list[tuple]) -> Path:
    """The same report as a workbook: true dates and numbers, a merged title, a row of totals."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("TDSheet")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.merge_range(0, 0, 0, 10, "Валовая прибыль предприятия")
    sheet.write(1, 0, "Период: 09.01.2024 - 31.12.2024")
    sheet.write_row(3, 0, HEADINGS_1C)
    for n, r in enumerate(rows, start=4):
        sheet.write_datetime(n, 0, r[0], day)
        for i, value in enumerate(r[1:], start=1):
            sheet.write(n, i, float(value) if isinstance(value, Decimal) else value)
    sheet.write(len(rows) + 4, 0, "Итого")
    for i in (7, 8, 9):
        sheet.write(len(rows) + 4, i, float(sum(r[i] for r in rows)))
    book.close()
    return path


def write_book(path: Path, **sheets: list[list]) -> Path:
    """A workbook: sheet name -> rows of cells, written as they are; a dict {"formula": …, "value": …} is a formula."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dict):
                    sheet.write_formula(r, c, cell["formula"], None, cell["value"])
                elif isinstance(cell, date):
                    sheet.write_datetime(r, c, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return path


def lines(home: Path, columns: str = "*", table: str = "sales_lines") -> list[tuple]:
    """Rows of a canonical table as the company counts them: overlapping lines once."""
    files = [str(f) for f in Home(home).files(table)]
    if not files:
        return []
    con = duckdb.connect()
    con.execute("CREATE VIEW rows AS SELECT * FROM read_parquet([{}])".format(", ".join(f"'{f}'" for f in files)))
    twice = Home(home).overlaps()
    where = f" WHERE line_id NOT IN (SELECT line_id FROM '{twice}')" if twice and table == "sales_lines" else ""
    return con.execute(f"SELECT {columns} FROM rows{where} ORDER BY ALL").fetchall()


def rejected(home: Path) -> list[dict]:
    """The rejected rows of all sources."""
    files = [str(f) for f in Home(home).rejects()]
    if not files:
        return []
    return duckdb.read_parquet(files).order("source_no, line").to_arrow_table().to_pylist()
