"""A page of the dashboard opened without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.pages import page

APP = Path(__file__).parent.parent.parent / "app"


@pytest.fixture
def opened(monkeypatch):
    """`opened(home, page, lang, parameter=value, …) -> AppTest`, run once; `author` is the name typed."""

    def open_(home: Path, name: str, lang: str = "en", author: str = "", **address: str) -> AppTest:
        monkeypatch.setenv("KAM_DATA", str(home))
        app = AppTest.from_file(APP / "main.py", default_timeout=60)
        app.context["locale"] = {"en": "en-GB", "ru": "ru-RU"}[lang]
        app.switch_page(page(name))
        app.query_params.update(address)
        if author:
            app.session_state["person"] = author
        return app.run()

    return open_
