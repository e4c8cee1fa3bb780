"""Notebooks as HTML files that need nothing else: `python -m docs.notebooks_html --out FOLDER [NOTEBOOK …]`.

Each is run on the company that KAM_DATA names, in the language of KAM_LANG; its charts are inside and can be moved and
zoomed, and nothing is loaded from elsewhere, so the file can be sent by mail and opened without a network.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExecutePreprocessor

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
# JupyterLab's page without the scripts that it takes from elsewhere: our notebooks have no formulas and no diagrams
PAGE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
"""
# plotly asks for MathJax with every chart, and no chart of ours has formulas
ELSEWHERE = re.compile(r'<script[^>]*\bsrc="[^"]*"[^>]*>\s*</script>')


def exported(notebook: Path) -> str:
    """The notebook, run from top to bottom, as one HTML page. Raises CellExecutionError where a cell fails."""
    os.environ["PLOTLY_RENDERER"] = "notebook"
    book = nbformat.read(notebook, as_version=4)
    ExecutePreprocessor().preprocess(book, {"metadata": {"path": str(notebook.parent)}})
    page = HTMLExporter(extra_loaders=[DictLoader({"page.html.j2": PAGE})], template_file="page.html.j2")
    text, _ = page.from_notebook_node(book, {"metadata": {"name": notebook.stem}})
    return ELSEWHERE.sub("", text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.notebooks_html", description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="by default all of them")
    parser.add_argument("--out", type=Path, default=NOTEBOOKS / "html", help="where to (default: notebooks/html)")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for notebook in asked.notebooks or sorted(NOTEBOOKS.glob("*.ipynb")):
        file = asked.out / f"{notebook.stem}.html"
        file.write_text(exported(notebook), "utf-8")
        print(file)


if __name__ == "__main__":
    main()
