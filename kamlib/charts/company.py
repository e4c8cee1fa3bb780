"""The company as a whole: months, seasons, concentration, what the analysis is about."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import cells, rows
from kamlib.charts.theme import Draft, empty, figure, key, mix, palette, ticks
from kamlib.charts.words import client_name, hover, money, number, numbers, product_class, safe, say, short
from kamlib.core import formats
from kamlib.labels import columns

WHALE_POINTS = 100


def company_monthly(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """The last 12 months of `company_monthly` before the same months a year earlier, and turnover out of season.

    A month that is not complete, or that the data do not cover, is drawn pale and not compared. currency: ISO code,
    None where not told.
    """
    if frame.empty:
        return empty(lang, dark, "company_monthly", title)
    p = palette(dark)
    by_month = {pd.Timestamp(m): row for m, row in zip(frame["month"], frame.to_dict("records"), strict=True)}
    months = list(by_month)[-12:]
    now = [number(by_month[m]["net"]) for m in months]
    before = [number(by_month.get(m - pd.DateOffset(years=1), {}).get("net")) for m in months]
    pace = [number(by_month[m]["net_out_of_season"]) for m in months]
    whole = [_is_whole(by_month[m]) for m in months]
    hovers = []
    for m, a, b, c in zip(months, now, before, pace, strict=True):
        year_ago = by_month.get(m - pd.DateOffset(years=1))
        is_compared = _is_whole(by_month[m]) and year_ago is not None and _is_whole(year_ago)
        lines = [
            (say("turnover", lang), formats.money(a, lang, currency)),
            (formats.month(m - pd.DateOffset(years=1), lang), formats.money(b, lang, currency)),
            (say("change", lang), formats.growth(a / b - 1 if b and is_compared else None, lang)),
            (say("out_of_season", lang), formats.money(c, lang, currency)),
        ]
        if not by_month[m]["is_complete"]:
            lines.append(("", say("not_complete", lang)))
        elif not _is_whole(by_month[m]):
            lines.append(("", columns.code_meaning("month_problem", by_month[m]["problem"], lang)))
        hovers.append(hover(formats.month(m, lang), *lines))
    notes = [key("■", p.accent, say("last_12_months", lang)), key("■", p.grey, say("year_before", lang))]
    notes.append(key("━", p.text, say("out_of_season", lang)))
    fig = figure(lang, dark, "company_monthly", title, notes)
    places = list(range(len(months)))
    common = {"x": places, "hovertext": hovers, "hoverinfo": "text"}
    fig.bar(name="before", y=before, width=0.84, marker={"color": p.grey, "line": {"width": 0}}, **common)
    fills = [p.accent if is_whole else mix(p.accent, p.surface, 0.45) for is_whole in whole]
    fig.bar(name="now", y=now, width=0.5, marker={"color": fills, "line": {"width": 0}}, **common)
    fig.scatter(name="pace", y=pace, mode="lines", line={"color": p.text, "width": 2}, **common)
    _months_below(fig, [m.month for m in months], lang)
    _money_axis(fig, p.grid, now + before + pace, lang, currency)
    return fig.done()


def _is_whole(row: dict[str, Any]) -> bool:
    """Over by the review date, and covered by the data."""
    return bool(row["is_complete"]) and bool(row.get("is_covered", True))


def _months_below(fig: Draft, months: list[int], lang: str) -> None:
    names = say("months_short", lang).split()
    fig.x(
        tickvals=list(range(len(months))),
        ticktext=[names[m - 1] for m in months],
        range=[-0.6, len(months) - 0.4],
        tickfont={"size": 10},
    )


def _money_axis(fig: Draft, grid: str, values: list[float], lang: str, currency: str | None) -> None:
    known = [v for v in values if v == v] + [0.0]
    low, high = min(known), max(known) or 1.0
    marks = ticks(low, high, lambda v: money(v, lang, currency))
    fig.y(showgrid=True, gridcolor=grid, range=[low * 1.05, high * 1.06], **marks)


def seasonal_index(frame: pd.DataFrame, lang: str = "en", dark: bool = False, title: str | None = None) -> go.Figure:
    """The year of the company and of each product class (`seasonal_index`): 1 is the mean month."""
    if frame.empty:
        return empty(lang, dark, "seasonal_index", title)
    p = palette(dark)
    notes = [say("season_note", lang)]
    if frame["is_flat"].all():
        notes = [say("season_flat", lang)]
    company = frame[frame["product_class"].isna()]
    classes = list(dict.fromkeys(frame["product_class"].dropna()))
    if classes == [""] and len(company):
        classes = []  # no product has a class: the same months again
    series = [(say("whole_company", lang), company)] if len(company) else []
    parts = [frame[frame["product_class"] == c] for c in classes]
    series += [(product_class(part.iloc[0].to_dict(), lang), part) for part in parts]
    names = say("months_short", lang).split()
    in_full = {n: formats.month_name(n, lang) for n in range(1, 13)}
    point = formats.plotly_separators(lang)[0]
    table = []
    for y, (name, part) in enumerate(series):
        for month, index in zip(part["month_of_year"], numbers(part["season_index"]), strict=True):
            # full colour at half above or below the mean month
            depth = min(abs(index - 1) / 0.5, 1) * 0.9
            fill = mix(p.accent if index >= 1 else p.grey, p.faint, depth)
            exact, shown = (f"{index:.{digits}f}".replace(".", point) for digits in (2, 1))
            told = hover(safe(name), (in_full[month], exact))
            table.append(cells.Cell(month - 1, y, fill, shown, told, [name, int(month), index]))
    notes += [key("■", p.accent, say("above_mean", lang)), key("■", p.grey, say("below_mean", lang))]
    fig = figure(lang, dark, "seasonal_index", title, notes)
    cells.draw(fig, p, table)
    cells.table_axes(fig, p, names, [short(n, 18) for n, _ in series], many=11)
    fig.set(height=fig.top + 34 + 26 * len(series))
    fig.x(tickfont={"size": 11})
    return fig.done()


def whale_curve(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """Share of all contribution brought by the best clients so far (`whale_curve`), its peak marked.

    Money in place of shares, and a note that says so, where the total is none to have a share of.
    Long curves are thinned to a few hundred points, the peak and both ends kept.
    """
    if frame.empty:
        return empty(lang, dark, "whale_curve", title)
    in_money = frame["cumulative_share"].isna().all()
    so_far = "cumulative_contribution" if in_money else "cumulative_share"

    def write(v: float) -> str:
        return money(v, lang, currency) if in_money else formats.share(v, lang, 0)

    p = palette(dark)
    level = frame["contribution_level"].iloc[0]
    notes = [columns.code_label("contribution_level", level, lang)]
    notes += [say("share_not_known", lang)] if in_money else []
    fig = figure(lang, dark, "whale_curve_revenue" if level == "revenue" else "whale_curve", title, notes)
    n = len(frame)
    sums = numbers(frame[so_far])
    top = sums.index(max(sums))
    step = max(n // WHALE_POINTS, 1)
    kept = sorted({*range(min(n, 20)), *range(0, n, step), top, n - 1})
    part = frame.iloc[kept]
    xs = [0.0, *numbers(part["clients_share"])]
    ys = [0.0, *(sums[i] for i in kept)]
    hovers = [""] + [
        hover(
            safe(client_name(row, lang)),
            (say("contribution", lang), formats.money(row["contribution_12m"], lang, currency)),
            (say("clients_so_far", lang), formats.share(row["clients_share"], lang)),
            (say("contribution_so_far", lang), write(row[so_far]) if in_money else formats.share(row[so_far], lang)),
        )
        for row in part.to_dict("records")
    ]
    if not in_money:
        dotted = {"color": p.grey, "width": 1, "dash": "dot"}
        fig.scatter(x=[0, 1], y=[0, 1], mode="lines", line=dotted, hoverinfo="skip")
    split = kept.index(top) + 2
    for name, piece, colour in (("up", slice(0, split), p.accent), ("down", slice(split - 1, None), p.loss)):
        if len(xs[piece]) > 1:
            fig.scatter(
                name=name,
                x=xs[piece],
                y=ys[piece],
                mode="lines",
                line={"color": colour, "width": 3},
                hovertext=hovers[piece],
                hoverinfo="text",
            )
    fifth = max(round(n * 0.2) - 1, 0)
    clients = formats.share(frame["clients_share"].iloc[fifth], lang, 0)
    marked = [(fifth, "whale_fifth", {"clients": clients}, {"xanchor": "left", "xshift": 10, "yshift": -14})]
    if sums[top] > sums[-1] if in_money else sums[top] >= 1.005:  # else it would be told as 100%
        given = {"given": write(sums[top] - sums[-1])}
        marked.append(
            (top, "whale_peak_money" if in_money else "whale_peak", given, {"xanchor": "right", "yshift": 24})
        )
    labels = []
    for row, key_of_text, values, place in marked:
        at = {"x": frame["clients_share"].iloc[row], "y": sums[row]}
        text = say(key_of_text, lang, share=write(sums[row]), **values)
        labels.append({"text": text, "showarrow": False, "align": "left", **at, **place})
        mark = {"size": 9, "color": p.text}
        fig.scatter(x=[at["x"]], y=[at["y"]], mode="markers", hoverinfo="skip", marker=mark, cliponaxis=False)
    low, high = min(*ys, 0), max(ys) if in_money else max(*ys, 1.0)
    high = high if high > low else low + 1
    fig.set(annotations=labels)
    fig.x(range=[0, 1.01], title={"text": say("share_of_clients", lang)}, **ticks(0, 1, write))
    fig.y(
        range=[low, high * (1.1 if len(labels) < 2 else 1.28)],
        showgrid=True,
        gridcolor=p.grid,
        **ticks(low, high, write),
    )
    axis = ("revenue", "contribution")[level != "revenue"]
    fig.y(title={"text": say(f"{axis}_sum" if in_money else f"share_of_{axis}", lang)})
    return fig.done()


def concentration_bars(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    top: int = 10,
) -> go.Figure:
    """The largest clients' shares of 12-month revenue, and their sum so far in grey.

    frame: one row for every client, with net_12m (`clients`, `contribution` or `abc_xyz`); a click gives the client_id.
    Nothing is drawn where its revenue_share is known of none.
    """
    bought = frame[frame["net_12m"].notna()] if len(frame) else frame
    total = sum(numbers(bought["net_12m"])) if len(bought) else 0
    unknown = "revenue_share" in bought and bought["revenue_share"].isna().all()
    if total <= 0 or unknown:
        return empty(lang, dark, "concentration_bars", title)
    p = palette(dark)
    first = bought.sort_values(["net_12m", "client_id"], ascending=[False, True]).head(top).to_dict("records")
    shares = [number(r["net_12m"]) / total for r in first]
    sums = [sum(shares[: i + 1]) for i in range(len(shares))]
    names = [client_name(r, lang) for r in first]
    hovers = [
        hover(
            safe(name),
            (say("revenue_12m", lang), formats.money(r["net_12m"], lang, currency)),
            (say("share_of_revenue", lang), formats.share(share, lang)),
            (say("together_first", lang, n=i + 1), formats.share(so_far, lang)),
        )
        for i, (r, name, share, so_far) in enumerate(zip(first, names, shares, sums, strict=True))
    ]
    texts = [
        f'<b>{formats.share(a, lang)}</b> <span style="color:{p.muted}">/ {formats.share(b, lang, 0)}</span>'
        for a, b in zip(shares, sums, strict=True)
    ]
    notes = [key("■", p.accent, say("own_share", lang)), key("■", p.grey, say("sum_so_far", lang))]
    fig = figure(lang, dark, "concentration_bars", title, notes, right=96)
    ids = [r["client_id"] for r in first]
    for name, values, colour, width in (
        ("so_far", sums, mix(p.grey, p.surface, 0.55), 0.8),
        ("own", shares, p.accent, 0.5),
    ):
        fig.bar(
            name=name,
            orientation="h",
            y=list(range(len(first))),
            x=values,
            width=width,
            marker={"color": colour, "line": {"width": 0}},
            customdata=ids,
            hovertext=hovers,
            hoverinfo="text",
            unselected={"marker": {"opacity": 1}},
        )
    rows.lay_out(fig, p, [short(n) for n in names], texts)
    fig.x(showticklabels=False, range=[0, max(sums)])
    return fig.done()


def reconciliation(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """All money of the sales lines by what it is attributed to (`reconciliation`), adding up to the total."""
    if frame.empty:
        return empty(lang, dark, "reconciliation", title)
    p = palette(dark)
    inside = frame[~frame["is_after_as_of"].astype(bool)]
    steps = []

    def step(name: str, part: pd.DataFrame, colour: str, is_total: bool = False, code: str = "") -> None:
        value = sum(numbers(part["net"]))
        lines = formats.count(part["lines"].sum(), lang)
        text = hover(name, (say("money", lang), formats.money(value, lang, currency)), (say("lines", lang), lines))
        steps.append(rows.Step(name, value, formats.money(value, lang, currency), text, colour, is_total, code))

    for code in columns.code_lists()["attribution"]:
        part = inside[inside["attribution"] == code]
        if len(part):
            step(
                columns.code_label("attribution", code, lang), part, p.accent if code == "client" else p.grey, code=code
            )
    after = frame[frame["is_after_as_of"].astype(bool)]
    if len(after):
        step(say("after_as_of", lang), after, p.grey, code="after")
    step(say("all_lines", lang), frame, p.muted, is_total=True, code="all")
    notes = [key("■", p.accent, say("in_the_analysis", lang))]
    fig = figure(lang, dark, "reconciliation", title, notes, right=rows.column_width([s.number for s in steps]))
    return rows.waterfall(fig, p, steps).done()


def sparkline(values: list, dark: bool = False, lang: str = "en", height: int = 56) -> go.Figure:
    """A small line without axes, its last point marked; unknown values leave a gap."""
    p = palette(dark)
    fig = figure(lang, dark, "nothing", "", height=height)
    ys = numbers(values)
    fig.scatter(y=ys, mode="lines", line={"color": p.grey, "width": 2}, hoverinfo="skip", cliponaxis=False)
    last = next((i for i in reversed(range(len(ys))) if ys[i] == ys[i]), None)
    if last is not None:
        mark = {"size": 7, "color": p.accent}
        fig.scatter(x=[last], y=[ys[last]], mode="markers", marker=mark, hoverinfo="skip", cliponaxis=False)
    fig.set(margin={"l": 6, "r": 6, "t": 6, "b": 6}, xaxis={"visible": False}, yaxis={"visible": False})
    return fig.done()
