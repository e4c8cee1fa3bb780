"""Which column of a table of clients, products or managers is its key: the one whose values the sales lines hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from kamlib.intake.facts import Facts
from kamlib.intake.headings import normalise
from kamlib.intake.words import holds
from kamlib.reading.plan import Plan, Take
from kamlib.reading.sheet import lit

KEYS = {"clients": "client_id", "products": "product_id", "managers": "manager_id"}
ENOUGH = 0.5  # of a column's values; below that a match may be chance


class Sold:
    """The codes that the sales lines hold: those of this import's files and those imported before."""

    def __init__(self, con: duckdb.DuckDBPyConnection, files: Callable[[], list[Path]]):
        self.con, self.files, self.plans = con, files, list[Plan]()

    def add(self, plan: Plan) -> None:
        """A sheet of sales lines of this import."""
        if plan.table.name == "sales_lines":
            self.plans.append(plan)

    def choose_key(self, plan: Plan, facts: Facts) -> None:
        """Key the table by the column whose values stand in the sales lines, where its headings chose another one."""
        key = KEYS[plan.table.name]
        now = plan.takes.get(key) or plan.takes.get("name")
        if now is not None and (now.kind != "column" or now.why == "profile"):
            return
        candidates = [i for i in range(len(plan.sheet.headings)) if self._may_be(plan, i, now)]
        codes = self._codes(key) if len(candidates) > 1 or now is None else None
        if not candidates or codes is None:
            return
        shares = {i: facts.share_found(i, codes) for i in candidates}
        best = max(candidates, key=lambda i: shares[i])
        mine = now.columns[0] if now else None
        if shares[best] < ENOUGH or best == mine or (mine is not None and shares[best] <= shares.get(mine, 0)):
            return
        old = plan.takes.get(key)
        plan.takes = {key: Take("column", (best,), why="values"), **{k: v for k, v in plan.takes.items() if k != key}}
        if old and "name" not in plan.takes and not holds(normalise(plan.sheet.headings[old.columns[0]]), "code"):
            plan.takes["name"] = replace(old)

    def _may_be(self, plan: Plan, i: int, now: Take | None) -> bool:
        if now and i in now.columns:
            return True
        busy = {j for name, take in plan.takes.items() if name != "name" for j in take.columns}
        return i not in busy and plan.sheet.types[i] != "DOUBLE"

    def _codes(self, key: str) -> str | None:
        """SQL of all codes in the sales lines; None where there are none to look at."""
        parts = [
            f"SELECT trim(CAST(c{take.columns[0]} AS VARCHAR)) FROM {plan.sheet.relation}"
            for plan in self.plans
            if (take := plan.takes.get(key)) and take.kind == "column"
        ]
        files = self.files()
        if files:
            parts.append(f"SELECT {key} FROM read_parquet([{', '.join(lit(f) for f in files)}])")
        return f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)})" if parts else None
