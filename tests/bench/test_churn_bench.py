"""What the churn benches count, on cases small enough to count by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from bench.churn import answered, store_status
from bench.churn_books import COMPANIES
from bench.churn_found import delays, false_alarms, share_found
from bench.churn_keys import by_quarter, losses, others, quarters, recall
from bench.churn_page import write_part
from bench.churn_paired import Asked, auc, of_silence, of_turnover, paired
from bench.churn_report import by_origin, methods, overview, turnover, verdict
from bench.churn_rivals import simple
from bench.churn_speed import Watch, grouped
from kamlib.churn.backtest import Origin
from kamlib.churn.frame import FEATURES, Slices

BOOKS = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]


def planted(onset: str, begins: str) -> pd.DataFrame:
    rows = {"kind": ["silent_losses"], "client_id": ["C1"], "onset": [onset], "begins": [begins]}
    return pd.DataFrame(rows).assign(
        onset=lambda e: pd.to_datetime(e["onset"]), begins=lambda e: pd.to_datetime(e["begins"])
    )


def called(*days: str, client: str = "C1") -> pd.DataFrame:
    return pd.DataFrame({"as_of": pd.to_datetime(list(days)), "client_id": client, "alarm": "save_list"})


def test_a_loss_is_found_by_the_first_book_that_calls_it():
    delay = delays(planted("2026-07-21", "2026-07-21"), called("2026-08-31", "2026-09-30"), BOOKS)
    of = delay[delay["alarm"] == "save_list"]
    assert of["days"].tolist() == [41] and of["seen"].tolist() == [71]
    assert share_found(of, 30) == (0, 1) and share_found(of, 60) == (1, 1)
    assert share_found(of, 90) == (0, 0)  # no book so late
    assert delay.loc[delay["alarm"] == "shrinkage", "days"].isna().all()


def test_a_call_before_the_thinning_finds_nothing():
    calls = called("2026-07-31", "2026-09-30")
    assert delays(planted("2026-08-10", "2026-08-01"), calls, BOOKS).query("alarm == 'save_list'")["days"].item() == 51
    assert delays(planted("2026-08-10", "2026-07-20"), calls, BOOKS).query("alarm == 'save_list'")["days"].item() == -10


def test_false_alarms_are_a_rate_of_the_healthy_and_name_the_seasonal():
    truths = {"healthy": [{"client_id": f"H{n}"} for n in range(50)], "seasonal": [{"client_id": "S1"}]}
    calls = pd.concat([called("2026-07-31", "2026-08-31", client="H7"), called("2026-08-31", client="S1")])
    found = false_alarms(truths, calls, BOOKS).set_index("alarm").loc["save_list"]
    assert found["per_100"] == pytest.approx(100 * 2 / 50 / 3)
    assert found["seasonal_called"] == ["S1 2026-08"]


def slices_of(recency: np.ndarray, churned: np.ndarray, cut_offs: list) -> Slices:
    who = pd.DataFrame({"cut_off": pd.to_datetime(cut_offs), "client_id": range(len(recency)), "churned": churned})
    x = pd.DataFrame(np.nan, index=who.index, columns=FEATURES)
    return Slices(who, x.assign(recency_days=recency, overdue=recency / 10))


def test_a_ratio_becomes_a_probability_in_its_own_order():
    recency = np.tile(np.arange(40.0), 2)
    churned = np.tile(np.arange(40) % 3 + np.arange(40) / 20 > 2, 2)
    days = ["2026-01-31"] * 40 + ["2026-05-31"] * 40
    at = pd.Timestamp("2026-05-31")
    said = simple(slices_of(recency, churned, days), 90, 8, [at])[at]["recency"]
    assert (np.diff(said) > 0).all()
    assert said.mean() == pytest.approx(churned[:40].mean(), abs=1e-3)  # the same clients as it learnt from


def origin(day: str, good: str) -> Origin:
    y = np.array([True, False] * 10)
    right, wrong = np.where(y, 0.8, 0.2), np.where(y, 0.3, 0.7)
    members = {name: right if name == good else wrong for name in ("renewal", "logistic")}
    return Origin(pd.Timestamp(day), pd.DataFrame({"client_id": range(20)}), y, members, "renewal")


def test_the_answer_knows_only_origins_that_were_over():
    origins = [origin(f"2026-{month:02d}-28", "logistic") for month in range(1, 10)]
    answered(origins, ["renewal", "logistic"], 90, 6)
    # the fourth, of 28 April, was over on 27 July
    assert [o.chosen for o in origins] == ["renewal"] * 6 + ["logistic"] * 3


def test_the_answer_does_without_members_that_few_events_do_not_give():
    origins = [origin(f"2026-{month:02d}-28", "logistic") for month in range(1, 10)]
    for o in origins[:3]:
        del o.members["logistic"]
    answered(origins, ["renewal", "logistic"], 90, 6)
    assert [o.chosen for o in origins] == ["renewal"] * 9  # by the last one, three that had both were over


def test_a_part_of_the_page_is_replaced_and_the_others_stay(tmp_path):
    page = tmp_path / "page.md"
    write_part(page, "speed", "fast")
    write_part(page, "companies", "good")
    write_part(page, "speed", "faster")
    text = page.read_text()
    assert text.index("good") < text.index("faster") and "fast\n" not in text


def test_steps_are_grouped_and_the_rest_of_a_book_left_out():
    assert grouped(
        {"staging.clients": [5, 5], "features.churn_days": [1, 2], "features.churn_gaps": [2, 3], "training": [4, 4]}
    ) == {
        "features (SQL)": [3, 5],
        "training": [4, 4],
    }


def test_a_step_lasts_until_the_next_one():
    watch = Watch()
    for step in ("a", "b", "a", None):
        watch(step)
    assert set(watch.wall) == {"a", "b"} and min(watch.wall.values()) >= 0


def differences(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rival", "measure", "difference", "low", "high"])


def test_tables_have_a_row_for_every_method():
    measures = ("auc", "auc_top_fifth", "brier", "calibration_error", "bias", "money_in_top_tenth")
    rows = [
        {"cut_off": pd.Timestamp(f"2026-0{m}-28"), "method": name, "chosen": "blend", "clients": 10, "prevalence": 0.5}
        | dict.fromkeys(measures, value)
        for m in (1, 2)
        for name, value in (("answer", 0.1), ("recency", 0.2), ("bg/nbd", 0.3))
        if (m, name) != (2, "bg/nbd")
    ]
    of = differences(("recency", "brier", -0.1, -0.2, -0.01), ("recency", "auc", -0.1, -0.2, -0.01))
    text = methods(pd.DataFrame(rows), of)
    assert "**0.200 ± 0.000**" in text and "**0.1000 ± 0.0000**" in text  # the highest AUC, the lowest Brier score
    assert "(1 of 2 origins) | 0.300" in text  # no best, since it is of other origins
    assert "-0.1000 (-0.2000 to -0.0100) better" in text and "-0.100 (-0.200 to -0.010) **worse**" in text
    assert len(by_origin(pd.DataFrame(rows)).splitlines()) == 4
    found = pd.DataFrame({"cut_off": [1], "method": ["answer"], "wape": [0.5], "total_ratio": [1.1]})
    assert "| **kamlib, the answer** | **0.500" in turnover(found, differences())


def test_an_interval_that_holds_zero_says_nothing():
    assert [verdict(low, high, "brier") for low, high in ((-2, -1), (-1, 1), (1, 2))] == ["better", "level", "worse"]
    assert verdict(1, 2, "auc") == "better" and verdict(np.nan, np.nan, "auc") == "level"
    of = differences(
        ("recency", "brier", -1, -2, -0.5), ("recency", "auc", -1, -2, -0.5), ("recency", "wape", *[np.nan] * 3)
    )
    text = overview({"A company": of}, ("recency", "bg/nbd"), ("brier", "auc", "wape"))
    assert "| A company | + − · | failed |" in text and "better 1 times, level 0 times, worse 1 times" in text


def test_pairs_of_one_level_count_half_and_drawn_clients_as_often_as_they_are_drawn():
    y, p = np.array([True, False, False]), np.array([0.5, 0.5, 0.1])
    assert auc(y, p, np.array([[1.0, 1, 1], [1, 3, 1], [0, 1, 1]])) == pytest.approx([0.75, 0.625, np.nan], nan_ok=True)


def asked(day: int, **said: list) -> Asked:
    came = np.array([True, False] * 10)
    p = {name: np.where(came, *pair) for name, pair in said.items()}
    return Asked(pd.Timestamp(day), np.arange(20), came, p, np.arange(4))


def test_the_difference_to_a_rival_is_of_the_origins_at_which_it_said_anything():
    told = [asked(1, answer=[0.9, 0.1], bad=[0.5, 0.5], same=[0.9, 0.1]), asked(2, answer=[0.4, 0.6], same=[0.4, 0.6])]
    found = paired(told, of_silence, ["bad", "same", "absent"], draws=50).set_index(["rival", "measure"])
    assert found.loc[("bad", "brier"), ["origins", "difference", "low", "high"]].to_list() == pytest.approx(
        [1, -0.24] + [-0.24] * 2
    )
    assert found.loc[("bad", "auc"), "difference"] == 0.5 and (found.loc["same", ["low", "high"]] == 0).all(axis=None)
    assert found.loc[("same", "brier"), "origins"] == 2 and "absent" not in found.index


def test_clients_are_drawn_with_all_their_origins():
    money = [
        Asked(pd.Timestamp(k), np.arange(2), np.array([1.0, 1]), {"answer": np.array([1.0, 2]), "r": np.ones(2)})
        for k in (1, 2)
    ]
    (row,) = paired(money, of_turnover, ["r"], draws=200).itertuples()
    assert (row.difference, row.low, row.high) == (0.5, 0, 1)  # nobody, one of two, or both times the one that is wrong


ENDS = quarters(date(2026, 6, 30), 9)


def bought(client: str, *by_quarter: float) -> pd.DataFrame:
    """Money on the last day of each quarter from the second of ENDS on."""
    return pd.DataFrame({"client_id": client, "day": pd.to_datetime(ENDS[1:]), "net": by_quarter})


def test_a_lasting_loss_is_half_a_year_under_half_of_the_same_a_year_before():
    assert (ENDS[0], ENDS[-1]) == (date(2024, 3, 31), date(2026, 6, 30))
    days = pd.concat(
        [
            bought("lost", 9, 9, 9, 9, 9, 2, 0, 0, 0),
            bought("pause", 9, 9, 9, 9, 9, 2, 8, 9, 9),
            bought("season", 9, 0, 9, 0, 9, 0, 9, 0, 9),
            bought("small", 1, 1, 1, 1, 1, 0, 0, 0, 0),
        ]
    )
    (found,) = losses(days, ENDS, 3).itertuples()
    assert (found.client_id, ENDS[found.begins], found.before, found.after) == ("lost", date(2025, 6, 30), 18, 2)
    assert set(losses(days, ENDS, 4)["client_id"]) == {"lost", "small"}


def test_a_loss_is_called_by_the_books_around_it():
    found = pd.DataFrame({"client_id": ["lost"], "begins": [5]})
    called = pd.DataFrame(
        [(5, "lost", "queue"), (6, "lost", "queue"), (4, "well", "queue")], columns=["book", "client_id", "alarm"]
    )
    of = recall(found, called, [4, 5, 6, 7]).query("alarm == 'queue'")
    assert of["losses"].to_list() == [1, 1, 1, 1, 0] and of["called"].to_list() == [0, 1, 1, 0, 0]
    wide = by_quarter(pd.concat([bought("lost", *[9] * 9), bought("well", *[8] * 9)]), ENDS)
    assert others(found, called, wide, [4, 5, 6, 7], 2)["queue"] == 1 / 4


@pytest.mark.shared
def test_stores_closed_later_are_ranked(shared_data):
    risk = {"3813": 0.9, "5839": 0.2, "5954": 0.3, "5886": 0.1, "none": 0.8}  # inactive, inactive, active, active
    who = pd.DataFrame({"client_id": list(risk), "net_365d": 1.0})
    p = {"renewal": np.array(list(risk.values()))}
    found = store_status([Origin(pd.Timestamp("2019-12-31"), who, np.ones(5, bool), p, "renewal")], shared_data).loc[0]
    assert (found["stores"], found["inactive"], found["top"], found["top_rate"]) == (4, 2, 1, 1.0)
    assert found["auc"] == 0.75  # three of the four pairs are in order


def test_origins_lie_before_the_end_of_the_data():
    for company in COMPANIES.values():
        assert (company.as_of - company.last_origin).days >= 90
