"""A dashboard served on a free port to this machine only, and a reader's visit to it in a headless browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
READY = """() => {
    const app = document.querySelector('[data-testid="stApp"]')
    return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && document.querySelector('h1')
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
        && [...document.querySelectorAll('.stPlotlyChart')].every(c => c.querySelector('.main-svg'))
}"""

# resolves once the dashboard has begun to run for the address
TURN = """path => new Promise(begun => {
    const app = document.querySelector('[data-testid="stApp"]')
    const runs = new MutationObserver(() => {
        if (app.dataset.testScriptState === 'running') { runs.disconnect(); begun() }
    })
    runs.observe(app, {attributes: true, attributeFilter: ['data-test-script-state']})
    history.pushState({}, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
})"""


@contextmanager
def served(home: Path, log: Path):
    """The address of a dashboard of a company, for as long as it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py", "--server.port", str(port)]
    with log.open("a") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "KAM_DATA": str(home)}, stdout=out, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.2)
        else:
            pytest.fail(f"the dashboard did not start:\n{log.read_text()}")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@dataclass
class Visit:
    """A page in a window of its own, and what it did."""

    page: Page
    address: str
    size: str
    abroad: list[str] = field(default_factory=list)  # requests that left this machine
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> "Visit":
        self.page.goto(self.address + path)
        return self.ready()

    def turn(self, path: str) -> "Visit":
        """Another page, as the browser's Back goes to it: the dashboard's code is not loaded again, which takes as long
        as two pages."""
        self.page.evaluate(TURN, path)
        return self.ready()

    def ready(self) -> "Visit":
        """Wait until everything is drawn: twice, since a run may follow another at once."""
        for _ in range(2):
            self.page.wait_for_function(READY, timeout=120_000, polling=100)  # ms; by default every frame
            self.page.wait_for_timeout(120)
        return self

    def whole(self) -> "Visit":
        """Make the window as high as the page, since Streamlit scrolls inside it."""
        high = self.page.evaluate("Math.ceil(document.querySelector('[data-testid=\"stMain\"]').scrollHeight)")
        self.page.set_viewport_size({"width": SIZES[self.size][0], "height": min(high + 20, 8000)})
        return self.ready()

    def text(self) -> str:
        return self.page.locator('[data-testid="stMain"]').inner_text()
