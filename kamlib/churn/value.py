"""Expected turnover of the horizon: what the client's trailing year would bring in this season, times a learnt ratio
and the level that past dates met.

A quarter of the ratio is a mean (Poisson loss, its total anchored to the season's), the rest is learnt on logarithms
and so nearer to a median: the first alone forecasts single clients badly, the second alone is too low in total.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.ensemble import HistGradientBoostingRegressor

from kamlib.churn.backtest import known_at, training_cut_offs
from kamlib.churn.frame import Slices
from kamlib.churn.kept import NOTHING_KEPT, Kept
from kamlib.churn.members import TREES, usable
from kamlib.churn.tables import INTERVAL

LARGEST_RATIO = 20.0  # a client that bought next to nothing in the year tells nothing by its ratio
MIN_ROWS = 120
BINS = int(TREES["max_bins"])
MEAN = 0.25  # of the ratio; the rest is of logarithms
YEAR, NEWEST = 12, 6  # past dates before a level is told from the season's accidents, and those it is told by


def expected(
    everything: Slices, at: pd.Timestamp, horizon_days: int, slices: int, seed: int, interval: bool = True
) -> pd.DataFrame | None:
    """One row per client at `at` with a known seasonal base: client_id, expected and, if asked for, low, high (money).

    low–high held 80 % of the clients not learnt from, and is wider by how much the level varied. None where there are
    too few past slices to learn from, or nobody bought again.
    """
    cut_offs = sorted(everything.who["cut_off"].unique())
    is_past = everything.who["cut_off"].isin(training_cut_offs(cut_offs, at, horizon_days, slices))
    bought = everything.who["net_365d"] > 0
    past = _in_order(everything.at((is_past & bought & everything.who["net_horizon"].notna()).to_numpy()))
    now = everything.at(((everything.who["cut_off"] == at) & bought & everything.who["base"].notna()).to_numpy())
    if len(past.who) < MIN_ROWS or now.who.empty:
        return None
    ratio, weight = _ratios(past, horizon_days)
    if not ratio.any():
        return None
    base = now.who["base"].to_numpy(float)
    factor, spread = level(past.who)
    forecast = _ratio(past.x, ratio, weight, now.x, base, seed) * base * factor
    found = pd.DataFrame({"client_id": now.who["client_id"], "expected": forecast})
    if interval:
        low, high = _wider(*_interval(past, ratio, weight, seed), spread)
        place = np.searchsorted(np.quantile(base, [1 / 3, 2 / 3]), base)
        found["low"], found["high"] = forecast * low[place], forecast * high[place]
    return found


def agreeing(forecast: pd.DataFrame, p_churn: pd.Series) -> pd.DataFrame:
    """The forecast (expected, low, high) in agreement with the chance of buying nothing, NaN where that is not known.

    Who may well buy nothing has no low end above it; no more is expected than what a good purchase would bring (the
    high end) times the chance of any.
    """
    most = (1 - p_churn) * forecast["high"]
    expected = forecast["expected"].where(~(forecast["expected"] > most), most)
    low = forecast["low"].mask(p_churn >= INTERVAL[0], 0.0)
    low = low.where(~(low > expected), expected)
    return forecast.assign(expected=expected, low=low)


def level(past: pd.DataFrame) -> tuple[float, float]:
    """What the newest past dates met of the season's expectation, drawn to 1 by how much it varied; and that variation
    (standard deviation of the logarithm).

    past: rows of `Slices.who`, of those that bought in the year. With less than a year of dates whose season is known,
    1 and 0.
    """
    known = past.dropna(subset=["base"])
    sums = known.assign(met=known["net_horizon"].clip(lower=0)).groupby("cut_off")[["met", "base"]].sum()
    sums = sums[(sums > 0).all(axis=1)]
    if len(sums) < YEAR:
        return 1.0, 0.0
    met = np.log(sums["met"].astype(float) / sums["base"])
    mean, spread = float(met.iloc[-NEWEST:].mean()), float(met.iloc[-NEWEST:].std(ddof=1))
    share = mean**2 / (mean**2 + spread**2) if mean else 0.0
    return float(np.exp(mean * share)), float(met.iloc[-YEAR:].std(ddof=1))


def _wider(low: np.ndarray, high: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the interval with the level's own error, as if the two were independent and normal in logarithms."""
    level_error = norm.ppf(INTERVAL[1]) * spread
    with np.errstate(divide="ignore"):
        down, up = (np.exp(-np.hypot(np.log(low), level_error)), np.exp(np.hypot(np.log(high), level_error)))
    return down, up


def _ratios(past: Slices, horizon_days: int) -> tuple[np.ndarray, np.ndarray]:
    """What was bought in the horizon over the seasonal base, each slice's total taken as met; and the bases."""
    base = past.who["base"].fillna(past.who["net_365d"] * min(horizon_days, 365) / 365).to_numpy(float)
    bought = np.maximum(past.who["net_horizon"].to_numpy(float), 0)
    sums = pd.DataFrame({"cut_off": past.who["cut_off"], "base": base, "bought": bought}).groupby("cut_off").sum()
    met = past.who["cut_off"].map(sums["bought"] / sums["base"]).to_numpy(float)
    ratio = bought / np.maximum(base, 1e-9) / np.maximum(met, 1e-9)
    return np.minimum(ratio, LARGEST_RATIO), np.maximum(base, 0.01)


def _ratio(x, ratio, weight, x_now, base, seed) -> np.ndarray:
    names = usable(x)
    weight = weight / weight.mean()  # the trees hold their shrinkage against it: the currency must not matter
    x, x_now = _binned(x[names].to_numpy(), x_now[names].to_numpy())
    mean = _trees("poisson", seed).fit(x, ratio, sample_weight=np.sqrt(weight)).predict(x_now)
    mean = mean * base.sum() / max((mean * base).sum(), 1e-9)
    usual = np.expm1(_trees("squared_error", seed).fit(x, np.log1p(ratio), sample_weight=weight).predict(x_now))
    return MEAN * mean + (1 - MEAN) * np.maximum(usual, 0)


def _binned(x: np.ndarray, x_now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features as their place among as many quantiles as the trees have bins: they would do the same, but very slowly
    with weights."""
    edges = [np.unique(np.quantile(c[~np.isnan(c)], np.linspace(0, 1, BINS)[1:-1])) for c in x.T]

    def places(table):
        found = np.column_stack([np.searchsorted(e, c) for e, c in zip(edges, table.T, strict=True)]).astype(float)
        return np.where(np.isnan(table), np.nan, found)

    return places(x), places(x_now)


def _trees(loss: str, seed: int) -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(loss=loss, **TREES, random_state=seed)


def _interval(past: Slices, ratio, weight, seed) -> tuple[np.ndarray, np.ndarray]:
    """What came over what was forecast for clients not learnt from: tenth and ninetieth percentile by third of size."""
    fold = pd.factorize(past.who["client_id"])[0] % 2
    forecast = np.empty(len(ratio))
    for held_out in (0, 1):
        learn, test = fold != held_out, fold == held_out
        forecast[test] = _ratio(past.x[learn], ratio[learn], weight[learn], past.x[test], weight[test], seed)
    error = ratio / np.maximum(forecast, 1e-3)
    third = np.searchsorted(np.quantile(weight, [1 / 3, 2 / 3]), weight)
    groups = [error[third == k] if (third == k).any() else error for k in range(3)]
    low, high = (np.array([np.quantile(group, q) for group in groups]) for q in INTERVAL)
    return np.minimum(low, 1), np.maximum(high, 1)


def _in_order(past: Slices) -> Slices:
    """By date and by what clients bought, not by what they are called: the same numbers for the same sales."""
    told = past.x[["net_365d", "tenure_days", "orders_ever", "recency_days", "order_mean", "net_180d"]]
    keys = [past.who["cut_off"], *(told[name] for name in told)]
    rows = np.lexsort(keys[::-1])
    return Slices(past.who.iloc[rows].reset_index(drop=True), past.x.iloc[rows].reset_index(drop=True))


def backtest(
    everything: Slices,
    said: dict[pd.Timestamp, pd.Series],
    horizon_days: int,
    slices: int,
    origins: int,
    seed: int,
    kept: Kept = NOTHING_KEPT,
) -> pd.DataFrame:
    """One row per past origin.

    said: the chances of buying nothing said then, by date and client, where there are any. cut_off, clients, wape
    (Σ|error| / Σ bought), total_ratio (Σ forecast / Σ bought), the same of the seasonal base alone (wape_season,
    total_ratio_season), and held (share of clients that bought between low and high).
    """
    done = everything.who.dropna(subset=["net_horizon"])
    rows = []
    for at in sorted(done["cut_off"].unique())[-origins:]:
        then = known_at(everything, at, horizon_days, slices)
        told = (then.who[["cut_off", "client_id", "net_365d", "net_horizon", "base"]], then.x)
        learn = partial(expected, everything, at, horizon_days, slices, seed)
        forecast = kept.table("turnover", (*told, at, horizon_days, slices, seed), learn)
        if forecast.empty:
            continue
        if at in said:
            forecast = agreeing(forecast, forecast["client_id"].map(said[at]).astype(float))
        come = done[done["cut_off"] == at].merge(forecast, on="client_id")
        bought = come["net_horizon"].astype(float)
        row = {"cut_off": at, "clients": len(come)}
        for column, suffix in (("expected", ""), ("base", "_season")):
            row["wape" + suffix] = round((come[column] - bought).abs().sum() / bought.sum(), 9)
            row["total_ratio" + suffix] = round(come[column].sum() / bought.sum(), 9)
        row["held"] = bought.clip(lower=0).between(come["low"], come["high"]).mean()
        rows.append(row)
    return pd.DataFrame(
        rows, columns=["cut_off", "clients", "wape", "total_ratio", "wape_season", "total_ratio_season", "held"]
    )
