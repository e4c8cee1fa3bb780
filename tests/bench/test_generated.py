"""Invented companies: the sales are as their truth says."""

import pandas as pd
import pytest

from bench.churn_books import INVENTED, book_of
from bench.generated import END, FALL_TO, files, make
from kamlib.churn.frame import ledger, slices

YEAR = pd.Timedelta(days=365)


def by_client(name: str) -> pd.DataFrame:
    """One row per client with a year of buying on either side of what happened (those that stay: of the middle): kind,
    by, orders and money, in the year from then on ÷ in the year before."""
    made = make(name)
    middle = made.sales["order_date"].max() - 1.5 * YEAR
    lines = made.sales.merge(made.truth.fillna({"since": middle}), on="client_id")
    first, since = lines.groupby("client_id")["order_date"].transform("min"), lines["since"]
    lines = lines[(first + YEAR <= since) & (since + YEAR <= lines["order_date"].max())]
    days = (lines["order_date"] - lines["since"]) / pd.Timedelta(days=1)
    sums = [
        lines[part].groupby(["kind", "by", "client_id"], dropna=False).agg(
            orders=("order_id", "nunique"), money=("net_amount", "sum")
        )
        for part in (days.between(0, 364), days.between(-365, -1))
    ]  # fmt: skip
    after, before = sums[0].align(sums[1], fill_value=0)
    return (after / before)[before["orders"] >= 8].reset_index()


@pytest.mark.parametrize("name", INVENTED)
def test_who_left_bought_before_and_never_again(name):
    made = make(name)
    assert set(made.truth["client_id"]) == set(made.sales["client_id"])
    left = made.sales.merge(made.truth.query("kind == 'left'"), on="client_id")
    assert (left["order_date"] < left["since"]).all()
    assert made.truth["since"].isna().equals(made.truth["kind"] == "stays")
    assert made.truth["kind"].ne("stays").any() == (name != "noise")
    assert made.sales["order_date"].max().date() <= END and len(made.sales) < 300_000


@pytest.mark.parametrize("name", ["planted", "dense"])
def test_a_fall_leaves_its_share_by_orders_or_by_their_value(name):
    change = by_client(name)
    medians = change[change["kind"] == "fell"].groupby("by")[["orders", "money"]].median()
    assert medians["money"].to_list() == pytest.approx([FALL_TO] * 2, abs=0.06)
    assert medians["orders"].to_list() == pytest.approx([FALL_TO, 1], abs=0.06)
    assert change.loc[change["kind"] == "stays", "money"].median() == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize(("name", "turnover"), [("noise", 1), ("growing", 1.25), ("shrinking", 0.75)])
def test_those_that_stay_go_the_way_of_the_company(name, turnover):
    change = by_client(name).query("kind == 'stays'")
    assert change["money"].median() == pytest.approx(turnover, abs=0.06)


def test_a_seed_gives_the_same_company_and_another_one_another():
    one, again, other = make("tiny", 1), make("tiny", 1), make("tiny", 2)
    for table, same in zip(one, again, strict=True):
        pd.testing.assert_frame_equal(table, same)
    assert not one.sales.equals(other.sales)


def test_the_files_do_not_say_the_truth(tmp_path):
    columns = {c for file in files("tiny", tmp_path) for c in pd.read_parquet(file).columns}
    assert not columns & {"kind", "by", "since", "share"}


def test_a_book_of_an_invented_company_has_its_clients_and_purchases(tmp_path):
    company = INVENTED["tiny"]
    con = book_of(company, tmp_path, tmp_path / "tiny")
    sales = make("tiny").sales
    days = sales[["client_id", "order_date"]].drop_duplicates()
    assert len(ledger(con).purchases) == len(days)
    last = slices(con, 90, 0.5).who.query("cut_off == cut_off.max()")
    assert set(last["client_id"]) <= set(sales["client_id"]) and len(last) > 40
    con.close()
