"""Sales of invented companies whose clients leave product classes and begin new ones, of which is known when.

Every client orders at gaps that are Gamma-distributed around its own and has each class in an order by its own chance.
A class is steady, bought in spells (weeks with it, weeks without), seasonal, or rare; the client leaves it after a time
(never a rare one) and may begin a new class, for which it comes on days of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

END = date(2026, 6, 30)
DAYS = 4 * 365
QUIET_DAYS = 200  # nobody leaves a class before
SEASONAL, RARE = 6, 7  # classes 0 to 5 are steady or in spells


@dataclass(frozen=True)
class Classes:
    """An invented company of 300 clients.

    gap: mean days between orders; leave: classes left a year, as a share; spells: share of the steady classes that are
    bought in spells; begin: share of clients that begin a new class.
    """

    title: str
    gap: float = 14
    leave: float = 0.12
    spells: float = 0.3
    begin: float = 0.5


INVENTED = {
    "classes": Classes("300 clients leave an eighth of their classes a year and begin new ones"),
    "sparse": Classes("the same, ordering every five weeks", gap=35),
    "spells": Classes("the same, most classes bought in spells, one in twenty left a year", spells=0.8, leave=0.05),
}


def make(name: str, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sales lines, and the truth: client_id, product_class, kind (steady, spells, seasonal, rare, new), since (the
    day from which the class is left; NaT: it is not)."""
    company, rng = INVENTED[name], np.random.default_rng([seed, *name.encode()])
    sales, truth = [], []
    for client in range(300):
        gap, regular = company.gap * np.exp(rng.normal(0, 0.6)), rng.choice([1.0, 4.0, 10.0])
        days = _days(
            rng.gamma(regular, gap / regular, int(DAYS / gap * 1.6) + 20), max(400, rng.exponential(365 / 0.08))
        )
        for of_class in range(8):
            if rng.random() < 0.25:
                continue
            kind, chance = _chance(company, of_class, days, rng)
            left = DAYS + 1 if kind == "rare" else QUIET_DAYS + rng.exponential(365 / company.leave)
            sales += [(client, day, f"K{of_class}") for day in days[(rng.random(len(days)) < chance) & (days < left)]]
            truth.append((client, f"K{of_class}", kind, left))
        if rng.random() < company.begin and len(days):
            since, new = rng.uniform(400, DAYS), f"N{rng.integers(3)}"
            own = _days(rng.exponential(gap * rng.uniform(0.3, 1), int(DAYS / gap * 4) + 5), days[-1] - since) + int(
                since
            )
            with_others = days[(days >= since) & (rng.random(len(days)) < 0.4)]
            sales += [(client, day, new) for day in np.concatenate([own, with_others])]
            truth.append((client, new, "new", DAYS + 1))
    return _lines(sales, rng), _truth(truth)


def files(name: str, work: Path) -> list[Path]:
    """What the company itself would have, written to `work`: products and sales lines, headings as in the contract."""
    sales, written = make(name)[0], [work / "products.parquet", work / "sales_lines.parquet"]
    ids = sorted(sales["product_id"].unique())
    pd.DataFrame({"product_id": ids, "name": ids, "product_class": ids}).to_parquet(written[0], index=False)
    sales.to_parquet(written[1], index=False)
    return written


def _days(gaps: np.ndarray, until: float) -> np.ndarray:
    days = np.unique(np.cumsum(gaps).astype(int))
    return days[(days < DAYS) & (days < until)]


def _chance(company: Classes, of_class: int, days: np.ndarray, rng: np.random.Generator) -> tuple[str, np.ndarray]:
    """The kind of a client's class, and how likely it is in each of its orders."""
    own = np.full(len(days), rng.beta(1.0, 1.6))
    if of_class == RARE:
        return "rare", np.full(len(days), 0.08)
    if of_class == SEASONAL:
        return "seasonal", np.minimum(own * np.where(np.cos(2 * np.pi * (days - 300) / 365) > 0.2, 1.6, 0.02), 1)
    if rng.random() >= company.spells:
        return "steady", own
    is_on, at, spell = np.zeros(DAYS, bool), 0, rng.random() < 0.6
    while at < DAYS:
        length = int(rng.exponential(120 if spell else 70)) + 10
        is_on[at : at + length] = spell
        at, spell = at + length, not spell
    return "spells", own * is_on[days]


def _lines(sales: list[tuple[int, int, str]], rng: np.random.Generator) -> pd.DataFrame:
    lines = pd.DataFrame(sales, columns=["client", "day", "product_id"]).drop_duplicates().reset_index(drop=True)
    lines["client_id"] = [f"C{n + 1:03d}" for n in lines.pop("client")]
    lines["order_date"] = _date(lines.pop("day"))
    lines["order_id"] = lines["client_id"] + lines["order_date"].dt.strftime("-%Y%m%d")
    lines["quantity"] = 1
    lines["net_amount"] = np.round(np.exp(rng.normal(5, 0.5, len(lines))), 2)
    return lines


def _truth(truth: list[tuple[int, str, str, float]]) -> pd.DataFrame:
    told = pd.DataFrame(truth, columns=["client", "product_class", "kind", "left"])
    first = np.ceil(told["left"])
    since = _date(first).where(first < DAYS)
    ids = [f"C{n + 1:03d}" for n in told["client"]]
    return told[["product_class", "kind"]].assign(client_id=ids, since=since)


def _date(day: pd.Series) -> pd.Series:
    return pd.Timestamp(END - timedelta(days=DAYS - 1)) + pd.to_timedelta(day, unit="D")
