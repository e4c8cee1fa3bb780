"""The churn benches as Markdown: mean ± sd over origins. Nothing here is a measured number: all of them come in."""

from __future__ import annotations

import pandas as pd

from bench.report import table

SHOWN = {
    "auc": ("AUC", 3),
    "pr_auc": ("PR-AUC", 3),
    "brier": ("Brier", 4),
    "calibration_error": ("calibration error", 3),
    "bias": ("bias", 3),
    "money_in_top_tenth": ("lost money in the top tenth", 3),
}
BEST = {"auc": max, "pr_auc": max, "brier": min, "calibration_error": min, "money_in_top_tenth": max}
ORDER = (
    "answer",
    "renewal",
    "boosting",
    "logistic",
    "prior",
    "recency",
    "overdue ratio",
    "bg/nbd, lifetimes",
    "lightgbm, one slice",
    "lightgbm, several slices",
)
NAMES = {
    "answer": "**kamlib, the answer**",
    "renewal": "kamlib's renewal model",
    "boosting": "kamlib's boosting",
    "logistic": "kamlib's logistic",
    "prior": "kamlib's prior",
    "bg/nbd, lifetimes": "BG/NBD, lifetimes",
    "lightgbm, one slice": "LightGBM, one slice",
    "lightgbm, several slices": "LightGBM, several slices",
}
TURNOVER = ("kamlib", "last quarter", "same quarter last year", "trailing year × seasonal share")


def methods(measured: pd.DataFrame) -> str:
    """measured: one row per origin and method with all measures; methods missing at an origin say over how many."""
    rows, means = [], {m: measured.groupby("method")[m].mean().round(d) for m, (_, d) in SHOWN.items()}
    origins = measured["cut_off"].nunique()
    for name in [n for n in ORDER if n in set(measured["method"])]:
        of = measured[measured["method"] == name]
        cells = [NAMES.get(name, name) + (f" ({len(of)} origins)" if len(of) < origins else "")]
        for measure, (_, digits) in SHOWN.items():
            cell = f"{of[measure].mean():.{digits}f} ± {of[measure].std():.{digits}f}"
            is_best = measure in BEST and means[measure][name] == BEST[measure](means[measure])
            cells.append(f"**{cell}**" if is_best else cell)
        rows.append(cells)
    return table(["", *(heading for heading, _ in SHOWN.values())], rows)


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


def turnover(found: pd.DataFrame) -> str:
    """found: one row per origin and method: wape, total_ratio."""
    rows = []
    for name in TURNOVER:
        of = found[found["method"] == name]
        rows.append([name, *(f"{of[m].mean():.3f} ± {of[m].std():.3f}" for m in ("wape", "total_ratio"))])
    return table([f"{found['cut_off'].nunique()} origins", "WAPE", "forecast ÷ bought"], rows)


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
