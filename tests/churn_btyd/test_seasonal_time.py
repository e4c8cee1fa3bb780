"""Seasonal time: the clock by hand, the index of known seasons, the choice between clocks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.churn.frame import Ledger
from kamlib.churn.members import BuyTillYouDie
from kamlib.churn.seasonal_time import (
    day_intensity,
    history,
    horizon,
    order_intensity,
    seasonal_clock,
)

FLAT = np.ones(12)
SUMMER = np.array([0.4, 0.4, 0.6, 0.8, 1.2, 1.8, 2.2, 2.0, 1.2, 0.6, 0.4, 0.4])


def day(text):
    return np.datetime64(text, "D")


def orders(first, last, by_month, growth=1.0, daily=100):
    """Purchase days of a company: `daily` orders a day times the month's intensity, times growth by month."""
    days = np.arange(day(first), day(last) + 1)
    months = days.astype("datetime64[M]").astype(int)
    count = np.round(daily * by_month[months % 12] * growth ** (months - months[0])).astype(int)
    return np.repeat(days, count)


def test_clock_by_hand():
    """Two days of 1, then three of 2: from the end of the first day, 1 + 2 + 2 + 2."""
    clock = seasonal_clock("2024-01-01", [1, 1, 2, 2, 2])
    assert clock.at(["2024-01-01", "2024-01-05"]).tolist() == [1, 8]
    assert clock.elapsed("2024-01-01", "2024-01-05") == 7
    with pytest.raises(ValueError, match="outside"):
        clock.at("2024-01-06")
    with pytest.raises(ValueError, match="outside"):
        clock.at("2023-12-31")


def test_history_by_hand():
    """First purchase 1 March, last 11 March, four days in all; cut-off 31 March. And one who bought once."""
    first, last = ["2024-03-01", "2024-03-20"], ["2024-03-11", "2024-03-20"]
    assert [column.tolist() for column in history(first, last, [4, 1], "2024-03-31")] == [[3, 0], [10, 0], [30, 11]]
    weeks = history(first, last, [4, 1], "2024-03-31", unit_days=7)
    assert weeks.age.tolist() == pytest.approx([30 / 7, 11 / 7])
    # from 11 March on days count double
    clock = seasonal_clock("2024-03-01", [1] * 10 + [2] * 21)
    assert [c.tolist() for c in history(first, last, [4, 1], "2024-03-31", clock)] == [[3, 0], [11, 0], [51, 22]]


def test_an_even_clock_is_the_calendar():
    clock = seasonal_clock("2023-01-01", day_intensity(FLAT, "2023-01-01", "2024-12-31"))
    first, last = ["2023-02-03", "2024-02-29"], ["2024-02-29", "2024-02-29"]
    for seasonal, calendar in zip(
        history(first, last, [9, 1], "2024-09-30", clock), history(first, last, [9, 1], "2024-09-30"), strict=True
    ):
        assert seasonal == pytest.approx(calendar)
    assert horizon("2024-09-30", 90, clock) == pytest.approx(90) == horizon("2024-09-30", 90)


def test_the_horizon_is_longer_in_the_season():
    index = SUMMER / np.average(SUMMER, weights=[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    clock = seasonal_clock("2023-01-01", day_intensity(index, "2023-01-01", "2024-12-31"))
    assert horizon("2023-05-31", 92, clock) > 92 * 1.5
    assert horizon("2023-10-31", 90, clock) < 90 * 0.6
    assert clock.elapsed("2023-01-01", "2024-01-01") == pytest.approx(365, rel=1e-9)


@pytest.mark.parametrize(("growth", "error"), [(1.0, 0.03), (1.03, 0.06)])
def test_index_finds_the_seasons_and_not_the_growth(growth, error):
    """3 % a month is 38 % from January to December: without the months around, December would be that much too high."""
    index = order_intensity(orders("2021-01-01", "2023-12-31", SUMMER, growth), day("2023-12-31"))
    expected = SUMMER / np.average(SUMMER, weights=[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    assert index == pytest.approx(expected, rel=error)


def test_index_is_one_on_average_and_never_stands_still():
    closed = SUMMER * (np.arange(12) != 0)
    index = order_intensity(orders("2022-01-01", "2023-12-31", closed), day("2023-12-31"))
    assert index.min() > 0.09
    assert np.average(index, weights=[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) == pytest.approx(1)


def test_index_by_length_of_history():
    company = orders("2022-01-01", "2023-12-31", SUMMER)
    assert order_intensity(company, day("2022-12-30")) is None
    one_year = order_intensity(company, day("2022-12-31"))
    assert one_year == pytest.approx(order_intensity(company, day("2023-12-31")), rel=0.02)
    assert order_intensity([], day("2023-12-31")) is None


def test_index_does_not_read_the_future_nor_incomplete_months():
    company = orders("2022-01-01", "2023-12-31", SUMMER)
    known = company[company <= day("2023-06-15")]
    at = order_intensity(company, day("2023-06-15"))
    assert np.array_equal(at, order_intensity(known, day("2023-06-15")))
    assert np.array_equal(at, order_intensity(known, day("2023-05-31")))
    # a first month that begins on the 20th says nothing of January
    late, clean = company[company >= day("2022-01-20")], company[company >= day("2022-02-01")]
    assert np.array_equal(order_intensity(late, day("2023-12-31")), order_intensity(clean, day("2023-12-31")))


@settings(deadline=None)
@given(st.lists(st.floats(0.1, 5), min_size=12, max_size=12), st.integers(0, 700), st.integers(0, 700))
def test_the_clock_never_runs_back(index, some, more):
    clock = seasonal_clock("2023-01-01", day_intensity(index, "2023-01-01", "2026-12-31"))
    first, last = day("2023-01-01") + some, day("2023-01-01") + some + more
    known = history([first], [last], [2], last + 5, clock)
    assert 0 <= known.recency[0] < known.age[0]


def ledger_of(client, bought, cut_off):
    """The purchase histories at a cut-off, as the members read them."""
    everything = pd.DataFrame({"client_id": client.astype(str), "day": bought}).drop_duplicates()
    rows = everything[everything["day"] <= pd.Timestamp(cut_off)].groupby("client_id")["day"]
    histories = rows.agg(first_day="min", last_day="max", purchase_days="nunique").reset_index()
    purchases = everything.sort_values(["client_id", "day"]).astype({"client_id": "category"})
    return Ledger(histories.assign(cut_off=pd.Timestamp(cut_off)), purchases)


def company_of(index, seed, arrivals_days, n=1_500):
    """Clients who arrive over the first `arrivals_days` and buy at random, on a clock of `index`, until they leave."""
    rng = np.random.default_rng(seed)
    start, end = day("2021-01-01"), day("2023-12-31")
    days = np.arange(start, end + 1)
    clock = seasonal_clock(start, day_intensity(index, start, end))
    buys = []
    for client in range(n):
        gaps = rng.exponential(1 / max(rng.gamma(0.8, 1 / 25), 1e-4), rng.geometric(rng.beta(0.6, 6)) + 1)
        at = rng.uniform(0, arrivals_days) + np.append(0, np.cumsum(gaps))
        places = np.searchsorted(clock.reading, at[at < clock.reading[-1]])
        buys += [(client, place) for place in set(places.tolist())]
    client, place = np.array(sorted(buys, key=lambda b: b[1])).T
    return client, days[place]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_seasonal_company_is_modelled_in_seasonal_time(seed):
    cut_off = day("2023-06-30")
    fitted = BuyTillYouDie(90).fit(ledger_of(*company_of(SUMMER, seed, 600), cut_off), pd.Timestamp(cut_off))
    assert fitted.is_seasonal
    assert fitted.ahead > 90 * 1.5  # July to September are busy


@pytest.mark.parametrize("cut_off", ["2022-01-31", "2022-06-30"])
def test_a_burst_of_new_clients_is_not_taken_for_a_season(cut_off):
    """All arrive within a quarter and then leave one by one: the months fall, but no season makes them."""
    client, bought = company_of(FLAT, 3, 90)
    fitted = BuyTillYouDie(90).fit(ledger_of(client, bought, day(cut_off)), pd.Timestamp(cut_off))
    assert not fitted.is_seasonal
    assert fitted.ahead == 90
