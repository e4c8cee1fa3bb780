"""What a reader does in a browser. Screenshots are kept where KAM_SHOTS names a folder."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

import kamlib as kam
from app.pages import PAGES
from kamlib.core.texts import t
from kamlib.labels import columns

pytestmark = pytest.mark.browser

# each page in both languages, both sizes and both themes; every other one the other way round
LOOKS = [("en", "desk", "dark"), ("ru", "phone", "light")], [("ru", "desk", "dark"), ("en", "phone", "light")]
SEEN = [(page, *look) for n, page in enumerate(PAGES) for look in LOOKS[n % 2]]
WIDER = """() => [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(e => !e.closest('[data-testid="stDataFrame"]') && getComputedStyle(e).position !== 'fixed')
    .filter(e => e.getBoundingClientRect().width && e.getBoundingClientRect().right > window.innerWidth + 1)
    .filter(e => !['auto', 'scroll', 'hidden'].includes(getComputedStyle(e.parentElement).overflowX))
    .map(e => e.className.baseVal ?? e.className).slice(0, 5)"""
CLIPPED = """() => [...document.querySelectorAll('.stPlotlyChart')].flatMap(chart => {
    const box = chart.getBoundingClientRect()
    return [...chart.querySelectorAll('text')].filter(t => t.textContent && t.getBoundingClientRect().width)
        .filter(t => {
            const r = t.getBoundingClientRect()
            return r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1
        })
        .map(t => t.textContent)
})"""


def path_of(page: str, client: str) -> str:
    return {"overview": "/", "client": f"/client?client={client}"}.get(page, f"/{page}")


def address(page) -> dict[str, list[str]]:
    return parse_qs(urlparse(page.url).query)


@pytest.fixture(scope="session")
def first_client(demo_book) -> str:
    return kam.findings(demo_book)["client_id"][0]


@pytest.mark.parametrize(("page", "lang", "size", "scheme"), SEEN)
def test_page_is_drawn_whole(visit, first_client, page, lang, size, scheme):
    seen = visit(path_of(page, first_client), lang, size, scheme, turned=True).whole()
    assert seen.page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0
    if page != "client":
        assert seen.page.locator("h1").inner_text() == t(f"app.page_{page}", lang)
    assert seen.page.evaluate(WIDER) == []
    assert seen.page.evaluate(CLIPPED) == []
    if os.environ.get("KAM_SHOTS"):
        seen.page.screenshot(path=Path(os.environ["KAM_SHOTS"]) / f"{page}_{lang}_{size}_{scheme}.png")


def test_language_is_switched_on_every_page(visit):
    seen = visit("/clients", "en")
    seen.page.get_by_text("Русский").click()
    seen.page.locator("h1", has_text="Клиенты").wait_for()
    assert address(seen.page)["lang"] == ["ru"]
    seen.ready().page.get_by_role("link", name="Данные").click()
    seen.page.locator("h1", has_text="Данные").wait_for()
    seen.ready()
    assert address(seen.page)["lang"] == ["ru"]


def click_cell(page) -> None:
    """The first cell of the matrix; plotly listens on a layer above its marks."""
    cell = page.locator(".stPlotlyChart").first.locator(".point path").first
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_click_on_the_matrix_filters_the_list(visit, demo_book):
    seen = visit("/clients", "ru")
    cell = kam.matrix(demo_book).iloc[0]
    at = f"{cell['abc']}, {cell['xyz']}"
    assert at == "A, X"
    click_cell(seen.page)
    seen.page.wait_for_url("**abc=A**")
    seen.ready()
    assert (address(seen.page)["abc"], address(seen.page)["xyz"]) == (["A"], ["X"])
    assert f"Клиентов: {cell['clients']} из" in seen.text()
    click_cell(seen.page)
    seen.page.wait_for_function("!location.search.includes('abc')")


def test_click_on_a_row_opens_the_client(visit, demo_book):
    first = kam.clients(demo_book).iloc[0]
    seen = visit("/clients?abc=A")
    # the grid is a canvas below the layer that scrolls it; 50 px down is the first row
    seen.page.locator('[data-testid="stDataFrame"]').first.click(position={"x": 60, "y": 50})
    seen.page.locator("h1", has_text=first["name_en"]).wait_for()
    assert address(seen.ready().page)["client"] == [first["client_id"]]
    seen.page.go_back()
    seen.page.locator("h1", has_text="Clients").wait_for()
    assert "Filters: ABC" in seen.ready().text()


def test_a_row_of_the_queue_leads_to_its_client(visit, demo_book):
    first = kam.queue(demo_book, "decide").iloc[0]
    seen = visit("/")
    seen.page.get_by_role("button", name=first["name_en"]).first.click()
    seen.page.locator("h1", has_text=first["name_en"]).wait_for()
    assert address(seen.ready().page)["client"] == [first["client_id"]]


def test_a_tile_leads_to_its_page(visit):
    seen = visit("/")
    seen.page.locator(".st-key-tile-is_key").get_by_role("link").first.click()
    seen.page.locator("h1", has_text=t("app.page_key_clients", "en")).wait_for()


def test_filters_are_shared_by_their_address(visit, demo_book):
    clients = kam.clients(demo_book)
    seen = visit("/clients?lang=ru&segment=champions")
    n = int((clients.segment == "champions").sum())
    assert f"Клиентов: {n} из {len(clients)}" in seen.text()


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_first_page_opens_by_its_name(visit, lang):
    seen = visit(f"/overview?lang={lang}&search=x", "en")
    assert seen.page.locator("h1").inner_text() == t("app.page_overview", lang)
    assert seen.page.get_by_role("dialog").count() == 0
    assert address(seen.page)["search"] == ["x"]


def test_tooltip_leads_to_the_definition(visit, demo_book):
    seen = visit("/", "ru")
    seen.page.locator('[data-testid="stMetric"] [data-testid="stTooltipIcon"]').first.hover()
    link = seen.page.get_by_role("link", name="Определение")
    link.wait_for()
    assert link.get_attribute("href").endswith("/definitions?term=net_12m&lang=ru")
    assert columns.label("net_12m", "ru") in visit("/definitions?term=net_12m&lang=ru").text()
