"""Every reason, group and unit has its words in both languages."""

import re
import tomllib
from importlib.resources import files

import pytest

import kamlib as kam
from kamlib.labels import columns
from kamlib.labels.key import group_text, in_its_unit, why_text
from kamlib.policy import GROUPS


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_client_of_the_demo_has_a_reason(demo_book, lang):
    for row in kam.key_clients(demo_book).to_dict("records"):
        said = why_text(row, lang, demo_book.policy)
        assert not re.search(r"nan|None|<NA>|[{}]|—", said), said


def test_a_reason_tells_its_numbers():
    row = {"is_key": False, "decided_by": "places", "margin": -1.25, "passes": True, "fit_share": 0.8}
    assert why_text(row, "en") == "Not key: 1.2 points behind the last client with a place"
    row |= {"decided_by": "fit", "margin": float("nan"), "fit_share": 0.7}
    assert why_text(row, "en") == "Not key: our USPs cover 70.0% of its needs, 75% is required"
    row |= {"is_key": True, "decided_by": "score", "margin": 3.0, "passes": None}
    assert why_text(row, "en") == "Key: 3 points above the threshold; its USP fit is not known yet"
    row |= {"is_key": False, "decided_by": "places", "margin": float("nan")}
    assert why_text(row, "ru") == "Не ключевой: все места заняты по решению"


def test_no_text_is_missing_or_left_over():
    texts = set(tomllib.loads(files("kamlib").joinpath("texts", "key.toml").read_text("utf-8")))
    reasons = set(columns.code_lists()["selection_reason"])
    wanted = {f"why_out_{r}" for r in reasons | {"full"}} | {f"why_in_{r}" for r in ("score", "places", "capacity")}
    wanted |= {f"{what}_{g}" for what in ("who", "work") for g in GROUPS} | {"why_in_decision", "fit_not_known"}
    assert texts == wanted
    assert all(len(group_text(g, lang)[1]) > 100 for g in GROUPS for lang in ("en", "ru"))


def test_values_are_written_in_their_unit():
    assert in_its_unit("level", 0.0123, "en") == "1.23%"
    assert in_its_unit("tenure", 41.0, "ru").replace("\xa0", " ") == "41 день"
    assert in_its_unit("pace", 0.05, "en") == "+5.0%"
    assert in_its_unit("rhythm", 75.0, "en") == "75"
    assert in_its_unit("image_judged", float("nan"), "en") == "—"
