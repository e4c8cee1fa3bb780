"""A file of the same name as an earlier one: the same days anew, or another month."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_files import lines

from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.trial import try_files


def orders(folder: Path, *days: tuple[str, int]) -> Path:
    """orders.csv with a line for each day and amount."""
    rows = [f"{day},A,{amount}" for day, amount in days]
    (folder / "orders.csv").write_text("\n".join(["Date,Customer,Amount", *rows, ""]), "utf-8")
    return folder / "orders.csv"


YEAR = (("2023-01-10", 100), ("2023-12-20", 20))


@pytest.mark.parametrize(
    "days, total, statuses, instead",
    [
        ((("2024-01-05", 3),), 123, ["new"], []),  # another month
        ((("2023-12-20", 20), ("2024-01-05", 3)), 123, ["new"], []),  # it begins with a line that was there
        ((("2023-01-10", 100), ("2023-12-20", 21)), 121, ["replaced"], [1]),  # corrected
        ((*YEAR, ("2024-01-05", 3)), 123, ["replaced"], [1]),  # longer
    ],
)
def test_a_file_of_the_same_name_replaces_what_it_covers(days, total, statuses, instead, tmp_path):
    home = tmp_path / "home"
    import_files(home, [orders(tmp_path, *YEAR)])
    file = orders(tmp_path, *days)
    assert try_files(home, [file]).instead == instead
    assert [s.status for s in import_files(home, [file]).sources] == statuses
    assert lines(home, "sum(net_amount)") == [(total,)]


def test_months_of_one_name_and_then_all_of_them_again(tmp_path):
    home, january, february = tmp_path / "home", (("2024-01-05", 3), ("2024-01-30", 1)), (("2024-02-05", 40),)
    import_files(home, [orders(tmp_path, *january)])
    import_files(home, [orders(tmp_path, *february)])
    import_files(home, [orders(tmp_path, ("2024-02-05", 50))])  # February corrected
    assert [s["source_no"] for s in Home(home).sources()] == [1, 2] and lines(home, "sum(net_amount)") == [(54,)]
    both = orders(tmp_path, *january, ("2024-02-05", 60))
    assert try_files(home, [both]).instead == [1, 2]
    assert sorted(s.status for s in import_files(home, [both]).sources) == ["removed", "replaced"]
    assert [s["source_no"] for s in Home(home).sources()] == [1] and lines(home, "sum(net_amount)") == [(64,)]
