"""The answers on risk: order, scope, formulas, and reasons that tell the client's own values."""

import numpy as np
import pytest

import kamlib as kam
from kamlib import charts
from kamlib.labels.risk import call_text, driver_text


@pytest.fixture(scope="module")
def risks(demo_book):
    return kam.churn_risk(demo_book)


def test_every_client_that_ever_bought_is_there_the_most_at_risk_first(demo_book, risks):
    bought = kam.clients(demo_book).dropna(subset=["last_purchase"])
    assert sorted(risks["client_id"]) == sorted(bought["client_id"])
    known = risks["contribution_at_risk_12m"].dropna()
    assert len(known) > 100 and known.is_monotonic_decreasing
    assert risks["contribution_at_risk_12m"][len(known) :].isna().all()


def test_probabilities_are_given_only_where_judged(risks):
    judged = risks["status"] == "scored"
    assert judged.any() and not judged.all()
    assert risks.loc[judged, "p_churn"].between(0, 1).all()
    assert risks.loc[~judged, ["p_churn", "p_shrink", "contribution_at_risk_12m"]].isna().all().all()
    both = risks.dropna(subset=["p_shrink"])
    assert len(both) and (both["p_shrink"] >= both["p_churn"]).all()
    assert (risks.loc[risks["status"] == "not_active", "recency_days"] >= 365).all()


def test_money_at_risk_is_by_its_formula(demo_book, risks):
    """The chances of silence, of shrinking and of neither, each by what such clients did not bring again."""
    margin = kam.contribution(demo_book).set_index("client_id")["margin_share"]
    lost_if = kam.loss_shares(demo_book).set_index(["pace", "fate"])["loss_share"]
    rules, cost = demo_book.policy.churn, kam.model_card(demo_book)["contact_cost"]
    for row in risks.head(20).itertuples():
        shrink = 0 if np.isnan(row.p_shrink) else row.p_shrink - row.p_churn
        fates = {"silent": row.p_churn, "shrunk": shrink, "stayed": 1 - row.p_churn - shrink}
        year = row.net_12m * max(margin[row.client_id], 0)
        soon = sum(p * lost_if[row.pace, fate] for fate, p in fates.items() if fate != "stayed")
        share = soon + fates["stayed"] * lost_if[row.pace, "stayed"]
        assert row.lost_share == pytest.approx(share, abs=3e-6)
        assert row.contribution_at_risk_12m == pytest.approx(share * year, rel=1e-4)
        late = max(row.recency_days - row.median_gap_days, 0) / rules.save_halving_days
        # of a past date the usual gap is of 730 days, the one shown is of 24 months
        assert row.call_success == pytest.approx(rules.save_success * 0.5**late, rel=0.02)
        assert row.expected_profit_of_call == pytest.approx(soon * year * row.call_success - cost, rel=1e-3, abs=1)


def test_what_is_gone_is_not_at_risk(demo_book, risks):
    gone = risks[risks["is_gone"].fillna(False).astype(bool)]
    rules = demo_book.policy.churn
    assert len(gone) and (gone["contribution_at_risk_12m"] == 0).all() and (gone["contribution_gone_12m"] > 0).any()
    assert (gone["recency_days"] > rules.horizon_days).all() and (gone["silence_chance"] <= rules.gone_chance).all()
    assert (risks.loc[~risks["client_id"].isin(gone["client_id"]), "contribution_gone_12m"].fillna(0) == 0).all()
    assert not set(gone["client_id"]) & set(kam.save_list(demo_book, 10_000)["client_id"])


def test_moves_of_the_money_at_risk_add_up(demo_book, risks):
    moves, before = kam.risk_moves(demo_book), kam.risk_before(demo_book)
    assert moves["client_id"].is_unique and set(moves["risk_move"]) >= {"new", "realised", "reestimated"}
    then, now = before["contribution_at_risk_then"].sum(), risks["contribution_at_risk_12m"].sum()
    assert moves["contribution_at_risk_then"].sum() == pytest.approx(then)
    assert moves["contribution_at_risk_now"].sum() == pytest.approx(now)
    assert moves["contribution_at_risk_change"].sum() == pytest.approx(now - then)
    new = moves[moves["risk_move"] == "new"]["client_id"]
    by_forecast = risks[(risks["status"] == "scored") & (risks["expected_profit_of_call"] > 0)]
    by_forecast = by_forecast.nlargest(demo_book.policy.churn.call_capacity, "expected_profit_of_call")["client_id"]
    assert set(new) <= set(by_forecast)
    assert not set(new) & set(before[before["was_on_list"]]["client_id"])


def test_the_list_is_held_against_the_largest_clients_and_the_largest_falls(demo_book):
    """Computed anew from what was said of each client at each past date."""
    said, length = kam.risk_said(demo_book), demo_book.policy.churn.call_capacity
    for row in kam.list_check(demo_book).itertuples():
        then = said[said["cut_off"] == row.cut_off]
        happened = then["fell_silent"] | then["has_shrunk"]
        assert (row.clients, row.events, row.listed) == (len(then), happened.sum(), length)
        lost = then["lost_contribution"]
        assert (lost[~happened] == 0).all()
        for place, suffix in (("list_place", ""), ("size_place", "_largest"), ("fall_place", "_fallen")):
            named = then[place] <= length
            assert named.sum() == length
            assert getattr(row, f"hits{suffix}") == pytest.approx(happened[named].mean(), abs=1e-6)
            assert getattr(row, f"lost_held{suffix}") == pytest.approx(lost[named].sum() / lost.sum(), abs=1e-5)
        assert row.contribution_said == pytest.approx(then["contribution_at_risk_then"].sum(), abs=1)
        known = then["lost_contribution_12m"].notna().all()
        assert known == ((demo_book.as_of - row.cut_off.date()).days >= 365)
        assert np.isnan(row.contribution_came) != known


def test_expected_turnover_lies_in_its_range(demo_book):
    found = kam.expected_value(demo_book)
    assert found["expected_revenue_12m"].dropna().is_monotonic_decreasing
    for name in ("horizon", "12m"):
        known = found.dropna(subset=[f"expected_revenue_{name}"])
        assert (known[f"low_revenue_{name}"] <= known[f"expected_revenue_{name}"] + 0.01).all()
        assert (known[f"high_revenue_{name}"] >= known[f"expected_revenue_{name}"] - 0.01).all()


def test_save_list_is_the_best_calls_within_the_capacity(demo_book, risks):
    every, cost = kam.save_list(demo_book, 10_000), kam.model_card(demo_book)["contact_cost"]
    assert every["expected_profit_of_call"].is_monotonic_decreasing and (every["expected_profit_of_call"] > 0).all()
    profit = every["stake_12m"] * every["call_success"] - cost
    assert every["expected_profit_of_call"].to_numpy() == pytest.approx(profit.to_numpy(), abs=5)
    assert list(kam.save_list(demo_book, 7)["client_id"]) == list(every["client_id"][:7])
    assert len(kam.save_list(demo_book)) == min(len(every), demo_book.policy.churn.call_capacity)
    assert kam.save_list(demo_book, 0).empty


def test_facts_feed_the_save_list_and_the_forecast_needs_a_reason(demo_book, risks):
    every, soon = kam.save_list(demo_book, 10_000), risks.set_index("client_id")["contribution_at_risk_soon"]
    shrunk, watched = (f.set_index("client_id") for f in (kam.shrinkage(demo_book), kam.key_watch(demo_book)))
    assert set(every["call_cause"]) == {"at_risk", "shrunk", "watched"}
    (lasted,) = demo_book.sql("SELECT persistence FROM features.fall_persistence")["persistence"]
    for row in every.itertuples():
        if row.call_cause == "at_risk":
            assert row.stake_12m == pytest.approx(soon[row.client_id]) and np.isnan(row.bought)
            assert isinstance(row.driver, str) or risks.set_index("client_id").loc[row.client_id, "risk_band"] != "low"
        elif row.call_cause == "shrunk":
            fact = shrunk.loc[row.client_id]
            assert fact["level"] in ("stopped", "halved", "below") and row.bought == fact["actual"]
            assert row.stake_12m == pytest.approx(
                fact["missing_contribution"] * 365 / fact["horizon_days"] * lasted, abs=0.01
            )
        else:
            fact = watched.loc[row.client_id]
            assert (row.bought, row.bought_usually) == (fact["net_3m"], fact["net_3m_year_ago"])
            assert fact["missing"] > 0.2 * fact["net_3m_year_ago"] and fact["months_below"] >= 3
            assert row.stake_12m == pytest.approx(fact["missing_contribution"] * 4 * lasted, abs=0.01)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_why_a_client_is_on_the_list_stands_in_words(demo_book, lang):
    for row in kam.save_list(demo_book).to_dict("records"):
        told = call_text(row, lang, "RUB")
        assert (told is None) == (row["call_cause"] == "at_risk")
        assert told is None or "₽" in told


def test_reasons_of_the_save_list_are_those_that_raise_the_risk_most(demo_book):
    for row in kam.save_list(demo_book, 10).to_dict("records"):
        drivers = kam.risk_drivers(demo_book, row["client_id"])
        raising = list(drivers.loc[drivers["is_reason"], "family"])
        assert [row["driver"], row["driver_2"]][: len(raising)] == raising[:2]


@pytest.mark.parametrize(("lang", "words"), [("en", "silent for {}"), ("ru", "молчит {}")])
def test_reasons_tell_the_clients_own_values(demo_book, risks, lang, words):
    row = risks[risks["status"] == "scored"].iloc[0]
    drivers = kam.risk_drivers(demo_book, row["client_id"])
    assert len(drivers) == 8 and drivers["log_odds"].is_monotonic_decreasing
    by_family = drivers.set_index("family", drop=False)
    assert by_family.loc["silence", "value"] == row["recency_days"]
    assert driver_text(by_family.loc["silence"], lang).startswith(words.format(row["recency_days"]))
    assert all(driver_text(r, lang, "RUB") for r in drivers.to_dict("records"))


def test_every_sign_can_be_told_in_words():
    from kamlib.labels import columns

    for measure in columns.code_lists()["driver_measure"]:
        for lang in ("en", "ru"):
            row = {"measure": measure, "value": 3.0, "usual": None}
            if measure not in ("orders_90d", "net_90d", "orders_same_90d_last_year"):  # their past is always known
                assert driver_text(row, lang, "RUB")
    assert driver_text({"measure": None, "value": None, "usual": None}, "ru") == "данных нет"
    silent = {"measure": "recency_days", "value": 74.0, "usual": 21.0}
    assert driver_text(silent, "en") == "silent for 74 days; usually buys every 21 days"
    assert driver_text(silent, "ru") == "молчит 74 дня; обычно покупает каждый 21 день"


@pytest.mark.parametrize("target", ["churned", "shrunk"])
def test_model_card_is_the_backtest_of_what_was_shown(demo_book, target):
    card, tested = kam.model_card(demo_book, target), kam.backtest(demo_book)
    shown = tested[(tested["target"] == target) & (tested["method"] == "answer")]
    assert card["origins"] == len(shown) > 1
    for measure in ("auc", "brier", "calibration_error", "bias", "hit_rate", "money_in_top_tenth"):
        assert card[measure] == pytest.approx(shown[measure].mean())
        assert card[f"{measure}_sd"] == pytest.approx(shown[measure].std())
    assert card["families_unknown"] is None
    bins = kam.calibration(demo_book).query("target == @target")
    assert bins["clients"].sum() == shown["clients"].sum()
    assert (bins["happened"] * bins["clients"]).sum() == pytest.approx(shown["events"].sum())


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_charts_show_the_numbers_and_hand_over_the_client(demo_book, risks, lang):
    fig = charts.risk_map(risks, lang, demo_book.currency)
    points = [p for t in fig.data if t.mode == "markers" for p in zip(t.customdata, t.y, strict=True)]
    shown = risks[risks["p_churn"] > 0].set_index("client_id")["net_12m"]
    assert dict(points) == pytest.approx(shown.to_dict())
    for line in (t for t in fig.data if t.mode == "lines"):
        assert line.x[0] * line.y[0] == pytest.approx(line.x[1] * line.y[1])
    drivers = kam.risk_drivers(demo_book, risks["client_id"][0])
    bars = charts.driver_bars(drivers, lang, demo_book.currency).data[0]
    assert sum(bars.x) == pytest.approx(drivers["log_odds"].sum())
    classes = charts.risk_by_class(risks, lang, demo_book.currency).data[0]
    assert sum(classes.x) == pytest.approx(risks["contribution_at_risk_12m"].sum())
    curve = charts.calibration_curve(kam.calibration(demo_book), lang).data[1]
    assert len(curve.x) == 10
    said, came = (t.y for t in charts.backtest_origins(kam.backtest(demo_book), lang).data[::-1])
    card = kam.model_card(demo_book)
    assert np.mean(said) - np.mean(came) == pytest.approx(card["bias"])


def test_charts_of_nothing_say_so():
    import pandas as pd

    for draw in (charts.risk_map, charts.calibration_curve, charts.backtest_origins, charts.driver_bars):
        assert draw(pd.DataFrame(), "ru").layout.annotations[0].text
