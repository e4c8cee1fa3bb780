"""A company whose sales are dated by month: every page opens, and none tells a day of a sale or counts in days."""

import json
import re
from collections.abc import Iterator

import pytest
from read_pages import VIEWS, texts

import kamlib as kam
from app.widgets import downloads
from kamlib.commands import showing
from kamlib.core.grain import BY_MONTH
from kamlib.core.texts import t
from kamlib.labels import columns

# also "every 31 days" and a date: what stands on the 15th is the middle of a month
OF_DAYS = re.compile(r"\bdays?\b|\bд(ень|н(ей|я|и|\.))(?!\w)|\b15 [A-Z][a-z]{2} \d{4}|\b15\.\d\d\.\d{4}", re.IGNORECASE)
# days of payments, and a day that is no day
OTHER_DAYS = re.compile(r"days late|days to collect|просрочка в днях|дни просрочки|сегодняшний день", re.IGNORECASE)


@pytest.fixture(scope="module")
def monthly_home(lines_home):
    """Twelve clients over two years: every month, every second, every third one; two fall silent, one of them drops a
    class before; sums by month, written as their first day."""
    lines = [
        {
            "order_date": f"{2023 + month // 12}-{month % 12 + 1:02d}-01",
            "client_id": f"c{n:02d}",
            "product_id": product,
            "net_amount": 100 * (n + 1) + 10 * month,
            "cost_amount": 60,
        }
        for n in range(12)
        for product, months in (("tea", 24 if n % 6 else 15), ("ink", 12))
        for month in range(0, months, 1 + n % 3)
    ]
    return lines_home(lines, products=[{"product_id": p, "product_class": p.upper()} for p in ("tea", "ink")])


def told(app) -> list[str]:
    """What is read on a page, its tables' headings and cells and the charts' texts too; not what help tells."""
    cells = [str(x) for frame in app.dataframe for column in frame.value for x in [column, *frame.value[column]]]
    heads = [c.get("label", "") for frame in app.dataframe for c in json.loads(frame.proto.columns or "{}").values()]
    charts = [x for c in app.get("plotly_chart") for x in _strings(json.loads(c.proto.spec))]
    # where a mark is drawn is told by no text
    return [*texts(app), *cells, *heads, *(x for x in charts if not re.match(r"\d{4}-\d\d-\d\d", x))]


def _strings(part) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    for x in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _strings(x)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("page", [name for name in VIEWS if name != "definitions"])
def test_no_page_tells_days_of_sales(shown, monthly_home, page, lang):
    for client in ("c00", "c05") if page == "client" else (None,):
        app = shown(monthly_home, page, lang, **({"client": client} if client else {}))
        assert not app.exception and not app.error
        seen = [x for x in told(app) if x not in (t("coverage.by_month", lang), t("app.page_day", lang))]
        assert not [x for x in seen if OF_DAYS.search(x) and not OTHER_DAYS.search(x)]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_definitions_open(shown, monthly_home, lang):
    app = shown(monthly_home, "definitions", lang)
    assert not app.exception and not app.error


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_data_page_says_so(shown, monthly_home, demo_home, lang):
    assert t("coverage.by_month", lang) in [x.value for x in shown(monthly_home, "data", lang).info]
    assert t("coverage.by_month", lang) not in [x.value for x in shown(demo_home, "data", lang).info]


def test_spans_on_the_client_page(shown, monthly_home):
    card = kam.client_card(kam.open_book(monthly_home), "c00")
    assert (card["recency_days"], card["median_gap_days"]) == (291, 31)  # 15 March to 31 December
    seen = " ".join(texts(shown(monthly_home, "client", client="c00")))
    assert "9 months" in seen and "Jan 2023" in seen


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_downloads_have_months(monthly_home, lang):
    book = kam.open_book(monthly_home)
    assert BY_MONTH.get()
    clients = columns.display(kam.clients(book), lang, "client_card")
    text = downloads.csv(clients, downloads.headings(clients, lang, "client_card")).decode("utf-8-sig")
    assert columns.label("recency_days", lang) in text.splitlines()[0]
    assert ("Mar 2024" if lang == "en" else "март 2024") in text and not re.search(r"-15\b", text)


def test_the_command_line_has_months(monthly_home, capsys):
    showing.table(monthly_home, None, "client_card", ["client_id=c00"], None, "csv")
    card = dict(zip(*(line.split(",") for line in capsys.readouterr().out.splitlines()), strict=True))
    assert (card["first_purchase"], card["last_purchase"]) == ("2023-01", "2024-03")
    assert (card["recency_months"], card["median_gap_months"]) == ("9.0", "1.0")
    assert "recency_days" not in card and card["relationship_since"].count("-") == 2
