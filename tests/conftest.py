"""Companies to test on: the demo company, and small ones written out line by line."""

import csv
import fcntl
import os
import runpy
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import kamlib
from kamlib.book import history, shelf
from kamlib.book.build import build
from kamlib.book.build import only as build_only
from kamlib.contract import tables
from kamlib.core.grain import BY_MONTH
from kamlib.engine.models import models
from kamlib.intake import import_files

ROOT = Path(__file__).parent.parent
# a company's own databases are none of the tests' business
os.environ.pop("KAM_REGISTER_URL", None)
os.environ.pop("KAM_DATABASE_URL", None)
# as app/.streamlit/config.toml says, which is not read where a page is run without a server
os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"


SLOW = ("test_six_exports.py", "test_online_retail.py", "test_review.py", "test_notebooks.py", "test_dashboard.py")
SLOW += ("test_same_numbers.py", "test_edge_companies.py", "test_properties.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The slow files first, so that no worker is left with one of them at the end."""
    items.sort(key=lambda item: SLOW.index(item.path.name) if item.path.name in SLOW else len(SLOW))


@pytest.fixture(autouse=True)
def in_days():
    """No test is told of months because the one before opened a book of them."""
    BY_MONTH.set(False)


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL; `postgres.new_database()` gives the URL of an empty database in it."""
    from postgres_server import Server, programs

    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL: tests/install_postgres.sh installs it where that is possible")
    server = Server(folder)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def once_for_all(tmp_path_factory):
    """`once_for_all(name, make) -> home`: a home that `make(home)` writes and builds once, for all workers of a run.
    Copy it before changing it."""

    def get(name: str, make: Callable[[Path], object]) -> Path:
        shared = tmp_path_factory.getbasetemp()
        if os.environ.get("PYTEST_XDIST_WORKER"):
            shared = shared.parent
        home = shared / name
        with open(shared / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "books" / "current").exists():
                make(home)
        return home

    return get


@pytest.fixture(scope="session")
def demo_home(once_for_all) -> Path:
    """A home with the demo company, imported and built. All workers of a run share it: copy it before changing it."""
    from kamlib.demo import write

    def make(home: Path) -> None:
        write(home)
        build(home)

    return once_for_all("demo", make)


@pytest.fixture(scope="session")
def demo_book(demo_home):
    """The demo company's book, opened for reading."""
    return kamlib.open_book(demo_home)


@pytest.fixture(scope="session")
def reviewed_home(demo_home, tmp_path_factory) -> Path:
    """The demo company's book, and one that says the same as of the quarter before: what compares two reviews needs
    no second build. Copy it before changing it."""
    home = tmp_path_factory.mktemp("reviewed") / "home"
    books = home / "books"
    books.mkdir(parents=True)
    current = (demo_home / "books" / "current").resolve()
    earlier = books / "book_2026-06-30_000001.duckdb"
    shutil.copy(current, earlier)
    with duckdb.connect(str(earlier)) as con:
        con.execute("UPDATE book_info SET as_of = DATE '2026-06-30'")
    later = books / "book_2026-09-30_000002.duckdb"
    shutil.copy(current, later)
    history.remember(home, shelf.books(home))
    shelf.point_to(home, shelf.books(home)[0])
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of other people's real data kept beside the project; without it the test is skipped."""
    folder = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no real data beside the project: put them into ../shared/data or name the folder in KAM_SHARED")
    return folder


@pytest.fixture(scope="session")
def csv_home(tmp_path_factory):
    """`csv_home(sales_lines, clients=…, …) -> home`: rows (dicts) written as CSV files and imported, not built yet.

    Columns are named as in the contract; a key that a row does not have is an empty cell. `sales_lines` may be a list
    of lists: one file each.
    """

    def make(sales_lines: list, **others: list[dict]) -> Path:
        folder = tmp_path_factory.mktemp("company")
        parts = sales_lines if isinstance(sales_lines[0], list) else [sales_lines]
        files = [_write(folder / f"sales_lines_{n}.csv", "sales_lines", rows) for n, rows in enumerate(parts, 1)]
        files += [_write(folder / f"{table}.csv", table, rows) for table, rows in others.items()]
        home = folder / "home"
        import_files(home, files)
        return home

    return make


@pytest.fixture(scope="session")
def lines_home(csv_home):
    """`lines_home(sales_lines, as_of=…, policy=…, clients=…, …) -> home`: as `csv_home`, with its book built."""

    def make(sales_lines: list, as_of=None, policy=None, **others: list[dict]) -> Path:
        home = csv_home(sales_lines, **others)
        build(home, as_of=as_of, policy=policy)
        return home

    return make


@pytest.fixture(scope="session")
def lines_book(lines_home, csv_home):
    """`lines_book(sales_lines, as_of=…, policy=…, clients=…, …) -> Book`: of the home of `csv_home`, checked.

    In memory, which takes two thirds of the time; is_published=True: as users have it, for what asks for the book's
    file. only=["rfm"]: just these models and what they need, and the checks that read nothing else.
    """

    def make(
        sales_lines: list, as_of=None, policy=None, only: list[str] | None = None, is_published=False, **others
    ) -> kamlib.Book:
        if only or not is_published:
            chosen = only or [model.table for model in models()]
            return build_only(csv_home(sales_lines, **others), chosen, as_of, policy, checked=True)
        return kamlib.open_book(lines_home(sales_lines, as_of, policy, **others))

    return make


def _write(file: Path, table: str, rows: list[dict]) -> Path:
    known = list(tables()[table].columns)
    used = {key for row in rows for key in row}
    assert used <= set(known), used - set(known)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [c for c in known if c in used])
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture(scope="session")
def bare_home(lines_home):
    """Two years of sales lines with a client, a date and an amount, and nothing else; one name would be a formula."""
    names = [f"К{n:02d}" for n in range(1, 12)] + ["=1+2"]
    first = date(2024, 1, 10)
    lines = [
        {
            "order_date": (first + timedelta(days=30 * month)).isoformat(),
            "client_id": name,
            "net_amount": 1000 * (n + 1),
        }
        for n, name in enumerate(names)
        for month in range(24)
        if (month + n) % (1 + n % 3) == 0
    ]
    return lines_home(lines)


@pytest.fixture(scope="session")
def dossier_home(lines_home):
    """The company of tests/client/small_company.py: four clients, their people, what passed between them and us."""
    told = runpy.run_path(str(Path(__file__).parent / "client" / "small_company.py"))
    return lines_home(told["SALES"], told["AS_OF"], **told["ALL"])
