"""What a page says in words, tables left out."""

from streamlit.testing.v1 import AppTest


def said(app: AppTest) -> str:
    kinds = ("title", "subheader", "caption", "markdown", "info", "warning")
    texts = [str(x.value) for kind in kinds for x in getattr(app, kind)]
    return " ".join([*texts, *(b.label for b in app.button)]).replace("\\", "")
