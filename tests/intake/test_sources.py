"""Sources listed, withdrawn and restored; a profile written from one reads its file alike."""

import pytest
from test_recognising import rows, written

import kamlib as kam
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.profile import load_profile

JANUARY = "Дата;Документ;Клиент;Сумма\n15.01.2024;1;A;100\n16.01.2024;2;B;50\n"
AGAIN = "Дата;Документ;Клиент;Сумма\n15.01.2024;1;A;100\n17.01.2024;3;C;7\n"  # document 1 stands in both


@pytest.fixture
def home(tmp_path):
    files = [written(tmp_path, "jan.csv", JANUARY), written(tmp_path, "again.csv", AGAIN)]
    import_files(tmp_path / "home", files)
    return tmp_path / "home"


def test_sources_are_listed(home):
    found = kam.sources_of(home)
    assert found["file"].tolist() == ["jan.csv", "again.csv"] and found["net_amount"].tolist() == [150, 107]
    assert found["date_to"].tolist() == ["2024-01-16", "2024-01-17"] and set(found["status"]) == {"counts"}


def test_a_withdrawn_source_is_kept_and_does_not_count(home):
    assert Home(home).manifest()["overlaps"]["rows"] == 1
    assert kam.withdraw_source(home, 1) == "jan.csv"
    assert kam.sources_of(home)["status"].tolist() == ["withdrawn", "counts"]
    assert rows(home) == [("A", 100), ("C", 7)] and Home(home).manifest()["overlaps"] is None
    kam.restore_source(home, 1)
    assert len(rows(home)) == 4 and Home(home).manifest()["overlaps"]["rows"] == 1


def test_a_withdrawn_file_brought_again_counts_again(home, tmp_path):
    kam.withdraw_source(home, 1)
    assert import_files(home, [tmp_path / "jan.csv"]).sources[0].status == "replaced"
    assert kam.sources_of(home)["status"].tolist() == ["counts", "counts"]


def test_a_number_that_is_no_source_is_refused(home):
    with pytest.raises(KamError, match=r"1 \(jan.csv\)"):
        kam.withdraw_source(home, 9)


ANSWERED = (
    "Когда;Документ;Кто;Шт;Сумма, тыс. руб.;в т.ч. НДС, тыс. руб.;Доставка;Статус\n"
    "15.01.2024;Реализация 1;A;2;1,2;0,2;30;Проведен\n"
    "16.01.2024;Возврат 2;A;1;0,6;0,1;0;Проведен\n"
    "17.01.2024;Реализация 3;B;1;9;1,5;0;Отменен\n"
)
ANSWERS = {
    "column:client_id": "Кто",
    "vat_in:Сумма, тыс. руб.": "gross_amount",
    "status:Статус (Отменен)": "leave_out",
    "beside:Доставка": "add",
    "returns:Документ": "return",
}
LINES = [("A", -500), ("A", 1030)]  # 0.6 − 0.1 thousand returned; 1.2 − 0.2 thousand and 30 of freight


def test_a_profile_of_a_source_reads_its_file_alike(tmp_path):
    file = written(tmp_path, "a.csv", ANSWERED)
    import_files(tmp_path / "home", [file], answers=ANSWERS)
    assert rows(tmp_path / "home") == LINES
    path = kam.save_profile(tmp_path / "home", "monthly")
    assert path == tmp_path / "home" / "profiles" / "monthly.toml"
    import_files(tmp_path / "other", [file], profile=path)
    assert rows(tmp_path / "other", "*") == rows(tmp_path / "home", "*")
    assert load_profile("monthly", tmp_path / "home").parts[0].columns["Кто"] == "client_id"
    with pytest.raises(KamError, match="monthly"):
        kam.save_profile(tmp_path / "home", "monthly")


def test_next_month_needs_no_question(tmp_path):
    import_files(tmp_path / "home", [written(tmp_path, "a.csv", ANSWERED)], answers=ANSWERS)
    later = written(tmp_path, "b.csv", ANSWERED.replace(".01.2024", ".02.2024"))
    report = import_files(tmp_path / "home", [later])
    assert report.sources[0].record["amount_accepted"] == "530.0000"
    assert {a.source for a in report.previews[0].answers} == {"kept"}


def test_a_profile_keeps_rules_constants_and_formulas(tmp_path):
    profile = written(
        tmp_path,
        "p.toml",
        'table = "sales_lines"\nrecognise = false\n[columns]\n"D" = "order_date"\n"C" = "client_id"\n'
        '[constants]\ncurrency = "USD"\n[computed]\nnet_amount = { multiply = ["Q", "P"] }\n'
        '[[rules]]\nwhen = { column = "C", in = ["x", "y\\"z"] }\nreject = true\n',
    )
    file = written(tmp_path, "a.csv", "D,C,Q,P\n2024-01-01,A,2,3\n2024-01-02,x,1,1\n")
    import_files(tmp_path / "home", [file], profile=profile)
    path = kam.save_profile(tmp_path / "home", str(tmp_path / "mine.toml"), source_no=1)
    import_files(tmp_path / "other", [file], profile=path)
    assert rows(tmp_path / "other", "client_id, net_amount, currency") == [("A", 6, "USD")]
