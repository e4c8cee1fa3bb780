"""What holds for every company: small random ones, each built once or twice."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from compare import ABOUT_THE_DATA, different, rows, tables
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from made_lines import line

import kamlib as kam
from kamlib.policy import Policy

AS_OF = date(2024, 11, 30)
FIRST_DAY = date(2022, 3, 1)
# some months have no line by chance, and are none the less compared
EVERY_MONTH_COUNTS = Policy().changed(completeness_min_purchases=1000)
LATER = [line("client-1", "2024-12-05", "99999.99", order_id="l1"), line("client-z", "2024-12-31", 7, order_id="l2")]

few = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a build takes a second: no shrinking
    suppress_health_check=list(HealthCheck),
)


def company(seed: int) -> list[dict]:
    """Sales lines of 6 to 12 clients over 33 months; some amounts are returns, some costs and quantities not known."""
    chance = random.Random(seed)
    days = (AS_OF - FIRST_DAY).days + 1
    costs_known = chance.random() < 0.7
    lines = []
    for n in range(chance.randint(6, 12)):
        start, stop = sorted((chance.randrange(days), chance.randrange(days)))
        size = chance.lognormvariate(4, 1.2)
        for _ in range(chance.randint(1, 40)):
            cents = max(1, round(100 * size * chance.lognormvariate(0, 0.5)))
            sign = -1 if chance.random() < 0.08 else 1
            row = line(f"client-{n}", FIRST_DAY + timedelta(chance.randint(start, stop)), f"{sign * cents / 100:.2f}")
            row["product_id"] = chance.choice(["p", "q", "r", ""])
            if chance.random() < 0.9:
                row["quantity"] = sign * chance.randint(1, 30)
            if costs_known and chance.random() < 0.99:
                row["cost_amount"] = f"{sign * round(cents * chance.uniform(0.4, 1.1)) / 100:.2f}"
            if chance.random() < 0.8:
                row["list_amount"] = f"{sign * round(cents * chance.uniform(1, 1.4)) / 100:.2f}"
            row["order_id"] = f"o{len(lines)}"
            lines.append(row)
    return lines


PRODUCTS = [{"product_id": p, "product_class": c} for p, c in (("p", "P"), ("q", "Q"), ("r", "P"))]


@pytest.fixture(scope="module")
def made(lines_book):
    """The book of sales lines, or of the company of a seed; of lines, `only` some models if asked."""

    def make(lines, only=None):
        return lines_book(lines, as_of=AS_OF, products=PRODUCTS, only=only, policy=EVERY_MONTH_COUNTS)

    of_seed = cache(lambda seed: make(company(seed)))
    return lambda of, only=None: of_seed(of) if isinstance(of, int) else make(of, only)


several = settings(few, max_examples=5)
ACCOUNTS = ["overview", "abc_xyz", "contribution", "whale_curve", "rfm", "axes", "class_history", "migration", "peers"]
ACCOUNTS += ["revenue_bridge", "price_volume_mix", "client_price_volume_mix", "retention_by_product_class"]
ACCOUNTS += ["grr_by_class", "emerging_fading", "client_monthly", "company_monthly", "reconciliation"]


def exact(book, query) -> list[tuple]:
    """Rows of a query with every column as text of all its digits, as Decimal where it is a number."""
    table = book.sql(f"SELECT COLUMNS(*)::VARCHAR FROM ({query})")
    return [tuple(Decimal(x) if isinstance(x, str) else None for x in r) for r in table.itertuples(index=False)]


seeds = st.integers(0, 10**6)


@several
@given(seed=seeds)
@example(seed=1249)  # a client that only returned goods in the base quarter
def test_accounts_add_up(made, seed):
    lines = company(seed)
    book = made(lines, only=ACCOUNTS)
    _totals_are_those_of_the_file(book, lines)
    _shares_sum_to_one(book)
    _bridges_add_up(book)
    _prices_volumes_and_mixes_add_up(book)
    _migration_counts_everyone_once(book, lines)
    _retention_is_in_order(book)
    _classes_follow_the_amount(book)
    _rows_are_what_they_should_be(book)


def _totals_are_those_of_the_file(book, lines):
    net = {row["order_id"]: Decimal(row["net_amount"]) for row in lines}
    of_day = {row["order_id"]: date.fromisoformat(row["order_date"]) for row in lines}
    total = sum(net.values())
    year = sum(n for o, n in net.items() if of_day[o] > date(2023, 11, 30))
    assert exact(book, "SELECT sum(net) FROM reconciliation") == [(total,)]
    assert exact(book, "SELECT sum(net) FROM company_monthly") == [(total,)]
    assert exact(book, "SELECT sum(net) FROM client_monthly") == [(_from_first_purchases(lines),)]
    for query in (
        "SELECT net_12m FROM overview",
        "SELECT sum(net_12m) FROM abc_xyz",
        "SELECT sum(net_12m) FROM client_card",
        "SELECT sum(net_12m) FROM contribution",
        "SELECT revenue_after FROM revenue_bridge WHERE period = 'year'",
        "SELECT net_now FROM price_volume_mix WHERE period = 'year'",
        "SELECT sum(revenue_after) FROM retention_by_product_class WHERE period = 'year'",
        "SELECT sum(net_12m_now) FROM migration WHERE axis = 'abc' AND period = 'year'",
    ):
        assert exact(book, query) == [(year,)], query


def _from_first_purchases(lines):
    """All money but returns of months before a client's first purchase: its months are told from that one on."""
    by_day: dict[tuple[str, str], Decimal] = {}
    for row in lines:
        key = (row["client_id"], row["order_date"])
        by_day[key] = by_day.get(key, Decimal(0)) + Decimal(row["net_amount"])
    first: dict[str, str] = {}
    for (client, day), net in sorted(by_day.items()):
        if net > 0:
            first.setdefault(client, day[:7])
    return sum(net for (client, day), net in by_day.items() if day[:7] >= first.get(client, "9999"))


def _shares_sum_to_one(book):
    for query in (
        "SELECT sum(revenue_share) FROM abc_xyz",
        "SELECT sum(profit_share) FROM contribution HAVING sum(contribution_12m) <> 0",
        "SELECT sum(positive_profit_share) FROM contribution HAVING max(contribution_12m) > 0",
        "SELECT sum(clients_share) FROM migration GROUP BY axis, period, class_before",
        "SELECT max(clients_share) FROM whale_curve",
        "SELECT cumulative_share FROM whale_curve ORDER BY place DESC LIMIT 1",
    ):
        assert all(float(s) == pytest.approx(1, abs=2e-5) for (s,) in exact(book, query)), query


def _bridges_add_up(book):
    for off in exact(
        book,
        "SELECT revenue_before + new + returned + expansion - contraction - lost - revenue_after FROM revenue_bridge",
    ):
        assert off == (0,)
    parts = "SELECT sum(change), sum(net_now - net_before) FROM revenue_changes GROUP BY period ORDER BY period"
    whole = "SELECT revenue_after - revenue_before FROM revenue_bridge ORDER BY period"
    assert (
        [p[0] for p in exact(book, parts)] == [p[1] for p in exact(book, parts)] == [w for (w,) in exact(book, whole)]
    )


def _prices_volumes_and_mixes_add_up(book):
    inner = "price + volume + mix + new_products + dropped_products + not_measured"
    for table, parts in (
        ("client_price_volume_mix", inner),
        ("price_volume_mix", f"{inner} + clients_won + clients_lost"),
    ):
        for row in exact(book, f"SELECT {parts} - change, net_now - net_before - change FROM {table}"):
            assert row == (0, 0), table


def _migration_counts_everyone_once(book, lines):
    """Whoever had goods in the 12 months to one of the dates is in one cell; T5 is of all who ever bought."""
    for period, since in (("year", date(2022, 11, 30)), ("quarter", date(2023, 8, 31))):
        seen = {row["client_id"] for row in lines if date.fromisoformat(row["order_date"]) > since}
        counts = f"SELECT sum(clients) FROM migration WHERE axis <> 'T5' AND period = '{period}' GROUP BY axis"
        assert {n for (n,) in exact(book, counts)} == {len(seen)}
    ever = "SELECT sum(clients) FROM migration WHERE axis = 'T5' GROUP BY period"
    assert {n for (n,) in exact(book, ever)} == {exact(book, "SELECT clients_ever FROM overview")[0][0]}


def _retention_is_in_order(book):
    for grr, nrr, grr_class in exact(book, "SELECT grr, nrr, grr_class FROM revenue_bridge WHERE grr IS NOT NULL"):
        assert grr <= 1 and grr <= nrr
        assert grr_class <= grr
    for grr, nrr in exact(book, "SELECT grr, nrr FROM grr_by_class WHERE grr IS NOT NULL"):
        assert grr <= 1 and grr <= nrr


def _classes_follow_the_amount(book):
    """More money is never a lower class, and more frequent or fresher never a lower score."""
    abc = kam.abc_xyz(book)
    assert abc.sort_values("net_12m", ascending=False, kind="stable")["abc_revenue"].is_monotonic_increasing
    known = abc[abc["abc_contribution"].notna() & (abc["abc_basis"] == "cm")]
    assert known.sort_values("cm1_12m", ascending=False, kind="stable")["abc_contribution"].is_monotonic_increasing
    rfm = kam.rfm(book)
    assert rfm.sort_values(["monetary_12m", "m_score"])["m_score"].is_monotonic_increasing
    assert rfm.sort_values(["frequency_12m", "f_score"])["f_score"].is_monotonic_increasing
    assert rfm.sort_values(["recency_days", "r_score"], ascending=[False, True])["r_score"].is_monotonic_increasing


def _rows_are_what_they_should_be(book):
    """One row per client where that is the grain; one current class for each client and axis."""
    for mart in ("abc_xyz", "rfm", "contribution", "whale_curve", "client_card", "emerging_fading", "peers"):
        assert exact(book, f"SELECT count(*) - count(DISTINCT client_id) FROM {mart}") == [(0,)], mart
    assert exact(book, "SELECT count(*) - count(DISTINCT client_id || axis) FROM axes") == [(0,)]
    gap = "SELECT count(*) FROM class_history WHERE is_current GROUP BY client_id, axis HAVING count(*) > 1"
    assert exact(book, gap) == []


@few
@given(seed=seeds)
def test_order_and_splitting_of_the_files_do_not_matter(made, seed):
    lines, chance = company(seed), random.Random(seed + 1)
    shuffled = lines.copy()
    chance.shuffle(shuffled)
    cut = chance.randint(1, len(lines) - 1)
    assert different(made(seed), made([shuffled[:cut], shuffled[cut:]])) == []


@few
@given(seed=seeds)
def test_names_of_clients_do_not_matter(made, seed):
    """Client n becomes client 99 − n: what stood first in the alphabet stands last."""
    lines = company(seed)

    number = {row["order_id"]: int(row["client_id"].removeprefix("client-")) for row in lines}
    plain = made([{**row, "client_id": f"({number[row['order_id']]:02d})"} for row in lines])
    turned = made([{**row, "client_id": f"({99 - number[row['order_id']]})"} for row in lines])

    def turned_back(text):
        return re.sub(r"\((\d\d)\)", lambda m: f"({99 - int(m[1]):02d})", text)

    for mart in set(tables(plain, "main")) - ABOUT_THE_DATA:
        assert sorted(map(turned_back, rows(turned, "main", mart))) == rows(plain, "main", mart), mart


CLASSES = {
    "abc_xyz": "client_id, rank_revenue, rank_contribution, abc_basis, abc_revenue, abc_contribution, xyz,"
    " demand_pattern",
    "rfm": "client_id, r_score, f_score, m_score, segment",
    "axes": "client_id, axis, class, since, is_from_start, unknown_reason",
    "class_history": "client_id, axis, class, since, until",
    "emerging_fading": "client_id, direction",
    "findings": "client_id, finding, detail, class_before, class_now, since",
    "revenue_changes": "client_id, period, part",
    "migration": "axis, period, class_before, class_now, clients",
    "whale_curve": "client_id, place",
}


@few
@given(seed=seeds)
def test_ten_times_the_money_changes_no_class(made, seed):
    lines = company(seed)
    money = ("net_amount", "cost_amount", "list_amount")
    tenfold = [{k: Decimal(v) * 10 if k in money else v for k, v in row.items()} for row in lines]
    one, ten = made(seed), made(tenfold, only=[*CLASSES])
    for mart, columns in CLASSES.items():
        query = f"SELECT {columns} FROM {mart} ORDER BY ALL"
        assert one.sql(query).equals(ten.sql(query)), mart


@few
@given(seed=seeds)
def test_what_comes_after_the_review_date_changes_no_mart(made, seed):
    lines = company(seed)
    assert different(made(seed), made(lines + LATER)) == []


@few
@given(seed=seeds)
def test_buying_more_never_lowers_a_class(made, seed):
    """The client of the first line buys for three times as much, at the same margin."""
    lines = company(seed)
    client = lines[0]["client_id"]
    money = ("net_amount", "cost_amount", "list_amount")
    more = [
        {k: Decimal(v) * 3 if k in money and row["client_id"] == client else v for k, v in row.items()} for row in lines
    ]
    before = kam.client_card(made(seed), client)
    after = kam.client_card(made(more, only=["client_card"]), client)
    if before["net_12m"] and before["net_12m"] > 0:
        assert after["abc_revenue"] <= before["abc_revenue"]
        assert after["m_score"] is None or after["m_score"] >= before["m_score"]
        assert (after["r_score"], after["f_score"]) == (before["r_score"], before["f_score"])
