"""A book beside a register that has moved: live() gives what a book built anew would give."""

import shutil
from datetime import date

import pandas as pd
import pytest

import kamlib as kam
from kamlib.book.build import build
from kamlib.contract import register_tables
from kamlib.engine.models import models
from kamlib.whatif.live import to_compute

CLIENTS = ("C1", "C2", "C3")


@pytest.fixture(scope="module")
def company(csv_home):
    lines = [
        {"order_id": f"{client}{month}", "order_date": f"{2023 + month // 12}-{month % 12 + 1:02d}-15",
         "client_id": client, "net_amount": 1000 * n + 10 * month, "cost_amount": 700 * n + 5 * month,
         "product_id": "p"}
        for n, client in enumerate(CLIENTS, 1)
        for month in range(24)
    ]  # fmt: skip
    home = csv_home(
        lines,
        needs=[{"client_id": c, "need": need, "importance": 10} for c in CLIENTS for need in ("Speed", "Price")],
        usps=[{"usp_id": "1", "name": "Delivery"}, {"usp_id": "2", "name": "Own brand"}],
        coverage=[{"need": "Speed", "usp_id": "1", "coverage": 0.9}, {"need": "Price", "usp_id": "2", "coverage": 0.4}],
        contacts=[{"contact_id": "a", "client_id": "C1", "persona": "boss", "real_influence": 10}],
    )
    build(home, as_of=date(2024, 12, 31))
    return home


def marts(book) -> dict[str, pd.DataFrame]:
    """Every mart, its rows in an order of their own."""
    return {model.name: mart(book, model.name) for model in models() if model.schema == "marts"}


def mart(book, name: str) -> pd.DataFrame:
    return book.sql(f'SELECT * FROM "{name}" ORDER BY ALL')


def test_the_book_itself_where_nothing_moved(company):
    book = kam.open_book(company)
    assert kam.live(book) is book
    assert kam.live(book, policy=book.policy) is book
    with_register = kam.live(book, kam.open_register(company))
    assert with_register is book


def test_what_was_entered_since_gives_the_numbers_of_a_book_built_anew(company):
    before = kam.open_book(company)
    register = kam.open_register(company)
    by = {"author": "Anna", "source": "python"}
    register.write("needs", [{"client_id": "C1", "need": "Price", "importance": 90, "must_have": True}], **by)
    register.withdraw("needs", [("C2", "Price")], **by)
    register.write("coverage", [{"need": "Price", "usp_id": "2", "client_id": "C3", "coverage": 1}], **by)
    register.write(
        "contacts", [{"contact_id": "b", "client_id": "C1", "persona": "expert", "real_influence": 90}], **by
    )
    register.write("potentials", [{"client_id": "C2", "potential_12m": 500_000}], **by)
    score = {"client_id": "C3", "criterion": "image", "score": 80, "evidence": "Known", "author": "Anna"}
    register.write("judgements", [{**score, "judged_on": date(2024, 12, 1)}], **by)
    decision = {"kind": "make_key", "client_id": "C3", "subject": "s", "why": "w", "decided_by": "Anna"}
    register.write("decisions", [{**decision, "decided_on": date(2024, 12, 1)}], **by)
    live = kam.live(before, register)
    assert live.info["register_state"] == register.state > before.info["register_state"]
    build(company, as_of=date(2024, 12, 31))
    after = kam.open_book(company)
    assert after.info["register_state"] == register.state
    seen, built, old = marts(live), marts(after), marts(before)
    for name in built:
        pd.testing.assert_frame_equal(seen[name], built[name], obj=name, rtol=1e-12)
    assert not built["usp_fit"].equals(old["usp_fit"])
    assert not built["axes"].equals(old["axes"])  # the persona


def test_what_is_entered_makes_nothing_be_computed_again_that_reads_files():
    # who is the same client counts from the next build on
    for name in register_tables().keys() - {"same_clients"}:
        again = to_compute(set(), {name})
        read = {r for m in again for r in m.reads if r.startswith("canonical.")}
        assert read <= {f"canonical.{n}" for n in register_tables()}, name


def test_register_and_policy_at_once_and_every_answer_takes_it(company):
    build(company, as_of=date(2024, 12, 31))
    book = kam.open_book(company)
    kam.open_register(company).write(
        "needs", [{"client_id": "C1", "need": "Speed", "importance": 33}], author="Anna", source="python"
    )
    policy = book.policy.changed(abc_a_share=0.5)
    both = kam.live(book, policy=policy)
    assert both.policy.abc.a_share == 0.5 and both.as_of == book.as_of and both.currency == book.currency
    assert mart(both, "abc_xyz").equals(mart(kam.what_if(book, policy), "abc_xyz"))
    assert both.one("SELECT sum(importance) AS s FROM staging.needs WHERE client_id = 'C1'")["s"] != book.one(
        "SELECT sum(importance) AS s FROM staging.needs WHERE client_id = 'C1'"
    )["s"]  # fmt: skip
    for answer in (kam.overview, kam.clients, kam.abc_xyz, kam.rfm, kam.sources, kam.data_gaps, kam.usp_fit):
        assert len(answer(both)) == len(answer(book))


def test_a_book_without_a_register_lives_by_itself(csv_home):
    home = csv_home([{"order_date": f"2024-{m:02d}-10", "client_id": "A", "net_amount": 10} for m in range(1, 13)])
    build(home)
    book = kam.open_book(home)
    assert book.info["register_state"] == 0 and kam.live(book) is book
    assert not (home / "register.sqlite").exists()


def test_a_call_entered_counts_at_once_and_leaves_what_was_learnt(company):
    build(company, as_of=date(2024, 12, 31))
    before = kam.open_book(company)
    call = {"client_id": "C1", "at": date(2024, 12, 20), "kind": "call", "two_way": True, "outcome": "Agreed"}
    register = kam.open_register(company)
    register.write("talks", [call], author="Anna", source="page")
    live = kam.live(before, register)
    asked = "SELECT max(last_contact) AS day, sum(contacts) AS n FROM features.activity_12m WHERE client_id = 'C1'"
    assert (live.one(asked)["day"], live.one(asked)["n"]) == (date(2024, 12, 20), 1)
    assert before.one(asked)["n"] is None
    entered = live.sql("SELECT is_entered, outcome FROM staging.interactions")
    assert entered["is_entered"].tolist() == [True] and entered["outcome"].isna().all()
    learnt = "SELECT * FROM features.churn_people ORDER BY ALL"
    assert live.sql(learnt).equals(before.sql(learnt)) and live.sql(learnt).empty
    build(company, as_of=date(2024, 12, 31))  # and at the next build it is learnt from, too
    after = kam.open_book(company)
    assert after.one(asked)["n"] == 1
    silent = after.one("SELECT contact_silence_days AS d FROM features.churn_people ORDER BY cut_off DESC LIMIT 1")
    assert silent["d"] == 11


def test_a_talk_is_entered_beside_the_demo_company(demo_book, demo_home, tmp_path):
    shutil.copy(demo_home / "register.sqlite", tmp_path)
    register = kam.open_register(tmp_path)
    client = kam.clients(demo_book)["client_id"][0]
    person = register.current("contacts", client)["contact_id"][0]
    call = {"client_id": client, "contact_id": person, "at": demo_book.as_of, "kind": "call", "two_way": True}
    register.write("talks", [call], author="Anna", source="page")
    live = kam.live(demo_book, register)
    assert kam.client_card(live, client)["last_contact"] == demo_book.as_of
    assert kam.churn_risk(live)["p_churn"].equals(kam.churn_risk(demo_book)["p_churn"])
