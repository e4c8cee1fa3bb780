"""What nobody may enter: dates in the wrong order, and codes that name nothing."""

from contextlib import closing
from datetime import date

import openpyxl
import pytest

from kamlib.contract import tables
from kamlib.core.home import Home
from kamlib.forms.workbook import write_form
from kamlib.intake import import_files
from kamlib.register import open_register
from kamlib.register.rows import BadValues

BY = {"author": "Anna", "source": "page"}
CALL = {"client_id": "C1", "at": date(2024, 5, 10), "kind": "call"}


def test_every_pair_names_two_dates_of_its_table():
    pairs = [(table, pair) for table in tables().values() for pair in table.in_order]
    assert len(pairs) >= 10
    assert all(table.columns[name].type == "date" for table, pair in pairs for name in pair)


def test_dates_in_the_wrong_order_are_refused_with_the_row_and_the_cell(file_register):
    with pytest.raises(BadValues) as fault:
        file_register.write("talks", [CALL | {"next_on": date(2024, 5, 1)}], **BY)
    assert "C1 · 2024-05-10 · call: Next step on (next_on): 2024-05-01" in fault.value.text("en")
    assert "раньше даты" in fault.value.text("ru")
    file_register.write("talks", [CALL | {"next_on": date(2024, 5, 10)}], **BY)  # the same day is in order
    file_register.write("talks", [CALL | {"next_on": None}], **BY)
    assert file_register.state == 2


def test_a_date_changed_later_is_held_against_the_one_that_stands(file_register):
    tie = {"client_id": "C1", "tie": "edi"}
    file_register.write("ties", [tie | {"since": date(2024, 1, 1)}], **BY)
    with pytest.raises(BadValues) as fault:
        file_register.write("ties", [tie | {"until": date(2023, 1, 1)}], **BY)
    assert "until" in fault.value.text("en")
    assert file_register.current("ties")["until"].isna().all()


def test_a_code_that_names_nothing_is_refused_unless_it_comes_along(file_register):
    with pytest.raises(BadValues) as fault:
        file_register.write("talks", [CALL | {"contact_id": "p9"}], **BY)
    assert "Contact code (contact_id): p9 – nothing like this is entered in “Contacts”" in fault.value.text("en")
    file_register.write("contacts", [{"contact_id": "p9", "client_id": "C1"}], **BY)
    (talk,) = file_register.write("talks", [CALL | {"contact_id": "p9"}], **BY).keys
    task = {"client_id": "C1", "task": "Send the offer"}
    with pytest.raises(BadValues):
        file_register.write("tasks", [task | {"talk_id": "nothing"}], **BY)
    file_register.write("tasks", [task | {"talk_id": talk[0]}], **BY)
    # what pointed somewhere when it was entered may be changed after the person was taken out
    file_register.withdraw("contacts", [("p9",)], **BY)
    file_register.write("talks", [{"talk_id": talk[0], "outcome": "Agreed"}], **BY)
    assert file_register.current("talks")["outcome"].tolist() == ["Agreed"]


def test_a_file_may_name_what_comes_later(tmp_path):
    file = tmp_path / "talks.csv"
    file.write_text("talk_id,client_id,contact_id,at,kind\n1,C1,p9,2024-05-10,call\n", "utf-8")
    assert import_files(tmp_path, [file], author="Anna").entries == 1


def filled(tmp_path, table, **values):
    """An Excel form of a home with one client, with one row filled in."""
    (tmp_path / "clients.csv").write_text("client_id,name\nC1,Rye\n", "utf-8")
    import_files(tmp_path, [tmp_path / "clients.csv"], author="Anna")
    form = write_form(tmp_path / "form.xlsx", "en", [table], tmp_path)
    book = openpyxl.load_workbook(form)
    sheet = book[tables()[table].en]
    headings = {cell.value: cell.column for cell in sheet[1]}
    for name, value in values.items():
        sheet.cell(2, headings[tables()[table].columns[name].en], value)
    book.save(form)
    return form


def test_a_form_tells_the_cell_of_a_date_out_of_order(tmp_path):
    form = filled(tmp_path, "talks", client_id="C1", at=date(2024, 5, 10), kind="Call", next_on=date(2024, 5, 1))
    report = import_files(tmp_path, [form], author="Anna")
    (source,) = [s for s in report.sources if s.record["table"] == "talks"]
    assert source.reasons == {"out_of_order": 1}
    assert source.examples[0]["cell"] == "K2" and report.entries == 0


def test_a_form_that_names_nobody_is_refused(tmp_path):
    form = filled(tmp_path, "talks", client_id="C1", at=date(2024, 5, 10), kind="Call", contact_id="p9")
    with pytest.raises(BadValues) as fault:
        import_files(tmp_path, [form], author="Anna")
    assert "p9" in fault.value.text("ru")
    with closing(open_register(tmp_path)) as register:
        assert register.state == 0


def test_of_a_file_with_money_it_is_told_and_the_row_is_kept(tmp_path):
    deals = tmp_path / "deals.csv"
    deals.write_text(
        "deal_id,opened_on,closed_on,amount\n1,2024-05-10,2024-05-01,100\n2,2024-05-01,2024-05-10,5\n", "utf-8"
    )
    assigned = tmp_path / "assignments.csv"
    assigned.write_text("client_id,manager_id,role,valid_from,valid_to\nC1,M1,account,2024-05-10,2024-05-01\n", "utf-8")
    report = import_files(tmp_path, [deals, assigned], author="Anna")
    of = {s.record["table"]: s.record for s in report.sources}
    assert (of["deals"]["rows_accepted"], of["deals"]["rows_rejected"]) == (2, 0)
    assert {"what": "out_of_order", "column": "closed_on", "rows": 1} in of["deals"]["told"]
    assert (of["assignments"]["rows_accepted"], of["assignments"]["rows_rejected"]) == (0, 1)


def test_a_list_of_visits_without_a_name_is_the_crms_not_ours(tmp_path):
    file = tmp_path / "export.csv"
    file.write_text("Клиент;Дата;Вид;Результат\nC1;10.05.2024;Звонок;Договорились\n", "utf-8")
    import_files(tmp_path, [file], author="Anna")
    assert [s["table"] for s in Home(tmp_path).sources()] == ["interactions"]
