"""White space on a company small enough to follow with a pencil, and rules that hold on any."""

from datetime import date

import pandas as pd
import pytest

import kamlib as kam
from kamlib.policy import Policy

AS_OF = date(2024, 12, 31)
ONLY = ["white_space", "white_space_check", "white_space_status", "product_classes", "client_card"]
PRODUCTS = [{"product_id": c.lower(), "product_class": c} for c in "XYZ"]
RULES = {
    "white_space_size_groups": 1, "white_space_min_peers": 3, "white_space_min_buying_share": 0.6,
    "white_space_min_cases": 1,
}  # fmt: skip


def line(client: str, day: str, product: str, net: float) -> dict:
    return {"client_id": client, "order_date": day, "product_id": product.lower(), "net_amount": net}


def monthly(client: str, years: list[int], net: float, months: int = 12) -> list[dict]:
    """X in the middle of the first months of the years."""
    return [line(client, f"{y}-{m:02d}-15", "X", net) for y in years for m in range(1, months + 1)]


def once(client: str, amounts: dict[int, float], product: str) -> list[dict]:
    """One purchase in March of each year."""
    return [line(client, f"{y}-03-15", product, net) for y, net in amounts.items()]


YEARS = [2022, 2023, 2024]
# revenue of a year and the share of Y in it: A 1000, .1; B 1500, .2; C 1000, .4; D 1200, 0; F 840, 0 (2024: 1200, .3)
COMPANY = [
    *monthly("A", YEARS, 70),
    *once("A", dict.fromkeys(YEARS, 60), "Z"),
    *once("A", dict.fromkeys(YEARS, 100), "Y"),
    *monthly("B", [2022, 2023], 100),
    *monthly("B", [2024], 95),
    *once("B", {2024: 60}, "Z"),
    *once("B", dict.fromkeys(YEARS, 300), "Y"),
    *monthly("C", YEARS, 50),
    *once("C", dict.fromkeys(YEARS, 400), "Y"),
    *monthly("D", YEARS, 100),
    *monthly("F", YEARS, 70),
    *once("F", {2024: 360}, "Y"),
    *monthly("GONE", [2024], 100, months=3),
    line("RARE", "2024-05-02", "X", 500),
    line("RARE", "2024-11-02", "X", 500),
]


@pytest.fixture(scope="module")
def book(lines_book):
    return lines_book(COMPANY, as_of=AS_OF, products=PRODUCTS, policy=Policy().changed(**RULES), only=ONLY)


def test_what_the_only_gap_is_expected_to_bring(book):
    (row,) = kam.white_space(book).to_dict("records")
    assert (row["client_id"], row["product_class"], row["gap_kind"], row["circle"]) == ("D", "Y", "never", "size")
    assert (row["peers"], row["peers_buying"], row["buying_share"]) == (4, 4, 1.0)
    # shares of Y among A, B, F, C: .1, .2, .3, .4; D buys for 1200
    assert (row["expected_12m"], row["low_12m"], row["high_12m"]) == (300, 210, 390)
    assert pd.isna(row["bought_before"])
    # of four such gaps at the ends of 2022 and 2023 (D and F lacked Y) one filled: 360 where .2 × 840 was expected;
    # drawn to 1 as if by ten more, of all (360 + 1680) / (168 + 1680), of its kind (360 + 1680 × that) / (168 + 1680)
    came = (360 + 1680 * (2040 / 1848)) / 1848
    assert row["fill_chance"] == 0.25
    assert row["came_share"] == pytest.approx(came, abs=1e-6)
    assert row["stake"] == pytest.approx(300 * 0.25 * came, abs=1e-3)


def test_the_same_rule_at_past_dates(book):
    first, last = kam.white_space_check(book).to_dict("records")
    assert [str(r["said_on"])[:10] for r in (first, last)] == ["2022-12-31", "2023-12-31"]
    assert (first["gaps"], first["filled"], first["others_filled_share"]) == (2, 0, 0)
    assert pd.isna(first["likely_filled"])
    # D and F lacked Y, which 3 of their 4 peers bought; F bought it for 360, expected was .2 × 840, at most .3 × 840
    assert (last["gaps"], last["filled"], last["filled_share"], last["likely_filled"]) == (2, 1, 0.5, 0)
    assert (last["filled_net"], last["filled_expected"], last["in_range"]) == (360, 168, 0)
    assert pd.isna(first["likely_net"]) and last["likely_net"] == 0
    # not named: Z, which B, C, D and F lacked; B bought it
    assert (last["others"], last["others_filled_share"]) == (4, 0.25)
    # after X, which all buy, Y is bought most: the same two gaps, so naming was no better
    assert (last["rival_filled_share"], last["rival_net"], last["is_better"]) == (0.5, 360, False)


def test_why_nothing_is_named(book):
    told = kam.white_space_status(book).set_index("client_id")["gap_status"].to_dict()
    assert told == {
        "A": "none", "B": "none", "C": "none", "D": "named", "F": "none", "GONE": "left_out", "RARE": "left_out",
    }  # fmt: skip


def test_a_class_bought_before_these_12_months_is_told_apart(lines_book):
    lines = [*COMPANY, line("D", "2023-11-20", "Y", 50)]
    book = lines_book(lines, as_of=AS_OF, products=PRODUCTS, policy=Policy().changed(**RULES), only=ONLY)
    (row,) = kam.white_space(book).to_dict("records")
    assert row["gap_kind"] == "before"
    assert row["bought_before"] == pd.Timestamp("2023-11-20")


def test_only_what_is_sold_on_balance_counts_as_bought_by_peers(lines_book):
    """F took Y and gave it back: it does not lack the class, but is no buyer of it either."""
    lines = [*COMPANY, line("F", "2024-04-15", "Y", -360)]
    book = lines_book(lines, as_of=AS_OF, products=PRODUCTS, policy=Policy().changed(**RULES), only=ONLY)
    (row,) = kam.white_space(book).to_dict("records")
    assert (row["client_id"], row["peers_buying"], row["peers"]) == ("D", 3, 4)


@pytest.mark.parametrize(
    ("rules", "products", "since", "reason"),
    [
        ({"white_space_min_peers": 5}, PRODUCTS, 2022, "few_like_it"),
        ({}, [], 2022, "no_classes"),
        ({}, PRODUCTS, 2024, "not_covered"),
    ],
)
def test_what_is_not_known_is_not_empty_without_a_reason(lines_book, rules, products, since, reason):
    lines = [x for x in COMPANY if x["order_date"] >= f"{since}-04"]
    policy = Policy().changed(**(RULES | rules))
    book = lines_book(lines, as_of=AS_OF, policy=policy, only=ONLY, **({"products": products} if products else {}))
    assert kam.white_space(book).empty
    assert kam.white_space_status(book, "D")["gap_status"].tolist() == [reason]


def test_the_chance_is_unknown_where_the_past_is_too_short(lines_book):
    policy = Policy().changed(**(RULES | {"white_space_min_cases": 5}))
    book = lines_book(COMPANY, as_of=AS_OF, products=PRODUCTS, policy=policy, only=ONLY)
    (row,) = kam.white_space(book).to_dict("records")
    assert pd.isna(row["fill_chance"]) and pd.isna(row["stake"])
    assert row["expected_12m"] == 300


def circles(lines_book, kinds: dict[str, list[str]], **told) -> pd.DataFrame:
    """Of every client one of a kind; those whose name ends in + also buy Y. told: column of clients → by kind."""
    names = [n for group in kinds.values() for n in group]
    lines = [x for n in names for x in monthly(n, [2024], 100)]
    lines += [x for n in names if n.endswith("+") for x in once(n, {2024: 100}, "Y")]
    clients = [{"client_id": n, **{c: v[k] for c, v in told.items()}} for k, group in kinds.items() for n in group]
    policy = Policy().changed(**RULES)
    book = lines_book(lines, as_of=AS_OF, products=PRODUCTS, clients=clients, policy=policy, only=ONLY)
    return kam.white_space(book)


KINDS = {"one": ["s1", "s2+", "s3+", "s4+"], "other": ["m1", "m2", "m3", "m4"]}


def test_clients_of_the_same_type_are_alike(lines_book):
    (row,) = circles(lines_book, KINDS, type={"one": "shops", "other": "manufacturing"}).to_dict("records")
    assert (row["client_id"], row["circle"], row["peers"], row["buying_share"]) == ("s1", "type_size", 3, 1.0)


def test_where_no_type_is_told_those_of_the_same_industry_are(lines_book):
    (row,) = circles(lines_book, KINDS, industry={"one": "Shops", "other": "Plants"}).to_dict("records")
    assert (row["client_id"], row["circle"], row["peers"], row["buying_share"]) == ("s1", "industry_size", 3, 1.0)


def test_of_a_type_with_too_few_clients_like_size_decides(lines_book):
    kinds = {"one": ["s1", "s2+", "s3+"], "other": ["m2+", "m3+", "m4+", "m5+"]}
    (row,) = circles(lines_book, kinds, type={"one": "shops", "other": "manufacturing"}).to_dict("records")
    assert (row["client_id"], row["circle"], row["peers"]) == ("s1", "size", 6)


def test_more_buying_peers_never_lower_the_share(lines_book):
    shares = []
    for buyers in range(2, 6):
        group = ["s0", *(f"s{n}{'+' if n <= buyers else ''}" for n in range(1, 6))]
        found = circles(lines_book, {"one": group}, type={"one": "shops"})
        shares.append(found.loc[found["client_id"] == "s0", "buying_share"].sum())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_class_the_client_buys_is_never_white_space(demo_book):
    found = kam.white_space(demo_book)
    assert len(found) > 100
    bought = demo_book.sql(
        "SELECT w.client_id FROM marts.white_space AS w JOIN staging.as_of_windows AS a ON a.is_book"
        " JOIN features.client_day_class AS d ON d.client_id = w.client_id AND d.product_class = w.product_class"
        " WHERE d.net > 0 AND d.day > a.after_12m"
    )
    assert bought.empty
    assert (found["buying_share"] >= demo_book.policy.white_space.min_buying_share).all()
    assert (found["peers"] >= demo_book.policy.white_space.min_peers).all()
    assert ((found["low_12m"] <= found["expected_12m"]) & (found["expected_12m"] <= found["high_12m"])).all()
    assert (found["bought_before"].isna() == (found["gap_kind"] == "never")).all()


def test_who_is_left_out_is_who_the_classes_call_occasional_or_lost(demo_book):
    """The year's clients are found for past years too; for the book's own they are those of T3 and T5."""
    told = demo_book.sql(
        "SELECT c.client_id FROM features.client_as_of AS c"
        " JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of CROSS JOIN policy AS p"
        " JOIN features.axis_relationship AS r ON r.as_of = c.as_of AND r.client_id = c.client_id"
        " WHERE c.net_12m > 0 AND c.purchase_days_12m > p.turnover_occasional_max_days AND r.class <> 'lost'"
    )
    kept = demo_book.sql("SELECT client_id FROM features.client_year WHERE back = 0")
    assert set(kept["client_id"]) == set(told["client_id"])


def test_all_gaps_are_named_or_not(demo_book):
    """What was not bought is counted from what was: the same as counting every client and class."""
    counted = demo_book.sql(
        """
        SELECT y.back, CASE WHEN c.bought_before IS NULL THEN 'never' ELSE 'before' END AS gap_kind, count(*) AS gaps,
            count(*) FILTER (WHERE a.net > 0) AS filled
        FROM features.client_year AS y
        JOIN (SELECT DISTINCT c.back, c.product_class FROM features.client_class_year AS c
              SEMI JOIN features.client_year AS y ON y.back = c.back AND y.client_id = c.client_id
              WHERE c.purchase_days > 0) AS k USING (back)
        LEFT JOIN features.client_class_year AS c USING (back, client_id, product_class)
        LEFT JOIN features.client_class_year AS a
            ON a.back = y.back - 1 AND a.client_id = y.client_id AND a.product_class = k.product_class
        WHERE y.back > 0 AND coalesce(c.purchase_days, 0) = 0
        GROUP BY ALL ORDER BY ALL
        """
    )
    summed = demo_book.sql(
        "SELECT back, gap_kind, CAST(sum(gaps) AS BIGINT) AS gaps, CAST(sum(filled) AS BIGINT) AS filled"
        " FROM features.class_gaps_all GROUP BY ALL ORDER BY ALL"
    )
    pd.testing.assert_frame_equal(counted, summed)
