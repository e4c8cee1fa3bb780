"""A form filled in comes back through the general import as exactly what was typed."""

from contextlib import closing
from datetime import date
from decimal import Decimal

import duckdb
import openpyxl
import pytest

from kamlib.contract import codes, tables
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.core.texts import LANGUAGES, t
from kamlib.forms.choices import known_choices
from kamlib.forms.workbook import write_form
from kamlib.intake import import_files
from kamlib.register import open_register


@pytest.fixture
def home(tmp_path):
    """A company that has imported its sales and two named clients."""
    home = tmp_path / "home"
    sales = tmp_path / "sales.csv"
    sales.write_text("Order,Date,Client,Net amount\n1,2026-01-15,00-07,100.00\n2,2026-01-16,00-12,250.50\n")
    clients = tmp_path / "clients.csv"
    clients.write_text("Client code,Name,Region\n00-07,Rye & Sons,North\n00-12,=Aster,South\n")
    import_files(home, [sales, clients])
    return home


def fill(path, lang, rows):
    """Type `rows` (table -> list of {column: value}) into the form, from row 2 on."""
    book = openpyxl.load_workbook(path)
    for name, records in rows.items():
        table = tables()[name]
        sheet = book[table.label(lang)]
        for number, record in enumerate(records, start=2):
            for column, value in record.items():
                cell = sheet.cell(number, list(table.columns).index(column) + 1, value)
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


def canonical(home, table, columns):
    """What the home now holds of a canonical table or of one the register keeps, sorted."""
    if tables()[table].register:
        with closing(open_register(home)) as register:
            found = register.arrow(table).select(columns).to_pylist()
        return sorted((tuple(row.values()) for row in found), key=repr)
    files = [str(file) for file in Home(home).files(table)]
    if not files:
        return []
    picked = ", ".join(f'"{column}"' for column in columns)
    rows = duckdb.read_parquet(files, union_by_name=True)
    return sorted(rows.project(picked).fetchall(), key=repr)


def rejects(home):
    """The rejected rows as dictionaries."""
    files = [str(file) for file in Home(home).rejects()]
    return duckdb.read_parquet(files, union_by_name=True).to_arrow_table().to_pylist() if files else []


def code(name, key, lang):
    """What the drop-down shows for a code."""
    return codes()[name][key][lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_typed_is_what_is_loaded(home, tmp_path, lang):
    form = write_form(tmp_path / f"{lang}.xlsx", lang, home=home)
    rye, aster = "Rye & Sons [00-07]", "=Aster [00-12]"
    fill(
        form,
        lang,
        {
            "usps": [{"usp_id": "01", "name": "=Delivery in 24 h", "kind": code("usp_kind", "not_goods", lang)}],
            "needs": [
                {"client_id": rye, "need": "Speed", "importance": 40, "must_have": t("forms.yes", lang)},
                {"client_id": aster, "need": "Speed", "importance": 12.5, "minimum": 0.75},
                {"client_id": "NEW-1", "need": "Price", "importance": 1, "must_have": t("forms.no", lang)},
            ],
            "coverage": [
                {"need": "Speed", "usp_id": "01", "coverage": 1},
                {"need": "Speed", "usp_id": "01", "client_id": rye, "coverage": 0.5},
            ],
            "contacts": [
                {
                    "contact_id": "00-07/1",
                    "client_id": rye,
                    "person": "Пётр Сидоров",
                    "decision_role": code("decision_role", "decides", lang),
                    "formal_power": 80,
                    "attitude": -2,
                    "persona": "Other persona",
                }
            ],
            "judgements": [
                {
                    "client_id": aster,
                    "criterion": code("criterion", "partner", lang),
                    "score": 87.5,
                    "evidence": "Pays on time;\nwarned us twice",
                    "author": "Anna",
                    "judged_on": date(2026, 3, 15),
                }
            ],
            "retention_actions": [
                {
                    "client_id": rye,
                    "way": code("retention_way", "knowledge", lang),
                    "started_on": date(2026, 2, 1),
                    "cost": 1234567.89,
                }
            ],
        },
    )
    import_files(home, [form])

    assert rejects(home) == []
    assert canonical(home, "usps", ["usp_id", "name", "kind", "yearly_cost"]) == [
        ("01", "=Delivery in 24 h", "not_goods", None)
    ]
    assert canonical(home, "needs", ["client_id", "need", "importance", "must_have", "minimum"]) == [
        ("00-07", "Speed", 40.0, True, None),
        ("00-12", "Speed", 12.5, None, 0.75),
        ("NEW-1", "Price", 1.0, False, None),
    ]
    assert canonical(home, "coverage", ["need", "usp_id", "client_id", "coverage"]) == [
        ("Speed", "01", "00-07", 0.5),
        ("Speed", "01", None, 1.0),
    ]
    columns = ["contact_id", "client_id", "person", "decision_role", "formal_power", "attitude", "persona"]
    assert canonical(home, "contacts", columns) == [
        ("00-07/1", "00-07", "Пётр Сидоров", "decides", 80.0, -2, "Other persona")
    ]
    columns = ["client_id", "criterion", "score", "evidence", "author", "judged_on", "expires_on"]
    assert canonical(home, "judgements", columns) == [
        ("00-12", "partner", 87.5, "Pays on time;\nwarned us twice", "Anna", date(2026, 3, 15), None)
    ]
    assert canonical(home, "retention_actions", ["client_id", "way", "started_on", "cost"]) == [
        ("00-07", "knowledge", date(2026, 2, 1), Decimal("1234567.8900"))
    ]
    assert canonical(home, "feedback", ["client_id"]) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cells_that_cannot_be_used_come_back_by_address(home, tmp_path, lang):
    form = write_form(tmp_path / f"{lang}.xlsx", lang, ["judgements"], home=home)
    good = {
        "client_id": "00-07",
        "criterion": code("criterion", "partner", lang),
        "score": 50,
        "evidence": "Said so",
        "author": "Anna",
        "judged_on": date(2026, 3, 15),
    }
    bad = [
        {**good, "score": 101},
        {**good, "criterion": "Handsome"},
        {**good, "judged_on": "soon"},
        {**good, "evidence": None},
        good,
    ]
    fill(form, lang, {"judgements": bad})
    import_files(home, [form])

    tab = tables()["judgements"].label(lang)
    columns = list(tables()["judgements"].columns)
    letter = {column: openpyxl.utils.get_column_letter(columns.index(column) + 1) for column in columns}
    told = {str(value) for reject in rejects(home) for value in reject.values()}
    for row, column in enumerate(("score", "criterion", "judged_on", "evidence"), start=2):
        address = f"{letter[column]}{row}"
        assert any(address in value for value in told), f"{address} is not told in {told}"
    assert any(tab in value for value in told)
    assert len(rejects(home)) == 4
    assert len(canonical(home, "judgements", ["client_id"])) == 1


def test_a_renamed_tab_is_still_read_and_a_tab_of_ones_own_is_told(home, tmp_path):
    form = write_form(tmp_path / "f.xlsx", "en", ["needs", "usps"], home=home)
    fill(form, "en", {"needs": [{"client_id": "Rye & Sons [00-07]", "need": "Speed", "importance": 40}]})
    book = openpyxl.load_workbook(form)
    book["Needs of clients"].title = "Needs, Anna"
    book.create_sheet("Scratch").append(["2 + 2", "maybe 4"])
    book.save(form)
    report = import_files(home, [form])
    assert canonical(home, "needs", ["client_id", "need"]) == [("00-07", "Speed")]
    assert [name for name, _ in report.skipped] == ["f.xlsx [Scratch]"]


def test_a_form_that_comes_back_empty_changes_nothing(home, tmp_path):
    before = canonical(home, "clients", ["client_id", "name", "region"])
    with pytest.raises(KamError) as told:
        import_files(home, [write_form(tmp_path / "empty.xlsx", "ru", home=home)])
    assert told.value.key == "intake.header_only"
    assert canonical(home, "clients", ["client_id", "name", "region"]) == before
    assert rejects(home) == []
    assert canonical(home, "needs", ["client_id"]) == []


def test_the_clients_of_the_home_are_offered_by_name(home, tmp_path):
    assert known_choices(home, "clients", "en") == {"=Aster [00-12]": "00-12", "Rye & Sons [00-07]": "00-07"}
    assert known_choices(home, "managers", "en") == {}
    assert known_choices(None, "clients", "en") == known_choices(tmp_path / "nowhere", "clients", "en") == {}
    book = openpyxl.load_workbook(write_form(tmp_path / "f.xlsx", "ru", ["needs"], home=home))
    check = next(v for v in book["Потребности клиентов"].data_validations.dataValidation if "A2" in v.sqref)
    sheet, cells = check.formula1.replace("$", "").split("!")
    shown = book[sheet][cells]
    assert [cell.value for (cell,) in shown] == ["=Aster [00-12]", "Rye & Sons [00-07]"]
    assert {cell.data_type for (cell,) in shown} == {"s"}
    assert check.errorStyle == "warning"


def test_the_latest_name_of_a_client_is_offered_and_a_missing_one_hides_nothing(home, tmp_path):
    later = tmp_path / "crm.csv"
    later.write_text("Client code,Name,Region\n00-07,Rye Group,North\n00-12,,South\n")
    import_files(home, [later])
    assert list(known_choices(home, "clients", "ru")) == ["=Aster [00-12]", "Rye Group [00-07]"]


def test_without_a_list_of_clients_those_of_the_sales_are_offered(tmp_path):
    sales = tmp_path / "sales.csv"
    sales.write_text("Order,Date,Client,Net amount\n1,2026-01-15,Rye,100\n2,2026-01-16,Aster,250\n")
    import_files(tmp_path / "home", [sales])
    assert known_choices(tmp_path / "home", "clients", "en") == {"Aster": "Aster", "Rye": "Rye"}
