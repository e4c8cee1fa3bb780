"""Values written once a group are asked about, and filled down only where somebody says so."""

import pytest
from test_recognising import rows, written

from kamlib.core.errors import KamError
from kamlib.intake import import_files
from kamlib.intake.trial import try_files

BOTH = "Дата;Клиент;Товар;Сумма\n15.01.2024;А;Н;10\n;;Б;20\n;;В;30\n\n16.01.2024;Б;Н;5\n;;Б;7\n;;Итого;72\n"
CLIENT = "Дата;Документ;Клиент;Сумма\n15.01.2024;1;А;10\n15.01.2024;1;;20\n16.01.2024;2;Б;5\n16.01.2024;2;;7\n"
RETAIL = "Дата;Документ;Клиент;Сумма\n15.01.2024;1;А;10\n15.01.2024;2;;20\n16.01.2024;3;Б;5\n16.01.2024;4;;7\n"


@pytest.mark.parametrize(
    ("text", "code", "right"),
    [(BOTH, "fill:Дата, Клиент", [("А", 60), ("Б", 12)]), (CLIENT, "fill:Клиент", [("А", 30), ("Б", 12)])],
)
def test_it_is_asked_and_filled(text, code, right, tmp_path):
    file = written(tmp_path, "a.csv", text)
    with pytest.raises(KamError, match="fill:"):
        import_files(tmp_path / "home", [file])
    report = import_files(tmp_path / "home", [file], answers={code: "above"})
    found = {}
    for client, net in rows(tmp_path / "home"):
        found[client] = found.get(client, 0) + net
    assert sorted(found.items()) == right
    assert report.sources[0].record["rows_rejected"] == (text is BOTH)  # the row of the total


def test_lines_of_nobody_are_not_asked_about(tmp_path):
    assert try_files(tmp_path / "home", [written(tmp_path, "a.csv", RETAIL)]).is_ready
