"""The same documents again under another name: asked which holds; nothing is deleted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.sources import sources_of
from kamlib.intake.trial import try_files

JANUARY = [("1", "А", 100), ("2", "Б", 200), ("3", "В", 300)]
CORRECTED = [("1", "А", 100), ("2", "Б", 250), ("3", "В", 300)]
RENAMED = [("1", "А", 100), ("2", "Б Групп", 200), ("3", "В", 300)]


def csv(path: Path, rows: list[tuple], month: int = 1) -> Path:
    lines = [f"1{n}.0{month}.2024;М{month}-{n};{client};{amount}" for n, client, amount in rows]
    path.write_text("\n".join(["Дата;Документ;Клиент;Сумма", *lines, ""]), "utf-8")
    return path


def counted(home: Path) -> tuple[int, Decimal]:
    """Clients and money of the lines that count."""
    files = [str(home / s["data_files"]["sales_lines"]) for s in Home(home).manifest()["sources"]]
    out = Home(home).overlaps()
    where = f"WHERE line_id NOT IN (SELECT line_id FROM read_parquet('{out}'))" if out else ""
    asked = f"SELECT count(DISTINCT client_id), sum(net_amount) FROM read_parquet({files}) {where}"
    return duckdb.connect().execute(asked).fetchone()


@pytest.mark.parametrize("again", [CORRECTED, RENAMED])
@pytest.mark.parametrize("together", [True, False])
def test_the_same_documents_with_other_lines_are_a_question(again, together, tmp_path):
    files = [csv(tmp_path / "jan.csv", JANUARY), csv(tmp_path / "jan_v2.csv", again)]
    if not together:
        import_files(tmp_path / "home", files[:1])
    with pytest.raises(KamError) as e:
        import_files(tmp_path / "home", files if together else files[1:])
    assert e.value.key == "intake.unsure"
    assert "revised:jan_v2.csv=new" in e.value.text("en")
    assert len(Home(tmp_path / "home").manifest()["sources"]) == (0 if together else 1)


@pytest.mark.parametrize(
    ("again", "answer", "expected"),
    [
        (CORRECTED, "new", (3, 650)), (CORRECTED, "old", (3, 600)), (CORRECTED, "both", (3, 850)),
        (RENAMED, "new", (3, 600)), (RENAMED, "old", (3, 600)), (RENAMED, "both", (4, 800)),
    ],
)  # fmt: skip
def test_the_answer_decides_and_stays_decided(again, answer, expected, tmp_path):
    home = tmp_path / "home"
    import_files(home, [csv(tmp_path / "jan.csv", JANUARY)])
    import_files(home, [csv(tmp_path / "jan_v2.csv", again)], answers={"revised:jan_v2.csv": answer})
    assert counted(home) == expected
    import_files(home, [csv(tmp_path / "feb.csv", [("9", "А", 1)], month=2)])
    assert counted(home) == (expected[0], expected[1] + 1)


def test_a_year_to_date_file_after_monthly_ones_counts_once_without_a_question(tmp_path):
    home, february = tmp_path / "home", [("1", "А", 10), ("2", "Г", 20)]
    import_files(home, [csv(tmp_path / "jan.csv", JANUARY), csv(tmp_path / "feb.csv", february, month=2)])
    text = (tmp_path / "jan.csv").read_text("utf-8") + "".join(
        (tmp_path / "feb.csv").read_text("utf-8").splitlines(True)[1:]
    )
    (tmp_path / "ytd.csv").write_text(text, "utf-8")
    import_files(home, [tmp_path / "ytd.csv"])
    assert counted(home) == (4, 630)


def test_a_year_to_date_file_with_other_names_replaces_the_documents_of_several_files(tmp_path):
    home = tmp_path / "home"
    import_files(home, [csv(tmp_path / "jan.csv", JANUARY), csv(tmp_path / "feb.csv", JANUARY, month=2)])
    lines = [csv(tmp_path / f"r{m}.csv", RENAMED, month=m).read_text("utf-8").splitlines(True) for m in (1, 2)]
    (tmp_path / "ytd.csv").write_text("".join([*lines[0], *lines[1][1:]]), "utf-8")
    import_files(home, [tmp_path / "ytd.csv"], answers={"revised:ytd.csv": "new"})
    assert counted(home) == (3, 1200)


def test_a_document_split_between_two_files_is_no_revision(tmp_path):
    head = "Дата;Документ;Клиент;Товар;Сумма\n"
    (tmp_path / "a.csv").write_text(head + "11.01.2024;1;А;Гвоздь;100\n12.01.2024;2;Б;Гвоздь;5\n", "utf-8")
    (tmp_path / "b.csv").write_text(head + "12.01.2024;2;Б;Болт;7\n13.01.2024;3;В;Болт;9\n", "utf-8")
    import_files(tmp_path / "home", [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert counted(tmp_path / "home") == (3, 121)


def test_before_an_import_it_is_a_question_of_the_trial(tmp_path):
    home, files = tmp_path / "home", [csv(tmp_path / "jan_v2.csv", CORRECTED)]
    import_files(home, [csv(tmp_path / "jan.csv", JANUARY)])
    (sheet,) = try_files(home, files).sheets
    assert [q.code for q in sheet.questions] == ["revised:jan_v2.csv"]
    assert "там 200, здесь 250" in sheet.questions[0].text("ru")
    settled = try_files(home, files, {"revised:jan_v2.csv": "new"})
    assert settled.is_ready and (settled.overlaps["rows"], settled.overlaps["amount"]) == (3, "600.0000")


def test_a_file_may_stand_for_an_earlier_source(tmp_path):
    home, files = tmp_path / "home", [csv(tmp_path / "jan_v2.csv", CORRECTED)]
    import_files(home, [csv(tmp_path / "jan.csv", JANUARY)])
    assert try_files(home, files, replaces=[1]).overlaps is None
    import_files(home, files, replaces=[1])
    assert sources_of(home)["status"].tolist() == ["withdrawn", "counts"]
    assert Home(home).manifest()["overlaps"] is None
    with pytest.raises(KamError, match="9"):
        import_files(home, [csv(tmp_path / "feb.csv", JANUARY, month=2)], replaces=[9])
