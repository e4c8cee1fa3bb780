"""A row of the queue is answered on the Overview: it says so at once, and a mistake is told."""

import shutil

import pytest

import kamlib as kam


@pytest.fixture
def copied(demo_home, tmp_path):
    """A demo company that a test may change."""
    return shutil.copytree(demo_home, tmp_path / "demo", symlinks=True)


def as_anna(app, lang="en"):
    return app.text_input(key=f"person:{lang}").input("Anna").run()


def of(app, kind: str, client_id: str, name: str):
    """A widget of the first row of the queue about a client."""
    return next(w for w in getattr(app, kind) if w.key.startswith(f"mark:{client_id}:") and w.key.endswith(f":{name}"))


def rows(app) -> list[str]:
    return [b.key.split(":")[1] for b in app.button if b.key and b.key.startswith("queue-open:")]


def test_a_false_alarm_needs_a_reason_and_goes_behind_the_others(shown, copied, demo_book):
    first = kam.queue(demo_book, "decide").iloc[0]
    client = first["client_id"]
    app = as_anna(shown(copied))
    assert rows(app)[0] == client
    of(app, "radio", client, "said").set_value("not_valid").run()
    of(app, "button", client, "save").click().run()
    assert any("Say why it is not valid" in w.value for w in app.warning)
    of(app, "text_input", client, "reason").input("It moves its store").run()
    of(app, "button", client, "save").click().run()
    assert not app.exception and not app.warning
    kept = kam.open_register(copied).current("queue_marks").query("entered_by == 'Anna'").iloc[0]
    assert (kept["client_id"], kept["mark"], kept["reason"]) == (client, "not_valid", "It moves its store")
    assert kept["source"] == "page overview" and float(kept["stake"]) == pytest.approx(first["stake"])
    assert rows(app)[0] != client or "shrunk" in str(first["also"])  # the next thing about it may be the largest still


def test_given_to_somebody_in_russian(shown, copied, demo_book):
    found = kam.queue(demo_book, "decide")
    client = found[found["queue_state"] == "new"].iloc[0]["client_id"]
    app = as_anna(shown(copied, lang="ru"), "ru")
    of(app, "text_input", client, "owner").input("Иван").run()
    of(app, "button", client, "save").click().run()
    assert not app.exception and not app.warning
    assert any("Поручено: Иван" in c.value for c in app.caption)


def test_nobody_answers_without_a_name(shown, demo_home):
    app = shown(demo_home)
    assert not [r for r in app.radio if r.key and r.key.startswith("mark:")]
