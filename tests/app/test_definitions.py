"""The page Definitions: terms by topic, a search through all of them, one term by its address."""

import html
import re
import tomllib
from importlib.resources import files

import pytest
from read_pages import texts, written

from kamlib.core.texts import t
from kamlib.labels import columns

ALL = columns.all_columns()
TOPICS = [f.name.removesuffix(".toml") for f in files("kamlib.labels").joinpath("columns").iterdir()]
WORD = re.compile(r"\b[A-ZА-Я]{2,}\d?\b")


def rows(app) -> list[str]:
    """The names of the rows of a page, in their order."""
    return [html.unescape(x) for x in re.findall(r"<b>(.*?)</b>", " ".join(written(app)))]


def entries(topic: str) -> list[str]:
    raw = files("kamlib.labels").joinpath("columns", f"{topic}.toml").read_text("utf-8")
    return [name for name in tomllib.loads(raw) if "." not in name]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_its_terms_with_meaning_and_formula(shown, demo_home, demo_book, topic, lang):
    app = shown(demo_home, "definitions", lang, topic=topic)
    assert not app.exception and not app.error
    assert rows(app) == [columns.label(name, lang) for name in entries(topic)]
    told = " ".join(texts(app))
    for name in entries(topic):
        assert columns.meaning(name, lang, None, demo_book.policy) in told
        assert columns.formula(name, lang, None, demo_book.policy) in told


def test_every_term_is_in_a_topic_and_a_topic_is_chosen_by_its_name(shown, demo_home):
    assert sorted(c.name for c in ALL) == sorted(name for topic in TOPICS for name in entries(topic))
    app = shown(demo_home, "definitions")
    assert rows(app) == [columns.label(name, "en") for name in entries("common")]
    app.pills(key="topic:en").select("risk").run()
    assert app.query_params["topic"] == "risk" and columns.label("p_churn", "en") in rows(app)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_definition_opens_by_its_address_in_its_topic(shown, demo_home, demo_book, lang):
    app = shown(demo_home, "definitions", lang, term="xyz")
    assert app.subheader[0].value == columns.label("xyz", lang)
    told = " ".join(texts(app)).replace("\\", "")
    assert columns.meaning("xyz", lang, None, demo_book.policy) in told
    assert columns.formula("xyz", lang, None, demo_book.policy) in told
    assert columns.label("segment", lang) in rows(app)
    app.pills(key=f"topic:{lang}").select("queue").run()
    assert "term" not in app.query_params and not app.subheader


@pytest.mark.parametrize("name", {c.format: c.name for c in ALL}.values())
def test_a_term_of_each_format_opens(shown, demo_home, name):
    app = shown(demo_home, "definitions", "ru", term=name)
    assert not app.exception and not app.error
    assert any(c.value.endswith(f" · `{name}`") for c in app.caption)


def test_definition_that_does_not_exist_is_told_of(shown, demo_home):
    assert "nonsense" in shown(demo_home, "definitions", term="nonsense").warning[0].value
    assert "." in shown(demo_home, "definitions", term="segments.recency_days").warning[0].value


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("p_churn", "p_churn"),
        ("ВЕРОЯТНОСТЬ ухо", "p_churn"),
        ("bability SILEN", "p_churn"),
        ("счет", "class_before"),
        ("РАСЧЁТ", "class_before"),
    ],
)
def test_search_finds_parts_of_words_in_either_language(shown, demo_home, wanted, found):
    for lang in ("en", "ru"):
        assert columns.label(found, lang) in rows(shown(demo_home, "definitions", lang, find=wanted))


def test_search_that_finds_nothing_says_so(shown, demo_home):
    app = shown(demo_home, "definitions", find="no such term")
    assert app.info[0].value == t("definitions.no_term_found", "en") and not rows(app)


def test_thresholds_are_written_as_they_are_read(shown, demo_home):
    seen = rows(shown(demo_home, "definitions", "ru", topic="policy"))
    assert f"{t('policy.abc_a_share', 'ru')}: 80\u00a0%" in seen
    assert not [x for x in seen if re.search(r"\d,\d*0\b", x)]


def test_abbreviations_are_spelt_out(shown, demo_home):
    for lang in ("en", "ru"):
        seen = rows(shown(demo_home, "definitions", lang, topic="abbreviations"))
        labels = {w for c in ALL for w in WORD.findall(columns.label(c.name, lang))}
        told = {"Т" + str(n) for n in range(11)} | {"ID"}
        assert not labels - {w for x in seen for w in WORD.findall(x)} - told
        assert {"ABC", "XYZ", "RFM", "SKAM", "GRR", "NRR", "CM1", {"en": "USP", "ru": "УТП"}[lang]} <= set(seen)
