"""The printed charts, from the frames that the charts of `kamlib.charts` take, with their titles and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kamlib.charts.company_changes import GAINS, LOSSES, PVM
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.review.pack import geometry
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Chart

BARS = 10
LABEL = 30  # letters of a name beside a bar
HEAT_ROWS, HEAT_COLUMNS = 12, 10
TOLD = 14  # numbers that the text for screen readers tells
POINTS = 60  # of a curve
Step = tuple[str, float, bool, str]  # label, value, is_level, tone


def title_of(asked: Asked, name: str) -> str:
    return t(f"charts.{name}", asked.lang)


def review_bridge(asked: Asked, row: Mapping[str, object]) -> Chart:
    """What changed since the earlier review: one row of `Comparison.bridges`."""
    steps = [_level(asked, "said_then", row["said_then"])]
    if _number(row["corrected"]):
        steps.append((columns.label("corrected", asked.lang), _number(row["corrected"]), False, "grey"))
    steps += _parts(asked, row)
    steps.append(_level(asked, "measure_now", row["measure_now"]))
    return _bridge(asked, f"bridge_{row['bridge']}", title_of(asked, f"compare_bridge_{row['bridge']}"), steps)


def revenue_bridge(asked: Asked, row: Mapping[str, object]) -> Chart:
    """From the revenue of one period to that of another: one row of `revenue_bridge`."""
    steps: list[Step] = [(t("charts.before", asked.lang), _number(row["revenue_before"]), True, "level")]
    steps += _parts(asked, row)
    steps.append((t("charts.after", asked.lang), _number(row["revenue_after"]), True, "level"))
    return _bridge(asked, "revenue_bridge", title_of(asked, "revenue_bridge"), steps)


def price_volume_mix(asked: Asked, row: Mapping[str, object]) -> Chart:
    """Why revenue changed: one row of `price_volume_mix`; parts that are zero or not known are left out."""
    values = [(code, _number(row.get(code))) for code in PVM]
    steps: list[Step] = [
        (t(f"charts.pvm_{code}", asked.lang), x, False, "grey" if code == "not_measured" else _tone(x))
        for code, x in values
        if x == x and x
    ]
    steps.append((t("charts.change", asked.lang), _number(row["change"]), True, "level"))
    return _bridge(asked, "price_volume_mix", title_of(asked, "price_volume_mix"), steps)


def _level(asked: Asked, name: str, x: object) -> Step:
    return columns.label(name, asked.lang), _number(x), True, "level"


def _parts(asked: Asked, row: Mapping[str, object]) -> list[Step]:
    label = {code: columns.code_label("part", code, asked.lang) for code in (*GAINS, *LOSSES)}
    gains: list[Step] = [(label[code], _number(row[code]), False, "gain") for code in GAINS]
    return [*gains, *((label[code], -_number(row[code]), False, "loss") for code in LOSSES)]


def _bridge(asked: Asked, key: str, title: str, steps: Sequence[Step]) -> Chart:
    shown = [asked.money(x) if level else asked.signed(x) for _, x, level, _ in steps]
    frame = pd.DataFrame(list(steps), columns=["label", "value", "is_level", "tone"]).assign(shown=shown)
    note = asked.say("cut_note") if geometry.bridge(frame)[0].is_cut else ""
    return Chart("bridge", key, title, _alt(title, frame), frame, note=note)


def bars(
    asked: Asked,
    key: str,
    title: str,
    frame: pd.DataFrame,
    value: str,
    labels: Sequence[str] | None = None,
    shown: Sequence[str] | None = None,
    top: int = BARS,
    tone: str = "accent",
) -> Chart | None:
    """One bar a row, the first `top` rows whose value is known; None where there are none.

    labels: default the client's name; shown: default money. Below zero a bar has the colour of a loss.
    """
    known = frame[value].notna()
    found = frame[known].head(top)
    if found.empty:
        return None
    labels = list(pd.Series(list(labels))[known.to_numpy()]) if labels is not None else None
    values = [_number(x) for x in found[value]]
    made = pd.DataFrame(
        {
            "label": labels[: len(found)] if labels else [asked.name(r, LABEL) for r in found.to_dict("records")],
            "value": values,
            "tone": ["loss" if x < 0 else tone for x in values],
            "shown": list(pd.Series(list(shown))[known.to_numpy()])[: len(found)]
            if shown is not None
            else [asked.money(x) for x in values],
        }
    )
    rest = int(known.sum()) - len(found)
    note = asked.say("more", n=asked.count(rest)) if rest else ""
    return Chart("bars", key, title, _alt(title, made), made, note=note)


def pairs(
    key: str, title: str, series: tuple[str, str], rows: Sequence[tuple[str, float, float, str, str]], note: str = ""
) -> Chart | None:
    """Two numbers a row, each as written: what was and what is, what was said and what came."""
    if not rows:
        return None
    frame = pd.DataFrame(list(rows), columns=["label", "before", "now", "shown_before", "shown_now"])
    frame["shown"] = frame["shown_before"] + " → " + frame["shown_now"]
    return Chart("pairs", key, title, _alt(f"{title} ({' → '.join(series)})", frame), frame, series, note)


def fit_heat(asked: Asked, frame: pd.DataFrame) -> Chart | None:
    """How far needs are covered: clients down, needs across (`fit_matrix`), the largest of both."""
    frame = frame[frame["coverage"].notna()]
    if frame.empty:
        return None
    english = asked.lang == "en"
    need = frame["need_en"].where(frame["need_en"].notna(), frame["need"]) if english else frame["need"]
    frame = frame.assign(column=need, row=[asked.name(r, LABEL) for r in frame.to_dict("records")])
    ids = list(dict.fromkeys(frame["client_id"]))
    weights = frame.groupby("column", sort=False)["weight_share"].sum().sort_values(ascending=False, kind="stable")
    frame = frame[frame["client_id"].isin(ids[:HEAT_ROWS]) & frame["column"].isin(weights.index[:HEAT_COLUMNS])]
    shown = [
        asked.share(x) + ("!" if veto is True else "")
        for x, veto in zip(frame["coverage"], frame["is_veto"], strict=True)
    ]
    made = frame[["row", "column", "coverage"]].rename(columns={"coverage": "value"}).assign(shown=shown)
    made["column"] = pd.Categorical(made["column"], list(weights.index[:HEAT_COLUMNS]), ordered=True)
    made = made.reset_index(drop=True)
    title = title_of(asked, "fit_heat")
    note = asked.say("heat_note")
    if len(ids) > HEAT_ROWS:
        note += " " + asked.say("more_clients", n=asked.count(len(ids) - HEAT_ROWS))
    if len(weights) > HEAT_COLUMNS:
        note += " " + asked.say("more_needs", n=asked.count(len(weights) - HEAT_COLUMNS))
    told = made.assign(label=made["row"].astype(str) + ", " + made["column"].astype(str))
    return Chart("heat", "fit_heat", title, _alt(title, told), made, note=note)


def whale_curve(asked: Asked, frame: pd.DataFrame) -> Chart | None:
    """Which share of the clients brings which share of the money (`whale_curve`)."""
    found = frame[frame["cumulative_share"].notna()]
    if len(found) < 2:
        return None
    step = max(len(found) // POINTS, 1)
    places = sorted({*range(0, len(found), step), len(found) - 1})
    part = found.iloc[places]
    name = columns.label("cumulative_share", asked.lang)
    ends = [0.0, *part["clients_share"]], [0.0, *part["cumulative_share"]]
    made = pd.DataFrame({"x": [asked.share(x) for x in ends[0]], name: ends[1]})
    title = title_of(asked, "whale_curve_revenue" if asked.is_revenue else "whale_curve")
    told = made.assign(label=made["x"], shown=[asked.share(x) for x in made[name]]).iloc[:: max(len(made) // TOLD, 1)]
    ticks = tuple((x, asked.share(x)) for x in (0.0, 0.5, 1.0))
    return Chart("lines", "whale_curve", title, _alt(title, told), made, (name,), asked.say("whale_note"), ticks)


def company_monthly(asked: Asked, frame: pd.DataFrame) -> Chart | None:
    """The last twelve whole months beside the same months a year before (`company_monthly`)."""
    known = frame[frame["is_complete"].astype(bool)]
    by_month = {pd.Timestamp(m): _number(x) for m, x in zip(known["month"], known["net"], strict=True)}
    months = list(by_month)[-12:]
    if len(months) < 2:
        return None
    now = [by_month[m] for m in months]
    before = [by_month.get(m - pd.DateOffset(years=1), float("nan")) for m in months]
    series: tuple[str, ...] = (asked.say("this_year"), asked.say("year_before"))
    made = pd.DataFrame({"x": [formats.month(m, asked.lang) for m in months], series[0]: now})
    if any(x == x for x in before):
        made[series[1]] = before
    else:
        series = series[:1]
    title = title_of(asked, "company_monthly")
    told = made.assign(label=made["x"], shown=[asked.money(x) for x in now])
    high = max(x for x in (*now, *before) if x == x)
    ticks = tuple((x, asked.money(x)) for x in (0.0, high / 2, high))
    return Chart("lines", "company_monthly", title, _alt(title, told), made, series, ticks=ticks)


def _alt(title: str, frame: pd.DataFrame) -> str:
    """What a screen reader tells of a chart: its title and its first numbers."""
    told = [f"{label}: {shown}" for label, shown in zip(frame["label"], frame["shown"], strict=True)]
    return f"{title} {'; '.join(told[:TOLD])}{'; …' if len(told) > TOLD else ''}"


def _tone(x: float) -> str:
    return "loss" if x < 0 else "gain"


def _number(x: object) -> float:
    return float("nan") if formats.is_unknown(x) else float(x)  # type: ignore[arg-type]
