"""Sales channels: their revenue, contribution and concentration, by hand. As of 2024-12-31."""

from datetime import date

import kamlib as kam

AS_OF = date(2024, 12, 31)


def sale(client, day, amount, channel=None, **more):
    return {"client_id": client, "order_date": day, "net_amount": amount, "channel": channel, **more}


LINES = [
    sale("a", "2023-01-01", 50, "shop"),
    sale("a", "2024-02-01", 60, "shop", cost_amount=40),
    sale("b", "2024-03-01", 30, "shop", cost_amount=20),
    sale("b", "2024-03-02", -10, "shop", cost_amount=-5),
    sale("a", "2024-04-01", 100, "web", cost_amount=90),
    sale("c", "2024-05-01", 20),
    sale(None, "2024-06-01", 999, "shop"),
]


def test_a_channel_by_hand(lines_book):
    book = lines_book(LINES, as_of=AS_OF, only=["channels", "client_card"])
    found = kam.channels(book).set_index("channel")
    assert list(found.index[:2]) == ["web", "shop"] and len(found) == 3  # what is not known stands last
    shop = found.loc["shop"]
    assert (shop.clients, shop.net_12m, shop.net_12m_before) == (2, 80, 50)
    assert shop.growth_12m == 0.6 and shop.revenue_share == 0.4  # of 200; what no client bought is in none
    assert shop.cm1_12m == 20 + 10 - 5 and shop.margin_share == 25 / 80
    assert shop.top1_client_id == "a" and shop.top1_share == 0.75 and shop.hhi == 0.75**2 + 0.25**2
    web = found.loc["web"]
    assert (web.clients, web.net_12m, web.net_12m_before, web.hhi) == (1, 100, 0, 1)


def test_a_line_without_cost_leaves_its_channel_without_contribution(lines_book):
    book = lines_book(LINES, as_of=AS_OF, only=["channels", "client_card"])
    unknown = kam.channels(book).iloc[-1]
    assert unknown.isna().channel and unknown.net_12m == 20
    assert unknown[["cm1_12m", "margin_share"]].isna().all()


def test_growth_is_not_known_where_the_year_before_is_not(lines_book):
    late = [sale("a", "2023-06-01", 50, "shop"), sale("a", "2024-06-01", 60, "shop")]
    book = lines_book(late, as_of=AS_OF, only=["channels", "client_card"])
    assert kam.channels(book).growth_12m.isna().all()


def test_a_channel_of_returns_has_no_shares(lines_book):
    lines = [*LINES, sale("a", "2024-07-01", 100, "fair"), sale("b", "2024-08-01", -99, "fair")]
    book = lines_book(lines, as_of=AS_OF, only=["channels", "client_card"])
    fair = kam.channels(book).set_index("channel").loc["fair"]
    assert fair.net_12m == 1 and fair[["hhi", "top1_share"]].isna().all()


def test_channels_sum_to_the_company(demo_book):
    found = demo_book.sql("SELECT sum(net_12m) AS net, sum(net_12m_before) AS before FROM marts.channels").iloc[0]
    seen = kam.overview(demo_book)
    assert (found.net, found.before) == (float(seen["net_12m"]), float(seen["net_12m_before"]))
