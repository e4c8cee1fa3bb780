"""Charts drawn as without a dashboard beside them."""

import plotly.io as pio
import pytest


@pytest.fixture(autouse=True)
def template(monkeypatch):
    """Streamlit, which other tests of the process load after the charts, makes a template of its own the default."""
    monkeypatch.setattr(pio.templates, "default", "none")
