"""The PDF of a pack: its contents handed over as data to the one template, which shows them as text and bars.

The same contents give the same bytes. Tagged for screen readers (PDF/UA-1); only the shipped fonts are used.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import pandas as pd

from kamlib.charts.theme import palette
from kamlib.review.pack import fonts, geometry
from kamlib.review.pack.parts import Chart, Pack, Spread, Table

LABELS = 4  # below a line
HEAT_FULL = 1.0


def pdf(pack: Pack) -> bytes:
    """The pack as a PDF file."""
    import typst

    shipped = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])
    template = str(files("kamlib.review.pack").joinpath("pack.typ"))
    told = json.dumps(_shown(_told(pack)), ensure_ascii=False, allow_nan=False)
    compiler = typst.Compiler(template, font_paths=shipped, sys_inputs={"pack": told})
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return bytes(made)  # type: ignore[arg-type]


def _shown(told: Any) -> Any:
    """The same with every text as the fonts can show it."""
    if isinstance(told, str):
        return fonts.shown(told)
    if isinstance(told, dict):
        return {name: _shown(x) for name, x in told.items()}
    if isinstance(told, list | tuple):
        return [_shown(x) for x in told]
    return told


def _told(pack: Pack) -> dict[str, Any]:
    from kamlib.core.texts import t

    page_of = t("pack.page_of", pack.lang, page="\n", pages="\n").split("\n")
    return {
        "title": f"{pack.company}: {pack.title}",
        "company": pack.company,
        "lang": pack.lang,
        "head": pack.head,
        "foot": pack.foot,
        "page_of": page_of,
        "contents": t("pack.contents", pack.lang) if len(pack.spreads) > 1 else "",
        "fonts": list(fonts.FAMILIES),
        "colours": asdict(palette()),
        "spreads": [_spread(s) for s in pack.spreads],
    }


def _spread(s: Spread) -> dict[str, Any]:
    return {
        "key": s.key,
        "question": s.question,
        "sentences": s.sentences,
        "notes": s.notes,
        "figures": [asdict(f) for f in s.figures],
        "charts": [_chart(c) for c in s.charts],
        "tables": [_table(x) for x in s.tables],
    }


def _table(x: Table) -> dict[str, Any]:
    columns = [{"head": c.head, "width": c.width, "number": c.is_number} for c in x.columns]
    return {"key": x.key, "title": x.title, "columns": columns, "rows": x.printed, "more": x.more, "note": x.note}


def _chart(c: Chart) -> dict[str, Any]:
    told = {"kind": c.kind, "title": c.title, "alt": c.alt, "note": c.note, "series": c.series}
    draw = {"bridge": _bridge, "bars": _bars, "pairs": _pairs, "heat": _heat, "lines": _lines}[c.kind]
    return told | draw(c)


def _bridge(c: Chart) -> dict[str, Any]:
    scale, spans = geometry.bridge(c.frame)
    rows = [
        {"label": r["label"], "shown": r["shown"], "tone": r["tone"], "begin": scale.place(a), "end": scale.place(b)}
        for r, (a, b) in zip(c.frame.to_dict("records"), spans, strict=True)
    ]
    return {"rows": rows, "zero": scale.place(scale.low if scale.is_cut else 0.0)}


def _bars(c: Chart) -> dict[str, Any]:
    scale = geometry.scale_of(c.frame["value"].tolist())
    zero = scale.place(0.0)
    rows = [
        {"label": r["label"], "shown": r["shown"], "tone": r["tone"], "begin": zero, "end": scale.place(r["value"])}
        for r in c.frame.to_dict("records")
    ]
    return {"rows": rows, "zero": zero}


def _pairs(c: Chart) -> dict[str, Any]:
    scale = geometry.scale_of([*c.frame["before"], *c.frame["now"]])
    rows = [
        {"label": r["label"], "shown": r["shown"], "before": scale.place(r["before"]), "now": scale.place(r["now"])}
        for r in c.frame.to_dict("records")
    ]
    return {"rows": rows, "zero": scale.place(0.0)}


def _heat(c: Chart) -> dict[str, Any]:
    names = [x for x in c.frame["column"].cat.categories if x in set(c.frame["column"])]
    rows = []
    for label in dict.fromkeys(c.frame["row"]):
        of = c.frame[c.frame["row"] == label].drop_duplicates("column").set_index("column")
        cells = [
            {"share": min(max(float(of.loc[n, "value"]), 0.0), HEAT_FULL), "shown": of.loc[n, "shown"]}
            if n in of.index
            else None
            for n in names
        ]
        rows.append({"label": label, "cells": cells})
    return {"columns": names, "rows": rows}


def _lines(c: Chart) -> dict[str, Any]:
    values = [x for name in c.series for x in c.frame[name]]
    scale = geometry.scale_of([*values, *(at for at, _ in c.ticks)])
    last = max(len(c.frame) - 1, 1)
    points = [
        [{"x": n / last, "y": None if pd.isna(x) else scale.place(x)} for n, x in enumerate(c.frame[name])]
        for name in c.series
    ]
    ticks = [{"at": scale.place(at), "shown": shown} for at, shown in c.ticks]
    places = [round(k * last / (LABELS - 1)) for k in range(LABELS)]
    return {"points": points, "ticks": ticks, "labels": [c.frame["x"].iloc[k] for k in places]}
