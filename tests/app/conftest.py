"""The dashboard run without a browser, on the demo company and on one that told nothing but its sales lines."""

from pathlib import Path

import pytest
from read_pages import VIEWS
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parent.parent.parent / "app"


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
