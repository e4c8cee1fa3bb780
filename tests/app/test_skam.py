"""The SKAM room: the agenda leads to what settles it, decisions freeze their numbers, nothing typed is lost."""

import json
import shutil
from datetime import date

import pytest
from read_pages import texts

import kamlib as kam
from kamlib.book.build import build
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Policy

ROOMS = ("agenda", "changed", "decisions", "outcomes", "charter", "promises", "minutes")


@pytest.fixture
def copied(demo_home, tmp_path):
    """A demo company that a test may change."""
    return shutil.copytree(demo_home, tmp_path / "demo", symlinks=True)


@pytest.fixture(scope="module")
def found(demo_book):
    return kam.queue(demo_book)


def told(app) -> str:
    return " ".join(texts(app)).replace("\\", "")


def as_anna(app, lang="en"):
    """The name told, as the person who edits."""
    return app.text_input(key=f"person:{lang}").input("Anna").run()


def button(app, label: str):
    return next(b for b in app.button if b.label == label)


def field(app, kind: str, label: str):
    return next(x for x in getattr(app, kind) if x.label == label)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("company", ["demo", "bare"])
def test_every_part_opens(shown, homes, company, room, lang):
    app = shown(homes[company], "skam", lang, room=room)
    assert not app.exception and not app.error and not app.warning
    assert app.title[0].value == {"en": "SKAM room", "ru": "Группа SKAM"}[lang]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_agenda_is_the_queue_the_most_money_first(shown, demo_home, found, lang):
    app = shown(demo_home, "skam", lang)
    waits = found[(found["queue_part"] == "decide") & ~found["is_muted"]]
    said = columns.code_label("queue_part", "decide", lang)
    assert [s.value for s in app.subheader] == [f"{said}: {len(waits)}"]
    assert f"**{len(waits)} " in app.markdown[0].value
    opened = [b.key.split(":")[1] for b in app.button if b.key and b.key.startswith("queue-open:")]
    assert opened[:20] == waits["client_id"].tolist()[:20]
    titles = " ".join(e.label for e in app.expander)
    for part in set(found["queue_part"]) - {"decide"}:
        assert t(f"queue.{part}", lang, n=int((found["queue_part"] == part).sum())) in titles
    for seen in range(20, len(waits), 50):
        button(app, t("skam_page.the_rest", lang, n=len(waits) - seen)).click().run()
    opened = {b.key.split(":")[1] for b in app.button if b.key and b.key.startswith("queue-open:")}
    assert opened == set(found["client_id"].dropna())


def test_one_kind_of_the_agenda_can_be_looked_at(shown, demo_home, found):
    app = shown(demo_home, "skam", item="shrunk")
    opened = [b.key.split(":")[2] for b in app.button if b.key and b.key.startswith("queue-open:")]
    assert opened == ["shrunk"] * (found["item"] == "shrunk").sum()


def test_without_an_earlier_book_it_says_how_to_build_one(shown, bare_home):
    app = shown(bare_home, "skam", "ru")
    assert kam.open_book(bare_home).as_of == date(2025, 11, 30)
    assert "kam build" in app.info[0].value and "--quarters 2" in app.info[0].value


def test_without_a_name_nothing_can_be_decided(shown, demo_home):
    for room in ("decisions", "charter", "promises"):
        app = shown(demo_home, "skam", room=room)
        assert any("type your name" in c.value for c in app.caption)
        assert not {"Record the decision", "Save the answer", "Record the promise"} & {b.label for b in app.button}


@pytest.fixture(scope="module")
def two_reviews(bare_home, tmp_path_factory):
    """A company with the book of the review before."""
    home = shutil.copytree(bare_home, tmp_path_factory.mktemp("reviews") / "home", symlinks=True)
    for day in (date(2025, 8, 31), date(2025, 11, 30)):
        build(home, as_of=day)
    return home


def test_an_earlier_review_is_shown_as_it_was_and_not_written_to(shown, two_reviews):
    app = as_anna(shown(two_reviews, "skam", as_of="2025-08-31", room="decisions", client="К05"))
    assert any("earlier review" in c.value for c in app.caption) and not app.text_area


def test_who_entered_and_left_is_held_against_the_review_before(shown, two_reviews):
    book = kam.open_book(two_reviews)
    keys = [set(kam.key_clients(b).query("is_key")["client_id"]) for b in (kam.book_before(book), book)]
    app = shown(two_reviews, "skam")
    assert not any("--quarters" in i.value for i in app.info)
    items = kam.queue_items(book)
    for item, clients in (("left", keys[0] - keys[1]), ("entered", keys[1] - keys[0])):
        assert set(items.loc[items["item"] == item, "client_id"]) == clients


def test_decision_is_recorded_with_the_numbers_shown(shown, copied):
    client = kam.key_clients(kam.open_book(copied)).query("not is_key").iloc[0]
    address = {"room": "decisions", "kind": "make_key", "client": client.client_id}
    app = as_anna(shown(copied, "skam", "en", address))
    shown_numbers = dict(app.table[0].value.itertuples(index=False))
    assert shown_numbers[columns.label("net_12m", "en", "key_clients")] == formats.money(
        client.net_12m, "en", "RUB", compact=True
    )
    app.text_area[0].input("Large and growing")
    button(app, "Record the decision").click().run()
    assert not app.exception and not app.warning
    kept = kam.open_register(copied).current("decisions").query("entered_by == 'Anna'").iloc[0]
    assert (kept["kind"], kept["client_id"], kept["why"]) == ("make_key", client.client_id, "Large and growing")
    assert kept["source"] == "page skam" and kept["decided_by"] == "Anna"
    assert json.loads(kept["numbers"])["client"]["net_12m"] == pytest.approx(client.net_12m)
    assert "Large and growing" in told(app) and "room" in app.query_params and "client" not in app.query_params
    # the page on key clients counts it at once
    listed = shown(copied, "key_clients").dataframe[0].value
    assert client["name_en"] in set(listed["name"])


def test_decision_without_a_reason_is_refused_and_what_was_typed_stays(shown, copied):
    address = {"room": "decisions", "kind": "value_chain"}
    app = as_anna(shown(copied, "skam", "en", address))
    field(app, "text_input", "Subject").input("Deliver at weekends")
    button(app, "Record the decision").click().run()
    assert "Say why" in app.warning[0].value
    assert field(app, "text_input", "Subject").value == "Deliver at weekends"
    assert kam.open_register(copied).current("decisions").query("entered_by == 'Anna'").empty


def test_revised_from_its_row(shown, copied):
    app = as_anna(shown(copied, "skam", room="decisions"))
    app.button(key="revise:D-0001").click().run()
    assert "D-0001" in app.query_params["revises"] and any("Takes the place of" in i.value for i in app.info)
    app.text_area[0].input("Still our largest")
    button(app, "Record the decision").click().run()
    found = kam.decisions(kam.live(kam.open_book(copied))).set_index("decision_id")
    new = found.query("why == 'Still our largest'").iloc[0]
    assert new["revises"] == "D-0001" and new["kind"] == "make_key"
    assert found.loc["D-0001", "decision_state"] == "revised"
    assert "Its place was taken by" in told(app)


def test_changed_policy_is_recorded_put_in_force_and_counts_at_once(shown, copied, demo_book):
    changed = {"selection_places": 10, "fit_threshold": 0.8}
    app = as_anna(shown(copied, "skam", room="decisions", kind="policy"))
    assert "is tried out on the page “Key clients”" in app.info[0].value
    app.session_state["policy_change"] = changed
    app.run()
    listed = kam.selection(demo_book, changed)
    said = told(app)
    for way, text in (("enters", "Enter the list"), ("leaves", "Leave the list")):
        assert f"{text}: {(listed['change'] == way).sum()}" in said
    assert list(app.table[0].value.iloc[:, 2]) == ["10", "80%"]
    app.text_area[0].input("The team carries ten")
    button(app, "Record and put in force").click().run()
    assert not app.exception and not app.warning
    code = kam.open_register(copied).current("decisions").query("entered_by == 'Anna'")["decision_id"].iloc[0]
    assert Policy.read(copied / "policy.toml") == Policy().changed(**changed)
    assert f"decision {code}" in (copied / "policy.toml").read_text("utf-8")
    assert "policy_change" not in app.session_state
    assert "policy was changed" in told(app)
    assert kam.open_book(copied).policy == Policy()  # the book follows at its next build
    assert len(shown(copied, "key_clients").dataframe[0].value) == 10


def test_policy_that_was_decided_and_does_not_stand_is_told_and_put_in_force(shown, copied, demo_book):
    register = kam.open_register(copied)
    policy = demo_book.policy.changed(selection_places=10)
    code = kam.decide(register, demo_book, "policy", "Ten", "why", "Bob", author="Bob", source="test", policy=policy)
    app = as_anna(shown(copied, "skam", room="decisions"))
    assert "does not say so" in app.warning[0].value
    app.button(key=f"in-force:{code}").click().run()
    assert not app.warning and Policy.read(copied / "policy.toml").selection.places == 10


def test_charter_is_answered_and_leaves_the_agenda(shown, copied):
    app = as_anna(shown(copied, "skam", room="charter", question="exceptions"))
    app.text_area[0].input("The head of sales decides within a day")
    field(app, "text_input", "Owner").input("Bob")
    button(app, "Save the answer").click().run()
    row = kam.open_register(copied).current("charter").set_index("question").loc["exceptions"]
    assert (row["answer"], row["owner"], row["entered_by"]) == ("The head of sales decides within a day", "Bob", "Anna")
    assert row["answered_on"].date() == date.today()
    left = shown(copied, "skam", item="charter_open")
    assert [e.label for e in left.expander] == [t("queue.upkeep", "en", n=1)]


def test_second_to_change_an_answer_is_told(shown, copied):
    app = as_anna(shown(copied, "skam", room="charter", question="budget"))
    kam.open_register(copied).write(
        "charter", [{"question": "budget", "answer": "Three per cent"}], author="Bob", source="test"
    )
    app.text_area[0].input("One per cent")
    button(app, "Save the answer").click().run()
    assert "Bob" in app.warning[0].value and "Three per cent" in app.warning[0].value
    assert app.text_area[0].value == "One per cent"
    now = kam.open_register(copied).current("charter").set_index("question")
    assert now.loc["budget", "answer"] == "Three per cent"


def test_questions_without_an_answer_come_first(shown, demo_home, demo_book):
    charter = kam.charter(demo_book)
    asked = [m.value for m in shown(demo_home, "skam", "ru", room="charter").markdown if m.value.endswith("?**")]
    open_first = sorted(
        charter.to_dict("records"), key=lambda r: ["open", "review_due", "answered"].index(r["charter_state"])
    )
    assert asked == [f"**{columns.code_label('charter_question', r['question'], 'ru')}**" for r in open_first]


def test_new_promise_is_kept(shown, copied):
    app = as_anna(shown(copied, "skam", room="promises", client="C0035"))
    field(app, "text_input", "What was promised").input("A call every Monday")
    button(app, "Record the promise").click().run()
    kept = kam.open_register(copied).current("promises").query("promise == 'A call every Monday'").iloc[0]
    assert kept["client_id"] == "C0035" and kept["promised_on"].date() == date.today()
    assert "A call every Monday" in set(app.dataframe[0].value["promise"])


def test_minutes_have_what_people_entered_and_no_imports(shown, copied):
    assert "Nothing was entered" in shown(copied, "skam", room="minutes").info[0].value
    who = {"author": "Anna", "source": "page usp_fit"}
    register = kam.open_register(copied)
    register.write("charter", [{"question": "budget", "answer": "Three per cent"}], **who)
    register.write("needs", [{"client_id": "C0035", "need": "Speed", "importance": 5}], **who)
    app = shown(copied, "skam", room="minutes")
    assert list(app.dataframe[0].value["subject"]) == ["How is the budget formed?"]
    app.toggle(key="minutes:all").set_value(True).run()
    seen = app.dataframe[0].value
    assert list(seen["subject"]) == ["How is the budget formed?", "Speed"]
    assert "Three per cent" in seen["decided"].iloc[0] and "5" in seen["decided"].iloc[1]
