"""Recording a decision: what is refused, and the numbers that stay as they were."""

import json
import shutil
from datetime import date

import pytest

import kamlib as kam
from kamlib.review.decide import frozen

WHO = {"author": "Ann", "source": "test"}


@pytest.fixture
def home(company, tmp_path):
    """The company's home, to be changed."""
    copy = tmp_path / "home"
    shutil.copytree(company, copy, symlinks=True)
    return copy


@pytest.fixture
def register(home):
    opened = kam.open_register(home)
    yield opened
    opened.close()


def row(register, code):
    return register.current("decisions").set_index("decision_id").loc[code]


def test_numbers_are_those_of_the_book_and_stay(register, home, book):
    code = kam.decide(register, book, "watch", "Two quarters", "Grows", "The group", client_id="grows", **WHO)
    kept = row(register, code)
    numbers = json.loads(kept["numbers"])
    assert numbers["book"]["as_of"] == "2023-12-31"
    client = numbers["client"]
    assert client["net_12m"] == 6 * 10 + 6 * 9000 and client["contribution_level"] == "revenue"
    assert client["is_key"] is False and client["fit_share"] is None and client["potential_12m"] is None
    assert numbers["list"]["key_clients"] == 2 and numbers["list"]["net_12m"] == 12 * 2000 + 12 * 4000
    assert "policy" not in numbers
    # entered since: the live book has other numbers, the decision keeps its own
    register.write("potentials", [{"client_id": "grows", "potential_12m": 500_000}], **WHO)
    live = kam.live(kam.open_book(home), register)
    later = kam.decide(register, live, "watch", "Go on", "Large", "The group", client_id="grows", **WHO)
    assert json.loads(row(register, later)["numbers"])["client"]["potential_12m"] == 500_000
    assert json.loads(row(register, code)["numbers"]) == numbers


def test_dates_people_and_what_it_revises(register, book):
    code = kam.decide(
        register, book, "make_key", "Key", "Large", "The group", client_id="grows", until=date(2024, 12, 31),
        next_review=date(2024, 3, 31), **WHO,
    )  # fmt: skip
    kept = row(register, code)
    assert [kept[n].date() for n in ("decided_on", "book_as_of")] == [date(2023, 12, 31)] * 2
    assert [kept[n].date() for n in ("until", "next_review")] == [date(2024, 12, 31), date(2024, 3, 31)]
    assert (kept["decided_by"], kept["entered_by"], kept["source"]) == ("The group", "Ann", "test")
    live = kam.live(book, register)
    assert kam.key_clients(live).set_index("client_id").loc["grows", "decided_by"] == "decision"
    drop = kam.decide(register, live, "drop", "Not key", "Left us", "The group", client_id="grows", revises=code, **WHO)
    found = kam.decisions(kam.live(book, register), "grows").set_index("decision_id")
    assert found["decision_state"].to_dict() == {drop: "in_force", code: "revised"}
    assert found.loc[drop, "revises"] == code


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"client_id": None}, "skam.needs_client"),
        ({"client_id": "nobody"}, "skam.no_client"),
        ({"kind": "policy"}, "skam.needs_policy"),
        ({"kind": "wish"}, "register.bad_values"),
        ({"subject": ""}, "skam.needs_subject"),
        ({"why": "  "}, "skam.needs_why"),
        ({"decided_by": ""}, "skam.needs_decided_by"),
        ({"author": " "}, "register.no_author"),
        ({"until": date(2023, 12, 30)}, "skam.dates"),
        ({"next_review": date(2023, 12, 30)}, "skam.dates"),
        ({"revises": "d99"}, "skam.no_decision"),
        ({"revises": "d01"}, "skam.revised_already"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(register, book, changed, key):
    asked = {"kind": "drop", "subject": "s", "why": "w", "decided_by": "Ann", "client_id": "kept", **WHO, **changed}
    state = register.state
    with pytest.raises(kam.KamError) as fault:
        kam.decide(
            register, book, asked.pop("kind"), asked.pop("subject"), asked.pop("why"), asked.pop("decided_by"), **asked
        )
    assert fault.value.key == key
    for lang in ("en", "ru"):
        assert "{" not in fault.value.text(lang)
    assert register.state == state


def test_two_cannot_revise_the_same_decision(register, book):
    first = kam.decide(register, book, "watch", "s", "w", "Ann", client_id="kept", revises="d02", **WHO)
    with pytest.raises(kam.KamError) as fault:
        kam.decide(
            register, book, "drop", "s", "w", "Bob", client_id="kept", revises="d02", author="Bob", source="test"
        )
    assert first in fault.value.text("en") and "Ann" in fault.value.text("en")


def test_change_of_policy_freezes_what_it_does_to_the_list(register, book):
    # without the threshold of points all clients but the one dropped and the one below the line of fit are key
    policy = book.policy.changed(selection_min_score=0.0)
    code = kam.decide(register, book, "policy", "No threshold", "Try it", "The group", policy=policy, **WHO)
    numbers = json.loads(row(register, code)["numbers"])
    assert numbers["policy"] == {"selection_min_score": [100.0, 0.0]}
    assert sorted(numbers["enters"]) == ["grows", "small"] and numbers["leaves"] == []
    assert (numbers["list"]["enters"], numbers["list"]["leaves"], numbers["list"]["key_clients"]) == (2, 0, 4)
    now = kam.live(book, register, policy)
    assert sorted(kam.key_clients(now).query("is_key")["client_id"]) == ["grows", "kept", "new", "small"]


def test_numbers_are_json_that_any_reader_takes(book):
    def refused(word):
        raise AssertionError(word)

    told = frozen(book, "small", book.policy.changed(selection_long_weight=0.5))
    json.loads(json.dumps(told), parse_constant=refused)
    assert told["list"]["capacity_hours"] is None
