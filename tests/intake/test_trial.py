"""Files looked at before they are imported: nothing is written, everything is told."""

from kamlib.core.errors import KamError
from kamlib.intake import import_files
from kamlib.intake.trial import try_files

SALES = "Дата;Контрагент;Сумма с НДС;Что-то\n15.01.2024;А;120;x\n16.02.2024;Б;240;y\nвчера;Б;12;z\n"


def written(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_an_open_question_stands_with_its_column(tmp_path):
    trial = try_files(tmp_path / "home", [written(tmp_path, "a.csv", SALES)])
    (sheet,) = trial.sheets
    assert [q.code for q in sheet.questions] == ["vat_rate:Сумма с НДС"] and sheet.questions[0].column == "Сумма с НДС"
    assert not trial.is_ready and not sheet.figures
    assert [(c.heading, c.target) for c in sheet.columns[:2]] == [("Дата", "order_date"), ("Контрагент", "client_id")]
    assert sheet.columns[1].examples == ["А", "Б"]
    assert not (tmp_path / "home").exists()


def test_what_would_come_of_it_is_told(tmp_path):
    trial = try_files(tmp_path / "home", [written(tmp_path, "a.csv", SALES)], {"vat_rate:Сумма с НДС": "0.20"})
    (sheet,) = trial.sheets
    assert trial.is_ready and sheet.reasons == {"unreadable_date": 1}
    assert (sheet.figures["rows_read"], sheet.figures["rows_accepted"], sheet.figures["clients"]) == (3, 2, 2)
    assert sheet.months["net"].tolist() == [100, 200]
    assert not (tmp_path / "home").exists()


def test_a_column_can_be_taken_for_something_else_and_that_is_kept(tmp_path):
    home, file = tmp_path / "home", written(tmp_path, "a.csv", SALES)
    answers = {"use:Сумма с НДС": "net_amount", "use:Что-то": "products.name"}
    trial = try_files(home, [file], answers)
    assert {c.heading: (c.target, c.why) for c in trial.sheets[0].columns}["Сумма с НДС"] == ("net_amount", "chosen")
    import_files(home, [file], answers=answers)
    later = written(tmp_path, "b.csv", SALES.replace("2024", "2025"))
    assert try_files(home, [later]).is_ready
    assert import_files(home, [later]).sources[0].record["amount_accepted"] == "360.0000"


def test_what_a_column_cannot_be_is_said(tmp_path):
    sheet = try_files(tmp_path / "home", [written(tmp_path, "a.csv", SALES)], {"use:Дата": "nonsense"}).sheets[0]
    assert isinstance(sheet.fault, KamError) and "order_date" in sheet.fault.text("en")
