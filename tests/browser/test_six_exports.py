"""From exports of real systems to the Overview: answers, clicks, seconds; next month asks nothing.

All six by the library, two of them in the browser besides. `pytest -rP` prints what each took there.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator
from six_exports import EXPORTS, Export, Sale, Written
from visits import LOCALES, SIZES, Visit, served

import kamlib as kam
from kamlib.book.build import only
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.intake import import_files
from kamlib.intake.questions import Question

PATIENCE = 120_000  # ms: a machine that does other things besides
MOST_ANSWERS, MOST_SECONDS = 3, 300  # a file, an export
BUTTON = {"en": "Import, build and open the Overview", "ru": "Загрузить, построить книгу и открыть обзор"}
CHOSEN = {"en": "That is all", "ru": "Это всё"}
QUESTIONS = '[data-testid="stMain"] :is([data-testid="stRadio"], [data-testid="stButtonGroup"])'


class Analyst:
    """Brings files in by the page, and counts."""

    def __init__(self, visit: Visit, export: Export, home: Path):
        self.visit, self.page, self.export, self.home = visit, visit.page, export, home
        self.answers = self.clicks = 0

    def bring_in(self, written: Written, is_next: bool = False) -> float:
        """Drop the files, answer what is asked (of the next month nothing), press the button; seconds until the
        Overview is drawn."""
        began = time.monotonic()
        known = sources(self.home)
        button = self.drop(written)
        assert not is_next or self.asks_nothing()
        while (left := self.page.locator(QUESTIONS)).count():
            assert button.is_disabled()
            self._answer(left.first)
        lines = written.files[0]  # the others may be the ones that are there already
        if lines.suffix == ".csv":
            rows = formats.count(len(lines.read_text("utf-8").splitlines()) - 1, self.export.lang)
            self.page.get_by_text(t("add_files.of_read", self.export.lang, n=rows)).first.wait_for()
        assert sources(self.home) == known  # until the button is pressed
        button.click()
        self.clicks += 1
        self.page.wait_for_url(lambda url: "/data" not in url, timeout=120_000)
        self.visit.ready()
        assert self.page.locator("h1").inner_text() == t("app.page_overview", self.export.lang)
        return time.monotonic() - began

    def asks_nothing(self) -> bool:
        """Are there no questions, and is it told what was taken from the last file's answers, where it had some?"""
        told = t("add_files.answered", self.export.lang, answers="") in self.visit.text()
        return not self.page.locator(QUESTIONS).count() and told == bool(self.export.answers)

    def drop(self, written: Written) -> Locator:
        """Drop the files on the page Data; the button that brings them in."""
        self.visit.go("/data")
        self.page.set_input_files('input[type="file"]', [str(f) for f in written.files])
        self.clicks += 1
        button = self.page.get_by_role("button", name=BUTTON[self.export.lang])
        button.wait_for()
        self.visit.ready()
        return button

    def _answer(self, question: Locator) -> None:
        asked = question.inner_text()
        (option,) = [o for words, o in self.export.answers.items() if words in asked] or [f"an answer to: {asked}"]
        question.get_by_text(option, exact=True).click()
        self.clicks += 1
        if question.get_attribute("data-testid") == "stButtonGroup":
            self.page.get_by_role("button", name=CHOSEN[self.export.lang], exact=True).click()
            self.clicks += 1
        self.answers += 1
        question.get_by_text(option, exact=True).wait_for(state="detached")
        self.visit.ready()


def sources(home: Path) -> str | None:
    """What the home knows of its sources; None: it has none yet."""
    file = home / "sources.json"
    return file.read_text("utf-8") if file.exists() else None


@pytest.fixture
def analyst(browser, tmp_path, request):
    """At the page of a company that has told nothing yet."""
    export: Export = request.param
    width, height = SIZES[export.size]
    with served(tmp_path / "home", tmp_path / "log") as address:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=LOCALES[export.lang], reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        yield Analyst(Visit(context.new_page(), address, export.size), export, tmp_path / "home")
        context.close()


PAGE_ONE = ["overview", "client_card", "company_monthly"]


def as_in(book: kam.Book, sales: list[Sale]) -> None:
    """The book has these sales: of the last 12 months by client and together, and of all its months."""
    overview, year = kam.overview(book), Counter[str]()
    for sale in sales:
        if sale.day > _a_year_before(book.as_of):
            year[sale.client] += sale.net
    by_client = kam.clients(book).set_index("client_id")["net_12m"].dropna().round(2)
    assert by_client.to_dict() == {client: float(net) for client, net in year.items()}
    assert overview["net_12m"] == sum(year.values())
    assert overview["clients_ever"] == len({s.client for s in sales})
    assert round(kam.company_monthly(book)["net"].sum(), 2) == float(sum(s.net for s in sales))


def _a_year_before(day: date) -> date:
    """The day before the last twelve months, of which `day` is the last."""
    after = day + timedelta(days=1)
    return after.replace(year=after.year - 1) - timedelta(days=1)


# those that ask most, that ask nothing, and one on a phone; each costs two builds of a book
ON_THE_PAGE = [e for e in EXPORTS if e.name in ("1c_gross_profit", "crm_orders")]


@pytest.mark.browser
@pytest.mark.parametrize("analyst", ON_THE_PAGE, ids=lambda e: e.name, indirect=True)
def test_an_export_becomes_the_overview_in_minutes_and_next_month_asks_nothing(analyst, tmp_path, record_property):
    export, home = analyst.export, tmp_path / "home"
    first = export.first(tmp_path / "first")
    seconds = analyst.bring_in(first)
    answers, clicks = analyst.answers, analyst.clicks
    as_in(kam.open_book(home), first.sales)
    following = export.next_month(tmp_path / "next")
    if export.next_is_built:
        analyst.bring_in(following, is_next=True)
        as_in(kam.open_book(home), following.sales if export.grows else [*first.sales, *following.sales])
        assert analyst.answers == answers
    else:
        assert analyst.drop(following).is_enabled() and analyst.asks_nothing()
        import_files(home, following.files)
        net = sum(s.net for s in [*first.sales, *following.sales])
        assert round(kam.sources_of(home)["net_amount"].sum(), 2) == float(net)
    told = {"files": len(first.files), "answers": answers, "clicks": clicks, "seconds": round(seconds)}
    for name, value in told.items():
        record_property(name, value)
    print(export.name, *(f"{name} {value}" for name, value in told.items()))
    assert answers <= MOST_ANSWERS * len(first.files)
    assert seconds < MOST_SECONDS


class Teller:
    """Answers what an import asks, by the words of the question and of the option."""

    def __init__(self, export: Export):
        self.export, self.answers = export, 0

    def __call__(self, question: Question) -> str:
        self.answers += 1
        (wanted,) = [o for words, o in self.export.answers.items() if words in question.text(self.export.lang)]
        answer = question.option(wanted)
        assert answer is not None, (wanted, question.labelled(self.export.lang))
        return answer


@pytest.mark.parametrize("export", EXPORTS, ids=lambda e: e.name)
def test_an_export_is_read_to_the_kopeck_and_next_month_asks_nothing(export, tmp_path):
    home, teller = tmp_path / "home", Teller(export)
    first = export.first(tmp_path / "first")
    import_files(home, first.files, ask=teller, lang=export.lang)
    as_in(only(home, PAGE_ONE), first.sales)
    asked = teller.answers
    assert asked <= MOST_ANSWERS * len(first.files)
    following = export.next_month(tmp_path / "next")
    import_files(home, following.files, ask=teller, lang=export.lang)
    as_in(only(home, PAGE_ONE), following.sales if export.grows else [*first.sales, *following.sales])
    assert teller.answers == asked
