"""Texts that count: the number decides the form, by the rule of its language."""

import re
import tomllib
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pytest
from babel import Locale

from kamlib.core.texts import LANGUAGES, t


def counted() -> dict[str, dict[str, dict[str, str]]]:
    """Every text that has plural forms in one of its languages, by "file.key"."""
    found = {}
    for file in files("kamlib").joinpath("texts").iterdir():
        for key, text in tomllib.loads(file.read_text("utf-8")).items():
            if any(isinstance(forms, dict) for forms in text.values()):
                found[f"{file.name.removesuffix('.toml')}.{key}"] = text
    return found


def said(key: str, lang: str, **values: object) -> str:
    return t(key, lang, **values).replace("\u202f", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", sorted(counted()))
def test_a_text_has_all_forms_of_its_language_and_no_others(key, lang):
    forms = counted()[key][lang]
    assert set(forms) - {"=1"} == Locale(lang).plural_form.tags | {"other"}
    # in English the form of one is that of the number 1 alone, so a second text for it would never be seen
    assert "=1" not in forms or lang == "ru"


@pytest.mark.parametrize("key", sorted(counted()))
def test_all_forms_of_a_text_show_the_same(key):
    for forms in counted()[key].values():
        holds = {form: set(re.findall(r"{(\w+)}", text)) - {"n"} for form, text in forms.items()}
        assert len({frozenset(names) for names in holds.values()}) == 1, holds
        assert "{n}" in forms["other"]


@pytest.mark.parametrize(
    ("n", "en", "ru"),
    [
        (0, "Good news: 0 clients.", "Хорошие новости: 0 клиентов."),
        (1, "Good news: 1 client.", "Хорошие новости: 1 клиент."),
        (2, "Good news: 2 clients.", "Хорошие новости: 2 клиента."),
        (5, "Good news: 5 clients.", "Хорошие новости: 5 клиентов."),
        (11, "Good news: 11 clients.", "Хорошие новости: 11 клиентов."),
        (21, "Good news: 21 clients.", "Хорошие новости: 21 клиент."),
        (1.5, "Good news: 1.5 clients.", "Хорошие новости: 1,5 клиента."),
        (1234, "Good news: 1,234 clients.", "Хорошие новости: 1 234 клиента."),
    ],
)
def test_the_number_decides(n, en, ru):
    assert said("queue.good", "en", n=n) == en
    assert said("queue.good", "ru", n=n) == ru


@pytest.mark.parametrize("one", [1, 1.0, np.int64(1), np.float64(1), Decimal("1.00")])
def test_a_number_of_any_kind_goes_with_the_form_of_what_is_shown(one):
    assert said("queue.good", "en", n=one) == "Good news: 1 client."
    assert said("queue.good", "ru", n=one) == "Хорошие новости: 1 клиент."


def test_the_form_is_that_of_the_rounded_number_that_is_shown():
    assert said("findings.every", "en", n=1.004) == "every day"
    assert said("findings.every", "ru", n=20.999) == "каждый 21 день"
    assert said("findings.every", "ru", n=1.25) == "каждые 1,25 дня"


def test_one_thing_may_be_said_without_its_number():
    assert said("findings.every", "ru", n=1) == "каждый день"
    assert said("findings.every", "ru", n=21) == "каждый 21 день"
    assert said("findings.every", "en", n=1) == "every day"


def test_a_text_that_counts_asks_for_its_number():
    with pytest.raises(KeyError):
        t("queue.good", "en")


def test_a_sentence_that_ends_with_an_abbreviation_has_one_full_stop():
    assert t("skam_page.items_about", "ru", money="5 тыс.") == "; на кону 5 тыс."
    assert t("skam_page.items_about", "ru", money="5 тыс. ₽") == "; на кону 5 тыс. ₽."
