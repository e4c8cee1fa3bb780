"""Quotation marks that swallow rows, and what becomes of every line of a file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from made_files import lines

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files

HEAD = ["Дата", "Документ", "Клиент", "Товар", "Количество", "Сумма"]


def write(path: Path, clients: list[str], sep: str = ";", encoding: str = "utf-8", end: str = "\n") -> Path:
    """One row a client, amounts 100, 101, 102 …"""
    rows = [[f"{n + 10}.01.2024", f"Р-{n}", c, "Гвоздь", "1", f"{100 + n}"] for n, c in enumerate(clients)]
    path.write_bytes((end.join(sep.join(r) for r in [HEAD, *rows]) + end).encode(encoding))
    return path


def read(home: Path) -> list[tuple]:
    return [row[1:] for row in lines(home, "line_id, client_id, net_amount")]


def expected(clients: list[str]) -> list[tuple]:
    return [(c, Decimal(100 + n)) for n, c in enumerate(clients)]


@pytest.mark.parametrize("sep", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
@pytest.mark.parametrize("first", [0, 2])
def test_two_opening_marks_swallow_no_row(sep, encoding, first, tmp_path):
    clients = [f"Клиент {n}" for n in range(9)]
    marked = list(clients)
    for n in (first, 6):
        marked[n] = '"' + clients[n]
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", marked, sep, encoding)])
    assert read(tmp_path / "home") == expected(clients)
    (source,) = Home(tmp_path / "home").manifest()["sources"]
    assert source["lines"]["stray_quotes"] == [first + 2, 8]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_closed_by_one_inside_a_later_name(end, tmp_path):
    clients = ["А", '"Ромашка', "Б", 'ООО "Клевер"', "В"]
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", clients, end=end)])
    assert read(tmp_path / "home") == expected(["А", "Ромашка", "Б", 'ООО "Клевер"', "В"])


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ('ООО "Клевер"', 'ООО "Клевер"'),
        ('"ООО ""Клевер"""', 'ООО "Клевер"'),
        ('"Клевер" ООО', '"Клевер" ООО'),
        ('5" труба', '5" труба'),
        ('"Клевер; филиал"', "Клевер; филиал"),
        ('"Клевер\nфилиал"', "Клевер\nфилиал"),
        ('"Клевер\n\n1;2;3\nфилиал"', "Клевер\n\n1;2;3\nфилиал"),
    ],
)
def test_marks_that_do_no_harm(written, client, tmp_path):
    import_files(tmp_path / "home", [write(tmp_path / "a.csv", ["А", written, "Б"])])
    assert read(tmp_path / "home") == expected(["А", client, "Б"])


def test_rows_between_an_opening_and_a_closing_mark_are_refused_with_the_line(tmp_path):
    """`"Ромашка` … `Клевер"`: a proper cell of three lines, and three proper rows: which of them, nobody can say."""
    with pytest.raises(KamError) as e:
        import_files(tmp_path / "home", [write(tmp_path / "a.csv", ["А", '"Ромашка', "Б", 'Клевер"', "В"])])
    assert (e.value.key, e.value.values["line"]) == ("intake.quote_open", 3)


def test_a_mark_opened_in_one_column_and_closed_in_another(tmp_path):
    """As one row it would have three values of four; line by line all is as wide as the headings."""
    file = tmp_path / "a.csv"
    body = ['01.01.2024;"Р-1;А;1', "01.02.2024;Р-2;Б;2", '01.03.2024;Р-3;В";3']
    file.write_text("\n".join(["Дата;Документ;Клиент;Сумма", "01.01.2024;Р-0;А;1", *body, ""]), "utf-8")
    import_files(tmp_path / "home", [file])
    assert lines(tmp_path / "home", "order_id, net_amount") == [("Р-0", 1), ("Р-1", 1), ("Р-2", 2), ("Р-3", 3)]


def test_a_short_line_among_swallowed_ones_is_rejected_alone(tmp_path):
    file = tmp_path / "a.csv"
    body = ['01.01.2024;Р-1;"А;1', "01.02.2024;Р-2;Б;2", "обрыв", "01.02.2024;Р-2;Б;2", '01.03.2024;Р-3;"В;3']
    file.write_text("\n".join(["Дата;Документ;Клиент;Сумма", "01.01.2024;Р-0;А;1", *body, ""]), "utf-8")
    import_files(tmp_path / "home", [file])
    (source,) = Home(tmp_path / "home").manifest()["sources"]
    assert (source["rows_accepted"], source["rows_rejected"]) == (5, 1)


def test_every_line_of_a_file_is_accounted_for(tmp_path):
    file = tmp_path / "a.csv"
    text = 'Продажи;;\n;;\nДата;Клиент;Сумма\n15.01.2024;А;1\n\n16.01.2024;"Б\nфилиал";2\n17.01.2024;В;3\n\n\n'
    file.write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [file])
    found = report.sources[0].record["lines"]
    assert found["file"] == 10 == found["above"] + found["rows"] + found["blank"] + found["further"]
    assert (found["above"], found["rows"], found["blank"], found["further"]) == (3, 3, 3, 1)
    assert report.sources[0].record["rows_read"] == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("tail", ["", "\n"])
def test_lines_are_counted_whatever_ends_them(end, tail, tmp_path):
    file = tmp_path / "a.csv"
    text = end.join(["Дата;Клиент;Сумма", "15.01.2024;А;1", "16.01.2024;Б;2"]) + (end if tail else "")
    file.write_bytes(text.encode())
    found = import_files(tmp_path / "home", [file]).sources[0].record["lines"]
    assert (found["file"], found["above"], found["rows"]) == (3, 1, 2)
