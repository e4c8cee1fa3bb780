"""What needs a look: each kind of finding on a client made for it, and its neighbours that are well."""

from datetime import date

import pandas as pd
import pytest
from made_lines import line, monthly

import kamlib as kam
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)
FIRST = "2023-02"  # 23 months to the end of 2024: no seasonal index


@pytest.fixture(scope="module")
def company(lines_book):
    """Everybody buys for 1000 on the 15th of each month, with a margin of 20 %, unless told otherwise."""

    def client(name, amounts, product="k1", margin=0.2, discount=0.0, **more):
        rows = monthly(name, FIRST, amounts, product_id=product, **more)
        for row in rows:
            row["cost_amount"] = round(row["net_amount"] * (1 - margin), 2)
            row["list_amount"] = row["net_amount"]
            if row["order_date"] >= "2024":
                row["list_amount"] = round(row["net_amount"] / (1 - discount), 2)
        return rows

    return lines_book(
        [
            *(row for n in range(30) for row in client(f"steady{n:02d}", [1000] * 23)),
            *client("silent", [1000] * 20),  # last on 2024-09-15
            *client("lost", [1000] * 18),  # last on 2024-07-15
            *client("one_late", [1000] * 22),  # last on 2024-11-15: 46 days
            *client("shrinking", [1000] * 20 + [300] * 3),
            *client("less", [1000] * 20 + [960] * 3),
            *client("dearly_bought", [1000] * 11 + [900] * 12, discount=0.10),
            *client("well_bought", [1000] * 11 + [1500] * 12, discount=0.10),
            *client("narrower", [500] * 23),
            *client("narrower", [500] * 17, product="k2"),  # last on 2024-06-15
            *client("loss", [500] * 23, margin=-0.2),
        ],
        as_of=YEAR_END,
        products=[{"product_id": "k1", "product_class": "K1"}, {"product_id": "k2", "product_class": "K2"}],
        # nothing was sold before the data begin, so that the years can be compared
        policy=Policy.from_dict({"completeness": {"no_sales": ["2023-01"]}}),
        only=["overview"],
    )


def found(book, finding):
    return kam.findings(book, finding).set_index("client_id")


def test_silent(company):
    # 107 days since 15 September; the gaps between the 15ths are 28 … 31 days, 31 the median. It is past
    # 2.5 · 31 = 77.5. Not lost yet: that takes 4 · 31 = 124 days
    silent = found(company, "silent")
    assert silent.index.tolist() == ["silent"]
    assert silent.loc["silent", ["value", "value_before", "money"]].tolist() == [107, 31, 9000]
    assert silent.loc["silent", "since"] == pd.Timestamp("2024-09-15")


def test_lost(company):
    # 169 days since 15 July, past 124 days in November
    lost = found(company, "lost")
    assert lost.index.tolist() == ["lost"]
    assert lost.loc["lost", ["value", "value_before"]].tolist() == [169, 31]
    assert lost.loc["lost", "since"] == pd.Timestamp("2024-07-15")


def test_the_money_of_a_lost_client_is_that_of_the_12_months_that_ended_a_quarter_ago(company):
    assert found(company, "lost").loc["lost", "money"] == 10_000  # October 2023 on: what was there to lose


def test_shrinking(company):
    # October to December: 900 where the year before and the season imply 3000; "silent" bought nothing
    shrinking = found(company, "shrinking")
    assert "less" not in shrinking.index  # 2880 for 3000 may be chance
    assert shrinking.loc["narrower", "detail"] == "below"  # half of each order went with the class
    assert "lost" not in shrinking.index  # that says more
    assert shrinking.loc["shrinking", ["detail", "value", "money"]].tolist() == ["halved", 900, 9900]
    assert shrinking.loc["shrinking", "value_before"] == pytest.approx(3000, rel=0.02)
    assert shrinking.loc["shrinking", "since"] == pd.Timestamp("2024-10-03")  # 90 days to 31 December
    assert shrinking.loc["silent", ["detail", "value"]].tolist() == ["stopped", 0]


def test_a_dropped_class(company):
    # 199 days since 15 June 2024; 17 purchases in 486 days: every 30.4 days; 12 · 500 in its last year
    dropped = found(company, "dropped_class")
    assert dropped.index.tolist() == ["narrower"]
    row = dropped.loc["narrower"]
    assert (row["detail"], row["value"], row["money"]) == ("K2", 199, 6000)
    assert row["value_before"] == pytest.approx(486 / 16, abs=0.05)
    assert row["since"] == pd.Timestamp("2024-06-15")


def test_classes_of_the_client(company):
    classes = kam.client_classes(company, "narrower").set_index("product_class")
    assert classes.loc["K2", ["net_12m", "net_12m_before", "change"]].tolist() == [3000, 5500, -2500]
    assert classes.loc["K1", ["net_12m", "net_12m_before", "change"]].tolist() == [6000, 5500, 500]
    assert classes.loc["K2", "idle_days"] == 199 and classes.loc["K2", "purchase_days_24m"] == 17
    assert classes["client_share"].tolist() == pytest.approx([6 / 9, 3 / 9], abs=1e-6)


def test_a_discount_that_brought_nothing(company):
    # 0 → 10 %; one of them buys for half as much again
    discounts = found(company, "discount_without_growth")
    assert discounts.index.tolist() == ["dearly_bought"]
    assert discounts.loc["dearly_bought", ["value", "value_before"]].tolist() == pytest.approx([0.1, 0])
    assert discounts.loc["dearly_bought", "money"] == 10_800


def test_unprofitable(company):
    # 12 · (500 − 600)
    loss = found(company, "unprofitable")
    assert loss.index.tolist() == ["loss"]
    assert loss.loc["loss", ["value", "money"]].tolist() == [-1200, 6000]
    assert loss.loc["loss", "detail"] == "cm1"


def test_clients_that_are_well_have_no_finding(company):
    everything = kam.findings(company)
    worse = everything[everything["finding"].isin(["silent", "lost", "shrinking", "dropped_class", "unprofitable"])]
    assert not worse["client_id"].str.startswith("steady").any()
    assert not worse["client_id"].isin(["one_late", "less", "well_bought"]).any()


def test_the_overview_counts_clients_once(company):
    looked_at = kam.findings(company)
    looked_at = looked_at[looked_at["finding"] != "emerging"]
    overview = kam.overview(company)
    assert overview["clients_to_look_at"] == looked_at["client_id"].nunique()
    assert float(overview["money_to_look_at"]) == looked_at.groupby("client_id")["money"].max().sum()


def test_moved_down_within_three_months(lines_book):
    # 12 months to 30 September: faller 510 (A), big 400 (51 %: A), small 80 (92 %: B)
    # to 31 December: big 400 (A), small 80 (81.6 %: B), faller 10, as November 2023 is out (98 %: C)
    book = lines_book(
        [
            line("early", "2022-01-05", 1),
            line("faller", "2023-11-05", 500),
            line("faller", "2024-05-05", 10),
            line("big", "2024-05-05", 400),
            line("small", "2024-05-05", 80),
        ],
        as_of=YEAR_END,
        only=["findings"],
    )
    moved = found(book, "moved_down")
    assert moved.index.tolist() == ["faller"]
    assert moved.loc["faller", ["class_before", "class_now"]].tolist() == ["A", "C"]
    assert moved.loc["faller", ["value", "value_before", "money"]].tolist() == [10, 510, 510]


# ---- becoming key, losing weight -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def turning(lines_book):
    """18 months and then 6; the company has 19410 in every month, so the seasonal index is 1 and pace is money a month.

    12-month revenue: A reaches to 80 % of 232920 = 186336.
    2023: big 60000, falls 24000, twelve of 12000 (nine of them A: grows, slips, steady0 … steady6), rises 4800
    2024: big 50460, falls 16800, grows 13800, eleven of 12000 (nine A: rises, steady0 … steady7), slips 10200 (B)
    """

    def client(name, before, after):
        return monthly(name, "2023-01", [before or None] * 18 + [after or None] * 6)

    return lines_book(
        [
            *client("big", 5000, 3410),  # −1590
            *(row for n in range(10) for row in client(f"steady{n}", 1000, 1000)),
            *client("rises", 400, 1600),  # +1200, four times the pace
            *client("falls", 2000, 800),  # −1200, −60 %
            *client("fresh", 0, 1500),
            *client("tiny", 10, 100),  # ten times, and 0.5 % of 19410 are 97; not the pace of an A client
            *client("grows", 1000, 1300),
            *client("slips", 1000, 700),
        ],
        as_of=YEAR_END,
        only=["client_card", "company_monthly", "emerging_fading"],
    )


def test_the_company_in_which_they_turn_is_flat(turning):
    months = kam.company_monthly(turning)
    assert set(months["net"]) == {19_410}
    assert months["season_index"].tolist() == pytest.approx([1] * 24)


def test_emerging(turning):
    frame = kam.emerging_fading(turning)
    emerging = frame[frame["direction"] == "emerging"].set_index("client_id")
    assert emerging.index.tolist() == ["fresh", "rises"]
    assert emerging.loc["rises", ["pace_now", "pace_year_ago", "growth"]].tolist() == pytest.approx([1600, 400, 3])
    assert emerging.loc["rises", "pace_share"] == pytest.approx(1600 / 19_410, abs=1e-6)
    assert emerging.loc["fresh", ["pace_now", "pace_year_ago"]].tolist() == [1500, 0]
    assert pd.isna(emerging.loc["fresh", "growth"])


def test_fading(turning):
    # falls: still A, at −60 %; slips: −30 %, and out of A
    frame = kam.emerging_fading(turning)
    fading = frame[frame["direction"] == "fading"].set_index("client_id")
    assert fading.index.tolist() == ["falls", "slips"]
    assert fading["growth"].tolist() == pytest.approx([-0.6, -0.3])
    assert fading["abc_year_ago"].tolist() == ["A", "A"]
    assert fading["abc_now"].tolist() == ["A", "B"]


def test_where_the_data_begin_nobody_is_becoming_key(lines_book):
    """Nothing is known of a year ago: that is no "bought nothing a year ago"."""
    book = lines_book(
        [*monthly("a", "2024-01", [1000] * 12), *monthly("b", "2024-01", [500] * 12)],
        as_of=YEAR_END,
        only=["client_card", "emerging_fading"],
    )
    assert kam.emerging_fading(book)["client_id"].tolist() == []
