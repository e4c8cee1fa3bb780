"""The planted truths: which clients of the first block meet which fate, when, how strongly.

`roles` gives fates to ranks, `shape` changes what those clients are, `bend` changes their volume over time,
`truths` lists it all for tests. Days are counted back from the last day of the data ("ago").
"""

from __future__ import annotations

import numpy as np

from kamlib.demo.constants import CLASS_SHARE, HUNTER, LEAVER, NEVER

# fate -> ranks by size (0 is the largest client)
RANKS = {
    "concentration": [0],
    "breadwinner": [1, 2, 3],
    "fading": [4, 6],
    "silent_loss": [8, 17, 26, 38, 47, 58, 70, 84, 97, 112, 130, 150],
    "shrinkage": [10, 14, 19, 23, 30, 36, 44, 52, 61, 73, 88, 103, 120, 140],
    "class_dropped": [11, 15, 22, 31, 39, 50, 62, 77, 92, 105],
    "misfit": [12, 21, 29, 41, 55, 66, 79, 93],
    "emerging": [13],
    "discount_for_nothing": [16, 27, 34, 48, 59, 75, 90, 108],
    "follower": [18, 37, 57, 74, 95, 118, 145, 170],
    "image_maker": [20, 45, 65, 100],
    "expert": [24, 53, 85, 115],
    "seasonal": [33, 80],
    "stayer": [25, 32, 43, 56, 68, 81, 99, 114, 128, 142, 156, 173, 186, 199, 211, 228, 240, 255],
    "prospective": [160, 190, 215, 245],
    "potential": [305, 322, 338, 351, 367, 384],
    "healthy": [
        5, 7, 9, 28, 35, 40, 42, 46, 49, 51, 54, 60, 63, 64, 67, 69, 71, 72, 76, 78, 82, 83, 86, 87, 89,
        91, 94, 96, 98, 101, 102, 104, 106, 107, 109, 110, 111, 113, 116, 117, 119, 121, 122, 123, 124,
        125, 126, 127, 129, 131, 133, 135, 137, 139, 143, 147, 151, 155, 159, 163, 167, 171, 175, 179,
        183, 187, 191, 195, 200, 205,
    ],
}  # fmt: skip
TYPES = {
    0: "chain_federal", 1: "sub_distribution", 2: "wholesale_large", 3: "manufacturing", 13: "chain_regional",
    33: "chain_regional", 80: "wholesale_medium", 20: "chain_federal", 45: "horeca", 65: "manufacturing",
    100: "horeca", 24: "manufacturing", 53: "service_centre", 85: "processing", 115: "service_centre",
}  # fmt: skip
SEASONAL_MONTHS = [(4, 5, 6, 7, 8), (3, 4, 5, 6)]
LOSS_AGO = [395, 340, 290, 245, 205, 170, 140, 112, 84, 60, 38, 18]
LOSS_FADE_DAYS = [0, 45, 30, 60]
SHRINK_AGO = [420, 365, 320, 280, 240, 210, 180, 150, 125, 100, 80, 60, 42, 25]
SHRINK_FACTOR = [0.20, 0.28, 0.34, 0.38, 0.25, 0.40, 0.30]
SHRINK_RAMP_DAYS = [0, 45]
DROP_AGO = [400, 350, 300, 265, 230, 200, 170, 140, 110, 75]
DISCOUNT_AGO = [420, 385, 350, 315, 280, 250, 215, 180]
LEFT_AGO = 196
FOLLOW_DAYS = [7, 18, 26, 35, 47, 58, 71, 86]
EMERGING_AGO = 455
FADING_AGO = [600, 520]
FADING_TO = [0.26, 0.30]
CONCENTRATION_DAYS = 900


def roles(number: int, n: int, kind: np.ndarray, type_codes: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Fate of every rank, and the types with those that a fate needs put in by exchange."""
    role = np.full(n, "", dtype="<U24")
    if number:
        return role, kind
    kind = kind.copy()
    for fate, ranks in RANKS.items():
        role[ranks] = fate
    for rank, name in TYPES.items():
        code = type_codes.index(name)
        free = [r for r in np.flatnonzero(kind == code) if r not in TYPES]
        if kind[rank] != code and free:
            other = min(free, key=lambda r: abs(r - rank))
            kind[other], kind[rank] = kind[rank], code
    return role, kind


def where(c, fate: str) -> np.ndarray:
    """Positions of the clients of a fate, the largest first."""
    found = np.flatnonzero(c.role == fate)
    return found[np.argsort(c.rank[found])]


def shuffled(values: list, fate: str) -> list:
    """Dates and factors dealt to ranks in a fixed, unordered way."""
    rng = np.random.default_rng([20230401, sum(fate.encode())])
    return [values[i] for i in rng.permutation(len(values))]


def shape(c, rng: np.random.Generator, cal) -> None:
    """Make the clients of the first block fit for their fates; they stand in the order of rank here."""
    last = cal.n_days
    known = c.role != ""
    old = known & (c.role != "emerging") & (c.role != "prospective") & (c.role != "potential")
    c.since[old] = -np.abs(rng.integers(60, 4200, known.size))[old]
    c.handover[old & (c.since < 0) & (c.managers[:, 0] >= HUNTER[0])] = NEVER
    hunted = old & (c.managers[:, 0] >= HUNTER[0])
    c.managers[hunted, 0] = c.managers[hunted, 1]
    c.first[known] = np.maximum(c.since[known], 0)
    c.stop[known] = NEVER
    c.noise[known] = rng.uniform(0.04, 0.09, known.sum())
    c.growth[known] = rng.uniform(-0.03, 0.07, known.sum())
    c.orders[known] = np.clip(c.orders[known], 16, 230)
    watched = np.isin(c.role, ["silent_loss", "shrinkage", "follower", "class_dropped", "discount_for_nothing"])
    c.orders[watched] = np.clip(c.orders[watched] * 1.2, 36, 230)
    c.noise[watched] = rng.uniform(0.03, 0.06, watched.sum())
    c.growth[watched] = rng.uniform(-0.03, 0.03, watched.sum())
    c.regular[watched] = np.clip(c.regular[watched], 3.5, 6)
    c.spread[known] = 0.22
    healthy = c.role == "healthy"
    c.orders[healthy] = np.clip(c.orders[healthy], 28, 230)
    c.regular[known] = np.clip(c.regular[known], 2.5, 6)
    if not known.any():
        return

    top = where(c, "concentration")
    c.orders[top], c.discount[top], c.terms[top], c.credit[top] = 215, 0.155, 4, 75
    c.noise[top], c.growth[top], c.regular[top] = 0.02, 0.02, 12
    good = where(c, "breadwinner")
    c.orders[good], c.regular[good] = [225, 215, 200], 12
    c.discount[good], c.late[good], c.growth[good] = [0.03, 0.02, 0.02], -1, 0.05
    c.terms[good], c.credit[good], c.noise[good] = 4, 14, 0.025
    c.taste[good] *= np.array([1.0, 1.3, 0.3, 1.6, 2.0, 1.2, 0.3, 1.2])
    c.taste[good] += 0.02
    c.taste[good] /= c.taste[good].sum(axis=1, keepdims=True)
    dropped = where(c, "class_dropped")
    c.taste[dropped] = c.taste[dropped] * 0.5 + 0.5 * CLASS_SHARE
    c.orders[dropped] = np.clip(c.orders[dropped], 60, 230)
    misfit = where(c, "misfit")
    c.discount[misfit] = rng.uniform(0.245, 0.305, misfit.size)
    c.terms[misfit], c.credit[misfit] = 4, rng.choice([60, 75, 90], misfit.size)
    c.touch[misfit] *= 2.2
    c.late[misfit] += 8
    c.returns[misfit] = 0.03
    wasted = where(c, "discount_for_nothing")
    c.discount[wasted] = rng.uniform(0.03, 0.08, wasted.size)
    c.growth[wasted] = rng.uniform(-0.15, -0.08, wasted.size)
    c.orders[wasted], c.regular[wasted] = np.clip(c.orders[wasted], 85, 230), 5
    sinking = where(c, "fading")
    c.orders[sinking] = np.clip(c.orders[sinking], 120, 230)
    c.noise[sinking], c.growth[sinking], c.regular[sinking] = 0.04, -0.03, 5
    rising = where(c, "emerging")
    c.since[rising] = c.first[rising] = last - EMERGING_AGO
    c.managers[rising, 0], c.handover[rising, 0] = HUNTER[1], last - EMERGING_AGO + 180
    c.annual[rising] *= 2.5
    c.orders[rising], c.growth[rising], c.terms[rising], c.noise[rising] = 75, 0, 1, 0.05
    c.credit[rising] = 0
    season = where(c, "seasonal")
    c.taste[season] = np.array([0.10, 0.05, 0.05, 0.10, 0.05, 0.50, 0, 0.15])
    c.orders[season], c.annual[season] = 80, c.annual[season] * 1.6
    new = where(c, "prospective")
    c.since[new] = c.first[new] = last - np.array([330, 270, 200, 150])
    c.handover[new, 0] = c.since[new] + 180
    c.managers[new, 0] = HUNTER[2]
    never = where(c, "potential")
    c.since[never] = last - 40
    c.first[never] = NEVER
    c.handover[never] = NEVER
    c.managers[never, 0] = HUNTER[0]

    team = np.concatenate([where(c, "follower"), where(c, "stayer")])
    c.managers[team, 0] = LEAVER
    c.handover[team, 0], c.handover[team, 1] = last - LEFT_AGO, NEVER
    c.backup[where(c, "follower")] = 0.03
    c.backup[where(c, "stayer")] = rng.uniform(0.25, 0.6, len(RANKS["stayer"]))


def bend(c, volume: np.ndarray, cal) -> None:
    """Change the volume (client × day) of the clients with a fate, in place."""
    last, day = cal.n_days, np.arange(cal.n_days)
    month = cal.month_of_year + 1
    for i, onset, fade in losses(c, cal):
        if fade:
            volume[i] *= np.interp(day, [onset - fade, onset], [1, 0.35])
        volume[i, onset:] = 0
    for i, onset, factor, ramp in shrinkages(c, cal):
        volume[i] *= np.interp(day, [onset, onset + max(ramp, 1)], [1, factor])
    for i, gone in followers(c, cal):
        volume[i, gone:] = 0
    for i, ago, to in zip(where(c, "fading"), FADING_AGO, FADING_TO, strict=True):
        volume[i] *= np.interp(day, [last - ago, last], [1, to])
    for i in where(c, "concentration"):
        volume[i] *= np.interp(day, [0, last - CONCENTRATION_DAYS, last], [0.52, 0.58, 1.10])
    for i in where(c, "emerging"):
        volume[i] = np.where(day < c.first[i], 0, 1) * np.exp(
            np.interp(day, [c.first[i], last - 60], [np.log(0.04), 0])
        )
    for i, months in zip(where(c, "seasonal"), SEASONAL_MONTHS, strict=True):
        volume[i, ~np.isin(month, months)] = 0


def losses(c, cal) -> list[tuple[int, int, int]]:
    """(position, onset, fade): no purchase from the onset on; for `fade` days before it orders thin out."""
    ago = shuffled(LOSS_AGO, "loss")
    fade = LOSS_FADE_DAYS * 3
    return [(int(i), cal.n_days - a, f) for i, a, f in zip(where(c, "silent_loss"), ago, fade, strict=False)]


def shrinkages(c, cal) -> list[tuple[int, int, float, int]]:
    """(position, onset, factor, ramp): volume sinks, over `ramp` days from the onset, to `factor` of it."""
    ago = shuffled(SHRINK_AGO, "shrink")
    factor, ramp = SHRINK_FACTOR * 2, SHRINK_RAMP_DAYS * 7
    return [
        (int(i), cal.n_days - a, f, r) for i, a, f, r in zip(where(c, "shrinkage"), ago, factor, ramp, strict=False)
    ]


def followers(c, cal) -> list[tuple[int, int]]:
    """(position, day): clients that leave with the manager and buy nothing from that day on."""
    wait = shuffled(FOLLOW_DAYS, "follow")
    return [(int(i), cal.n_days - LEFT_AGO + w) for i, w in zip(where(c, "follower"), wait, strict=False)]


def dropped_classes(c, cal) -> list[tuple[int, int, int]]:
    """(position, class, day): from that day the client buys nothing of a class it bought much of."""
    result = []
    for k, (i, ago) in enumerate(zip(where(c, "class_dropped"), shuffled(DROP_AGO, "drop"), strict=False)):
        by_share = np.argsort(-c.taste[i])
        steady = [cls for cls in by_share if cls != 5]  # the garden class sleeps in winter anyway
        result.append((int(i), int(steady[k % 2]), cal.n_days - ago))
    return result


def discount_rises(c, cal) -> list[tuple[int, int, float]]:
    """(position, day, rise): from that day the client's discount is higher by the rise."""
    ago = shuffled(DISCOUNT_AGO, "discount")
    rise = [0.09, 0.12, 0.10, 0.13, 0.08, 0.11, 0.10, 0.12]
    return [(int(i), cal.n_days - a, r) for i, a, r in zip(where(c, "discount_for_nothing"), ago, rise, strict=False)]
