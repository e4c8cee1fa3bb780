"""The dashboard in a headless browser, served on a free port to this machine only."""

import shutil

import pytest
from playwright.sync_api import sync_playwright
from visits import LOCALES, SIZES, Visit, served


@pytest.fixture(scope="session")
def server(demo_home, tmp_path_factory):
    """The address of a dashboard of the demo company."""
    with served(demo_home, tmp_path_factory.mktemp("dashboard") / "log") as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no chromium found: run `make test`, or tests/install_browser.sh, which says how to install it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(browser, server):
    """`visit(path, lang="en", size="desk", scheme="light") -> Visit`; at the end nothing may have left this machine."""
    visits = []

    def open_page(path: str = "/", lang: str = "en", size: str = "desk", scheme: str = "light") -> Visit:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=LOCALES[lang],
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        seen = Visit(context.new_page(), server, size)
        here = (server, server.replace("http", "ws"), "data:", "blob:")
        seen.page.on("request", lambda r: None if r.url.startswith(here) else seen.abroad.append(r.url))
        seen.page.on("websocket", lambda w: None if w.url.startswith(here) else seen.abroad.append(w.url))
        seen.page.on("pageerror", lambda e: seen.faults.append(str(e)))
        visits.append((context, seen))
        return seen.go(path)

    yield open_page
    for context, seen in visits:
        context.close()
        assert not seen.abroad
        assert not seen.faults
