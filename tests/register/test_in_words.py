"""What stands in the register is said in the same words wherever it is said."""

from datetime import date
from decimal import Decimal

import pytest

from kamlib.contract import register_tables
from kamlib.register import RegisterConflict, in_words

TABLES = register_tables()


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("table", "column", "x", "en", "ru"),
    [
        ("usps", "yearly_cost", Decimal("1250000.0000"), "₽1,250,000", "1 250 000 ₽"),
        ("usps", "yearly_cost", Decimal("12.5000"), "₽12.50", "12,50 ₽"),
        ("usps", "kind", "goods", "Goods", "Товар"),
        ("needs", "importance", 40.0, "40", "40"),
        ("needs", "importance", 2.125, "2.125", "2,125"),
        ("needs", "must_have", True, "Yes", "Да"),
        ("needs", "minimum", 0.055, "5.5%", "5,5 %"),
        ("contacts", "attitude", -2, "−2", "−2"),
        ("contacts", "persona", "a kind of our own", "a kind of our own", "a kind of our own"),
        ("judgements", "criterion", "partner", "Reliable partner", "Надёжный партнёр"),
        ("judgements", "judged_on", date(2026, 9, 30), "30 Sep 2026", "30.09.2026"),
        ("judgements", "evidence", None, "—", "—"),
        ("judgements", "score", float("nan"), "—", "—"),
    ],
)
def test_a_value_is_written_as_its_column_is(table, column, x, en, ru):
    spec = TABLES[table].columns[column]
    assert plain(in_words.value(spec, x, "en", "RUB")) == en
    assert plain(in_words.value(spec, x, "ru", "RUB")) == ru


def test_a_row_is_named_by_its_key():
    key = ("C1", "partner", "Anna", date(2026, 9, 30))
    assert (
        in_words.row(TABLES["judgements"], key, "en", without=("client_id",)) == "Reliable partner · Anna · 30 Sep 2026"
    )
    assert in_words.row(TABLES["coverage"], ("Speed", "U1", None), "en") == "Speed · U1"
    assert in_words.row(TABLES["potentials"], ("C1",), "en", without=("client_id",)) == ""


def test_an_entry_tells_what_was_and_what_is(register):
    row = {"client_id": "C1", "need": "Speed", "importance": 40, "must_have": True}
    register.write("needs", [row], author="Anna", source="python")
    register.write("needs", [row | {"importance": 60, "minimum": 0.5}], author="Anna", source="python")
    later, first = register.history("needs").to_dict("records")
    assert in_words.change(first, "en") == "Importance, above 0: 40; Must have: Yes"
    assert in_words.change(later, "en", without=("minimum",)) == "Importance, above 0: 40 → 60"
    assert "— → 50%" in in_words.change(later, "en")


def test_a_conflict_says_both_values_as_every_page_does(register):
    key = {"client_id": "C1"}
    register.write("potentials", [key | {"potential_12m": 1_000_000}], author="Anna", source="python")
    with pytest.raises(RegisterConflict) as told:
        register.write("potentials", [key | {"potential_12m": 2_500_000.5}], author="B", source="python", seen={})
    assert "1,000,000" in told.value.text("en") and "2,500,000.50" in told.value.text("en")
    assert "2 500 000,50" in plain(told.value.text("ru"))
