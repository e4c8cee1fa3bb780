"""Questions and their answers: given beforehand, kept for the next file of the same headings, asked."""

import pytest

from kamlib.core.errors import KamError
from kamlib.intake import import_files
from kamlib.intake.kept import fingerprint

WITH_VAT = "Дата;Контрагент;Сумма с НДС\n15.01.2024;А;120\n16.01.2024;Б;240\n"
NEXT_MONTH = "Контрагент;сумма с НДС;Дата\nА;360;15.02.2024\n"


def written(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def net(report):
    return [s.record["amount_accepted"] for s in report.sources]


def test_an_open_question_imports_nothing_and_prints_what_would_settle_it(tmp_path):
    with pytest.raises(KamError, match=r'--answer "vat_rate:Сумма с НДС=0\.20"'):
        import_files(tmp_path / "home", [written(tmp_path, "jan.csv", WITH_VAT)])
    assert not (tmp_path / "home" / "sources.json").exists()


def test_an_answer_given_settles_it_and_is_kept_for_next_month(tmp_path):
    home = tmp_path / "home"
    january = import_files(home, [written(tmp_path, "jan.csv", WITH_VAT)], answers={"vat_rate:Сумма с НДС": "20%"})
    assert [float(x) for x in net(january)] == [300]
    february = import_files(home, [written(tmp_path, "feb.csv", NEXT_MONTH)])
    assert [float(x) for x in net(february)] == [300]
    assert [(a.answer, a.source) for a in february.previews[0].answers] == [("0.20", "kept")]


def test_an_answer_given_goes_before_one_kept(tmp_path):
    home = tmp_path / "home"
    import_files(home, [written(tmp_path, "jan.csv", WITH_VAT)], answers={"vat_rate:Сумма с НДС": "0.20"})
    other = import_files(home, [written(tmp_path, "feb.csv", NEXT_MONTH)], answers={"vat_rate:сумма с НДС": "0"})
    assert [float(x) for x in net(other)] == [360]


def test_what_is_no_answer_is_said(tmp_path):
    file = written(tmp_path, "jan.csv", WITH_VAT)
    with pytest.raises(KamError, match=r"0\.22, 0\.20"):
        import_files(tmp_path / "home", [file], answers={"vat_rate:Сумма с НДС": "a fifth"})
    with pytest.raises(KamError, match="Nothing asks for vat"):
        import_files(tmp_path / "home", [file], answers={"vat_rate:Сумма с НДС": "0.20", "vat": "0.20"})


def test_a_dry_run_keeps_no_answer(tmp_path):
    home = tmp_path / "home"
    file = written(tmp_path, "jan.csv", WITH_VAT)
    import_files(home, [file], answers={"vat_rate:Сумма с НДС": "0.20"}, dry_run=True)
    with pytest.raises(KamError, match="vat_rate"):
        import_files(home, [file])


def test_the_questions_of_all_files_come_at_once_and_one_answer_serves_files_of_the_same_headings(tmp_path):
    other = "Дата;Контрагент;Сумма;Скидка\n15.03.2024;А;120;10\n"
    texts = {"jan.csv": WITH_VAT, "feb.csv": NEXT_MONTH, "mar.csv": other}
    files = [written(tmp_path, name, text) for name, text in texts.items()]
    with pytest.raises(KamError) as e:
        import_files(tmp_path / "home", files)
    said = e.value.text("en")
    assert said.count("vat_rate:Сумма с НДС=0.20") == 1 and "discount:Скидка" in said
    asked = []

    def ask(question):
        asked.append(question.code)
        return question.options[0][0]

    import_files(tmp_path / "home", files, ask=ask)
    assert asked.count("vat_rate:Сумма с НДС") == 1


def test_a_month_without_returns_is_a_file_of_the_same_headings():
    headings = ["Контрагент", "Документ", "Сумма"]
    assert fingerprint([*headings, "Вид документа", "Дата документа"]) == fingerprint(headings)
