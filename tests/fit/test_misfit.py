"""What misfit costs, worked through by hand. As of 2023-12-31: a year of 365 days, capital at 20 % a year."""

from datetime import date

import pytest
from small_book import covers, need, usp

import kamlib as kam

YEAR_END = date(2023, 12, 31)
# five shops that fit, all with a list amount of 1000: discounts 0, 5, 10, 15, 20 %
FITTING = {"f1": 1000, "f2": 950, "f3": 900, "f4": 850, "f5": 800}


def sale(client, net, listed=None, day="2023-06-01"):
    return {"order_date": day, "client_id": client, "net_amount": net, "list_amount": listed, "cost_amount": net / 2}


def visits(client, count):
    return [
        {"interaction_id": f"{client}{n}", "client_id": client, "at": "2023-05-05", "kind": "visit"}
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def company(lines_book):
    """misfit: 800 of 1000 at list prices. unlisted: no list prices. huge: nobody is of its size. idle: no sales."""
    clients = [*FITTING, "misfit", "unlisted", "huge", "idle", "plant"]
    lines = [sale(c, net, 1000) for c, net in FITTING.items()]
    lines += [sale("misfit", 800, 1000), sale("unlisted", 900), sale("huge", 100_000, 120_000)]
    lines += [sale("idle", 900, 1000, "2022-06-01"), sale("plant", 900, 1000)]
    return lines_book(
        lines,
        as_of=YEAR_END,
        is_published=True,
        clients=[{"client_id": c, "name": c, "type": "manufacturing" if c == "plant" else "shops"} for c in clients],
        needs=[need(c, "price" if c in ("misfit", "unlisted", "huge", "idle") else "speed", 10) for c in clients],
        usps=[usp("U1")],
        coverage=[covers("U1", "price", 0.2), covers("U1", "speed", 0.9)],
        # 1000 open for 73 of 365 days: 200 on average, or 91.25 days of 800
        receivables=[
            {
                "invoice_id": 1,
                "client_id": "misfit",
                "invoiced_on": "2023-02-01",
                "paid_on": "2023-04-15",
                "amount": 1000,
            }
        ],
        interactions=[*visits("misfit", 2), *visits("f1", 1)],
        activity_rates=[{"kind": "visit", "valid_from": "2022-01-01", "rate_per_event": 50}],
    )


def parts(book, client):
    frame = kam.misfit_cost(book)
    return frame[frame["client_id"] == client].set_index("part")


def test_each_part_against_the_median_of_those_that_fit(company):
    # discount: 20 % against a median of 10 %, quartiles 5 and 15 %, of 1000 at list prices
    # terms: 200 tied up against 0, at 20 % a year. service: 100 of 800 against a median of 0 (one visit at f1 only)
    found = parts(company, "misfit")
    assert found["own_level"].dropna().to_dict() == {"discount": 0.2, "terms": 91.25, "service": 0.125}
    assert found["comparable_level"].dropna().to_dict() == {"discount": 0.1, "terms": 0, "service": 0}
    assert found["excess_12m"].to_dict() == {"discount": 100, "terms": 40, "service": 100, "total": 240}
    assert found["low_excess_12m"].to_dict() == {"discount": 50, "terms": 40, "service": 100, "total": 190}
    assert found["high_excess_12m"].to_dict() == {"discount": 150, "terms": 40, "service": 100, "total": 290}
    assert found.loc["total", "excess_share"] == 0.3
    assert set(found["status"]) == {"measured"}


def test_the_circle_and_who_is_in_it(company):
    # goods are not known, so the narrowest circle is type and size; the plant is of the size but not of the type
    assert set(parts(company, "misfit")["circle"]) == {"type_size"}
    comparables = kam.misfit_comparables(company, "misfit").set_index("comparable_id")
    assert set(comparables.index) == set(FITTING)
    assert comparables["size_ratio"].to_dict() == pytest.approx({c: n / 800 for c, n in FITTING.items()})
    assert comparables["discount_share"].to_dict() == {"f1": 0, "f2": 0.05, "f3": 0.1, "f4": 0.15, "f5": 0.2}
    assert comparables["mix_overlap"].isna().all()
    assert kam.misfit_comparables(company, "f1").empty


def test_what_is_not_known_of_a_client_is_left_out_of_its_total(company):
    found = parts(company, "unlisted")
    assert found["status"].to_dict() == {
        "discount": "not_known",
        "terms": "measured",
        "service": "measured",
        "total": "partial",
    }
    assert found["excess_12m"].isna()["discount"] and found["excess_12m"]["total"] == 0


def test_too_few_comparables_say_so(company):
    found = parts(company, "huge")
    assert set(found["status"]) == {"too_few"} and found["excess_12m"].isna().all()
    assert (found["comparables"] == 0).all()
    assert kam.misfit_comparables(company, "huge").empty


def test_without_sales_in_the_year_nothing_is_paid(company):
    assert set(parts(company, "idle")["status"]) == {"no_sales"}


def test_who_fits_has_no_cost_of_misfit(company):
    assert set(kam.misfit_cost(company)["client_id"]) == {"misfit", "unlisted", "huge", "idle"}


def test_the_circle_widens_when_too_few_are_needed_more(company):
    # six are needed: only all of like size, the plant among them, are enough; its discount of 10 % is the median still
    wider = kam.what_if(company, company.policy.changed(fit_min_comparables=6))
    found = wider.sql("SELECT * FROM marts.misfit_cost WHERE client_id = 'misfit' AND part = 'discount'").iloc[0]
    assert (found["circle"], found["comparables"], found["excess_12m"]) == ("size", 6, 100)
    none = kam.what_if(company, company.policy.changed(fit_min_comparables=7))
    assert set(none.sql("SELECT status FROM marts.misfit_cost WHERE client_id = 'misfit'")["status"]) == {"too_few"}


def test_other_thresholds_and_sizes_give_other_comparables(company):
    # with a threshold of 15 % nobody is a misfit
    assert kam.what_if(company, company.policy.changed(fit_threshold=0.15)).sql("FROM marts.misfit_cost").empty
    book = kam.what_if(company, company.policy.changed(fit_min_comparables=1, fit_comparable_size_ratio=1.07))
    # only f5 (800) and f4 (850) are of the size of 800: their median discount is 17.5 %
    row = book.sql("SELECT * FROM marts.misfit_cost WHERE client_id = 'misfit' AND part = 'discount'").iloc[0]
    assert row["comparable_level"] == pytest.approx(0.175) and row["excess_12m"] == pytest.approx(25)
    assert row["high_excess_12m"] == pytest.approx(37.5)


@pytest.fixture(scope="module")
def goods(lines_book):
    """Six shops that fit and a misfit, all of 1000; two buy what the misfit buys, and none is given more than it."""
    mixes = {"m": "ppppp", "a": "ppppq", "b": "pppqq", "c": "pqqqq", "d": "qqqqq", "e": "qqqqq"}
    listed = {"m": 200, "a": 250, "b": 250, "c": 200, "d": 200, "e": 200}
    lines = [
        {**sale(c, 200, listed[c]), "product_id": product} for c, products in mixes.items() for product in products
    ]
    return lines_book(
        lines,
        as_of=YEAR_END,
        is_published=True,
        products=[{"product_id": p, "product_class": p} for p in "pq"],
        needs=[need(c, "price" if c == "m" else "speed", 1) for c in mixes],
        usps=[usp("U1")],
        coverage=[covers("U1", "price", 0.2), covers("U1", "speed", 0.9)],
    )


def test_goods_in_common_decide_who_is_comparable(goods):
    # of their purchases a has 80 % in m's class, b 60 %, c 20 %
    book = kam.what_if(goods, goods.policy.changed(fit_min_comparables=2))
    found = book.sql("SELECT * FROM marts.misfit_comparables ORDER BY comparable_id")
    assert found["comparable_id"].tolist() == ["a", "b"] and found["mix_overlap"].tolist() == [0.8, 0.6]
    assert set(found["circle"]) == {"size_goods"}
    # they are given 20 % off and m nothing, 0.2 × 1000 less than usual: shown as it is
    row = book.sql("SELECT * FROM marts.misfit_cost WHERE part = 'discount'").iloc[0]
    assert row["excess_12m"] == -200 and row["status"] == "measured"
    # without invoices and contacts their parts are not known, and the total is of the discount alone
    total = book.sql("SELECT * FROM marts.misfit_cost WHERE part = 'total'").iloc[0]
    assert total["excess_12m"] == -200 and total["status"] == "partial"


def test_hours_are_priced_by_the_policy_where_no_rates_are_told(lines_book):
    # an hour at each of the five, four at the misfit: (4 − 1) hours at 30
    clients = ["m", *"abcde"]
    book = lines_book(
        [sale(c, 1000) for c in clients],
        as_of=YEAR_END,
        is_published=True,
        needs=[need(c, "price" if c == "m" else "speed", 1) for c in clients],
        usps=[usp("U1")],
        coverage=[covers("U1", "price", 0.2), covers("U1", "speed", 0.9)],
        interactions=[
            {"client_id": c, "at": "2023-05-05", "kind": "visit", "minutes": 240 if c == "m" else 60} for c in clients
        ],
    )
    assert parts(book, "m").loc["service", "status"] == "not_known"
    priced = kam.what_if(book, book.policy.changed(fit_service_hour_cost=30.0))
    found = priced.sql("SELECT * FROM marts.misfit_cost WHERE part = 'service'").iloc[0]
    assert found["excess_12m"] == pytest.approx(90)
