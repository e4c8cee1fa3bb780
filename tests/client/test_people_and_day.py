"""Whom we know at a client, what is lacking, what a manager's day holds, what happened: by hand."""

import shutil
from datetime import date

import pandas as pd
import pytest

import kamlib as kam


@pytest.fixture(scope="module")
def book(dossier_home):
    return kam.open_book(dossier_home)


def test_who_decides_stands_first_with_the_last_talk(book):
    people = kam.decision_map(book, "ALPHA").set_index("contact_id")
    assert people.index.tolist() == ["A1", "A2"]
    assert people["decides"].tolist() == [True, False]
    # the call of 20 June was not answered
    assert people["last_talk"].dt.date.tolist() == [date(2025, 12, 1), date(2026, 6, 11)]
    assert people["talks_12m"].tolist() == [1, 6] and people["our_people_12m"].tolist() == [1, 2]
    assert people.loc["A2", ["manager", "manager_en"]].tolist() == ["Анна", "Anna"]
    assert "person" not in people


def test_names_and_telephones_come_from_the_register_where_asked_for(book):
    people = kam.decision_map(book, "ALPHA", personal=True).set_index("contact_id")
    assert people.loc["A1", ["person", "phone"]].tolist() == ["Петров Пётр", "+7 (000) 123-45-67"]
    assert people.loc["A2", "email"] == "anna@alpha.example"


def test_the_gaps_of_each_client(book):
    gaps = kam.people_gaps(book)
    assert set(zip(gaps["client_id"], gaps["gap"], strict=True)) == {
        ("ALPHA", "decider_silent"),  # 211 days, six talks with the buyer meanwhile
        ("ALPHA", "one_thread"),  # six talks of seven with the buyer
        ("BETA", "one_manager"),  # six talks, all by Anna; five with somebody named are too few for one thread
        ("GAMMA", "no_decider"),
        ("GAMMA", "close_not_satisfied"),
        ("DELTA", "no_contacts"),
    }
    silent = gaps.set_index("gap").loc["decider_silent"]
    assert silent["since"].date() == date(2025, 12, 1) and silent["net_12m"] == 570


def test_of_a_company_without_people_nothing_is_said(lines_book):
    book = lines_book([{"client_id": "A", "order_date": "2026-06-01", "net_amount": 1}], only=["people_gaps"])
    assert kam.people_gaps(book).empty


def test_one_thread_and_its_share(lines_book):
    lines = [{"client_id": "A", "order_date": "2026-06-01", "net_amount": 1}]
    people = [{"contact_id": n, "client_id": "A", "decision_role": "decides"} for n in ("P", "Q")]
    talks = [
        {"interaction_id": f"{n}", "client_id": "A", "at": f"2026-05-{n + 1:02d}", "kind": "call", "two_way": "yes",
         "contact_id": "Q" if n == 0 else "P", "manager_id": f"M{n % 2}"}
        for n in range(6)
    ]  # fmt: skip
    gaps = kam.people_gaps(lines_book(lines, contacts=people, interactions=talks, only=["people_gaps"]))
    assert gaps[["gap", "talks_12m", "gap_share"]].values.tolist() == [["one_thread", 6, pytest.approx(5 / 6)]]


def test_one_more_person_never_raises_the_share_of_one(lines_book):
    lines = [{"client_id": "A", "order_date": "2026-06-01", "net_amount": 1}]
    shares = []
    for others in range(4):
        talks = [
            {"interaction_id": f"{n}", "client_id": "A", "at": "2026-05-01", "kind": "call",
             "contact_id": "P" if n < 4 else f"Q{n}"}
            for n in range(4 + others)
        ]  # fmt: skip
        book = lines_book(lines, interactions=talks, only=["client_people"])
        shares.append(book.one("SELECT one_person_share FROM marts.client_people")["one_person_share"])
    assert shares == sorted(shares, reverse=True) and shares[0] == 1


def test_a_later_talk_never_makes_a_contact_older(lines_book):
    lines = [{"client_id": "A", "order_date": "2026-06-30", "net_amount": 1}]
    people = [{"contact_id": "P", "client_id": "A"}]
    days = ["2026-03-01", "2026-05-01", "2026-04-01", "2026-06-01"]
    heard = []
    for n in range(1, 5):
        talks = [
            {"interaction_id": f"{k}", "client_id": "A", "at": day, "kind": "call", "contact_id": "P"}
            for k, day in enumerate(days[:n])
        ]
        book = lines_book(lines, contacts=people, interactions=talks, only=["contact_state"])
        heard.append(book.one("SELECT last_talk FROM marts.contact_state")["last_talk"])
    assert heard == [date(2026, 3, 1), date(2026, 5, 1), date(2026, 5, 1), date(2026, 6, 1)]


def test_their_people_by_ours(book):
    talks = kam.people_matrix(book, "ALPHA").set_index(["contact_id", "manager_id"])["talks_12m"]
    assert talks.to_dict() == {("A1", "M1"): 1, ("A2", "M1"): 3, ("A2", "M2"): 3}


def test_the_day_of_a_manager(book):
    day = kam.my_day(book, "M1", personal=True)
    assert day.on == date(2026, 6, 30)
    assert day.clients["client_id"].tolist() == ["ALPHA", "BETA", "DELTA"]
    calls = day.calls.set_index("client_id")
    # ALPHA: the next step of 11 June; BETA: B2 was to be called and never was
    assert calls["call_reason"].to_dict() == {"ALPHA": "next_step", "BETA": "agreed_talk"}
    assert calls["contact_id"].to_dict() == {"ALPHA": "A2", "BETA": "B2"}
    assert calls["due_on"].dt.date.to_dict() == {"ALPHA": date(2026, 6, 25), "BETA": date(2026, 6, 30)}
    assert calls.loc["BETA", "person"] == "Белкин"
    assert day.to_do[["to_do", "to_do_id", "told"]].values.tolist() == [["task", "Z1", "Send samples"]]
    # after the talk of 11 June ALPHA returned 30; BETA bought in June, after 21 May
    news = day.news.set_index("client_id")
    assert news["returned_since_talk"].fillna(0).to_dict() == {"ALPHA": 30, "BETA": 0}
    assert news["bought_since_talk"].fillna(0).to_dict() == {"ALPHA": 0, "BETA": 80}


def test_what_is_overdue_and_the_day_of_another_manager(book):
    day = kam.my_day(book, "M2", on=date(2026, 6, 4))
    assert day.calls.empty  # the talk agreed with GAMMA is due on 5 June
    day = kam.my_day(book, "M2", on=date(2026, 6, 5))
    assert day.calls["client_id"].tolist() == ["GAMMA"]
    gamma = day.clients.iloc[0]
    assert [gamma["overdue_debt"], gamma["overdue_days"]] == [40, 10]


def test_the_timeline_of_a_client(book):
    told = kam.timeline(book, "ALPHA", personal=True)
    june = told.loc[told["at"] >= "2026-06-01", ["event", "money", "told"]]
    assert june.astype(object).where(june.notna(), None).values.tolist() == [
        ["call", None, None],  # of the 20th, without an answer
        ["task", None, "Send samples"],
        ["note", None, "They move in autumn"],
        ["return", -30, None],
        ["call", None, "Agreed. Send the offer"],
        ["order", 100, None],
    ]
    assert told["at"].is_monotonic_decreasing
    assert told.loc[told["event"] == "manager", "at"].dt.date.tolist() == [date(2026, 3, 1)]
    assert kam.timeline(book, "ALPHA").loc[lambda f: f["event"] == "note", "told"].isna().all()


def test_a_month_with_many_days_is_one_row(book):
    bought = kam.timeline(book, "BETA").query("event == 'order'")
    assert bought[["events", "money"]].values.tolist() == [[8, 80]]


@pytest.mark.parametrize(
    ("text", "client", "by"),
    [
        ("alp", "ALPHA", "name"),
        ("ета", "BETA", "name"),
        ("gamma", "GAMMA", "code"),
        ("7701000001", "ALPHA", "tax_number"),
        ("8 000 123 45 67", "ALPHA", "phone"),
        ("4567", "ALPHA", "phone"),
        ("сидорова", "ALPHA", "person"),
        ("anna@", "ALPHA", "email"),
    ],
)
def test_a_client_is_found_by_what_the_caller_knows(book, dossier_home, text, client, by):
    people = kam.open_register(dossier_home).current("contacts")
    assert kam.find_client(book, text, people)[["client_id", "found_by"]].values.tolist() == [[client, by]]


def test_one_letter_and_what_nobody_has_find_nobody(book):
    assert kam.find_client(book, "а").empty and kam.find_client(book, "zzz").empty
    assert kam.find_client(book, "сидорова").empty  # people are searched only where they are given


def test_a_talk_entered_counts_at_once(dossier_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(dossier_home, home, symlinks=True)
    book, register = kam.open_book(home), kam.open_register(home)
    row = {"client_id": "ALPHA", "contact_id": "A1", "manager_id": "M1", "at": "2026-07-02", "kind": "visit",
           "two_way": True, "outcome": "Met the owner", "next_step": "Write", "next_on": "2026-07-10"}  # fmt: skip
    register.write("talks", [row], author="Anna", source="test")
    live = kam.live(book)
    assert "decider_silent" not in set(kam.people_gaps(live, "ALPHA")["gap"])
    day = kam.my_day(live, "M1")
    alpha = day.clients.set_index("client_id").loc["ALPHA"]
    assert day.on == date(2026, 7, 2) and alpha["next_step_on"] == pd.Timestamp("2026-07-10")
    assert "ALPHA" not in set(day.calls["client_id"])
    assert kam.timeline(live, "ALPHA", personal=True).iloc[0][["event", "told"]].tolist() == [
        "visit", "Met the owner. Write",
    ]  # fmt: skip
