"""What the demo company sells: the catalogue, its prices and costs over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, words


@dataclass(frozen=True)
class Catalogue:
    """Products in the order of classes; the service products come last and have no price here."""

    product_class: np.ndarray  # class of every product
    first: np.ndarray  # class -> position of its first product
    count: np.ndarray  # class -> number of products
    price: np.ndarray  # kopecks for one on the first day
    cost_share: np.ndarray  # cost of goods as a share of the list price
    table: pa.Table

    @property
    def goods(self) -> int:
        return len(self.price)


def catalogue(seed: int) -> Catalogue:
    """The products of the company made from `seed`."""
    rng = np.random.default_rng([seed, 10])
    rows, price, cls = [], [], []
    for k, (variants, items) in enumerate(words.ITEMS):
        steps = np.linspace(0, 1, len(variants)) ** 1.4
        for ru, en, subclass, base in items:
            growth = rng.uniform(1.6, 3.2)
            for variant, step in zip(variants, steps, strict=True):
                rows.append((f"{ru} {variant}", f"{en} {_english(variant)}", k, subclass))
                price.append(round(base * (1 + growth * step) * rng.uniform(0.93, 1.07), 1 if base < 300 else 0))
                cls.append(k)
    cls = np.array(cls)
    # the class margin holds at the usual discount of about 10 %
    margin = np.array([c[3] for c in words.CLASSES])[cls] + rng.normal(0, 0.025, len(cls))
    count = np.bincount(cls)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    origin = rng.choice(3, len(rows), p=[0.6, 0.15, 0.25])
    services = [(ru, en) for ru, en in words.SERVICES]
    table = arrow.table(
        "products",
        {
            "product_id": _ids(first, count, cls) + [f"S{i + 1:02d}" for i in range(len(services))],
            "name": [r[0] for r in rows] + [s[0] for s in services],
            "name_en": [r[1] for r in rows] + [s[1] for s in services],
            "product_class": [words.CLASSES[k][0] for k in cls] + ["Услуги"] * len(services),
            "product_class_en": [words.CLASSES[k][1] for k in cls] + ["Services"] * len(services),
            "subclass": [r[3] for r in rows] + [None] * len(services),
            "origin": [words.ORIGINS[o] for o in origin] + [None] * len(services),
        },
    )
    return Catalogue(cls, first, count, np.round(np.array(price) * 100).astype(np.int64), 0.9 * (1 - margin), table)


def _ids(first: np.ndarray, count: np.ndarray, cls: np.ndarray) -> list[str]:
    return [f"P{k + 1}{i - first[k] + 1:03d}" for i, k in enumerate(cls)]


def _english(variant: str) -> str:
    number, _, unit = variant.rpartition(" ")
    return f"{number.replace(',', '.')} {words.UNITS_EN[unit]}" if unit in words.UNITS_EN else variant


def price_index(seed: int, cal) -> tuple[np.ndarray, np.ndarray]:
    """Class × day: list prices and costs against the first day.

    Prices rise each February and August; suppliers raise theirs three weeks earlier.
    """
    rng = np.random.default_rng([seed, 11])
    month, n_class = cal.month, len(words.CLASSES)
    price, cost = np.ones((n_class, cal.n_days)), np.ones((n_class, cal.n_days))
    for m in range(1, month[-1] + 1):
        if (m + cal.start.month - 1) % 12 in (1, 7):
            rise = rng.uniform(0.025, 0.055, n_class)
            day = int(np.argmax(month == m))
            price[:, day:] *= 1 + rise[:, None]
            cost[:, day - 21 :] *= 1 + (rise * rng.uniform(0.9, 1.08, n_class))[:, None]
    return price, cost
