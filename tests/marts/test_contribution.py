"""The contribution ladder, profit shares, whale curve, concentration. As of 2023-12-31: a year of 365 days."""

from datetime import date

import pytest
from made_lines import line, monthly

import kamlib as kam

ONLY = ["client_card"]

YEAR_END = date(2023, 12, 31)


def share(value):
    """Shares are kept with six digits."""
    return pytest.approx(value, abs=1e-6)


def by_client(book):
    return kam.contribution(book).set_index("client_id")


@pytest.fixture(scope="module")
def company(lines_book):
    """Revenue, cost, list: good 10500 − 500 returned = 10000, 7000, 12500; loss 1000, 1200; plain 4000, 2840."""

    def contact(client, day, kind, minutes=None):
        return {"client_id": client, "at": day, "kind": kind, "minutes": minutes}

    def rate(kind, since, event=None, hour=None):
        return {"kind": kind, "valid_from": since, "rate_per_event": event, "rate_per_hour": hour}

    return lines_book(
        [
            line("good", "2023-02-01", 10_500, cost_amount=7350, list_amount=13_125),
            line("good", "2023-03-01", -500, cost_amount=-350, list_amount=-625),
            line("good", "2022-03-01", 7777, cost_amount=1, list_amount=8000),  # the year before
            line("loss", "2023-06-01", 1000, cost_amount=1200),
            line("plain", "2023-07-01", 4000, cost_amount=2840),
        ],
        as_of=YEAR_END,
        clients=[
            {"client_id": "good", "name": "Good", "stock_kept": 500},
            {"client_id": "loss", "name": "Loss"},
            {"client_id": "plain", "name": "Plain"},
        ],
        interactions=[
            contact("good", "2023-01-10", "visit"),  # 100
            contact("good", "2023-08-10", "visit"),  # 150: dearer from July on
            contact("good", "2023-04-10", "call", 30),  # three calls of half an hour at 240 an hour: 360
            contact("good", "2023-05-10", "call", 30),
            contact("good", "2023-06-10", "call", 30),
            contact("good", "2022-12-31", "visit"),  # a day before the 12 months
            contact("loss", "2023-06-01", "delivery", 60),  # 40 and an hour at 60: 100
        ],
        activity_rates=[
            rate("visit", "2022-01-01", event=100),
            rate("visit", "2023-07-01", event=150),
            rate("call", "2022-01-01", hour=240),
            rate("delivery", "2022-01-01", event=40, hour=60),
        ],
        # 5000 open for 73 of 365 days: 1000 on average
        receivables=[
            {
                "invoice_id": "1",
                "client_id": "good",
                "invoiced_on": "2023-03-01",
                "due_on": "2023-04-30",
                "paid_on": "2023-05-13",
                "amount": 5000,
            }
        ],
        only=["client_card", "whale_curve"],
    )


def test_revenue_discount_and_returns(company):
    good = by_client(company).loc["good"]
    assert good[["net_12m", "returned_12m", "cost_12m"]].tolist() == [10_000, 500, 7000]
    assert good[["list_12m", "discount_12m"]].tolist() == [12_500, 2500]
    assert good["margin_share"] == share(0.30)
    card = kam.client_card(company, "good")
    assert card["discount_share"] == share(0.20)
    assert card["returns_share"] == share(500 / 10_500)


def test_the_ladder(company):
    #        CM1    to serve           CM2    receivable, stock → capital       CM3
    # good   3000   250 + 360 = 610    2390   (1000 + 500) · 20 % = 300         2090
    # loss   −200   100                −300   0                                 −300
    # plain  1160   0                  1160   0                                 1160
    frame = by_client(company)
    assert frame["cm1_12m"].to_dict() == {"good": 3000, "loss": -200, "plain": 1160}
    assert frame["cost_to_serve_12m"].fillna(0).to_dict() == {"good": 610, "loss": 100, "plain": 0}
    assert frame["cm2_12m"].to_dict() == {"good": 2390, "loss": -300, "plain": 1160}
    assert frame["average_receivable"].fillna(0).to_dict() == pytest.approx({"good": 1000, "loss": 0, "plain": 0})
    assert frame["capital_cost_12m"].fillna(0).to_dict() == pytest.approx({"good": 300, "loss": 0, "plain": 0})
    assert frame["cm3_12m"].to_dict() == pytest.approx({"good": 2090, "loss": -300, "plain": 1160})
    assert set(frame["contribution_level"]) == {"cm3"}


def test_profit_shares_with_a_client_that_costs_money(company):
    # in all 2950; those who earn 3250
    frame = by_client(company)
    assert frame["profit_share"].to_dict() == pytest.approx(
        {"good": 2090 / 2950, "plain": 1160 / 2950, "loss": -300 / 2950}, abs=1e-6
    )
    assert frame.loc[["good", "plain"], "positive_profit_share"].tolist() == pytest.approx(
        [2090 / 3250, 1160 / 3250], abs=1e-6
    )


def test_the_whale_curve_peaks_where_the_tail_begins(company):
    curve = kam.whale_curve(company)
    assert curve["client_id"].tolist() == ["good", "plain", "loss"]
    assert curve["clients_share"].tolist() == pytest.approx([1 / 3, 2 / 3, 1], abs=1e-6)
    assert curve["cumulative_share"].tolist() == pytest.approx([2090 / 2950, 3250 / 2950, 1], abs=1e-6)


def test_receivables_of_the_card(company):
    # DSO = 1000 / 10000 · 365 = 36.5; paid on 13 May, due on 30 April: 13 days late
    card = kam.client_card(company, "good")
    assert card["dso_days"] == pytest.approx(36.5, abs=0.01)
    assert card["days_late"] == pytest.approx(13)
    assert card["contacts_12m"] == 5


def test_overdue_and_open_invoices(lines_book):
    # 100 open since 1 December, due 20 December; 300 due in January; a paid one; one invoiced after the review date
    def invoice(n, invoiced, due, amount, paid=None):
        return {
            "invoice_id": n,
            "client_id": "a",
            "invoiced_on": invoiced,
            "due_on": due,
            "amount": amount,
            "paid_on": paid,
        }

    book = lines_book(
        [line("a", "2023-06-01", 1000)],
        as_of=YEAR_END,
        receivables=[
            invoice(1, "2023-12-01", "2023-12-20", 100),
            invoice(2, "2023-12-02", "2024-01-10", 300),
            invoice(3, "2023-11-01", "2023-11-10", 700, "2023-11-10"),
            invoice(4, "2023-10-01", "2023-12-10", 50, "2024-01-20"),  # paid, but after the review date
            invoice(5, "2024-01-05", "2024-01-06", 900),
        ],
        only=ONLY,
    )
    assert kam.client_card(book, "a")["overdue_now"] == 150


def test_without_cost_the_ladder_stands_on_revenue(lines_book):
    frame = by_client(lines_book([line("a", "2023-05-05", 60), line("b", "2023-05-05", 40)], as_of=YEAR_END, only=ONLY))
    assert frame[["cost_12m", "cm1_12m", "cm2_12m", "cm3_12m"]].isna().all().all()
    assert set(frame["contribution_level"]) == {"revenue"}
    assert frame["contribution_12m"].to_dict() == {"a": 60, "b": 40}
    assert frame["profit_share"].to_dict() == pytest.approx({"a": 0.6, "b": 0.4})


def test_concentration_and_the_company_without_a_client(lines_book):
    # shares 50, 20, 10, 10, 5, 5 %: HHI = 0.25 + 0.04 + 0.01 + 0.01 + 0.0025 + 0.0025 = 0.315
    money = {"a": 500, "b": 200, "c": 100, "d": 100, "e": 50, "f": 50}
    book = lines_book(
        [row for c, m in money.items() for row in monthly(c, "2023-05", [m / 2] * 2)],
        as_of=YEAR_END,
        only=["client_card", "concentration", "without_client"],
    )
    found = kam.concentration(book)
    assert found["clients"] == 6
    assert found["hhi"] == share(0.315)
    assert found["effective_clients"] == pytest.approx(1 / 0.315, abs=0.005)
    assert found["top1_share"] == share(0.5) and found["top1_client_id"] == "a"
    assert found["top5_share"] == share(0.95)
    assert found["top10_share"] == share(1)
    without = kam.without_client(book, "a")
    assert without["revenue_share"] == share(0.5) and without["net_12m_without"] == 500


def test_peers_are_the_median_of_the_same_turnover_class(lines_book):
    # thirty clients of 100 a month; "low" 90, "high" 55 (110 every second month), "rich" 130
    first = "2023-01"
    lines = [row for n in range(30) for row in monthly(f"m{n:02d}", first, [100] * 12)]
    lines += monthly("low", first, [90] * 12) + monthly("high", first, [110, None] * 6)
    # margin 40 % for one of them, 25 % for all others
    lines = [{**row, "cost_amount": row["net_amount"] * 0.75} for row in lines]
    lines += [{**row, "cost_amount": 78} for row in monthly("rich", first, [130] * 12)]
    book = lines_book(lines, as_of=YEAR_END, only=["peers"])
    peers = kam.client_peers(book, "rich")
    assert peers["peer_turnover_class"] == "medium" and peers["peer_type"] is None
    assert peers["peers"] == 33  # itself included
    assert peers["monthly_turnover"] == 130 and peers["peers_monthly_turnover"] == 100
    assert peers["margin_share"] == share(0.4) and peers["peers_margin_share"] == share(0.25)
    assert peers["purchase_days_12m"] == 12 and peers["peers_purchase_days_12m"] == 12
    assert kam.client_peers(book, "high")["purchase_days_12m"] == 6


def test_peers_of_the_same_type(lines_book):
    # chains of 100, 110, 120, 130, 140 a month, and 24 others of 100
    money = {"c1": 100, "c2": 110, "c3": 120, "c4": 130, "c5": 140, "h1": 100, "h2": 100, "h3": 100, "h4": 100}
    book = lines_book(
        [row for c, m in money.items() for row in monthly(c, "2023-01", [m] * 12)]
        + [row for n in range(20) for row in monthly(f"x{n:02d}", "2023-01", [100] * 12)],
        as_of=YEAR_END,
        clients=[
            {"client_id": c, "name": c, "type": "chain_local" if c.startswith("c") else "horeca"}
            for c in [*money, *(f"x{n:02d}" for n in range(20))]
        ],
        only=["peers"],
    )
    peers = kam.client_peers(book, "c5")
    assert peers["monthly_turnover"] == 140
    assert peers["peer_type"] == "chain_local"
    assert peers["peers"] == 5 and peers["peers_monthly_turnover"] == 120  # itself included


# ---- no shares of a total that is none -------------------------------------------------------------------------


def with_margins(lines_book, margins):
    """Clients that buy for 1000 each and leave these margins."""
    lines = [line(client, "2023-06-01", 1000, cost_amount=1000 - margin) for client, margin in margins.items()]
    return lines_book(
        lines, as_of=date(2023, 12, 31), only=["whale_curve", "client_card", "without_client", "concentration"]
    )


@pytest.mark.parametrize(
    "margins",
    [
        {"a": 300, "b": 100, "loss": -600},  # in all −200: the curve would end at −200 %
        {"a": 300, "b": 100, "loss": -400},  # in all 0
        {"a": 300, "b": 150, "loss": -400},  # in all 50, of sizes of 850: 5.9 %, under 10 %
    ],
)
def test_a_share_of_a_total_below_or_near_zero_is_not_known(lines_book, margins):
    book = with_margins(lines_book, margins)
    curve = kam.whale_curve(book)
    assert curve["cumulative_share"].isna().all()
    assert curve["cumulative_contribution"].tolist() == [300, 300 + margins["b"], sum(margins.values())]
    assert by_client(book)["profit_share"].isna().all()
    assert kam.abc_xyz(book)["contribution_share"].isna().all()
    assert kam.abc_xyz(book).set_index("client_id")["abc_contribution"]["loss"] == "C"
    # revenue has a total, 3000, and so it has shares
    assert kam.without_client(book, "a")["revenue_share"] == share(1 / 3)
    assert kam.concentration(book)["hhi"] == share(1 / 3)


def test_a_share_of_a_total_large_enough_is_known(lines_book):
    # in all 100, of sizes of 900: 11 %
    book = with_margins(lines_book, {"a": 300, "b": 200, "loss": -400})
    assert kam.whale_curve(book)["cumulative_share"].tolist() == [3, 5, 1]


def test_revenue_that_is_given_back_leaves_no_shares(lines_book):
    # 1000 sold, 1100 taken back: in all −100
    lines = [line("a", "2023-06-01", 1000), line("b", "2023-06-01", -1100)]
    book = lines_book(
        lines,
        as_of=date(2023, 12, 31),
        only=["whale_curve", "client_card", "without_client", "concentration", "abc_xyz", "rfm"],
    )
    seen = kam.concentration(book)
    assert all(seen[name] is None or seen[name] != seen[name] for name in ("hhi", "top1_share", "top10_share"))
    without = kam.without_client(book, "a")
    assert without["revenue_share"] is None or without["revenue_share"] != without["revenue_share"]
    assert without["net_12m_without"] == -1100
    assert kam.abc_xyz(book)["revenue_share"].isna().all()
    for lang in ("en", "ru"):
        assert kam.charts.abc_xyz_matrix(kam.matrix(book), lang).data is not None


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "shares of the total mean nothing"), ("ru", "доли от итога ничего не значат")]
)
def test_the_whale_curve_is_drawn_in_money_then(lines_book, lang, told):
    book = with_margins(lines_book, {"a": 300, "b": 100, "loss": -600})
    drawn = kam.charts.whale_curve(kam.whale_curve(book), lang, "RUB")
    text = str(drawn.to_dict()).replace("<br>", " ")
    assert told in text
    heights = [y for trace in drawn.data if trace.name in ("up", "down") for y in trace.y]
    assert sorted(set(heights)) == [-200, 0, 300, 400]


@pytest.mark.parametrize(("invoiced", "level"), [(["c0"], "cm2"), (["c0", "c1"], "cm3")])
def test_what_is_known_of_a_few_clients_is_not_known_of_the_company(lines_book, invoiced, level):
    # four clients of 100 each; invoices of one of them say nothing of the others, those of two make half of revenue
    clients = [f"c{n}" for n in range(4)]
    book = lines_book(
        [line(c, "2023-06-05", 100, cost_amount=60) for c in clients],
        as_of=YEAR_END,
        interactions=[{"client_id": c, "at": "2023-06-05", "kind": "visit"} for c in clients],
        activity_rates=[{"kind": "visit", "valid_from": "2022-01-01", "rate_per_event": 5}],
        receivables=[
            {"invoice_id": c, "client_id": c, "invoiced_on": "2023-06-05", "paid_on": "2023-07-05", "amount": 120}
            for c in invoiced
        ],
        only=ONLY,
    )
    frame = by_client(book)
    assert set(frame["contribution_level"]) == {level}
    assert frame["capital_cost_12m"].isna().all() == (level == "cm2")
    assert (frame["contribution_12m"] < 35).any() == (level == "cm3")  # 100 − 60 − 5 = 35, less capital


def test_without_a_total_nobody_is_a_vip_and_no_share_is_known(lines_book):
    # 100 + 50 − 145 = 5, of 295 in all: under a tenth; c buys for 1 on three days and returns 148
    lines = [line(client, f"2023-0{m}-05", net) for client, net in (("a", 20), ("b", 10)) for m in range(1, 6)]
    lines += [line("c", f"2023-0{m}-03", net) for m, net in ((3, 1), (4, 1), (5, 1), (6, -148))]
    book = lines_book(lines, as_of=YEAR_END, only=["client_card", "axes", "concentration", "without_client", "usp_fit"])
    classes = kam.axes(book).query("axis == 'T3'").set_index("client_id")
    assert "vip" not in set(classes["class"]) and classes["value"].isna().all()
    assert kam.concentration(book)["hhi"] is None
    assert kam.fit_totals(book)["net_share"].isna().all()
