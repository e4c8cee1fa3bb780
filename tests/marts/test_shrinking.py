"""Shrinkage, narrowing and silence, on clients whose expectation can be worked out by hand."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from made_lines import every, line
from scipy.special import betaln
from scipy.stats import beta, norm
from scipy.stats import t as student

import kamlib as kam

ONLY = ["key_watch", "narrowing", "narrowing_check", "shrinkage"]

AS_OF = date(2024, 12, 31)
START, END = "2023-01-02", "2024-12-31"
WINTER = ("11", "12", "01", "02")


def basket(client, first, last, days, classes):
    """An order every `days` days with one line for each class, in one order."""
    return [
        row for product, net in classes.items() for row in every(client, first, last, days, net, product_id=product)
    ]


@pytest.fixture(scope="module")
def company(lines_book):
    """Forty clients that buy K1 and K2 for 100 each every ten days, and a few that changed."""
    both = {"p1": 100, "p2": 100}
    lines = [row for n in range(40) for row in basket(f"steady{n:02d}", START, END, 10, both)]
    lines += basket("halved", START, "2024-10-02", 10, both) + basket("halved", "2024-10-10", END, 30, both)
    lines += basket("stopped", START, "2024-09-28", 10, both)
    lines += basket("narrowed", START, "2024-08-30", 10, both)
    lines += basket("narrowed", "2024-09-05", END, 10, {"p1": 200})  # as much as before, without K2
    lines += basket("gone", START, "2024-03-01", 10, both)  # lost: narrows in nothing
    lines += [line("rare", "2023-03-01", 100, product_id="p1"), line("rare", "2024-03-01", 100, product_id="p1")]
    lines += basket("new", "2024-06-01", END, 10, both)
    lines += basket("small", START, END, 10, {"p1": 1})
    lines += [row for row in every("spring", "2023-03-01", "2023-06-01", 5, 600, product_id="p1")]
    lines += [row for row in every("spring", "2024-03-01", "2024-06-01", 5, 600, product_id="p1")]
    products = [{"product_id": "p1", "product_class": "K1"}, {"product_id": "p2", "product_class": "K2"}]
    return lines_book(lines, as_of=AS_OF, products=products, only=ONLY)


@pytest.fixture(scope="module")
def shrunk(company):
    return kam.shrinkage(company).set_index("client_id")


def test_what_was_expected_is_the_year_before_times_the_season(company, shrunk):
    # the 90 days from 3 October on; the year before them is 3 October 2023 to 2 October 2024
    days = company.sql("SELECT client_id, day, net FROM features.client_day")
    year = days[(days["day"] > "2023-10-03") & (days["day"] <= "2024-10-02")]
    season = year.loc[year["day"] <= "2024-01-01", "net"].sum() / year["net"].sum()
    own = year.groupby("client_id")["net"].sum()
    assert set(shrunk["after_day"]) <= {pd.Timestamp("2024-10-02"), pd.Timestamp("2024-07-04")}
    shrunk = shrunk[shrunk["horizon_days"] == 90]
    for client in ("halved", "stopped"):
        assert shrunk.loc[client, "expected"] == pytest.approx(own[client] * season, abs=0.01)
    last = days[days["day"] > "2024-10-02"].groupby("client_id")["net"].sum()
    assert shrunk.loc["halved", "actual"] == last["halved"] and (shrunk["expected"] > 0).any()
    assert shrunk.loc["stopped", ["actual", "met_share"]].tolist() == [0, 0]
    assert (shrunk["missing"] - (shrunk["expected"] - shrunk["actual"])).abs().max() < 0.011


def test_who_is_called_and_who_cannot_be_assessed(shrunk):
    called = shrunk[shrunk["level"].notna() & (shrunk["level"] != "as_expected")]
    assert called["level"].to_dict() == {"stopped": "stopped", "halved": "halved", "gone": "stopped"}
    assert called["decline"].to_dict() == {"stopped": "silence", "halved": "orders", "gone": "silence"}
    status = shrunk["status"]
    assert (status["rare"], status["new"], status["small"]) == ("too_few_orders", "too_new", "assessed")
    assert status["spring"] == "out_of_season"
    assert shrunk.loc[status != "assessed", ["level", "decline", "z", "chance", "false_share"]].isna().all().all()
    assert shrunk.index[:2].tolist() == ["stopped", "halved"]  # the most missing of those called, first


def test_chance_and_false_alarms_follow_from_the_deviations(company, shrunk):
    both = company.sql("SELECT * FROM features.turnover_deviation WHERE status = 'assessed'").set_index("client_id")
    least = np.fmin(both["z_silence"], np.minimum(both["z_orders"], both["z_size"]))
    least = np.minimum(least, (both["z_orders"] + both["z_size"]) / np.sqrt(2))
    assert both["z"].to_numpy() == pytest.approx(least, abs=2e-6)
    both["by_hand"] = np.where(both["actual"] >= both["expected"], 1, np.minimum(3 * norm.cdf(least), 1))
    tested = shrunk[shrunk["status"] == "assessed"].sort_values("chance", kind="stable")
    chance = np.minimum(2 * both.groupby("client_id")["by_hand"].min()[tested.index], 1)
    assert tested["chance"].to_numpy() == pytest.approx(chance, abs=2e-6)
    ranked = np.sort(chance) * len(tested) / np.arange(1, len(tested) + 1)
    stepped = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1)
    assert tested["false_share"].to_numpy() == pytest.approx(stepped, abs=2e-6)


def test_number_and_size_of_orders_are_tested_apart(lines_book):
    """A hundred clients that differ in rhythm and size; the deviations before they are set against the crowd's are the
    exact ones (Beta and Student's t) by a thousandth or two, and the crowd only shifts and scales them."""
    rng, lines = np.random.default_rng(5), []
    for n in range(110):
        day, gap, kept = pd.Timestamp("2023-01-02"), 10 if n == 3 else rng.uniform(5, 60), 0
        while (day := day + pd.Timedelta(days=10 if n == 4 else max(1, round(rng.gamma(4, gap / 4))))) <= pd.Timestamp(
            END
        ):
            late = day > pd.Timestamp("2024-07-01")
            kept += late
            if not (n == 3 and kept % 3):  # one order of three since July
                size = rng.lognormal(5, 0.4) * (0.3 if n == 4 and late else 1)  # as often, but smaller
                lines.append(line(f"c{n:03d}", str(day.date()), round(size, 2)))
    book = lines_book(lines, as_of=AS_OF, only=ONLY)
    found = kam.shrinkage(book).set_index("client_id")
    assert (found.loc["c003", "decline"], found.loc["c004", "decline"]) == ("orders", "size")
    assert found["level"].isin(["stopped", "halved", "below"]).sum() <= 4
    f = book.sql("SELECT * FROM features.turnover_deviation WHERE status = 'assessed' AND horizon_days = 180")
    some = f["gaps"] >= 3
    crowd = (f["gap_cv2"] * f["gaps"] / (f["gaps"] - 1))[some].clip(upper=1.5).median()
    k = (f["gaps"] + 5) / (f["gaps"] * f["gap_cv2"].fillna(1).clip(lower=0.02) + 5 * crowd)
    at_most, fewer = (
        beta.sf(f["season_share"] / (1 + f["season_share"]), k * (n + 1).clip(lower=1e-9), k * f["orders_year"])
        for n in (f["orders_now"], f["orders_now"] - 1)
    )
    exact = pd.Series(norm.ppf((at_most + fewer) / 2))
    usual = f.loc[f["orders_year"] >= 5, "size_log_var"].median()
    df = f["orders_year"] + 4
    variance = ((f["orders_year"] - 1) * f["size_log_var"] + 5 * usual) / df
    error = np.sqrt(variance * (1 / f["orders_now"] + 1 / f["orders_year"]))
    sizes = pd.Series(norm.ppf(student.cdf((f["size_log_mean_now"] - f["size_log_mean"]) / error, df)))
    for by_hand, told in ((exact, f["z_orders"]), (sizes, f["z_size"])):  # under 120 clients: one crowd
        distance = by_hand - by_hand.median()
        expected = distance / max(1.4826 * distance[distance >= 0].median(), 1)
        assert told.to_numpy() == pytest.approx(expected.to_numpy(), abs=0.02, rel=0.02)


def test_a_quarterly_buyer_two_months_overdue_is_not_as_expected(lines_book):
    lines = [row for n in range(40) for row in every(f"q{n:02d}", f"2022-01-{3 + n % 25:02d}", END, 91, 1000)]
    lines += every("overdue", "2022-01-31", "2024-08-01", 91, 1000)
    found = kam.shrinkage(lines_book(lines, as_of=AS_OF, only=ONLY)).set_index("client_id")
    assert found.loc["overdue", "level"] == "stopped"
    assert set(found.drop("overdue")["level"].dropna()) == {"as_expected"}


def test_a_lasting_shrinkage_is_seen_over_the_longer_window(lines_book):
    # since July 40 % and then 55 % of what it was: the quarter alone is above a half, the half-year below
    lines = [row for n in range(40) for row in every(f"steady{n:02d}", START, END, 5, 300)]
    lines += every("less", START, "2024-06-30", 5, 600)
    less = every("less", "2024-07-05", "2024-10-02", 5, 240) + every("less", "2024-10-04", END, 5, 330)
    found = kam.shrinkage(lines_book([*lines, *less], as_of=AS_OF, only=ONLY)).set_index("client_id")
    row = found.loc["less"]
    assert (row["level"], row["horizon_days"], row["after_day"]) == ("halved", 180, pd.Timestamp("2024-07-04"))
    assert row["met_share"] < 0.5
    assert set(found.drop("less")["level"]) == {"as_expected"} and set(found.drop("less")["horizon_days"]) <= {90, 180}


def test_a_class_left_and_its_chance(company):
    found = kam.narrowing(company).set_index(["client_id", "product_class"])
    assert found.index.tolist() == [("narrowed", "K2")]
    row = found.loc[("narrowed", "K2")]
    days = pd.Series(pd.date_range("2023-01-02", "2024-08-30", freq="10D"))
    last = days.iloc[-1]
    assert row["last_purchase"] == last and row["idle_days"] == (pd.Timestamp(AS_OF) - last).days
    assert row["status"] == "leaving"  # under half a year
    year = ((last - days).dt.days < 365).sum()
    since = len(pd.date_range("2024-09-05", AS_OF, freq="10D"))
    assert (row["class_days_year"], row["purchases_since"], row["net_year"]) == (year, since, 100 * year)
    # under 24 months of history no month has more of the class than another: the habit is `year − 1` of `year − 1` days
    (share,) = company.sql(
        "SELECT DISTINCT usual_share FROM features.class_habit WHERE product_class = 'K2'"
    ).usual_share
    hits, misses = 2 * share + year - 1, 2 * (1 - share)
    assert row["chance"] == pytest.approx(math.exp(betaln(hits, misses + since) - betaln(hits, misses)), abs=1e-6)


TWO = [{"product_id": "p1", "product_class": "K1"}, {"product_id": "p2", "product_class": "K2"}]
BOTH = {"p1": 100, "p2": 100}


def dropping(client, last, then):
    """K1 and K2 every ten days up to a day, from another on K1 alone."""
    return basket(client, START, last, 10, BOTH) + basket(client, then, END, 10, {"p1": 100})


def test_a_stop_is_a_stop_once_such_cases_have_stayed_away(lines_book):
    """Both dates before (1 July and 1 April 2024) saw "earlier" without K2 for long, and it never came back: two of two
    cases, drawn to a half by two more, stayed away. Without it nothing is known of such cases: it is bought less."""
    lines = [row for n in range(10) for row in basket(f"c{n}", START, END, 10, BOTH)]
    lines += dropping("narrowed", "2024-06-25", "2024-07-05")
    found = kam.narrowing(lines_book(lines, as_of=AS_OF, products=TWO, only=ONLY))
    assert found[["client_id", "product_class", "status"]].to_numpy().tolist() == [["narrowed", "K2", "leaving"]]
    assert found[["fell_share", "away_share"]].to_numpy().tolist() == [[0.9, 0.5]]  # what the test promises, and a half
    lines += dropping("earlier", "2023-12-20", "2023-12-30")
    found = kam.narrowing(lines_book(lines, as_of=AS_OF, products=TWO, only=ONLY)).set_index("client_id")
    assert found["status"].to_dict() == {"narrowed": "left", "earlier": "left"}
    assert found["fell_share"].tolist() == pytest.approx([(2 + 2 * 0.9) / 4] * 2)
    assert found["away_share"].tolist() == pytest.approx([(2 + 1) / 4] * 2)


def test_what_was_said_of_classes_at_past_dates_is_held_against_what_came(lines_book):
    """The dates are 1 July and 1 April 2024. Two clients dropped K2 in February; one took it up again in September, on
    one day of the half-year, where its habit of 36 days a year implies 18."""
    lines = [row for n in range(10) for row in basket(f"c{n}", START, END, 10, BOTH)]
    lines += dropping("dropped", "2024-02-05", "2024-02-15") + dropping("back", "2024-02-05", "2024-02-15")
    lines += [line("back", "2024-09-02", 100, product_id="p2")]
    said = kam.narrowing_check(lines_book(lines, as_of=AS_OF, products=TWO, only=ONLY)).to_dict("records")
    assert [s.pop("said_on") for s in said] == [pd.Timestamp("2024-04-01"), pd.Timestamp("2024-07-01")]
    came = {"called": 2, "kept_falling": 2, "called_left": 0, "left_away": 0, "all_fell": 2, "stayed_away": 1}
    assert said == [came | {"found": 1}] * 2


def test_a_class_that_such_clients_seldom_bought_again_is_called_within_chance(lines_book):
    """Everyone takes K2 with every third order; thirty clients stopped in 2022, five in March 2024. So few days are no
    test, but of those missing it for so long at the past dates nobody bought it again."""
    lines = []
    for n in range(75):
        days = every(f"c{n:02d}", f"2021-01-{4 + n % 25:02d}", END, 30, 100, product_id="p1")
        until = "2022-03" if n < 30 else "2024-03" if n < 35 else "2025"
        lines += days + [row | {"product_id": "p2"} for row in days[::3] if row["order_date"] < until]
    found = kam.narrowing(lines_book(lines, as_of=AS_OF, products=TWO, only=ONLY)).set_index("client_id")
    assert found["status"].to_dict() == {f"c{n:02d}": "left" for n in range(30, 35)}
    assert found["false_share"].min() > 0.1 and found["away_share"].min() > 0.7


def test_shares_are_those_of_such_cases_at_dates_over_by_then(lines_book):
    """At random, so that every kind of case is there; worked out again from the cases."""
    rng, lines = np.random.default_rng(3), []
    for n in range(80):
        for day in pd.date_range("2021-01-04", END, freq=f"{rng.integers(5, 25)}D"):
            lines.append(line(f"c{n:02d}", str(day.date()), 100, product_id="p1"))
            if rng.random() < (n % 8) / 20:
                lines.append(line(f"c{n:02d}", str(day.date()), 50, product_id="p2"))
    book = lines_book(lines, as_of=AS_OF, products=TWO, only=ONLY)
    cases = book.sql("SELECT * FROM features.class_cases")
    odds = book.sql("SELECT * FROM features.class_odds").set_index(["back", "client_id", "product_class"])
    band, cell = ["absent_band"], ["absent_band", "habit_band"]
    tried = 0
    for case in cases[~cases["is_beyond"] & cases["back"].isin([0, 3, 6])].to_dict("records"):
        known = cases[~cases["is_beyond"] & (cases["back"] >= case["back"] + 2) & cases["fell"].notna()]
        alike = known[(known[band] == [case[b] for b in band]).all(axis=1)]
        same = alike[(alike[cell] == [case[b] for b in cell]).all(axis=1)]
        drawn = (alike["fell"].sum() + 10 * known["fell"].mean()) / (len(alike) + 10)
        expected = (same["fell"].sum() + 10 * drawn) / (len(same) + 10)
        told = odds.loc[(case["back"], case["client_id"], case["product_class"]), "fell_share"]
        assert told == pytest.approx(expected, abs=2e-6)
        tried += len(same) > 10
    assert tried > 50
    # nobody changed: rarely bought classes come back as often as they did
    assert (kam.narrowing(book)["status"] == "pause").all()
    assert kam.narrowing_check(book)["called"].sum() < 0.01 * len(cases)


def test_a_class_out_of_season_is_not_missing(lines_book):
    lines = [row for n in range(30) for row in every(f"c{n:02d}", "2021-01-04", "2024-09-30", 10, 100, product_id="p1")]
    lines += [
        line(r["client_id"], r["order_date"], 50, product_id="p2") for r in lines if r["order_date"][5:7] in WINTER
    ]
    found = kam.narrowing(lines_book(lines, as_of=date(2024, 9, 30), products=TWO, only=ONLY))
    assert found[found["status"] != "pause"].empty


def test_days_that_came_for_something_new_are_no_absence(lines_book):
    """K2 was on every tenth day; since September the client also comes between for K3, which it had never bought."""
    lines = [row for n in range(10) for row in basket(f"c{n}", START, END, 10, {"p1": 100, "p2": 100})]
    lines += basket("new", START, "2024-11-20", 10, {"p2": 100}) + basket("new", "2024-11-23", END, 2, {"p3": 50})
    lines += basket("old", START, "2024-11-20", 10, {"p2": 100}) + basket("old", "2024-11-23", END, 2, {"p3": 50})
    lines += [line("old", "2023-03-01", 50, product_id="p3")]
    products = [{"product_id": f"p{n}", "product_class": f"K{n}"} for n in (1, 2, 3)]
    found = kam.narrowing(lines_book(lines, as_of=AS_OF, products=products, only=ONLY))
    assert found["client_id"].tolist() == ["old"] and found["product_class"].tolist() == ["K2"]


def test_the_largest_clients_are_held_against_last_year_whether_beyond_chance_or_not(lines_book):
    """A hundred a month each, on the 15th. "less" buys 90 since October, "more" 120; "dip" 90 in October alone."""
    paid = {"less": [100] * 21 + [90] * 3, "more": [100] * 21 + [120] * 3, "dip": [100] * 21 + [90, 100, 100]}
    months = pd.date_range("2023-01-15", "2024-12-15", freq="MS") + pd.Timedelta(days=14)
    months = [pd.Timestamp("2023-01-15"), *months]
    lines = [line(c, str(m.date()), net) for c, nets in paid.items() for m, net in zip(months, nets, strict=True)]
    book = lines_book(lines, as_of=AS_OF, only=ONLY)
    found = kam.key_watch(book).set_index("client_id")
    assert found.index.tolist() == ["less", "dip", "more"]
    assert found.loc["less", ["net_3m", "net_3m_year_ago", "missing", "months_below"]].tolist() == [270, 300, 30, 3]
    assert found.loc["less", "since"] == pd.Timestamp("2024-10-01")
    assert found.loc["dip", "missing"] == 10 and pd.isna(found.loc["dip", "since"])
    assert found.loc["more", "missing"] == 0 and found["size_place"].to_dict() == {"more": 1, "dip": 2, "less": 3}


def test_silence_is_held_against_the_clients_own_gaps(lines_book):
    # gaps of 10 days throughout, but for one of 40; "late" is silent for 30 days: one of its gaps was longer
    lines = [row for n in range(20) for row in every(f"c{n:02d}", START, END, 10, 100)]
    lines += every("late", START, "2024-02-01", 10, 100) + every("late", "2024-03-07", "2024-12-02", 10, 100)
    book = lines_book(lines, as_of=AS_OF, only=["churn_risk"])
    own = kam.order_days(book, "late")["gap_days"].dropna()
    silent = kam.churn_risk(book).set_index("client_id")["silence_chance"]
    (idle,) = kam.churn_risk(book).query("client_id == 'late'")["recency_days"]
    # nobody's gap was that long in multiples of its usual one, but that one of its own: a few of thousands
    assert silent["late"] == pytest.approx((own > idle).sum() / (len(own) + 2), abs=0.001)
    assert silent["c03"] > 0.9 > 0.05 > silent["late"]


def test_order_days_and_class_months_add_up_to_the_sales(company):
    days = kam.order_days(company, "narrowed")
    assert (
        days["net"].sum()
        == company.sql(
            "SELECT sum(net) AS n FROM features.client_day WHERE client_id = 'narrowed' AND day > DATE '2022-12-31'"
        )["n"].iloc[0]
    )
    months = kam.class_months(company, "narrowed")
    assert len(months) == 2 * 12
    card = kam.client_card(company, "narrowed")
    assert months["net"].sum() == pytest.approx(float(card["net_12m"]))
    assert months["net_year_ago"].sum() == pytest.approx(float(card["net_12m_before"]))
    assert (months["change"] == months["net"] - months["net_year_ago"]).all()


def test_a_book_of_half_a_year_assesses_nobody(lines_book):
    book = lines_book(
        [row for n in range(5) for row in every(f"c{n}", "2024-07-01", END, 7, 100)], as_of=AS_OF, only=ONLY
    )
    found = kam.shrinkage(book)
    assert len(found) == 5 and set(found["status"]) == {"no_season"} and found["level"].isna().all()
    assert kam.narrowing(book).empty


def test_the_margin_of_a_client_without_cost_is_not_known(lines_book):
    lines = [row | {"cost_amount": 80} for n in range(30) for row in every(f"c{n:02d}", START, END, 10, 100)]
    lines += every("no_cost", START, "2024-09-28", 10, 100)
    found = kam.shrinkage(lines_book(lines, as_of=AS_OF, only=ONLY)).set_index("client_id")
    assert found["missing"]["no_cost"] > 0 and math.isnan(found["missing_contribution"]["no_cost"])
    assert found["missing_contribution"]["c05"] == pytest.approx(found["missing"]["c05"] * 0.2, abs=0.01)
