"""Another policy, computed in memory beside the book and never written over it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from kamlib.book import Book
from kamlib.engine import inputs
from kamlib.engine.build import run
from kamlib.engine.models import SCHEMAS, downstream, models
from kamlib.errors import KamError
from kamlib.policy import Policy

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
_AFTER_THE_MODEL = ("churn_min_tenure_days", "churn_contact_cost", "churn_save_success", "churn_call_capacity")


@dataclass(frozen=True)
class WhatIf:
    """The marts under another policy. `sql` asks them; `moved` says who changed class."""

    book: Book
    policy: Policy
    connection: duckdb.DuckDBPyConnection

    def sql(self, query: str, parameters: list | None = None) -> pd.DataFrame:
        """A SELECT over the marts as they would be (`marts.abc_xyz` …); `book.marts.abc_xyz` is as it is."""
        return self.connection.cursor().execute(query, parameters).df()

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
    changed = _changed(book.policy, policy)
    for name in sorted(changed):
        if name in ("history_months", "money_currency") or (name.startswith("churn_") and name not in _AFTER_THE_MODEL):
            raise KamError("build.what_if_needs_build", name=name)
    con = duckdb.connect()
    book.attach_to(con)
    again = downstream(changed, models())
    _views(con, {m.table for m in again})
    inputs.parameters(con, policy, book.as_of)
    run(con, again, lambda *_: None)
    return WhatIf(book, policy, con)


def _changed(old: Policy, new: Policy) -> set[str]:
    before, after = old.scalars(), new.scalars()
    changed = {name for name in after if before.get(name) != after[name]}
    if old.rfm.segments != new.rfm.segments:
        changed.add("policy_rfm_segments")
    if any(
        getattr(old.rfm, f"{a}_bands") != getattr(new.rfm, f"{a}_bands") for a in ("recency", "frequency", "monetary")
    ):
        changed.add("policy_rfm_bands")
    return changed


def _views(con: duckdb.DuckDBPyConnection, except_for: set[str]) -> None:
    for schema in (*SCHEMAS, "churn"):
        con.execute(f"CREATE SCHEMA {schema}")
    tables = con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'book'"
        " AND schema_name IN ('staging', 'features', 'marts', 'churn')"
    ).fetchall()
    for (table,) in tables:
        if table not in except_for:
            con.execute(f"CREATE VIEW {table} AS SELECT * FROM book.{table}")
