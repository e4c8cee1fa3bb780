"""A finding as a sentence."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest

import kamlib as kam
from kamlib.labels import columns
from kamlib.labels.company import finding_text

SINCE = date(2026, 7, 3)


def sentence(lang, finding, value, before=None, detail=None, **classes):
    row = {"finding": finding, "detail": detail, "since": SINCE, "value": value, "value_before": before, **classes}
    return finding_text(row, lang, "RUB").replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("days", "gap", "en", "ru"),
    [
        (41, 7, "Silent for 41 days; usually buys every 7 days", "Молчит 41 день; обычно покупает каждые 7 дней"),
        (42, 1, "Silent for 42 days; usually buys every day", "Молчит 42 дня; обычно покупает каждый день"),
        (45, 21, "Silent for 45 days; usually buys every 21 days", "Молчит 45 дней; обычно покупает каждый 21 день"),
        (61, 2.5, "Silent for 61 days; usually buys every 2.5 days", "Молчит 61 день; обычно покупает каждые 2,5 дня"),
        (99, 22.4, "Silent for 99 days; usually buys every 22 days", "Молчит 99 дней; обычно покупает каждые 22 дня"),
    ],
)
def test_silence(days, gap, en, ru):
    assert sentence("en", "silent", days, gap) == en
    assert sentence("ru", "silent", days, gap) == ru


def test_each_finding_tells_its_numbers():
    assert sentence("en", "lost", 120, 7) == "Lost: no purchase for 120 days; used to buy every 7 days"
    assert sentence("ru", "lost", 401, float("nan")) == "Потерян: не покупает 401 день"
    assert sentence("en", "shrinking", 55.0, 100.0) == (
        "Bought ₽55 since 3 Jul 2026; its year and the season implied ₽100 (−45%)"
    )
    assert sentence("ru", "dropped_class", 141, 4, "Крепёж") == (
        "Больше не берёт «Крепёж»: не покупает 141 день, раньше брал каждые 4 дня"
    )
    assert sentence("en", "discount_without_growth", 0.175, 0.066) == (
        "Discount went from 6.6% to 17.5%, revenue did not grow"
    )
    assert sentence("ru", "unprofitable", -12_500_000.0, detail="cm2") == (
        "За 12 месяцев обошёлся на 12,5 млн ₽ дороже, чем принёс, с учётом обслуживания"
    )
    assert sentence("en", "concentration", 0.17) == "Makes 17.0% of the company's revenue: its loss would hurt"
    assert sentence("ru", "moved_down", 2e6, 5e6, class_before="A", class_now="B") == (
        "За три месяца перешёл из класса A в B; выручка за 12 месяцев 2 млн ₽, была 5 млн ₽"
    )
    assert sentence("en", "emerging", 5e6, 0.0).endswith("bought nothing a year ago")
    assert sentence("en", "fading", 1e6, 2e6).endswith("₽2M a month a year ago (−50%)")


def test_a_finding_that_has_no_sentence_is_an_error():
    with pytest.raises(KeyError):
        sentence("en", "bored", 1, 1)


def test_every_finding_of_the_demo_company_is_a_sentence(demo_book):
    for _, row in kam.findings(demo_book).iterrows():
        for lang in ("en", "ru"):
            said = finding_text(row, lang, demo_book.currency)
            assert "nan" not in said and "None" not in said and "{" not in said


def test_every_code_of_a_finding_has_a_sentence_and_none_is_left_over():
    texts = tomllib.loads(files("kamlib").joinpath("texts", "findings.toml").read_text("utf-8"))
    variants = {"lost_no_rhythm", "dropped_class_no_rhythm", "emerging_new"}
    by_level = {f"unprofitable_{level}" for level in columns.code_lists()["contribution_level"] if level != "revenue"}
    assert set(texts) == (set(columns.code_lists()["finding"]) - {"unprofitable"}) | variants | by_level | {
        "every",
        "every_by_month",
    }
