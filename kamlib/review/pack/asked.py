"""What the spreads of a pack ask with: a book's answers, each asked once and cut to the clients of the pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from kamlib import answers
from kamlib.book import history
from kamlib.book.book import Book
from kamlib.book.shelf import QUARTER_DAYS
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.review import outcomes
from kamlib.review.compare import Comparison, compare

OF_MARGIN = ("stake_12m", "contribution_gone_12m", "expected_profit_of_call", "contribution_12m", "contribution_said",
             "contribution_came")  # fmt: skip


class Asked:
    """A book, a language, and whose rows may be shown.

    clients: codes (None: all); rows about others are left out, totals of the company stay. personal: whether the names
    of people (managers, owners, who decided) are told.
    """

    def __init__(self, book: Book, lang: str, clients: Collection[str] | None = None, personal: bool = False):
        self.book, self.lang, self.personal = book, lang, personal
        self.clients = None if clients is None else frozenset(clients)
        self._known: dict[tuple[Any, ...], Any] = {}

    def __call__(self, question: str, *args: object) -> Any:
        """The answer of a question; frames have only rows about the clients of the pack, or about none."""
        found = self.whole(question, *args)
        return self.cut(found) if isinstance(found, pd.DataFrame) else found

    def whole(self, question: str, *args: object) -> Any:
        """The answer of a question about the whole company: for counts and totals, not for names."""
        key = (question, *args)
        if key not in self._known:
            ask = getattr(answers, question, None) or getattr(outcomes, question)
            self._known[key] = ask(self.book, *args)
        return self._known[key]

    def cut(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame without rows about clients that are not of the pack."""
        if self.clients is None or "client_id" not in frame:
            return frame
        return frame[frame["client_id"].isin(self.clients) | frame["client_id"].isna()]

    def has(self, *tables: str) -> bool:
        """Whether the book has these tables; one built by an earlier program may not."""
        return all(self.book.has(table) for table in tables)

    @property
    def currency(self) -> str | None:
        return self.book.currency

    @cached_property
    def before(self) -> date | None:
        """The nearest earlier review a quarter before; None: none is known."""
        if self.book.home is None:
            return None
        known = [day for day in history.reviews(self.book.home) if day < self.book.as_of]
        return next((day for day in known if (self.book.as_of - day).days >= QUARTER_DAYS), None)

    @cached_property
    def compared(self) -> Comparison | None:
        """That review beside this one."""
        return None if self.before is None else compare(self.before, self.book)

    @cached_property
    def is_revenue(self) -> bool:
        """Whether contribution is revenue, because cost is not known of anybody."""
        levels = self.whole("key_clients")["contribution_level"].dropna()
        return bool(len(levels)) and bool((levels == "revenue").all())

    @cached_property
    def is_scored(self) -> bool:
        """Whether the forecast ranks clients."""
        return self.has("risk_moves") and bool(self("model_card").get("status") == "scored")

    @cached_property
    def has_fit(self) -> bool:
        """Whether the fit of anybody is known."""
        return self.has("usp_fit") and bool(self.whole("usp_fit")["fit_share"].notna().any())

    @cached_property
    def heads(self) -> dict[str, str]:
        """Headings where money is revenue, because cost is not known: margin and profit are not spoken of."""
        if not self.is_revenue:
            return {}
        told = {name: self.say(f"revenue_{name}") for name in OF_MARGIN}
        told["contribution_at_risk_12m"] = columns.code_label("company_measure", "revenue_at_risk_12m", self.lang)
        return told | {"profit_share": columns.label("revenue_share", self.lang)}

    # how things are written

    def say(self, key: str, **values: object) -> str:
        """A text of pack.toml."""
        return t(f"pack.{key}", self.lang, **values)

    def money(self, x: object) -> str:
        return formats.money(x, self.lang, self.currency, compact=True)

    def signed(self, x: float) -> str:
        return ("+" if x > 0 else "") + self.money(x)

    def share(self, x: object, digits: int = 0) -> str:
        return formats.share(x, self.lang, digits)

    def date(self, day: object) -> str:
        return formats.date(day, self.lang)

    def count(self, x: object) -> str:
        return formats.count(x, self.lang)

    def name(self, row: Mapping[str, Any], most: int | None = None) -> str:
        """A client's name in the language of the pack, else its code; cut at the end where it is longer than `most`."""
        english = row.get("name_en") if self.lang == "en" else None
        told = (english, row.get("name"), row["client_id"])
        name = next(str(x) for x in told if not formats.is_unknown(x) and x)
        return cut(name, most) if most else name


def cut(text: str, most: int) -> str:
    """A text of at most so many letters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
