"""What the churn benches count, on cases small enough to count by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from bench.churn import answered, store_status
from bench.churn_books import COMPANIES
from bench.churn_found import delays, false_alarms, share_found
from bench.churn_page import write_part
from bench.churn_report import by_origin, methods, turnover
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


def test_tables_have_a_row_for_every_method():
    rows = [
        {"cut_off": pd.Timestamp(f"2026-0{m}-28"), "method": name, "chosen": "blend", "clients": 10, "prevalence": 0.5}
        | dict.fromkeys(("auc", "pr_auc", "brier", "calibration_error", "bias", "money_in_top_tenth"), value)
        for m in (1, 2)
        for name, value in (("answer", 0.1), ("recency", 0.2))
    ]
    text = methods(pd.DataFrame(rows))
    assert "**0.200 ± 0.000**" in text and "**0.1000 ± 0.0000**" in text  # the highest AUC, the lowest Brier score
    assert len(by_origin(pd.DataFrame(rows)).splitlines()) == 4
    found = pd.DataFrame({"cut_off": [1], "method": ["kamlib"], "wape": [0.5], "total_ratio": [1.1]})
    assert "| kamlib | 0.500" in turnover(found)


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
