"""Another policy, or what people entered since, computed in memory beside the book and never written over it."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from kamlib.book.beside import beside
from kamlib.book.book import Book
from kamlib.contract import register_tables
from kamlib.core.duck import quoted
from kamlib.core.errors import KamError
from kamlib.engine import inputs
from kamlib.engine.models import Model, downstream, models
from kamlib.engine.run import run
from kamlib.policy import Policy
from kamlib.register import Register, existing_register

# the classes of client_card that a policy decides, and the axis each is of
_AXES = {
    "abc": "abc",
    "xyz": "xyz",
    "segment": "rfm",
    "turnover_class": "T3",
    "frequency_class": "T4",
    "relationship": "T5",
    "stage": "T10",
}


# of the churn policy, what is applied to the model's answer; the rest is learnt with
_AFTER_THE_MODEL = (
    "churn_min_tenure_days",
    "churn_contact_cost",
    "churn_contact_cost_share",
    "churn_save_success",
    "churn_save_halving_days",
    "churn_gone_chance",
    "churn_high_from",
    "churn_raised_from",
    "churn_call_capacity",
    "churn_false_discovery_rate",
    "churn_narrowing_days",
    "churn_narrowing_dates",
    "churn_narrowing_share",
    "churn_reason_min_log_odds",
    "churn_reason_min_change",
    "churn_shrink_x_odds",
    "churn_few_events",
    "churn_steady_driver_share",
)


class WhatIf(Book):
    """The marts under another policy, or with what people entered since, in memory. Asked as a book is: every function
    that takes a Book takes it too; in its `sql`, `book.marts.abc_xyz` is as it is. `moved` says who changed class."""

    def __init__(self, book: Book, policy: Policy, connection: duckdb.DuckDBPyConnection, register_state: int):
        super().__init__(book.file, connection)
        self.book, self._changed_policy, self.register_state = book, policy, register_state

    @property
    def policy(self) -> Policy:
        """The policy it was computed with."""
        return self._changed_policy

    @property
    def info(self) -> dict[str, Any]:
        """As the book's, with this policy and this state of the register."""
        changed = {"policy_json": self.policy.model_dump_json(), "register_state": self.register_state}
        return self.book.info | changed

    def moved(self, column: str = "abc") -> pd.DataFrame:
        """One row per client whose class would change: client_id, name, name_en, axis, class_before, class_now,
        net_12m (money).

        column: abc, xyz, segment, turnover_class, frequency_class, relationship, stage of `client_card`.
        """
        return self.sql(
            f"SELECT n.client_id, n.name, n.name_en, ? AS axis, b.{column} AS class_before, n.{column} AS class_now,"
            " n.net_12m FROM marts.client_card AS n JOIN book.marts.client_card AS b USING (client_id)"
            f" WHERE n.{column} IS DISTINCT FROM b.{column} ORDER BY n.net_12m DESC NULLS LAST, n.client_id",
            [_AXES[column]],
        )


def what_if(book: Book, policy: Policy) -> WhatIf:
    """The marts of `book` under another policy: only what depends on the changed values is computed again.

    Raises KamError when a changed value needs the sales lines or the churn model anew (`history_months` …).
    """
    return _computed(book, policy, None, book.info.get("register_state") or 0, set())


def live(book: Book, register: Register | None = None, policy: Policy | None = None) -> Book | WhatIf:
    """The book with what people entered since it was built, under this policy; the book itself where neither moved.

    register: by default that of the book's home. Only the models that read the tables entered into, and what depends
    on them, are computed again, in memory; what the churn model learnt with is that of the build. Raises KamError as
    `what_if` does.
    """
    policy = policy or book.policy
    known = book.info.get("register_state") or 0
    own = existing_register(book.home) if register is None and book.home else None
    register = register or own
    try:
        state = register.state if register else known
        # fewer entries than the book knows of: it is another register, and nothing of it is in the book
        moved = set() if register is None or state == known else register.moved_since(known if state > known else 0)
        moved.discard("same_clients")  # clients are joined when the book is built, from the sales lines on
        if not moved and not _changed(book.policy, policy):
            return book
        return _computed(book, policy, register, state, moved)
    finally:
        if own:
            own.close()


def _computed(book: Book, policy: Policy, register: Register | None, state: int, moved: set[str]) -> WhatIf:
    changed = _changed(book.policy, policy)
    for name in sorted(changed):
        if name in ("history_months", "money_currency") or (name.startswith("churn_") and name not in _AFTER_THE_MODEL):
            raise KamError("build.what_if_needs_build", name=name)
    again = to_compute(changed, moved)
    read = {name.removeprefix("canonical.") for m in again for name in m.reads if name.startswith("canonical.")}
    if read - set(register_tables()):
        raise KamError("build.what_if_needs_build", name=", ".join(sorted(read - set(register_tables()))))
    con = beside(book, policy, {m.table for m in again})
    con.execute("CREATE SCHEMA canonical")
    inputs.from_register(con, register, state, read)
    run(con, again, lambda *_: None)
    for model in models():
        if model.schema == "marts":
            con.execute(f"CREATE VIEW main.{quoted(model.name)} AS SELECT * FROM {model.table}")
    return WhatIf(book, policy, con, state)


def to_compute(changed: set[str], moved: set[str]) -> list[Model]:
    """The models to be computed again, in running order: those that depend on the changed values of the policy, and
    those that depend on tables of the register that moved. Of these, what reads `cut_offs` is left as it was built: the
    churn model learnt from it, and its scores would no longer be of what they were made from."""
    by_policy = downstream(changed, models())
    kept = tuple(m for m in models() if "cut_offs" not in m.reads or m in by_policy)
    touched = changed | {f"canonical.{name}" for name in moved}
    wanted = {m.table for m in (*by_policy, *downstream(touched, kept))}
    return [m for m in models() if m.table in wanted]


def _changed(old: Policy, new: Policy) -> set[str]:
    before, after = old.scalars(), new.scalars()
    changed = {name for name in after if before.get(name) != after[name]}
    if old.rfm.segments != new.rfm.segments:
        changed.add("policy_rfm_segments")
    if any(
        getattr(old.rfm, f"{a}_bands") != getattr(new.rfm, f"{a}_bands") for a in ("recency", "frequency", "monetary")
    ):
        changed.add("policy_rfm_bands")
    if old.completeness.no_sales != new.completeness.no_sales:
        changed.add("policy_completeness_no_sales")
    return changed
