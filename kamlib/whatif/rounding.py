"""Rounding in numpy as the SQL models do it: `round(x * 1e6) / 1e6`, halves away from zero."""

from __future__ import annotations

import numpy as np

_UNDER_HALF = np.nextafter(0.5, 0)  # with 0.5 itself the sum would lift the number next below a half


def rounded(x: np.ndarray | float, digits: int) -> np.ndarray:
    """Told a number of digits, numpy, Python and the engines decide ties apart; whole numbers all round alike."""
    scale = 10.0**digits
    scaled = np.asarray(x) * scale
    return np.trunc(scaled + np.copysign(_UNDER_HALF, scaled)) / scale
