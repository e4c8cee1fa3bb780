"""Makes prior.toml from the books of several companies: `python -m bench.make_prior NAME=HOME …`.

Every company has the same weight, so has every horizon, whatever its number of clients. Prints how the prior does on a
company it has not learnt from, then writes the coefficients learnt from all.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from kamlib.book.beside import beside
from kamlib.book.book import open_book
from kamlib.churn import prior
from kamlib.churn.bounded_logistic import fit_bounded_logistic
from kamlib.churn.frame import slices
from kamlib.churn.prior import RISING, SIGNS, signs

HORIZONS = (30, 60, 90, 180)
PENALTY = 1.0


def examples(home: str) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """By horizon: signs and outcomes of every client at every past cut-off of the home's book."""
    book = open_book(home)
    con = beside(book, book.policy)
    found = {}
    for horizon in HORIZONS:
        known = slices(con, horizon, book.policy.churn.shrink_to_share)
        past = known.at(known.who["churned"].notna().to_numpy())
        found[horizon] = (signs(past.x, horizon), past.who["churned"].to_numpy(bool))
    return found


def pooled(companies: list[dict]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Signs, outcomes and weights of all: each company and horizon weighs the same."""
    x, y, w = [], [], []
    for company in companies:
        for z, churned in company.values():
            x.append(z)
            y.append(churned.astype(float))
            w.append(np.full(len(z), 1000 / len(z)))
    return np.concatenate(x), np.concatenate(y), np.concatenate(w)


def fitted(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intercept and weights, those of silence not below zero; and the value for each sign that is not known."""
    unknown = np.nanmedian(x, axis=0)
    known = np.where(np.isnan(x), unknown, x)
    return fit_bounded_logistic(known, y, [name in RISING for name in SIGNS], PENALTY, w), unknown


def main() -> None:
    homes = dict(argument.split("=", 1) for argument in sys.argv[1:])
    companies = {name: examples(home) for name, home in homes.items()}
    for left_out, company in companies.items():
        others = [c for name, c in companies.items() if name != left_out]
        if not others:
            continue
        b, unknown = fitted(*pooled(others))
        for horizon, (z, y) in company.items():
            p = expit(b[0] + np.where(np.isnan(z), unknown, z) @ b[1:])
            print(
                f"{left_out}, {horizon} days, learnt from the others: {len(y)} cases, {y.mean():.3f} silent,"
                f" AUC {roc_auc_score(y, p):.3f}, Brier {np.mean((p - y) ** 2):.4f}, bias {p.mean() - y.mean():+.3f}"
            )
    b, unknown = fitted(*pooled(list(companies.values())))
    lines = [
        "# The generic prior of churn: log-odds that a client buys nothing in the horizon. Made by",
        "# python -m bench.make_prior from " + ", ".join(companies) + " (docs/decisions.md says more).",
        f"intercept = {b[0]:.6f}",
    ]
    for name, weight, instead in zip(SIGNS, b[1:], unknown, strict=True):
        lines += ["", f"[{name}]", f"weight = {weight:.6f}", f"unknown = {instead:.6f}"]
    Path(prior.__file__).with_name("prior.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
