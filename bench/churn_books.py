"""Companies for the churn benches, real and invented: their data imported, and the churn features of past dates.

What a build runs before the churn model, and no more; the bench trains and tests, with more past dates than a book has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from bench import generated
from kamlib.book.build import run as run_models
from kamlib.churn.tables import TABLES
from kamlib.core.duck import connect_for_building, literal
from kamlib.core.home import Home
from kamlib.demo import write
from kamlib.engine import inputs
from kamlib.engine.models import downstream, models
from kamlib.intake import import_files
from kamlib.policy import Policy

SUPPLIER = "SAZERAC COMPANY  INC"  # its goods are in all 186 stores of the sample
ALL_CLIENTS = 1_000_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Company:
    """One data set: what it is, its files, how far back cut-offs go, and the origins shown.

    profile: None where the files' headings are the contract's. files(shared, work): what is imported, made in `work`
    where it is a part of the original or invented; None: the demo company, which makes its home itself.
    """

    title: str
    profile: str | None
    files: Callable[[Path, Path], list[Path]] | None
    as_of: date
    cut_offs: int
    first_origin: date
    last_origin: date
    every_months: int = 1

    @property
    def name(self) -> str:
        """The title without its origins."""
        return self.title.rsplit(", ", 1)[0]


def _retail(shared: Path, work: Path) -> list[Path]:
    return sorted((shared / "online_retail_ii").glob("*.csv.gz"))


def _cdnow(shared: Path, work: Path) -> list[Path]:
    return [shared / "cdnow" / "CDNOW_master.txt"]


def _cdnow_6000(shared: Path, work: Path) -> list[Path]:
    """The purchases of 6,000 customers, drawn by a hash of their number."""
    head, *lines = (shared / "cdnow" / "CDNOW_master.txt").read_text().splitlines(keepends=True)
    numbers = {line.split()[0] for line in lines if line.strip()}
    drawn = set(sorted(numbers, key=lambda n: hashlib.md5(n.encode()).hexdigest())[:6000])
    file = work / "CDNOW_master.txt"
    file.write_text(head + "".join(line for line in lines if line.strip() and line.split()[0] in drawn))
    return [file]


def _iowa(shared: Path, work: Path) -> list[Path]:
    """The deliveries of one supplier's goods."""
    folder, sales = shared / "iowa_liquor", work / "sales.parquet"
    duckdb.execute(
        f"COPY (SELECT s.* FROM {literal(folder / 'sales.parquet')} AS s SEMI JOIN"
        f' (SELECT * FROM {literal(folder / "products.parquet")} WHERE "Vendor Name" = {literal(SUPPLIER)}) AS p'
        f' ON p."Item Number" = s.item_number) TO {literal(sales)} (FORMAT parquet)'
    )
    return [sales, folder / "stores.parquet", folder / "products.parquet"]


REAL = {
    "or2": Company(
        "Online Retail II, monthly origins 2010-12 to 2011-08",
        "online_retail_ii",
        _retail,
        date(2011, 11, 30),
        24,
        date(2010, 12, 31),
        date(2011, 8, 31),
    ),
    "cdnow": Company(
        "CDNOW, all 23,570 customers, quarterly origins 1997-09 to 1998-03",
        "cdnow",
        _cdnow,
        date(1998, 6, 30),
        18,
        date(1997, 9, 30),
        date(1998, 3, 31),
        3,
    ),
    "cdnow_6000": Company(
        "CDNOW, 6,000 customers, monthly origins 1997-09 to 1998-03",
        "cdnow",
        _cdnow_6000,
        date(1998, 6, 30),
        18,
        date(1997, 9, 30),
        date(1998, 3, 31),
    ),
    "iowa": Company(
        "Iowa, the clients of one supplier, quarterly origins 2018-12 to 2022-06",
        "iowa_liquor",
        _iowa,
        date(2022, 10, 31),
        84,
        date(2018, 12, 31),
        date(2022, 6, 30),
        3,
    ),
}
# a year of origins, the last with its 90 days over: monthly for these, every second month for the rest
EVERY_MONTH = ("planted", "contracts", "tiny")


def _year(title: str, every_month: bool, files: Callable | None, as_of: date, first: date, last: date) -> Company:
    """A year of monthly origins, or of every second one."""
    often = "monthly origins" if every_month else "every second month"
    title = f"{title}, {often} {first:%Y-%m} to {last:%Y-%m}"
    return Company(title, None, files, as_of, 36, first, last, 1 if every_month else 2)


INVENTED = {
    name: _year(
        f"Invented: {made.title}",
        name in EVERY_MONTH,
        lambda shared, work, name=name: generated.files(name, work),
        generated.END,
        date(2025, 4, 30),
        date(2026, 3, 31),
    )
    for name, made in generated.INVENTED.items()
}
DEMO = _year("The demo company", False, None, date(2026, 9, 30), date(2025, 8, 31), date(2026, 6, 30))
COMPANIES = REAL | INVENTED | {"demo": DEMO}


def policy(cut_offs: int) -> Policy:
    """The default policy, with as many past dates as asked for, of all clients."""
    usual = Policy()
    # as many as the data have: the limits of a company's policy do not hold for a bench
    return usual.model_copy(
        update={"churn": usual.churn.model_copy(update={"cut_offs": cut_offs, "most_clients_learnt": ALL_CLIENTS})}
    )


def book_of(company: Company, shared: Path, work: Path) -> duckdb.DuckDBPyConnection:
    """Import the company into `work` and compute its churn features; an open connection to them.

    Raises KamError of the import.
    """
    home = home_of(company, shared, work)
    return features_book(home, work / "book.duckdb", company.as_of, policy(company.cut_offs))


def home_of(company: Company, shared: Path, work: Path) -> Path:
    """The company's home in `work`, imported where it is not there yet."""
    work.mkdir(parents=True, exist_ok=True)
    home = work / "home"
    if not (home / "sources.json").exists():
        if company.files is None:
            write(home, end=company.as_of)
        else:
            import_files(home, company.files(shared, work), profile=company.profile)
    return home


def features_book(
    home: Path, file: Path, as_of: date, policy: Policy, progress: Progress = lambda *_: None
) -> duckdb.DuckDBPyConnection:
    """The churn features of a home as of a date, in a new file; an open connection to it."""
    file.unlink(missing_ok=True)
    con = connect_for_building(file, temp=file.with_suffix(".spill"))
    inputs.canonical(con, Home(home))
    inputs.parameters(con, policy, as_of)
    after = downstream(set(TABLES), models())
    run_models(con, [m for m in models() if m not in after], progress)
    return con
