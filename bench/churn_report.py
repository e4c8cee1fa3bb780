"""The churn benches as Markdown: mean ± sd over origins, and how sure it is that the answer is better than a rival.
Nothing here is a measured number: all of them come in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.report import table

SHOWN = {
    "auc": ("AUC", 3),
    "auc_top_fifth": ("AUC, largest fifth", 3),
    "brier": ("Brier", 4),
    "calibration_error": ("calibration error", 3),
    "bias": ("bias", 3),
    "money_in_top_tenth": ("lost money in the top tenth", 3),
}
HIGHER = ("auc", "auc_top_fifth", "money_in_top_tenth")
LOWER = ("brier", "calibration_error", "wape")
RIVALS = ("lightgbm", "logistic regression", "bg/nbd", "pareto/nbd", "recency", "overdue ratio")
TURNOVER = ("tweedie", "adida", "last quarter", "same quarter last year", "trailing year × seasonal share")
ORDER = ("answer", "renewal", "boosting", "logistic", "prior", *RIVALS, *TURNOVER)
NAMES = {
    "answer": "**kamlib, the answer**",
    "renewal": "kamlib's renewal model",
    "boosting": "kamlib's boosting",
    "logistic": "kamlib's logistic",
    "prior": "kamlib's prior",
    "lightgbm": "LightGBM, all slices",
    "logistic regression": "logistic, all slices",
    "bg/nbd": "BG/NBD, lifetimes",
    "pareto/nbd": "Pareto/NBD, lifetimes",
    "tweedie": "LightGBM Tweedie, all slices",
    "adida": "ADIDA, statsforecast",
}
PAIRED = {"brier": ("Brier", 4), "auc": ("AUC", 3), "auc_top_fifth": ("AUC, largest fifth", 3), "wape": ("WAPE", 3)}
SIGNS = {"better": "+", "level": "=", "worse": "−"}


def methods(measured: pd.DataFrame, paired: pd.DataFrame) -> str:
    """measured: one row per origin and method with all measures; methods missing at an origin say over how many.
    paired: as `churn_paired.paired` gives it."""
    return _table(measured, paired, SHOWN, ("brier", "auc", "auc_top_fifth"), "")


def turnover(measured: pd.DataFrame, paired: pd.DataFrame) -> str:
    """measured: one row per origin and method: wape, total_ratio."""
    shown = {"wape": ("WAPE", 3), "total_ratio": ("forecast ÷ bought", 3)}
    return _table(measured, paired, shown, ("wape",), f"{measured['cut_off'].nunique()} origins")


def _table(measured: pd.DataFrame, paired: pd.DataFrame, shown: dict, compared: tuple[str, ...], corner: str) -> str:
    origins = measured["cut_off"].nunique()
    times = measured.groupby("method")["cut_off"].nunique()
    means = measured[measured["method"].map(times) == origins].groupby("method")[list(shown)].mean()
    rows = []
    for name in [n for n in ORDER if n in times]:
        of = measured[measured["method"] == name]
        cells = [NAMES.get(name, name) + (f" ({times[name]} of {origins} origins)" if times[name] < origins else "")]
        for measure, (_, digits) in shown.items():
            cell = f"{of[measure].mean():.{digits}f} ± {of[measure].std():.{digits}f}".replace("nan ± nan", "")
            best = means[measure].max() if measure in HIGHER else means[measure].min()
            is_best = measure in HIGHER + LOWER and round(of[measure].mean(), digits) == round(best, digits)
            cells.append(f"**{cell}**" if is_best and name in means.index else cell)
        rows.append(cells + [_difference(paired, name, measure) for measure in compared])
    heads = [f"answer − it: {PAIRED[measure][0]}" for measure in compared]
    return table([corner, *(heading for heading, _ in shown.values()), *heads], rows)


def _difference(paired: pd.DataFrame, rival: str, measure: str) -> str:
    of = paired[(paired["rival"] == rival) & (paired["measure"] == measure)]
    if of.empty or of["difference"].isna().all():
        return ""
    digits, d = PAIRED[measure][1], of.iloc[0]
    said = verdict(d["low"], d["high"], measure)
    text = f"{d['difference']:+.{digits}f} ({d['low']:+.{digits}f} to {d['high']:+.{digits}f})"
    return text if said == "level" else f"{text} {said if said == 'better' else '**worse**'}"


def verdict(low: float, high: float, measure: str) -> str:
    """Of the answer, by an interval of answer − rival: better, worse, or level where it holds 0."""
    if not (low > 0 or high < 0):
        return "level"
    return "better" if (low > 0) == (measure in HIGHER) else "worse"


def overview(paired: dict[str, pd.DataFrame], rivals: tuple[str, ...], measures: tuple[str, ...]) -> str:
    """Companies × rivals: + (the answer is better), = (level), − (worse), · (nothing to tell) for each measure, and the
    sums over all."""
    rows, counts = [], dict.fromkeys(SIGNS, 0)
    for title, of in paired.items():
        signs = of.set_index(["rival", "measure"])
        row = [title]
        for rival in rivals:
            cell = []
            for measure in [m for m in measures if (rival, m) in signs.index]:
                low, high = signs.loc[(rival, measure), ["low", "high"]]
                if np.isnan(low):
                    cell.append("·")
                    continue
                said = verdict(low, high, measure)
                counts[said] += 1
                cell.append(SIGNS[said])
            row.append(" ".join(cell) or "failed")
        rows.append(row)
    sums = ", ".join(f"{said} {number} times" for said, number in counts.items())
    heads = ["by " + " / ".join(PAIRED[m][0] for m in measures), *(NAMES.get(r, r) for r in rivals)]
    return table(heads, rows) + f"\n\nThe answer is {sums}."


def by_origin(measured: pd.DataFrame) -> str:
    """The answer at every origin."""
    rows = [
        [
            f"{o.cut_off:%Y-%m-%d}",
            f"{o.clients:,}",
            f"{o.prevalence:.3f}",
            o.chosen,
            f"{o.auc:.3f}",
            f"{o.brier:.4f}",
            f"{o.calibration_error:.3f}",
            f"{o.bias:+.3f}",
            f"{o.money_in_top_tenth:.3f}",
        ]
        for o in measured[measured["method"] == "answer"].itertuples()
    ]
    heads = ["origin", "clients", "silent", "by", "AUC", "Brier", "calibration error", "bias", "lost money, top tenth"]
    return table(heads, rows)


def aims(asked: list[tuple[str, float, str, float]]) -> str:
    """Rows of what was asked for: measure, value, "≥" or "≤", aim."""
    rows = [
        [
            name,
            f"{value:.4f}",
            f"{sign} {aim:g}",
            "yes" if (value >= aim if sign == "≥" else value <= aim) else "**no**",
        ]
        for name, value, sign, aim in asked
    ]
    return table(["aim", "measured", "asked for", "reached"], rows)
