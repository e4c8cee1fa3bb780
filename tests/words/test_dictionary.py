"""The dictionary is complete, has nothing that nothing uses, and says what the policy says."""

import re
import tomllib
from importlib.resources import files

import pandas as pd
import pytest

import kamlib as kam
from kamlib.core import formats
from kamlib.engine.models import models
from kamlib.labels import columns
from kamlib.policy import Policy

RUSSIAN = re.compile(r"[а-яё]", re.IGNORECASE)
DAYS = {"date", "sale_day", "sale_from", "month"}
NOT_COMPUTED = {"potential_12m", "line", "source_no"}


def test_every_column_of_every_mart_and_answer_has_an_entry(marts, answers):
    used = set().union(*marts.values(), *(frame.columns for frame in answers.values()))
    assert not used - {column.name for column in columns.all_columns()}


def test_no_entry_that_nothing_uses(marts, answers):
    used = set().union(*marts.values(), *(frame.columns for frame in answers.values()))
    assert not {column.name for column in columns.all_columns()} - used
    tables = {name: set(frame.columns) for name, frame in answers.items()}
    for name in used:
        for table in columns.differing(name):
            assert name in marts.get(table, set()) | tables.get(table, set()), f"{table}.{name}"


def test_marts_found_from_sql_are_those_of_the_book(marts):
    for column in columns.all_columns():
        assert columns.models_of(column.name) == sorted(m for m, has in marts.items() if column.name in has)


def _each():
    for column in columns.all_columns():
        for table in (None, *columns.differing(column.name)):
            yield pytest.param(column.name, table, id=f"{table or ''}.{column.name}")


@pytest.mark.parametrize(("name", "table"), list(_each()))
def test_an_entry_is_whole(name, table):
    column = columns.info(name, table)
    assert column.higher in (None, "good", "bad", "neutral")
    assert column.codes == "class" or column.codes is None or column.codes in columns.code_lists()
    assert column.codes or formats.by_format(column.format, None, "en") == "—"
    sample = pd.Timestamp("2026-09-30") if column.format in DAYS else 1
    assert column.codes or formats.by_format(column.format, sample, "ru")
    assert len(columns.label(name, "en", table)) <= 34
    assert len(columns.label(name, "ru", table)) <= 34
    assert columns.meaning(name, "en", table)
    assert RUSSIAN.search(columns.meaning(name, "ru", table))
    assert bool(columns.formula(name, "en", table)) == bool(columns.formula(name, "ru", table))
    assert all(len(label) <= 34 for label in column.month_labels.values())
    assert {"en", "ru"} == set(column.month_labels) or not column.month_labels
    if column.is_number and name not in NOT_COMPUTED:
        assert columns.formula(name, "en", table)
    for text in (column.labels, column.meanings, column.formulas):
        assert not RUSSIAN.search(text.get("en", ""))


def test_every_code_of_the_book_has_a_label(answers, demo_book):
    for name, frame in answers.items():
        for lang in ("en", "ru"):
            shown = columns.display(frame, lang, table=name, axis="abc")
            assert len(shown) == len(frame)
            for column in shown.columns:
                assert shown[column].isna().sum() == frame[column].isna().sum() or f"{column}_en" in frame.columns


def test_the_rules_a_model_may_name_all_have_labels():
    """Every code that a CASE in the marts' SQL or the policy can give, not only those the demo company has."""
    given = {
        "turnover_class": "axis_turnover",
        "frequency_class": "axis_frequency",
        "relationship": "axis_relationship",
        "markup_class": "axis_markup",
        "discount_class": "axis_discount",
        "stage": "axis_stage",
        "demand_pattern": "xyz",
    }
    written = {m.table: m.sql for m in models()}
    for codes, model in given.items():
        sql = written[f"features.{model}"]
        told = set(re.findall(r"(?:THEN|ELSE) '(\w+)'", sql)) - {"X", "Y", "Z"}
        listed = set(columns.code_lists()[codes])
        assert told == listed - ({"potential"} if codes == "relationship" else set()), model
    assert {s.segment for s in Policy().rfm.segments} == set(columns.code_lists()["segment"])


def test_every_list_is_used_and_speaks_both_languages():
    by_columns = {
        columns.info(c.name, t).codes for c in columns.all_columns() for t in (None, *columns.differing(c.name))
    }
    used = by_columns | {codes for lists in columns.AXIS_LISTS.values() for codes in lists} | {"any_class"}
    own = tomllib.loads(files("kamlib.labels").joinpath("codes.toml").read_text("utf-8"))
    month_forms = own.pop("by_month")
    assert not {name for name in own if name != "open"} - used
    for name, code in [(name, code) for name, forms in month_forms.items() for code in forms]:
        assert len(month_forms[name][code]) == len(own[name][code])
    for name in own:
        for code in own[name] if name != "open" else ():
            for lang in ("en", "ru"):
                assert columns.code_label(name, code, lang)
                columns.code_meaning(name, code, lang)
            assert len(own[name][code]) in (2, 4)


def test_a_company_with_other_thresholds_reads_its_own():
    other = Policy().changed(abc_a_share=0.7, markup_low=0.15)
    assert "70%" in columns.meaning("abc", "en", policy=other)
    assert "80%" in columns.meaning("abc", "en")
    assert columns.code_label("markup_class", "under_10", "en", other) == "Under 15%"
    assert columns.axis_class_label("T6", "10_25", "en", other) == "15% to 25%"


def test_classes_of_every_axis():
    assert columns.axis_class_label("T1", "horeca", "ru") == "HoReCa"
    assert columns.axis_class_label("T1", "our own kind", "ru") == "our own kind"
    assert columns.axis_class_label("T2", "Крепёж", "en") == "Крепёж"
    assert columns.axis_class_label("T5", "regular", "ru") == "Постоянный"
    assert columns.axis_class_label("T7", "prepayment_partial_small", "en") == "Partial prepayment, small advance"
    assert columns.axis_class_label("T7", "deferred", "ru") == "Отсрочка"
    assert columns.axis_class_label("T10", "price_buyer", "ru") == "Ценовик"
    assert columns.axis_class_label("abc", "not_yet", "en") == "Not a client yet"
    for axis, code in (("T3", "huge"), ("T11", "vip")):
        with pytest.raises(KeyError):
            columns.axis_class_label(axis, code, "en")


def test_the_language_has_its_names():
    frame = pd.DataFrame(
        {"name": ["Ромашка", "Лютик"], "name_en": ["Camomile", None], "abc": ["A", None], "net_12m": [1.0, 2.0]}
    )
    english, russian = columns.display(frame, "en"), columns.display(frame, "ru")
    assert list(english.columns) == list(russian.columns) == ["name", "abc", "net_12m"]
    assert list(english["name"]) == ["Camomile", "Лютик"]
    assert list(russian["name"]) == ["Ромашка", "Лютик"]
    assert "name_en" in frame.columns


def test_columns_stand_under_their_headings_in_the_order_asked_for():
    frame = pd.DataFrame({"net_12m": [1.0], "abc": ["A"], "name": ["Ромашка"], "name_en": ["Camomile"]})
    shown = columns.headed(frame, ["name", "net_12m"], "en")
    assert list(shown.columns) == [columns.label("name", "en"), columns.label("net_12m", "en")]
    assert shown.iloc[0].tolist() == ["Camomile", 1.0]


def test_what_is_unknown_is_an_error_at_once():
    for ask in (columns.info, columns.models_of, lambda n: columns.label(n, "en")):
        with pytest.raises(KeyError):
            ask("no_such_column")
    with pytest.raises(KeyError):
        columns.code_label("relationship", "acquainted", "en")
    with pytest.raises(KeyError):
        columns.gap_text("no_such_item", "en")


def test_what_is_missing_is_told_with_what_it_would_unlock(demo_book):
    items = set(kam.data_gaps(demo_book)["item"])
    assert items == set(columns.code_lists()["data_item"])
    for item in items:
        what, unlocks = columns.gap_text(item, "ru")
        assert RUSSIAN.search(what) and RUSSIAN.search(unlocks)
        assert not RUSSIAN.search(" ".join(columns.gap_text(item, "en")))


def test_every_value_of_the_policy_is_told():
    texts = tomllib.loads(files("kamlib").joinpath("texts", "policy.toml").read_text("utf-8"))
    policy = Policy()
    values = {f"{section}_{name}" for section, part in policy for name, _ in part}
    sections = {f"section_{section}" for section, _ in policy}
    assert set(texts) == values | {f"{v}_meaning" for v in values} | sections
    for text in texts.values():
        assert RUSSIAN.search(text["ru"]) or text["ru"] in ("ABC", "RFM")
        assert text["en"] and not RUSSIAN.search(text["en"])
