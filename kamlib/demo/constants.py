"""What the plan and the planted fates both count with."""

from __future__ import annotations

import numpy as np

from kamlib.demo import words

ACCOUNT, HUNTER, SERVICE, CALLS, PROCESSING = (
    range(0, 11),
    range(11, 15),
    range(15, 19),
    range(19, 22),
    range(22, 25),
)
LEAVER = 3  # the account manager of the first block who leaves
NEVER = 1_000_000
CLASS_SHARE = np.array([c[2] for c in words.CLASSES])
