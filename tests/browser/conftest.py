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


@pytest.fixture(scope="session")
def window(browser, server):
    """`window(lang, size, scheme) -> Visit`: one window of each kind for all tests, since in a new one the browser
    reads the whole dashboard's code again, which costs more than a page."""
    windows: dict[tuple[str, str, str], Visit] = {}

    def get(lang: str, size: str, scheme: str) -> Visit:
        if (lang, size, scheme) not in windows:
            context = browser.new_context(locale=LOCALES[lang], color_scheme=scheme, reduced_motion="reduce")
            seen = windows[lang, size, scheme] = Visit(context.new_page(), server, size)
            here = (server, server.replace("http", "ws"), "data:", "blob:")
            seen.page.on("request", lambda r: None if r.url.startswith(here) else seen.abroad.append(r.url))
            seen.page.on("websocket", lambda w: None if w.url.startswith(here) else seen.abroad.append(w.url))
            seen.page.on("pageerror", lambda e: seen.faults.append(str(e)))
        return windows[lang, size, scheme]

    yield get
    for seen in windows.values():
        seen.page.context.close()
        assert not seen.abroad and not seen.faults


@pytest.fixture
def visit(window, server):
    """`visit(path, lang="en", size="desk", scheme="light") -> Visit`: a page loaded anew in a window of that kind, or,
    with turned=True, from the page that is there; at the end nothing may have left this machine."""
    visits: list[Visit] = []

    def open_page(path: str = "/", lang: str = "en", size: str = "desk", scheme: str = "light", turned=False) -> Visit:
        seen = window(lang, size, scheme)
        width, height = SIZES[size]
        seen.page.set_viewport_size({"width": width, "height": height})
        visits.append(seen)
        return seen.turn(path) if turned and seen.page.url.startswith(server) else seen.go(path)

    yield open_page
    for seen in visits:
        assert not seen.abroad
        assert not seen.faults
