"""Codes and names: what says "nobody", what looks the same, what a spreadsheet has damaged."""

import duckdb
import pytest
from made_files import lines, rejected

from kamlib.intake import import_files


def imported(tmp_path, cells, heading="Контрагент", encoding="utf-8"):
    rows = [f"15.01.2024;{cell};{n + 1}" for n, cell in enumerate(cells)]
    (tmp_path / "a.csv").write_text("\n".join([f"Дата;{heading};Сумма", *rows]) + "\n", encoding)
    return import_files(tmp_path / "home", [tmp_path / "a.csv"])


def clients(tmp_path):
    """Clients in the order of the lines."""
    return [client for _, client in lines(tmp_path / "home", "line_id, client_id")]


@pytest.mark.parametrize(
    "cell",
    ["NULL", "None", "nan", "N/A", "n/a", "-", "—", "–", "<>", "<Не указан>", "(пусто)", "пусто", "не указан", "[null]",
     "(blank)", "<Пустое значение>", "Не указано.", "?", "...", "\u200b", "\u200b\u00ad ", "- -"],
)  # fmt: skip
def test_a_placeholder_is_no_client(tmp_path, cell):
    report = imported(tmp_path, ["А", cell])
    assert clients(tmp_path) == ["А", None]
    told = [(n["column"], n["rows"]) for n in report.sources[0].record["told"] if n["what"] == "placeholders"]
    assert told == ([] if cell.startswith("\u200b") else [("Контрагент", 1)])


@pytest.mark.parametrize("cell", ["0", "00", "Налл", "ООО «Пусто-Пусто»", "Nanotech", "-1", "N/A-17", "К-0", "-А-"])
def test_a_real_code_is_not_taken_for_a_placeholder(tmp_path, cell):
    imported(tmp_path, ["А", cell])
    assert clients(tmp_path) == ["А", cell]


def test_placeholders_of_products_and_managers_too_but_not_of_amounts_or_channels(tmp_path):
    text = "Дата;Клиент;Товар;Менеджер;Канал продаж;Сумма\n15.01.2024;А;-;не указан;-;5\n15.01.2024;Б;Т;М;опт;-\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / "a.csv"])
    found = lines(tmp_path / "home", "client_id, product_id, manager_id, channel, net_amount")
    assert [(*row[:4], float(row[4])) for row in found] == [("А", None, None, "-", 5), ("Б", "Т", "М", "опт", 0)]
    assert {n["column"]: n["rows"] for n in report.sources[0].record["told"]} == {"Товар": 1, "Менеджер": 1}


def test_a_client_of_the_client_list_must_have_a_code(tmp_path):
    (tmp_path / "Клиенты.csv").write_text("Код клиента;Название\nК1;Ромашка\nNULL;Никто\nК2;-\n", "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / "Клиенты.csv"])
    assert report.sources[0].reasons == {"missing": 1}
    assert lines(tmp_path / "home", "client_id, name", "clients") == [("К1", "Ромашка"), ("К2", None)]


SAME = [
    "ООО Ромашка",
    "ООО  Ромашка",
    " ООО Ромашка ",
    "ООО\u00a0Ромашка",
    "ООО \u00a0 Ромашка",
    "ООО\u2009Ромашка",
    "ООО Ромаш\u00adка",
    "ООО Ро\u200bмашка",
    "\ufeffООО Ромашка",
    "ООО Ромашка\u200e",
    "ООО\tРомашка",
]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_looks_the_same_is_one_client(tmp_path, form):
    rows = [("2024-01-15", cell, n + 1) for n, cell in enumerate([*SAME, "Café", "Cafe\u0301", "Йота", "И\u0306ота"])]
    file = tmp_path / f"a.{form}"
    if form == "csv":
        imported(tmp_path, [cell for _, cell, _ in rows])
    else:
        if form == "xlsx":
            from made_files import write_book

            write_book(file, Лист=[["Дата", "Контрагент", "Сумма"], *map(list, rows)])
        else:
            con = duckdb.connect()
            con.execute('CREATE TABLE t ("Дата" VARCHAR, "Контрагент" VARCHAR, "Сумма" INTEGER)')
            con.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
            con.execute(f"COPY t TO '{file}'")
        import_files(tmp_path / "home", [file])
    assert clients(tmp_path) == ["ООО Ромашка"] * len(SAME) + ["Café"] * 2 + ["Йота"] * 2


@pytest.mark.parametrize("text", ["ООО  Ромашка", "ООО\u00a0Ромашка"])
def test_one_odd_cell_in_a_plain_file_is_found(tmp_path, text):
    """A file without anything odd is read the fast way; one odd cell anywhere in it is enough to read it the other."""
    imported(tmp_path, ["ООО Ромашка"] * 500 + [text])
    assert set(clients(tmp_path)) == {"ООО Ромашка"}


def test_case_and_quotes_are_left_to_people(tmp_path):
    imported(tmp_path, ["ООО Ромашка", "ооо ромашка", "ООО «Ромашка»"])
    assert len(set(clients(tmp_path))) == 3
    assert not rejected(tmp_path / "home")
