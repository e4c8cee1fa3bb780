"""What must not change a number: the currency, the order of rows, codes, files, doing it twice, what came later."""

import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest
from made_clients import BLEND_AT_FEW_DATES, BLENDED_LINES, BLENDED_TO

import kamlib as kam
from kamlib.book.build import build
from kamlib.book.build import only as build_only
from kamlib.churn.backtest import known_at
from kamlib.churn.frame import ledger, slices
from kamlib.churn.tables import LEARNT_FROM

END, EARLIER = BLENDED_TO, date(2025, 3, 31)
POLICY, LINES = BLEND_AT_FEW_DATES, BLENDED_LINES
MONEY = ("expected_", "low_", "high_", "contribution_", "net_")


def churn_tables(book: kam.Book) -> dict[str, pd.DataFrame]:
    """Every table of the schema `churn`, and the mart made of it, rows in a fixed order."""
    names = book.sql("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'churn'")["table_name"]
    tables = {f"churn.{name}": f"churn.{name}" for name in sorted(names)} | {"churn_risk": "marts.churn_risk"}
    return {name: book.sql(f"SELECT * FROM {table} ORDER BY ALL") for name, table in tables.items()}


def all_tables(book: kam.Book) -> dict[str, pd.DataFrame]:
    names = book.sql("SELECT schema_name || '.' || table_name AS t FROM duckdb_tables() WHERE schema_name <> 'main'")[
        "t"
    ]
    return {name: book.sql(f"SELECT * FROM {name} ORDER BY ALL") for name in sorted(names)}


def features(book: kam.Book, upto: date) -> pd.DataFrame:
    return book.sql(
        "SELECT * FROM features.churn_features WHERE cut_off <= ? AND cut_off > ? ORDER BY cut_off, client_id",
        [upto, date(2024, 7, 1)],
    )


@pytest.fixture(scope="module")
def home(blended_home, tmp_path_factory):
    return shutil.copytree(blended_home, tmp_path_factory.mktemp("same") / "home", symlinks=True)


@pytest.fixture(scope="module")
def book(home):
    return kam.open_book(home, as_of=END)


@pytest.fixture(scope="module")
def earlier(home):
    """The book of an earlier date, from a home that knows what came after."""
    build(home, as_of=EARLIER, policy=POLICY)
    return kam.open_book(home, as_of=EARLIER)


def test_the_company_is_scored_by_the_blend(book):
    """Else the tests below would compare empty tables."""
    card = kam.model_card(book)
    assert card["status"] == "scored" and card["method"] in ("blend", "renewal", "logistic", "boosting", "learners")
    tables = churn_tables(book)
    assert all(len(t) for t in tables.values()), {n: len(t) for n, t in tables.items()}
    assert tables["churn_risk"]["p_churn"].nunique() > 20
    assert tables["churn_risk"]["p_shrink"].nunique() > 5
    assert tables["churn.backtest"].query("target == 'shrunk'")["auc"].nunique() > 2


def test_a_year_has_twelve_months(book):
    """365 days are twelve times 30 and five more, which are no thirteenth month."""
    found = book.one("SELECT max(active_months_12) AS most, max(orders_365d) AS orders FROM features.churn_features")
    assert found["orders"] > 25 and found["most"] == 12


@pytest.mark.parametrize("is_kept", [False, True], ids=["learnt again", "kept"])
def test_the_same_data_give_the_same_numbers_twice(home, book, is_kept):
    """Also where nothing is learnt again: what was learnt is kept in the home, and anybody may delete it."""
    before = {**all_tables(book), **churn_tables(book)}
    if not is_kept:
        shutil.rmtree(home / "learnt")
    build(home, as_of=END, policy=POLICY)
    again = kam.open_book(home, as_of=END)
    assert again.info["built_at"] != book.info["built_at"]
    for name, table in {**all_tables(again), **churn_tables(again)}.items():
        pd.testing.assert_frame_equal(table, before[name], check_exact=True, obj=name)


def test_nothing_after_the_review_date_changes_a_number(earlier, csv_home):
    cut = csv_home([row for row in LINES if row["order_date"] <= str(EARLIER)])
    build(cut, as_of=EARLIER, policy=POLICY)
    known_then = kam.open_book(cut)
    assert len(known_then.sql("SELECT * FROM features.client_day")) > 500
    for table in ("features.churn_features", "features.churn_labels"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        pd.testing.assert_frame_equal(earlier.sql(query), known_then.sql(query), check_exact=True, obj=table)
    expected = churn_tables(known_then)
    for name, table in churn_tables(earlier).items():
        pd.testing.assert_frame_equal(table, expected[name], check_exact=True, obj=name)
    assert len(expected["churn.backtest"]) and len(expected["churn.drivers"])


def learnt_from(home, as_of: date):
    with build_only(home, sorted(LEARNT_FROM), as_of, POLICY)._connection as con:
        return slices(con, POLICY.churn.horizon_days, POLICY.churn.shrink_to_share), ledger(con)


def test_every_past_date_is_tested_on_what_files_cut_at_that_date_give(home, book, csv_home):
    rules = POLICY.churn
    everything, purchases = learnt_from(home, END)
    tested = book.sql("SELECT DISTINCT cut_off FROM churn.said ORDER BY cut_off")["cut_off"]
    assert len(tested) == rules.origins + 1  # and the one a year ago
    for at in tested:
        cut = csv_home([row for row in LINES if row["order_date"] <= str(at.date())])
        then, bought = learnt_from(cut, at.date())
        mine, other = (known_at(s, at, rules.horizon_days, rules.slices) for s in (everything, then))
        # the book reaches less far back from its oldest date than one of that date would
        other = other.at(other.who["cut_off"].isin(mine.who["cut_off"]).to_numpy())
        pd.testing.assert_frame_equal(mine.x, other.x, check_exact=True)
        learnt = (mine.who["cut_off"] < at).to_numpy()
        assert learnt.sum() > 50 and not learnt.all()
        told = ["cut_off", "client_id", "net_365d", "churned", "net_horizon", "base", "assessable"]
        pd.testing.assert_frame_equal(mine.who[told][learnt], other.who[told][learnt], check_exact=True)
        for one, same in zip(vars(purchases.until(at)).values(), vars(bought.until(at)).values(), strict=True):
            pd.testing.assert_frame_equal(
                one.astype({"client_id": str}), same.astype({"client_id": str}), check_exact=True
            )


def test_past_features_in_a_later_book_are_those_of_the_book_of_then(earlier, book):
    then = features(earlier, EARLIER)
    assert then["cut_off"].nunique() > 6
    pd.testing.assert_frame_equal(features(book, EARLIER), then, check_exact=True)


def test_order_of_rows_codes_of_clients_and_files_change_nothing(book, csv_home):
    """Client codes are turned round, so that clients stand in another order too."""
    turned = {f"C{n:03d}": f"K{999 - n}" for n in range(1000)}
    rows = [row | {"client_id": turned[row["client_id"]]} for row in LINES]
    np.random.default_rng(1).shuffle(rows)
    home = csv_home([rows[: len(rows) // 3], rows[len(rows) // 3 :]])
    build(home, as_of=END, policy=POLICY)
    other = kam.churn_risk(kam.open_book(home)).set_index("client_id")
    same = kam.churn_risk(book).set_index("client_id").rename(turned).reindex(other.index)
    assert list(other["status"]) == list(same["status"])
    # the range is left out: how far off forecasts may be is learnt on every other client, and these are others now
    for name in (n for n in other.select_dtypes("number") if not n.startswith(("low_", "high_"))):
        assert other[name].to_numpy() == pytest.approx(same[name].to_numpy(), rel=1e-5, nan_ok=True), name


def test_another_currency_scales_money_and_nothing_else(book, csv_home):
    home = csv_home([row | {"net_amount": row["net_amount"] * 90} for row in LINES])
    build(home, as_of=END, policy=POLICY)
    other, same = (kam.churn_risk(b).sort_values("client_id") for b in (kam.open_book(home), book))
    assert list(other["status"]) == list(same["status"])
    money = [name for name in other.select_dtypes("number") if name.startswith(MONEY)]
    assert len(money) == 12 and other[money].notna().any().all()
    for name in other.select_dtypes("number"):
        # money is rounded to the kopeck, so 90 of them are within a rouble
        rate, within = (90, 1) if name in money else (1, 1e-5)
        assert other[name].to_numpy() == pytest.approx(rate * same[name].to_numpy(), abs=within, nan_ok=True), name
