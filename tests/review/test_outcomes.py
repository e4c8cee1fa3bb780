"""Were we right: what was said and decided, against what came, on rows that can be counted by hand."""

from datetime import date

import duckdb
import pandas as pd
import pytest

import kamlib as kam
from kamlib.book.build import build

AS_OF = date(2025, 9, 30)
DECIDED = "2025-03-31"


def line(client: str, day: str, net: float) -> dict:
    return {"client_id": client, "order_date": day, "net_amount": net}


def decision(code: str, client: str, on: str, **more) -> dict:
    told = {"kind": "watch", "subject": "s", "why": "w", "decided_by": "Ann", "decided_on": on}
    return {"decision_id": code, "client_id": client, **told, **more}


# eleven clients of one class: a year before the days since the decision each bought 100, since then 10, 20, … 110
OTHERS = [
    row for n in range(1, 12) for row in (line(f"P{n:02}", "2024-06-10", 100), line(f"P{n:02}", "2025-06-10", 10 * n))
]
LINES = [
    *OTHERS,
    line("BEST", "2024-06-10", 100), line("BEST", "2025-05-10", 130),
    line("MIDDLE", "2024-06-10", 100), line("MIDDLE", "2025-05-10", 60),
    line("WORST", "2024-06-10", 100), line("WORST", "2025-05-10", 10),
    line("LATE", "2024-06-10", 100), line("LATE", "2025-09-10", 100),
    line("NEW", "2025-02-10", 100), line("NEW", "2025-06-10", 100),
]  # fmt: skip
DECISIONS = [
    decision("DEC-1", "BEST", DECIDED),
    decision("DEC-2", "MIDDLE", DECIDED),
    decision("DEC-3", "WORST", DECIDED),
    decision("DEC-4", "LATE", "2025-08-31"),
    decision("DEC-5", "NEW", DECIDED),
]
# all in one class, since each of sixteen has about the same year: the bounds leave nobody in B or C
POLICY = kam.Policy().changed(abc_a_share=0.999, abc_b_share=0.9999)


@pytest.fixture(scope="module")
def home(csv_home):
    home = csv_home(LINES, decisions=DECISIONS)
    build(home, AS_OF, POLICY)
    return home


@pytest.fixture(scope="module")
def outcomes(home):
    return kam.decision_outcomes(kam.open_book(home)).set_index("decision_id")


def test_the_client_against_the_same_days_a_year_before(outcomes):
    found = outcomes.loc[["DEC-1", "DEC-2", "DEC-3"], ["net_since", "net_year_before", "change_since"]]
    assert found.values.tolist() == [[130, 100, 0.3], [60, 100, -0.4], [10, 100, -0.9]]


def test_the_range_holds_eight_of_ten_like_it(outcomes):
    # eleven of them: −0.9, −0.8 … 0.1; a tenth of eleven at each end is one, which stays outside
    assert outcomes.loc["DEC-1", ["comparables", "change_low", "change_high"]].tolist() == [11, -0.8, 0.0]


def test_outside_the_range_it_is_better_or_worse(outcomes):
    assert outcomes["decision_outcome"].to_dict() == {
        "DEC-1": "better", "DEC-2": "as_others", "DEC-3": "worse", "DEC-4": "too_early", "DEC-5": "cannot_tell",
    }  # fmt: skip


def test_too_few_like_it_and_nothing_is_said(csv_home):
    home = csv_home([*LINES[:8], *LINES[22:24]], decisions=DECISIONS[:1])
    build(home, AS_OF, POLICY)
    (found,) = kam.decision_outcomes(kam.open_book(home)).to_dict("records")
    assert found["decision_outcome"] == "cannot_tell" and found["comparables"] == 4
    assert pd.isna(found["change_low"]) and found["change_since"] == 0.3


def test_a_verdict_is_kept_and_a_later_one_takes_its_place(home):
    book, register = kam.open_book(home), kam.open_register(home)
    who = {"author": "Ann", "source": "test"}
    kam.judge(register, "DEC-1", "early", "Ann", judged_on=AS_OF, **who)
    kam.judge(register, "DEC-1", "held", "Bob", why="it grew", judged_on=AS_OF, **who)
    found = kam.decision_outcomes(kam.live(book, register)).set_index("decision_id").loc["DEC-1"]
    assert found[["verdict", "verdict_by", "verdict_why"]].tolist() == ["held", "Bob", "it grew"]
    for given, says in (
        (("DEC-1", "fine", "Ann"), "held, missed, early"),
        (("DEC-1", "missed", "Ann"), "why the decision missed"),
        (("DEC-1", "held", " "), "who judges"),
        (("DEC-9", "held", "Ann"), "no decision DEC-9"),
    ):
        with pytest.raises(kam.KamError, match=says):
            kam.judge(register, *given, **who)
    register.close()


# What forecasts came to: the history is written by hand


def said(home, number: int, as_of: str, rows: list[tuple], is_reconstructed: bool = False) -> None:
    """A file of the history: client, probability, expected revenue, at risk, place on the list of calls."""
    values = ", ".join(f"('{c}', {p}, {revenue}, {risk}, {place})" for c, p, revenue, risk, place in rows)
    duckdb.sql(
        f"SELECT {number} AS published, DATE '{as_of}' AS as_of, 'x{number}' AS built_at,"
        f" {is_reconstructed} AS is_reconstructed, *, 90 AS horizon_days, 100.0 AS net_12m, 50.0 AS cm1_12m,"
        " 'cm1' AS contribution_level FROM (VALUES "
        f"{values}) AS v(client_id, p_churn, expected_revenue_horizon, contribution_at_risk_12m, call_place)"
    ).write_parquet(str(home / "history" / f"said_{as_of}_{number:06d}.parquet"))


@pytest.fixture(scope="module")
def told(home):
    # within 90 days of 31 March: BEST and P01 bought (10 May, 10 June), LATE did not
    rows = [("BEST", 0.1, 100, 5, "NULL"), ("P01", 0.3, 20, 8, 2), ("LATE", 0.8, 10, 40, 1)]
    said(home, 90, "2025-03-31", rows)
    # a rebuild of the same date says other things: what was said then counts
    said(home, 91, "2025-03-31", [("BEST", 0.9, 1, 1, 1)], is_reconstructed=True)
    said(home, 92, "2025-08-31", [("BEST", 0.5, 7, 1, "NULL")])  # 90 days are not over by 30 September
    return kam.open_book(home)


def test_forecasts_against_what_came(told):
    late, early = kam.forecasts_met(told).to_dict("records")
    assert not early["is_reconstructed"] and early["is_over"]
    assert (early["clients_judged"], early["silent_said"], early["silent_came"]) == (3, 1.2, 1)
    assert early["brier"] == pytest.approx((0.01 + 0.09 + 0.04) / 3, abs=1e-6)
    assert (early["revenue_said"], early["revenue_came"]) == (130, 140)  # 130 of BEST and 10 of P01
    assert (early["listed"], early["listed_silent"]) == (2, 1)
    assert early["contribution_said"] == 53 and pd.isna(early["contribution_came"])  # the year is not over
    assert not late["is_over"] and pd.isna(late["silent_came"]) and pd.isna(late["revenue_came"])


def test_bands_against_what_came(told):
    bands = kam.risk_bands_met(told)
    assert bands[["risk_band", "clients_judged", "share_said", "share_came"]].values.tolist() == [
        ["high", 1, 0.8, 1], ["raised", 1, 0.3, 0], ["low", 1, 0.1, 0],
    ]  # fmt: skip


def test_without_earlier_reviews_nothing_is_told(demo_book, lines_book):
    assert kam.forecasts_met(demo_book).empty and kam.risk_bands_met(demo_book).empty
