"""What a reader finds on a page."""

import html
import re

from streamlit.testing.v1 import AppTest

from app.pages import PAGES, page

VIEWS = {name: page(name) for name in PAGES}


def texts(app: AppTest) -> list[str]:
    """All that a reader can read, tables' cells and charts apart."""
    found = []
    for kind in ("title", "subheader", "caption", "markdown", "info", "warning", "error", "success"):
        found += [str(x.value) for x in getattr(app, kind)]
    found += [x for m in app.metric for x in (m.label, m.value, m.delta) if x]
    for kind in ("button", "selectbox", "multiselect", "text_input", "expander", "tabs"):
        found += [x.label for x in getattr(app, kind)]
    return found + [_read(x) for x in written(app)]


def _read(body: str) -> str:
    """What HTML shows; code as in markdown."""
    body = re.sub(r"</?code>", "`", body)
    return html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", body, flags=re.S))


def written(app: AppTest) -> list[str]:
    """What a page writes as HTML."""
    return [x.proto.body for x in app.get("html")]


def metrics(app: AppTest) -> dict[str, str]:
    return {m.label: m.value.replace("\\", "") for m in app.metric}
