"""The dashboard run without a browser, on the demo company and on one that told nothing but its sales lines."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from read_pages import VIEWS
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parent.parent.parent / "app"


@pytest.fixture(scope="session")
def bare_home(lines_home):
    """Two years of sales lines with a client, a date and an amount, and nothing else; one name would be a formula."""
    names = [f"К{n:02d}" for n in range(1, 12)] + ["=1+2"]
    first = date(2024, 1, 10)
    lines = [
        {
            "order_date": (first + timedelta(days=30 * month)).isoformat(),
            "client_id": name,
            "net_amount": 1000 * (n + 1),
        }
        for n, name in enumerate(names)
        for month in range(24)
        if (month + n) % (1 + n % 3) == 0
    ]
    return lines_home(lines)


@pytest.fixture(scope="session")
def homes(demo_home, bare_home):
    return {"demo": demo_home, "bare": bare_home}


@pytest.fixture
def shown(monkeypatch):
    """`shown(home, page, lang="en", parameter=value, …) -> AppTest`: a page as a reader of the language opens it."""

    def show(home: Path, page: str = "overview", lang: str = "en", address: dict | None = None, **more) -> AppTest:
        monkeypatch.setenv("KAM_DATA", str(home))
        app = AppTest.from_file(APP / "main.py", default_timeout=60)
        app.context["locale"] = {"en": "en-GB", "ru": "ru-RU"}[lang]
        if page != "overview":
            app.switch_page(VIEWS[page])
        app.query_params.update({**(address or {}), **more})
        return app.run()

    return show
