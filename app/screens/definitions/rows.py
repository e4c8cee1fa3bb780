"""Rows of a name and its meaning, which open for more; on a phone the meaning stands below the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

CODE = re.compile(r"`([^`]+)`")
STYLE = """<style>
.terms details { border-bottom: 1px solid rgba(128, 128, 128, 0.25); }
.terms summary { cursor: pointer; display: grid; gap: 0 1rem; grid-template-columns: 0.6rem 15rem 1fr;
  list-style: none; padding: 0.3rem 0; }
.terms summary::-webkit-details-marker { display: none; }
.terms summary::before { content: "›"; opacity: 0.6; }
.terms details[open] > summary::before { content: "⌄"; }
.terms b { font-weight: 600; overflow-wrap: anywhere; }
.terms .more { opacity: 0.85; padding: 0 0 0.5rem 17.6rem; }
.terms .still { cursor: default; }
.terms .still::before { content: ""; }
@media (max-width: 640px) {
  .terms summary { grid-template-columns: 0.6rem 1fr; }
  .terms summary span { grid-column: 2; }
  .terms .more { padding-left: 1.6rem; }
}
</style>"""


def draw(rows: Iterable[str]) -> None:
    st.html(f'{STYLE}<div class="terms">{"".join(rows)}</div>')


def row(name: str, meaning: str, more: Sequence[str] = (), link: tuple[str, str] | None = None) -> str:
    """One row. more: lines that it shows when opened, `names in code`; link: text and address of the last one."""
    summary = f"<b>{escape(name)}</b><span>{escape(meaning)}</span>"
    lines = [CODE.sub(r"<code>\1</code>", escape(line)) for line in more]
    if link:
        lines.append(f'<a href="{escape(link[1])}" target="_self">{escape(link[0])}</a>')
    if not lines:
        return f'<details><summary class="still">{summary}</summary></details>'
    return f'<details><summary>{summary}</summary><div class="more">{"<br>".join(lines)}</div></details>'
