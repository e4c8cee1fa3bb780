"""Two periods side by side: bridge, GRR and NRR, price–volume–mix, migration. The years 2023 and 2024."""

from datetime import date
from decimal import Decimal

import pytest
from made_lines import line, monthly

import kamlib as kam

ONLY = ["price_volume_mix", "client_price_volume_mix"]

YEAR_END = date(2024, 12, 31)


def share(value):
    """Shares are kept with six digits."""
    return pytest.approx(value, abs=1e-6)


EARLY = line("early", "2022-01-05", 1)  # the data begin before either year


def years(client, before, now, **more):
    """Money in May 2023 and in May 2024 (0: nothing)."""
    pairs = (("2023-05-05", before), ("2024-05-05", now))
    return [line(client, day, net, **more) for day, net in pairs if net]


def year_of(frame):
    return frame.set_index("period").loc["year"]


@pytest.fixture(scope="module")
def company(lines_book):
    return lines_book(
        [
            *years("new", 0, 70, product_id="k1"),
            line("returned", "2022-05-05", 50, product_id="k1"),
            *years("returned", 0, 40, product_id="k1"),
            *years("grown", 100, 60, product_id="k1"),  # 150 in all, but only 60 of it in the class it had
            *years("grown", 0, 90, product_id="k2"),
            *years("shrunk", 100, 60, product_id="k2"),
            *years("lost", 80, 0, product_id="k2"),
            *years("same", 30, 30, product_id="k1"),
        ],
        as_of=YEAR_END,
        products=[{"product_id": "k1", "product_class": "K1"}, {"product_id": "k2", "product_class": "K2"}],
        only=["client_card", "grr_by_class", "retention_by_product_class", "revenue_bridge"],
    )


def test_every_part_of_the_bridge(company):
    # 310 + 70 + 40 + 50 − 40 − 80 = 350
    bridge = year_of(kam.revenue_bridge(company))
    assert bridge["revenue_before"] == 100 + 100 + 80 + 30
    assert bridge["new"] == 70
    assert bridge["returned"] == 40
    assert bridge["expansion"] == 150 - 100
    assert bridge["contraction"] == 100 - 60
    assert bridge["lost"] == 80
    assert bridge["revenue_after"] == 70 + 40 + 150 + 60 + 30
    counts = bridge[[f"clients_{part}" for part in ("new", "returned", "expansion", "contraction", "lost")]]
    assert counts.tolist() == [1, 1, 1, 1, 1]


def test_clients_behind_the_bridge(company):
    changes = kam.revenue_changes(company, "year").set_index("client_id")
    assert changes["part"].to_dict() == {
        "new": "new",
        "returned": "returned",
        "grown": "expansion",
        "shrunk": "contraction",
        "lost": "lost",
        "same": "same",
    }
    assert changes["change"].to_dict() == {
        "new": 70,
        "returned": 40,
        "grown": 50,
        "shrunk": -40,
        "lost": -80,
        "same": 0,
    }
    assert kam.revenue_changes(company, "year", part="lost")["client_id"].tolist() == ["lost"]


def test_retention_and_hidden_narrowing(company):
    bridge = year_of(kam.revenue_bridge(company))
    assert bridge["grr"] == share((100 + 60 + 0 + 30) / 310)
    assert bridge["nrr"] == share((150 + 60 + 0 + 30) / 310)
    # of "grown" only 60 of the 100 in its class are kept
    assert bridge["grr_class"] == share((60 + 60 + 0 + 30) / 310)
    assert bridge["hidden_narrowing"] == share(40 / 310)


def test_retention_by_product_class(company):
    # K1: grown 100 → 60, same 30 → 30, new 70, returned 40;   K2: shrunk 100 → 60, lost 80 → 0, grown 0 → 90
    frame = kam.retention_by_product_class(company, "year").set_index("product_class")
    assert frame.loc["K1", ["revenue_before", "revenue_after", "change"]].tolist() == [130, 200, 70]
    assert frame.loc["K2", ["revenue_before", "revenue_after", "change"]].tolist() == [180, 150, -30]
    assert frame.loc["K1", "grr"] == share(90 / 130)
    assert frame.loc["K2", "grr"] == share(60 / 180)


def test_retention_by_abc_class_of_a_year_ago(company):
    # by revenue of 2023: grown 100 (before it 0 %), shrunk 100 (32 %), lost 80 (65 %): A; same 30 (90 %): B
    frame = kam.grr_by_class(company, "year").set_index("abc_before")
    assert frame.loc["A", ["clients", "revenue_before", "revenue_after"]].tolist() == [3, 280, 210]
    assert frame.loc["A", "grr"] == share(160 / 280)
    assert frame.loc["A", "nrr"] == share(210 / 280)
    assert frame.loc["B", ["clients", "revenue_before", "revenue_after"]].tolist() == [1, 30, 30]
    # "new" and "returned" had no revenue to keep
    assert frame["clients"].sum() == 4


def test_who_only_returned_goods_in_the_base_period_was_not_active_in_it(lines_book):
    # "returns" bought in 2022, gave back 30 in 2023 and buys again in 2024: of the one active client, 100 and 150
    book = lines_book(
        [*years("buys", 100, 150), line("returns", "2022-05-05", 50), *years("returns", -30, 10)],
        as_of=YEAR_END,
        only=["grr_by_class", "revenue_bridge"],
    )
    bridge = year_of(kam.revenue_bridge(book))
    assert bridge[["revenue_before", "revenue_after"]].tolist() == [70, 160]  # the bridge is of all money
    assert bridge["grr"] == share(1)
    assert bridge["nrr"] == share(1.5)
    by_class = kam.grr_by_class(book, "year")
    assert (by_class["grr"] <= by_class["nrr"]).all()


def test_a_base_that_began_before_the_data_is_not_compared(lines_book):
    book = lines_book(monthly("a", "2023-06", [10] * 19), as_of=YEAR_END, only=["revenue_bridge", "comparisons"])
    assert set(kam.revenue_bridge(book)["period"]) == {"quarter", "quarter_before"}
    year = year_of(kam.comparisons(book))
    assert not year["is_covered"]
    assert year["months_lacking"] == 5  # January to May 2023
    assert year["known_from"].date() == date(2025, 5, 31)  # June 2023 to May 2024, June 2024 to May 2025


# ---- price, volume, mix ----------------------------------------------------------------------------------------


def sold(client, product, q0, p0, q1, p1):
    """Quantity and price of 2023 and of 2024."""
    parts = (("2023-05-05", q0, p0), ("2024-05-05", q1, p1))
    return [line(client, day, q * p, quantity=q, product_id=product) for day, q, p in parts if q]


def pvm_of(book, client=None):
    frame = kam.price_volume_mix(book) if client is None else kam.client_price_volume_mix(book, client)
    return year_of(frame)


TEXTBOOK = [*sold("c", "x", 10, 10, 20, 11), *sold("c", "y", 10, 20, 15, 20)]


def test_the_textbook_example(lines_book):
    # R 100 + 200 = 300 → 220 + 300 = 520
    # price  (11 − 10)·20 + 0·15 = 20;   volume (35 − 20) · 300/20 = 225
    # mix    20·(10 − 15) + 15·(20 − 15) = −25
    pvm = pvm_of(lines_book([EARLY, *TEXTBOOK], as_of=YEAR_END, only=ONLY))
    assert pvm[["price", "volume", "mix", "change"]].tolist() == [20, 225, -25, 220]
    assert pvm[["new_products", "dropped_products", "not_measured", "clients_won", "clients_lost"]].tolist() == [0] * 5


@pytest.fixture(scope="module")
def bargains(lines_book):
    return lines_book(
        [
            EARLY,
            *TEXTBOOK,
            *sold("c", "fresh", 0, 0, 4, 25),  # new product: +100
            *sold("c", "gone", 3, 10, 0, 0),  # dropped: −30
            *years("no_quantity", 500, 530, product_id="x"),  # +30, nobody knows of what
            *sold("won", "x", 0, 0, 7, 10),  # +70
            *sold("lost", "y", 2, 20, 0, 0),  # −40
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


def test_new_and_dropped_products_stand_apart(bargains):
    pvm = pvm_of(bargains)
    assert pvm[["price", "volume", "mix"]].tolist() == [20, 225, -25]
    assert pvm[["new_products", "dropped_products", "not_measured"]].tolist() == [100, -30, 30]
    assert pvm[["clients_won", "clients_lost"]].tolist() == [70, -40]
    assert pvm["change"] == 350  # 870 → 1220
    assert (pvm["net_before"], pvm["net_now"]) == (870, 1220)


def test_a_client_by_itself(bargains):
    pvm = pvm_of(bargains, "c")
    assert pvm[["price", "volume", "mix"]].tolist() == [20, 225, -25]
    assert pvm[["new_products", "dropped_products", "not_measured", "change"]].tolist() == [100, -30, 0, 290]
    assert pvm_of(bargains, "no_quantity")[["price", "volume", "mix", "not_measured"]].tolist() == [0, 0, 0, 30]


def test_volume_and_mix_of_the_company_are_over_all_pairs(lines_book):
    # beside the textbook client, another: 100 → 50 pieces, price 1 → 2; R 100 → 100
    # price  20 + (2 − 1)·50 = 70
    # volume ΣQ 120 → 85, mean price 400/120:   −35 · 3.3333 = −116.6667
    # mix    220 − 70 + 116.6667 = 266.6667
    book = lines_book([EARLY, *TEXTBOOK, *sold("d", "z", 100, 1, 50, 2)], as_of=YEAR_END, only=ONLY)
    pvm = pvm_of(book)
    assert pvm["change"] == 220
    assert pvm["price"] == 70
    assert pvm["volume"] == pytest.approx(-116.6667, abs=1e-4)
    assert pvm["mix"] == pytest.approx(266.6667, abs=1e-4)


def test_the_parts_add_up_to_the_last_digit(lines_book):
    # thirds everywhere: prices and means that no decimal number holds
    lines = [*sold("a", "x", 3, 3.3333, 7, 1.4286), *sold("a", "y", 7, 0.1429, 11, 0.0909), *sold("b", "x", 9, 1, 1, 3)]
    book = lines_book([EARLY, *lines], as_of=YEAR_END, only=ONLY)
    for table in ("price_volume_mix", "client_price_volume_mix"):
        off = book.sql(f"""SELECT CAST(change - price - volume - mix - new_products - dropped_products - not_measured
                           {"- clients_won - clients_lost" if table == "price_volume_mix" else ""} AS VARCHAR) AS off
                           FROM {table}""")
        assert {Decimal(x) for x in off["off"]} == {Decimal(0)}


# ---- migration -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moving(lines_book):
    """By revenue. 2023: a 600 (A), b 250 (before it 60 %: A), c 100 (85 %: B), gone 50 (95 %: C).
    2024: c 700 (A), a 200 (70 %: A), newcomer 80 (90 %: B), back 20 (98 %: C); b and gone nothing."""
    return lines_book(
        [
            *years("a", 600, 200),
            *years("b", 250, 0),
            *years("c", 100, 700),
            *years("gone", 50, 0),
            *years("newcomer", 0, 80),
            line("back", "2022-05-05", 5),
            *years("back", 0, 20),
        ],
        as_of=YEAR_END,
        only=["client_card", "migration"],
    )


def test_migration_counts_every_client_once(moving):
    cells = kam.migration(moving, "abc", "year")
    found = {(r.class_before, r.class_now): (r.clients, r.net_12m_before, r.net_12m_now) for r in cells.itertuples()}
    assert found == {
        ("A", "A"): (1, 600, 200),
        ("A", "inactive"): (1, 250, 0),
        ("B", "A"): (1, 100, 700),
        ("C", "inactive"): (1, 50, 0),
        ("inactive", "C"): (1, 0, 20),
        ("not_yet", "B"): (1, 0, 80),
    }


def test_shares_of_migration_are_of_the_class_before(moving):
    cells = kam.migration(moving, "abc", "year").set_index(["class_before", "class_now"])
    assert cells.loc[("A", "A"), "clients_share"] == share(1 / 2)
    assert cells.loc[("A", "A"), "net_share"] == share(600 / 850)
    assert cells.loc[("A", "inactive"), "net_share"] == share(250 / 850)
    assert cells.loc[("not_yet", "B"), "clients_share"] == 1


def test_the_clients_behind_a_cell(moving):
    assert kam.moves(moving)["client_id"].tolist() == ["c", "b", "newcomer", "gone", "back"]  # a stayed
    assert kam.moves(moving, class_before="A", class_now="inactive")["client_id"].tolist() == ["b"]
    assert kam.moves(moving, class_before="A")["client_id"].tolist() == ["a", "b"]


def test_migration_by_relationship_since_last_quarter(lines_book):
    # on 30 September one month since the last purchase; on 31 December four: lost
    book = lines_book(
        [*monthly("leaves", "2023-01", [100] * 20), *monthly("stays", "2023-01", [100] * 24)],
        as_of=YEAR_END,
        only=["migration"],
    )
    cells = kam.migration(book, "T5", "quarter")
    found = {(r.class_before, r.class_now): r.clients for r in cells.itertuples()}
    assert found == {("regular", "lost"): 1, ("regular", "regular"): 1}
