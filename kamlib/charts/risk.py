"""Risk of losing clients: where the money at risk is, why, and whether such forecasts came true."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import empty, figure, key, palette, ticks
from kamlib.charts.words import client_name, hover, money, numbers, safe, short
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.risk import driver_text

POINTS = 1000  # clients on the map: those with the most to lose; the others lie in its lower left corner
NAMED = 3
LEAST_P = 0.002
P_TICKS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


def risk_map(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """Clients by probability of silence and revenue of 12 months (`churn_risk`), both on logarithmic axes.

    Along a slanting line the expected loss (probability × revenue) is the same. A click gives the client_id.
    """
    known = frame[(frame["p_churn"] > 0) & (frame["net_12m"] > 0)] if len(frame) else frame
    if known.empty:
        return empty(lang, dark, "risk_map", title, "no_probability")
    p = palette(dark)
    known = known.assign(x=known["p_churn"].clip(LEAST_P, 1), loss=known["p_churn"] * known["net_12m"])
    known = known.sort_values(["loss", "client_id"], ascending=[False, True]).head(POINTS)
    notes = [
        key("●", p.accent, t("risk.key_a", lang)),
        key("●", p.grey, t("risk.key_other", lang)),
        key("╲", p.muted, t("risk.key_equal", lang)),
    ]
    losses = _round_losses(known["loss"].max())
    fig = figure(
        lang, dark, "risk_map", title, notes, height=420, right=rows.column_width([money(losses[0], lang, currency)])
    )
    low, high = known["net_12m"].min() / 1.5, known["net_12m"].max() * 2
    for loss in losses:
        ends = [max(LEAST_P, loss / high), min(1.0, loss / low)]
        line = {"color": p.muted, "width": 1, "dash": "dot"}
        fig.scatter(mode="lines", x=ends, y=[loss / x for x in ends], line=line, hoverinfo="skip")
    for is_a, colour in ((False, p.grey), (True, p.accent)):
        part = known[(known["abc"] == "A") == is_a]
        fig.scatter(
            mode="markers",
            x=part["x"].tolist(),
            y=part["net_12m"].tolist(),
            marker={"size": 9 if is_a else 7, "color": colour, "opacity": 0.8, "line": {"width": 0}},
            customdata=part["client_id"].tolist(),
            hovertext=[_client_hover(r, lang, currency) for r in part.to_dict("records")],
            hoverinfo="text",
        )
    fig.layout["annotations"] = _loss_labels(p, losses, low, lang, currency) + _name_labels(p, known, lang)
    fig.x(
        type="log",
        range=[math.log10(LEAST_P * 0.9), math.log10(1.05)],
        tickvals=list(P_TICKS),
        ticktext=[formats.policy_share(x, lang) for x in P_TICKS],
        title={"text": t("risk.axis_probability", lang)},
        showgrid=True,
        gridcolor=p.faint,
    )
    decades = [10.0**k for k in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
    fig.y(
        type="log",
        range=[math.log10(low), math.log10(high)],
        tickvals=decades,
        ticktext=[money(x, lang, currency) for x in decades],
        title={"text": t("risk.axis_money", lang)},
        showgrid=True,
        gridcolor=p.faint,
    )
    return fig.done()


def _round_losses(largest: float) -> list[float]:
    top = 10.0 ** math.floor(math.log10(largest))
    return [top, top / 10, top / 100]


def _loss_labels(p, losses: list[float], low: float, lang: str, currency: str | None) -> list[dict]:
    """How much a line stands for, written where it reaches the right edge: there the loss is the whole revenue."""
    return [
        {
            "text": money(loss, lang, currency),
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 4,
            "y": math.log10(loss),
            "showarrow": False,
            "font": {"size": 10, "color": p.muted},
        }
        for loss in losses
        if loss >= low
    ]


def _name_labels(p, known: pd.DataFrame, lang: str) -> list[dict]:
    """Names of the clients with the most to lose, where one does not cover another."""
    labels: list[dict] = []
    for r in known.head(NAMED).to_dict("records"):
        x, y = math.log10(r["x"]), math.log10(r["net_12m"])
        if any(abs(y - other["y"]) < 0.25 for other in labels):
            continue
        labels.append(
            {
                "text": short(client_name(r, lang), 18),
                "x": x,
                "y": y,
                "showarrow": False,
                "xanchor": "right" if x > -1.3 else "left",
                "xshift": -7 if x > -1.3 else 7,
                "font": {"size": 11, "color": p.text},
            }
        )
    return labels


def _client_hover(r: dict, lang: str, currency: str | None) -> str:
    lines = [
        (columns.label("p_churn", lang), formats.share(r["p_churn"], lang)),
        (columns.label("p_shrink", lang), formats.share(r["p_shrink"], lang)),
        (columns.label("net_12m", lang), formats.money(r["net_12m"], lang, currency)),
        (columns.label("contribution_at_risk_12m", lang), formats.money(r["contribution_at_risk_12m"], lang, currency)),
        (columns.label("recency_days", lang), formats.since_sale(r["recency_days"], lang)),
    ]
    return hover(safe(client_name(r, lang)), *lines)


def calibration_curve(
    frame: pd.DataFrame,
    lang: str = "en",
    dark: bool = False,
    title: str | None = None,
    target: str = "churned",
) -> go.Figure:
    """Of ten groups of clients by probability: what was predicted, and the share it happened to (`calibration`)."""
    part = frame[frame["target"] == target] if len(frame) else frame
    if part.empty:
        return empty(lang, dark, "calibration_curve", title, "no_backtest")
    p = palette(dark)
    fig = figure(lang, dark, "calibration_curve", title, [key("╱", p.muted, t("risk.key_exact", lang))], height=320)
    said, came = numbers(part["predicted"]), numbers(part["happened"])
    most = max(*said, *came, 0.05) * 1.08
    fig.scatter(mode="lines", x=[0, most], y=[0, most], line={"color": p.muted, "width": 1}, hoverinfo="skip")
    fig.scatter(
        mode="lines+markers",
        x=said,
        y=came,
        line={"color": p.accent, "width": 2},
        marker={"size": 9, "color": p.accent},
        hovertext=[
            hover(
                f"{t('risk.clients', lang)}: {formats.count(r['clients'], lang)}",
                (columns.label("predicted", lang), formats.share(r["predicted"], lang)),
                (columns.label("happened", lang), formats.share(r["happened"], lang)),
            )
            for r in part.to_dict("records")
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    marks = ticks(0, most, lambda x: formats.policy_share(x, lang))
    fig.x(range=[0, most], title={"text": t("risk.axis_predicted", lang)}, **marks)
    fig.y(range=[0, most], title={"text": t("risk.axis_happened", lang)}, showgrid=True, gridcolor=p.grid, **marks)
    return fig.done()


def backtest_origins(
    frame: pd.DataFrame,
    lang: str = "en",
    dark: bool = False,
    title: str | None = None,
    target: str = "churned",
) -> go.Figure:
    """At each past date the mean probability that was or would have been shown, and what came (`backtest`)."""
    part = frame[(frame["target"] == target) & (frame["method"] == "answer")] if len(frame) else frame
    if part.empty:
        return empty(lang, dark, "backtest_origins", title, "no_backtest")
    p = palette(dark)
    happened = "key_happened" if target == "churned" else "key_happened_shrunk"
    notes = [key("●", p.accent, t("risk.key_predicted", lang)), key("●", p.grey, t(f"risk.{happened}", lang))]
    fig = figure(lang, dark, "backtest_origins", title, notes, height=320)
    part = part.sort_values("cut_off")
    came = np.array(numbers(part["prevalence"]))
    said = came + np.array(numbers(part["bias"]))
    told = [
        hover(
            formats.date(r["cut_off"], lang),
            (t("risk.axis_predicted", lang), formats.share(r["prevalence"] + r["bias"], lang)),
            (t("risk.axis_happened", lang), formats.share(r["prevalence"], lang)),
            (columns.label("auc", lang), formats.number(r["auc"], lang)),
            (columns.label("hit_rate", lang), formats.share(r["hit_rate"], lang)),
        )
        for r in part.to_dict("records")
    ]
    places = list(range(len(part)))
    for values, colour in ((came, p.grey), (said, p.accent)):
        fig.scatter(
            mode="lines+markers",
            x=places,
            y=values.tolist(),
            line={"color": colour, "width": 2},
            marker={"size": 9, "color": colour},
            hovertext=told,
            hoverinfo="text",
            cliponaxis=False,
        )
    dates = [formats.month(d, lang).replace(" ", "<br>", 1) for d in part["cut_off"]]
    fig.x(tickvals=places, ticktext=dates, range=[-0.4, len(places) - 0.6])
    most = max(*came, *said, 0.05) * 1.15
    marks = ticks(0, most, lambda x: formats.policy_share(x, lang))
    fig.y(range=[0, most], showgrid=True, gridcolor=p.grid, **marks)
    return fig.done()


def driver_bars(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    target: str = "churned",
) -> go.Figure:
    """What each family of drivers adds to one client's log-odds of a target (`risk_drivers`): lengths add up.

    The number is what it does to the odds: ×2 doubles them. The hover text has the client's own values.
    """
    name = "driver_bars" if target == "churned" else "driver_bars_shrunk"
    if frame.empty:
        return empty(lang, dark, name, title, "not_explained")
    p = palette(dark)
    notes = [
        t(f"risk.drivers_note_{target}", lang),
        key("■", p.loss, t("risk.key_raises", lang)),
        key("■", p.accent, t("risk.key_lowers", lang)),
    ]
    records = frame.sort_values(["log_odds", "family"], ascending=[False, True]).to_dict("records")
    odds = ["×" + formats.number(math.exp(r["log_odds"]), lang, 1 if r["log_odds"] > 1 else 2) for r in records]
    labels = [columns.code_label("driver_family", r["family"], lang) for r in records]
    fig = figure(lang, dark, name, title, notes, right=rows.column_width(odds))
    fig.bar(
        orientation="h",
        x=[r["log_odds"] for r in records],
        y=list(range(len(records))),
        width=rows.BAR,
        marker={"color": [p.loss if r["log_odds"] > 0 else p.accent for r in records], "line": {"width": 0}},
        customdata=[r["family"] for r in records],
        hovertext=[
            hover(label, ("", safe(driver_text(r, lang, currency))), ("", t("risk.odds_times", lang, n=times[1:])))
            for label, r, times in zip(labels, records, odds, strict=True)
        ],
        hoverinfo="text",
    )
    rows.lay_out(fig, p, labels, odds)
    fig.set(shapes=[*rows.guides(p, len(records)), rows.zero_line(p)], xaxis={"showticklabels": False})
    return fig.done()


def risk_by_class(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """Margin at risk in each ABC class, and with how many clients judged (`churn_risk`)."""
    known = frame[frame["contribution_at_risk_12m"].notna()] if len(frame) else frame
    if known.empty:
        return empty(lang, dark, "risk_by_class", title, "no_probability")
    p = palette(dark)
    sums = known.assign(abc=known["abc"].fillna("")).groupby("abc")["contribution_at_risk_12m"].agg(["sum", "size"])
    sums = sums.loc[[c for c in ("A", "B", "C", "") if c in sums.index]]
    texts = [money(x, lang, currency) for x in sums["sum"]]
    fig = figure(lang, dark, "risk_by_class", title, right=rows.column_width(texts))
    fig.bar(
        orientation="h",
        x=sums["sum"].tolist(),
        y=list(range(len(sums))),
        width=rows.BAR,
        marker={"color": p.loss, "line": {"width": 0}},
        customdata=sums.index.tolist(),
        hovertext=[
            hover(
                c or t("risk.no_class", lang),
                (columns.label("contribution_at_risk_12m", lang), formats.money(r["sum"], lang, currency)),
                (t("risk.clients", lang), formats.count(r["size"], lang)),
            )
            for c, r in sums.iterrows()
        ],
        hoverinfo="text",
    )
    rows.lay_out(fig, p, [c or t("risk.no_class", lang) for c in sums.index], texts)
    fig.set(shapes=[rows.zero_line(p)], xaxis={"showticklabels": False})
    return fig.done()
