"""What was worked out once and is kept for all sessions, and the memory that all of it takes."""

from __future__ import annotations

import copy
import gc
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

EVERY = 50  # runs of pages between two collections of all garbage
FIRST = (5, 20)  # and after the first runs, which fill the caches

_runs = itertools.count(1)


class Kept:
    """Values by key, of which the `most` last asked for stay. Where several ask at once, the value is made once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._made: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of a key, made if it is not there. It is the same object for all: see `own`."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            made = self._made.setdefault(key, threading.Lock())
        with made:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                with self._lock:
                    self._values[key] = value
                    if len(self._values) > self._most:
                        self._values.popitem(last=False)
                return value
            finally:
                with self._lock:
                    self._made.pop(key, None)


def own(value: Any) -> Any:
    """A copy of a kept value that may be changed. Of a frame pandas copies a column only once it is changed."""
    return value.copy(deep=False) if isinstance(value, (pd.DataFrame, pd.Series)) else copy.deepcopy(value)


def settle() -> None:
    """To be called by every run of a page: now and then collects all garbage, and sets aside what is left of it.

    Streamlit collects garbage after every run. Without this it looks each time through everything that is kept, which
    costs a third of a page view; with it, through what came since.
    """
    run = next(_runs)
    if run in FIRST or run % EVERY == 0:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
