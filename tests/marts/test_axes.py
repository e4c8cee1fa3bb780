"""The axes T1–T4 and T6–T8: hand-made clients, one for each class."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from axis_classes import classes, on_days, one
from made_lines import every, line, monthly

import kamlib as kam
from kamlib.book.build import only
from kamlib.intake import import_files

ONLY = ["axes"]

YEAR_END = date(2024, 12, 31)


def weekdays(client, numbers):
    """A purchase on these days of every week of 2024 (0 is Monday)."""
    year = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    return on_days(client, [d for d in year if d.weekday() in numbers])


# ---- T1, T7, T9: told, not measured ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(lines_book):
    def client(name, **more):
        return {"client_id": name, **more}

    names = ["full", "large", "small", "on_delivery", "into_money", "deferred", "special", "untold"]
    return lines_book(
        [line(name, "2024-11-01", 100) for name in names],
        as_of=YEAR_END,
        clients=[
            client("full", payment_terms="prepayment_full", type="horeca"),
            client("large", payment_terms="prepayment_partial", prepayment_share=0.7),
            client("small", payment_terms="prepayment_partial", prepayment_share=0.2),
            client("on_delivery", payment_terms="on_delivery"),
            client("into_money", payment_terms="into_money"),
            client("deferred", payment_terms="deferred", credit_days=45),
            client("special", payment_terms="special"),
            client("untold"),
        ],
        only=ONLY,
    )


def test_t7_payment(told):
    assert classes(told, "T7") == {
        "full": "prepayment_full",
        "large": "prepayment_partial_large",
        "small": "prepayment_partial_small",
        "on_delivery": "on_delivery",
        "into_money": "into_money",
        "deferred": "deferred",
        "special": "special",
        "untold": None,
    }
    assert one(told, "deferred", "T7")["value"] == 45
    assert one(told, "large", "T7")["value"] == pytest.approx(0.7)


def test_t1_type_is_what_was_told(told):
    assert one(told, "full", "T1")["class"] == "horeca"
    assert classes(told, "T1")["small"] is None


def test_what_is_not_known_says_why(told):
    frame = kam.axes(told)
    assert (frame["class"].isna() == frame["unknown_reason"].notna()).all()
    assert set(frame.groupby("client_id").size()) == {10}


# ---- T2 goods --------------------------------------------------------------------------------------------------


def test_t2_is_the_class_with_the_most_money(lines_book):
    book = lines_book(
        [
            line("a", "2024-05-01", 60, product_id="p"),
            line("a", "2024-05-02", 70, product_id="q1"),
            line("a", "2024-05-03", 50, product_id="p"),
            line("a", "2023-05-03", 900, product_id="q2"),  # before the 12 months
            line("b", "2024-05-03", 10, product_id="not listed"),
        ],
        as_of=YEAR_END,
        products=[
            {"product_id": "p", "product_class": "Pipes"},
            {"product_id": "q1", "product_class": "Quartz"},
            {"product_id": "q2", "product_class": "Quartz"},
        ],
        only=ONLY,
    )
    assert classes(book, "T2") == {"a": "Pipes", "b": None}  # Pipes 110, Quartz 70
    assert one(book, "a", "T2")["value"] == 2  # classes bought


# ---- T3 turnover -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def turnovers(lines_book):
    """10000 a month: 90 medium clients of 100, which is the median; the rest named after their class."""
    first = "2024-01"
    return lines_book(
        [
            *(row for n in range(90) for row in monthly(f"m{n:02d}", first, [100] * 12)),
            *monthly("vip", first, [500] * 12),  # exactly 5 %
            *monthly("large", first, [400] * 12),  # exactly 4 medians
            *monthly("small", first, [24] * 12),  # under a quarter of the median
            *monthly("quarter", first, [25] * 12),  # exactly a quarter: medium
            *on_days("occasional", ["2024-06-01", "2024-07-01"], 306),  # 51 a month in two days
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


def test_t3_turnover(turnovers):
    found = classes(turnovers, "T3")
    assert {found.pop(f"m{n:02d}") for n in range(90)} == {"medium"}
    assert found == {
        "vip": "vip",
        "large": "large",
        "small": "small",
        "quarter": "medium",
        "occasional": "occasional",
    }
    assert one(turnovers, "vip", "T3")["value"] == pytest.approx(0.05)
    assert one(turnovers, "m00", "T3")["value"] == pytest.approx(0.01)


def test_t3_above_15_percent_is_vip_and_a_warning(lines_book):
    # 16 % and 15 % of 1000 a month, ten others of 69
    lines = [row for n in range(10) for row in monthly(f"m{n}", "2024-01", [69] * 12)]
    book = lines_book(
        [*lines, *monthly("big", "2024-01", [160] * 12), *monthly("fifteen", "2024-01", [150] * 12)],
        as_of=YEAR_END,
        only=["findings"],
    )
    assert classes(book, "T3")["big"] == "vip"
    warned = kam.findings(book, "concentration")
    assert warned["client_id"].tolist() == ["big"]
    assert warned["value"].tolist() == pytest.approx([0.16])


# ---- T4 frequency ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def frequencies(lines_book):
    return lines_book(
        [
            *weekdays("daily", (0, 1, 2, 3, 4)),
            *weekdays("several_a_week", (0, 2, 4)),
            *weekdays("weekly", (1,)),
            *monthly("several_a_month", "2024-01", [100] * 12, day=5),
            *monthly("several_a_month", "2024-01", [100] * 12, day=20),
            *monthly("monthly", "2024-01", [100] * 12),
            *monthly("every_second_month", "2024-01", [100, None] * 6),  # median of 0 and 1: half a day a month
            *monthly("rarer", "2024-01", [100, None, None] * 4),
            # 26 of the 52 weeks: the median week has half a day, the median month two
            *every("fortnightly", "2024-01-09", "2024-12-31", 14, 100),
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


@pytest.mark.parametrize("name", ["daily", "several_a_week", "weekly", "several_a_month", "monthly", "rarer"])
def test_t4_frequency(frequencies, name):
    assert classes(frequencies, "T4")[name] == name


def test_t4_between_two_classes(frequencies):
    assert classes(frequencies, "T4")["fortnightly"] == "several_a_month"


def test_t4_every_second_month_is_rarer_than_monthly(frequencies):
    assert classes(frequencies, "T4")["every_second_month"] == "rarer"


# ---- T6 markup, T8 discount ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prices(lines_book):
    """Costs 100 for T6, list amounts 100 for T8. All in May."""

    def of(client, net, **more):
        return line(client, "2024-05-06", net, **more)

    marked_up = {"m150.01": 150.01, "m150": 150, "m125": 125, "m124.99": 124.99, "m110": 110, "m109.99": 109.99}
    net_of_list = {"d100": 100, "d99": 99, "d90": 90, "d89": 89, "d80": 80, "d79": 79, "d60": 60, "d59": 59}
    return lines_book(
        [
            *(of(client, net, cost_amount=100, list_amount=net) for client, net in marked_up.items()),
            *(of(client, net, cost_amount=50, list_amount=100) for client, net in net_of_list.items()),
            of("loss", 90, cost_amount=100),
            # both of two lines, and a line without a list price
            of("two", 90, cost_amount=50, list_amount=100),
            of("two", 180, cost_amount=130, list_amount=300),
            of("two", 1000, cost_amount=1000),
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


def test_t6_markup(prices):
    found = classes(prices, "T6")
    assert {c: k for c, k in found.items() if c.startswith(("m", "l", "t"))} == {
        "m150.01": "over_50",
        "m150": "25_50",  # "over 50": 50 itself is not over
        "m125": "25_50",
        "m124.99": "10_25",
        "m110": "10_25",
        "m109.99": "under_10",
        "loss": "under_10",
        "two": "under_10",  # 1270 for 1180: 7.6 %
    }
    assert one(prices, "two", "T6")["value"] == pytest.approx(90 / 1180, abs=1e-4)
    assert one(prices, "loss", "T6")["value"] == pytest.approx(-0.10)


def test_t8_discount(prices):
    found = classes(prices, "T8")
    assert {c: k for c, k in found.items() if c.startswith(("d", "l", "t"))} == {
        "d100": "none",
        "d99": "up_to_10",
        "d90": "up_to_10",
        "d89": "10_20",
        "d80": "10_20",
        "d79": "20_40",
        "d60": "20_40",
        "d59": "over_40",
        "two": "20_40",  # 1 − 270/400 = 32.5 %; the line without a list price says nothing
        "loss": None,
    }
    assert one(prices, "two", "T8")["value"] == pytest.approx(0.325)


def test_a_line_without_cost_leaves_the_markup_unknown(lines_book):
    book = lines_book(
        [
            *on_days("hole", ["2024-05-06"], cost_amount=50),
            *on_days("hole", ["2024-05-07"], 1),
            *on_days("known", ["2024-05-06"], 300, cost_amount=240),
        ],
        as_of=YEAR_END,
        only=ONLY,
    )
    assert classes(book, "T6") == {"hole": None, "known": "25_50"}


def test_what_is_told_has_the_day_since_when(csv_home, tmp_path):
    # type told twice alike, then otherwise; terms told once
    home = csv_home([line("a", "2024-06-05", 10)], clients=[{"client_id": "a", "type": "retail"}],
                    contacts=[{"contact_id": "1", "client_id": "a", "persona": "expert"}])  # fmt: skip
    for n, kind in enumerate(("retail", "wholesale", "wholesale")):
        file = tmp_path / f"clients{n}.csv"
        terms = "deferred" if n else ""
        file.write_text(f"client_id,type,payment_terms\na,{kind},{terms}\nb{n},retail,\n", "utf-8")
        import_files(home, [file])
    days = [date(2024, 3, n) for n in range(1, 20)]
    manifest = home / "sources.json"
    told = json.loads(manifest.read_text("utf-8"))
    for day, source in zip(days, told["sources"], strict=False):
        source["imported_at"] = f"{day}T10:00:00+00:00"
    manifest.write_text(json.dumps(told), "utf-8")
    last = [str(s["imported_at"])[:10] for s in told["sources"] if s["table"] == "clients"]
    axes = kam.axes(only(home, ONLY, YEAR_END), "a").set_index("axis")
    assert (str(axes.loc["T1", "since"])[:10], axes.loc["T1", "is_from_start"]) == (last[-2], False)
    assert (str(axes.loc["T7", "since"])[:10], axes.loc["T7", "is_from_start"]) == (last[-2], True)
    assert str(axes.loc["T9", "since"])[:10] == str(datetime.now(UTC).date()) and axes.loc["T9", "is_from_start"]
