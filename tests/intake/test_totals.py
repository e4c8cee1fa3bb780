"""Rows of totals: known by name and by sum, in any column, dated or not; and names that only sound like them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from made_files import lines, rejected

from kamlib.intake import import_files

HEAD = "Дата;Документ;Клиент;Товар;Сумма"
ROMASHKA = ["15.01.2024;Р-1;Ромашка;Гвоздь;100", "16.01.2024;Р-2;Ромашка;Болт;50"]
CLOVER = ["17.01.2024;Р-3;Клевер;Гвоздь;70"]


def write(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows, ""]), "utf-8")
    return path


def total(home: Path) -> Decimal:
    return sum(amount for (amount,) in lines(home, "net_amount"))


@pytest.mark.parametrize(
    "row",
    [
        "31.01.2024;;Итого;;150",
        "31.01.2024;Итого;;;150",
        "31.01.2024;;;Итого:;150",
        "31.01.2024;Р-9;ИТОГО;Разное;150",
        "Итого;;;;150",
        ";;Ромашка Итог;;150",
        "31.01.2024;;Ромашка итог;;150",
        "31.01.2024;;Всего по клиенту Ромашка;;150",
        "31.01.2024;Р-9;Итого Ромашка;Разное;150",
        "31.01.2024;;Total;;150",
        "31.01.2024;;Subtotal Ромашка;;150",
        "31.01.2024;;Sub-total;;150",
        "31.01.2024;;Grand Total;;150",
        "31.01.2024;;;;150",
    ],
)
def test_a_total_below_what_it_sums_is_no_line(row, tmp_path):
    report = import_files(tmp_path / "home", [write(tmp_path / "a.csv", *ROMASHKA, row, *CLOVER)])
    assert total(tmp_path / "home") == 220
    assert [(r["line"], r["reason"]) for r in rejected(tmp_path / "home")] == [(4, "totals_row")]
    assert report.sources[0].record["totals"] == {"rows": 1, "agree": 1, "differ": []}


def test_subtotals_a_total_of_all_and_a_total_above_its_lines(tmp_path):
    rows = [
        "31.01.2024;;Итого Ромашка;;150",
        *ROMASHKA,
        *CLOVER,
        "31.01.2024;;Клевер итог;;70",
        "31.01.2024;;Всего;;220",
    ]
    report = import_files(tmp_path / "home", [write(tmp_path / "a.csv", *rows)])
    assert total(tmp_path / "home") == 220
    assert report.sources[0].record["totals"] == {"rows": 3, "agree": 3, "differ": []}


def test_a_total_that_does_not_agree_is_told_with_both_sums(tmp_path):
    report = import_files(tmp_path / "home", [write(tmp_path / "a.csv", *ROMASHKA, "31.01.2024;;Итого;;155", *CLOVER)])
    assert total(tmp_path / "home") == 220
    (differ,) = report.sources[0].record["totals"]["differ"]
    assert (differ["line"], differ["name"]) == (4, "Итого")
    assert (Decimal(differ["says"]), Decimal(differ["sum"])) == (155, 150)


@pytest.mark.parametrize("client", ["Total Energies", "Всего Хорошего ООО", "Итоги", "Итого-Сервис", "Capital Total"])
def test_a_client_that_is_only_called_like_a_total_is_kept_and_told(client, tmp_path):
    rows = [*ROMASHKA, f"18.01.2024;Р-4;{client};Гвоздь;40", f"19.01.2024;Р-5;{client};Гвоздь;45", *CLOVER]
    report = import_files(tmp_path / "home", [write(tmp_path / "a.csv", *rows, "31.01.2024;;Итого;;305")])
    assert total(tmp_path / "home") == 305
    record = report.sources[0].record
    assert record["totals"] == {"rows": 1, "agree": 1, "differ": []}
    assert {k["name"] for k in record.get("called_like_totals", [])} <= {client}


def test_a_product_called_so_is_kept(tmp_path):
    rows = [f"{n + 10}.01.2024;Р-{n};Ромашка;Total station;100" for n in range(5)]
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", *rows)])
    assert total(tmp_path / "home") == 500


def test_a_month_of_lines_without_a_client_is_no_total(tmp_path):
    """Sales to nobody in particular have a document and a product: equal to a sum by chance, they stay."""
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", *ROMASHKA, "18.01.2024;Р-4;;Гвоздь;150", *CLOVER)])
    assert total(tmp_path / "home") == 370


@pytest.mark.parametrize("name", ["Итого ООО «Клевер»", "ООО «Клевер» Итог", 'Итого по ООО "Клевер":'])
@pytest.mark.parametrize("says", ["70", "71"])
def test_a_dated_total_of_a_client_with_one_line(name, says, tmp_path):
    rows = ["17.01.2024;Р-3;ООО «Клевер»;Гвоздь;70", f'17.01.2024;;"{name.replace(chr(34), chr(34) * 2)}";;{says}']
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", *ROMASHKA, *rows)])
    assert total(tmp_path / "home") == 220


def test_the_total_of_a_client_that_is_called_like_a_total(tmp_path):
    rows = ["17.01.2024;Р-3;Total Energy;Гвоздь;70", "17.01.2024;Р-9;Total for Total Energy;Разное;80"]
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", *ROMASHKA, *rows)])
    assert total(tmp_path / "home") == 220
