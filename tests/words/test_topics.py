"""The dictionary's files: each entry once, and in the file of its topic."""

import tomllib
from importlib.resources import files

import pytest

import kamlib as kam
from kamlib.labels import columns
from kamlib.labels.entries import names_of, read_entries


def write(folder, **topics: str):
    for topic, text in topics.items():
        (folder / f"{topic}.toml").write_text(text, "utf-8")
    return folder


def test_topics_come_in_their_order_and_a_new_one_after_them(tmp_path):
    write(tmp_path, deals="[a]\n", risk="[b]\n", company="[c]\n", common="[z]\n[y]\n")
    assert list(read_entries(tmp_path)) == ["z", "y", "c", "b", "a"]


@pytest.mark.parametrize(
    ("in_key", "in_risk", "name"),
    [
        ("[score]\n", "[score]\n", "score"),
        ('["criteria.score"]\n', '["criteria.score"]\n', "criteria.score"),
        ('["key_clients, selection.score"]\n', '["selection.score"]\n', "selection.score"),
    ],
)
def test_an_entry_in_two_files_is_refused_with_both_files(tmp_path, in_key, in_risk, name):
    write(tmp_path, key=in_key, risk=in_risk)
    with pytest.raises(ValueError, match=rf"{name} has two entries, in key.toml and in risk.toml"):
        read_entries(tmp_path)


def test_a_table_may_mean_something_of_its_own(tmp_path):
    write(tmp_path, common="[score]\n", key='["criteria.score"]\n')
    assert list(read_entries(tmp_path)) == ["score", "criteria.score"]


def topics_of_marts() -> dict[str, str]:
    """Mart -> its topic: the folder its SELECT stands in."""
    topics = files("kamlib").joinpath("sql", "marts").iterdir()
    return {f.name.removesuffix(".sql"): topic.name for topic in topics if topic.is_dir() for f in topic.iterdir()}


def topics_of_answers() -> dict[str, str]:
    """Answer -> its topic: what its module is called, "risk" of risk_shrinkage.py."""
    named = {name: getattr(kam, name).__module__.rpartition(".")[2].partition("_")[0] for name in kam.answers.__all__}
    reviewed = [
        "compare_company",
        "compare_clients",
        "compare_bridges",
        "compare_moves",
        "compare_cohorts",
        "forecasts_met",
    ]
    named |= dict.fromkeys([*reviewed, "risk_bands_met"], "review")
    return named | {"value_chain_total": named["value_chain"]}


@pytest.fixture(scope="module")
def topics(answers) -> dict[str, set[str]]:
    """Column, and "table.column" -> the topics of the marts and answers that have it."""
    topics: dict[str, set[str]] = {}
    marts, of_answers = topics_of_marts(), topics_of_answers()
    for column in columns.all_columns():
        for mart in columns.models_of(column.name):
            for name in (column.name, f"{mart}.{column.name}"):
                topics.setdefault(name, set()).add(marts[mart])
    for answer, frame in answers.items():
        for column in frame.columns:
            for name in (column, f"{answer}.{column}"):
                topics.setdefault(name, set()).add(of_answers.get(answer) or marts[answer])
    return topics


def test_an_entry_stands_in_the_file_of_a_topic_that_has_the_column(topics):
    found = 0
    for file in files("kamlib.labels").joinpath("columns").iterdir():
        topic = file.name.removesuffix(".toml")
        keys = list(tomllib.loads(file.read_text("utf-8")))
        found += len(keys)
        for key in keys:
            has = set().union(*(topics[name] for name in names_of(key)))
            if topic == "common":
                assert len(has) >= 3, f"{key} is no common name, it is of {has}"
            else:
                assert topic in has, f"{key} stands in {file.name}, and {has} have it"
    assert found > 500
