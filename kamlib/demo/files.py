"""The demo company as a company would hand it over: files in home/source, then through the ordinary import."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kamlib.core.errors import KamError
from kamlib.core.texts import t
from kamlib.demo.company import END, Maker
from kamlib.demo.lines import CHANNELS, payments
from kamlib.intake import import_files
from kamlib.intake.report import ImportReport
from kamlib.register import existing_register

LINES_A_FILE = 9_000_000
SMALL = 5  # up to this scale all sales lines go into one file
DESK_FILE = "Торговый зал.csv"
DESK_COLUMNS = {
    "order_date": "Дата",
    "order_id": "Номер документа",
    "client_id": "Контрагент",
    "product_id": "Артикул",
    "quantity": "Количество",
    "net_amount": "Сумма",
    "list_amount": "Сумма по прайсу",
    "cost_amount": "Себестоимость",
    "currency": "Валюта",
    "channel": "Канал продаж",
}
# what is wrong with a few rows of the retail desk's file: column and what stands there instead
SPOILT = [
    ("order_date", "32.08.2026"),
    ("net_amount", ""),
    ("order_date", ""),
    ("net_amount", "н/д"),
    ("order_date", "вчера"),
    ("net_amount", ""),
    ("quantity", "две шт"),
]


def write(
    home: str | Path,
    seed: int = 1,
    scale: float = 1.0,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    end: date = END,
    lang: str | None = None,
) -> ImportReport:
    """Make the demo company's files in home/source, list its truths in home/demo_truths.json, import the files.

    One Parquet file a table; above a scale of 5 the sales lines lie in several files, one after another in time.
    The retail desk's last two months come as a CSV file in the form of 1C, with a few rows that cannot be used.
    progress is called with (label, done, total). Returns the report of the import. Raises KamError for a scale
    below 1 and for a home that holds other data.
    """
    home = Path(home)
    _check_free(home, seed, scale, end)
    maker = Maker(seed, scale, end)
    home.mkdir(parents=True, exist_ok=True)
    source = home / "source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    tell = progress or (lambda label, done, total: None)
    total = maker.n_months + len(maker.blocks) + 1
    out = _Files(source)
    desk = []
    for m, (sales, receivables) in enumerate(maker.months()):
        tell(t("demo.making_sales", lang), m, total)
        if m >= maker.n_months - 2:
            at_desk = pc.equal(sales["channel"], CHANNELS[3])
            desk.append(sales.filter(at_desk))
            sales = sales.filter(pc.invert(at_desk))
        out.add_sales(sales, split=scale > SMALL)
        out.add("receivables", receivables)
        out.add("payments", payments(maker.cal, receivables))
    for number in range(len(maker.blocks)):
        tell(t("demo.making_clients", lang), maker.n_months + number, total)
        for name, table in maker.block_tables(number).items():
            out.add(name, table)
    for name, table in maker.common_tables().items():
        out.add(name, table)
    files = [*out.close(), _write_desk(source / DESK_FILE, pa.concat_tables(desk))]
    _truths_file(home).write_text(json.dumps(maker.truths(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    tell(t("demo.importing", lang), total - 1, total)
    del maker
    return import_files(home, files, progress=progress, lang=lang, author="demo")


def _truths_file(home: Path) -> Path:
    return home / "demo_truths.json"


def _check_free(home: Path, seed: int, scale: float, end: date) -> None:
    """A home or a register with other data is left alone: the demo would be mixed into them."""
    if not (home / "sources.json").exists() and (register := existing_register(home)):
        with closing(register):
            if register.state:
                raise KamError("demo.register_in_use", place=register.place)
    if not (home / "sources.json").exists():
        return
    try:
        truths = json.loads(_truths_file(home).read_text("utf-8"))
    except FileNotFoundError:
        raise KamError("demo.home_in_use", home=home) from None
    if (truths["seed"], truths["clients"], truths["end"]) != (seed, round(400 * scale), end.isoformat()):
        raise KamError("demo.home_in_use", home=home)


class _Files:
    """Parquet files written piece by piece."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.writers: dict[str, pq.ParquetWriter] = {}
        self.sales_name, self.sales_rows = "", 0

    def add(self, name: str, table: pa.Table) -> None:
        if name not in self.writers:
            path = self.folder / f"{name}.parquet"
            self.writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self.writers[name].write_table(table)

    def add_sales(self, table: pa.Table, split: bool) -> None:
        """A month of sales lines; when splitting, into a new file named by the month once one is full."""
        full = split and self.sales_rows + table.num_rows > LINES_A_FILE
        if not self.sales_name or full:
            month = table["order_date"][0].as_py().strftime("%Y-%m")
            self.sales_name = f"sales_lines_{month}" if split else "sales_lines"
            self.sales_rows = 0
        self.sales_rows += table.num_rows
        self.add(self.sales_name, table)

    def close(self) -> list[Path]:
        """The files, masters before what refers to them."""
        for writer in self.writers.values():
            writer.close()
        names = sorted(self.writers, key=lambda n: (n.startswith("sales_lines"), n))
        return [self.folder / f"{n}.parquet" for n in names]


def _write_desk(path: Path, lines: pa.Table) -> Path:
    """The retail desk's lines as 1C would write them: cp1251, semicolons, decimal commas, spaces in thousands."""
    rows = lines.select(list(DESK_COLUMNS)).to_pylist()
    spoil_at = {(k + 1) * len(rows) // (len(SPOILT) + 1): fault for k, fault in enumerate(SPOILT)}
    with path.open("w", encoding="cp1251", newline="") as f:
        writer = csv.writer(f, delimiter=";", lineterminator="\r\n")
        writer.writerow(DESK_COLUMNS.values())
        for at, row in enumerate(rows):
            writer.writerow(_as_1c(row))
            if at in spoil_at:  # a row too many, never one of those that count
                column, text = spoil_at[at]
                writer.writerow(_as_1c(row | {column: text}))
    return path


def _as_1c(row: dict) -> list[str]:
    return [_cell(row[name], 0 if name == "quantity" else 2) for name in DESK_COLUMNS]


def _cell(value: object, places: int) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Decimal):
        return f"{value:,.{places}f}".replace(",", "\u00a0").replace(".", ",")
    return str(value)
