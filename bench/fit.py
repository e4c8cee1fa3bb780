"""The value-chain what-if at 5,000 clients × 15 needs × 12 USPs: `python -m bench.fit`. Everything is assessed.

The models of fit run on tables made here; what is timed is the whole answer, from reading the book to the frame.
"""

from __future__ import annotations

import time
from datetime import date

import duckdb

from kamlib.answers.fit_value_chain import best_improvements, value_chain
from kamlib.book.build import run
from kamlib.engine.models import models
from kamlib.policy import Policy

CLIENTS, NEEDS, USPS, REPEATS = 5_000, 15, 12, 5
AS_OF = date(2026, 9, 30)
MODELS = ("features.need_usp", "features.need_coverage", "features.client_fit", "marts.usp_fit", "marts.usp_gaps")
TABLES = f"""
CREATE SCHEMA staging; CREATE SCHEMA features; CREATE SCHEMA marts;
CREATE TABLE staging.as_of_windows AS SELECT DATE '{AS_OF}' AS as_of, true AS is_book;
CREATE TABLE staging.clients AS SELECT 'C' || c AS client_id, true AS has_lines FROM range({CLIENTS}) AS t(c);
CREATE TABLE features.client_as_of AS SELECT DATE '{AS_OF}' AS as_of, client_id FROM staging.clients;
CREATE TABLE staging.usps AS SELECT 'U' || u AS usp_id, 'U' || u AS name, 'U' || u AS name_en, 1e6 AS yearly_cost
    FROM range({USPS}) AS t(u);
CREATE TABLE staging.needs AS SELECT client_id, 'need ' || n AS need, 'need ' || n AS need_en,
    1.0 + hash(client_id, n) % 30 AS importance, hash(n, client_id) % 10 = 0 AS must_have,
    CAST(NULL AS DOUBLE) AS minimum, 'asked' AS evidence, 'A' AS author, DATE '{AS_OF}' AS recorded_on
    FROM staging.clients, range({NEEDS}) AS t(n);
CREATE TABLE staging.coverage AS SELECT 'need ' || n AS need, 'U' || u AS usp_id, CAST(NULL AS VARCHAR) AS client_id,
    hash(n, u) % 100 / 120 AS coverage, 'seen' AS evidence FROM range({NEEDS}) AS t(n), range({USPS}) AS s(u);
"""
MONEY = """
CREATE TABLE marts.client_card AS SELECT client_id, client_id AS name, client_id AS name_en,
    1e4 + hash(client_id) % 1000000 AS net_12m, 1e3 AS contribution_12m FROM staging.clients;
CREATE TABLE marts.misfit_cost AS SELECT client_id, 'total' AS part, 100.0 AS excess_12m, 50.0 AS low_excess_12m,
    200.0 AS high_excess_12m, 0.05 AS excess_share FROM marts.usp_fit WHERE NOT passes;
"""


class Book:
    """What the answers ask of a book."""

    def __init__(self, policy: Policy):
        self.policy, self.con = policy, duckdb.connect()
        self.con.execute(TABLES)
        scalars = policy.scalars()
        self.con.execute(
            f"CREATE TABLE policy AS SELECT {', '.join(f'? AS {k}' for k in scalars)}", [*scalars.values()]
        )
        run(self.con, [m for m in models() if m.table in MODELS], lambda *_: None)
        self.con.execute(MONEY)

    def sql(self, query: str, parameters=None):
        return self.con.cursor().execute(query, parameters).df()


def main() -> None:
    """Prints the best of the repeats, in seconds."""
    start = time.perf_counter()
    book = Book(Policy().changed(fit_threshold=0.82))
    print(f"the models of fit and their tables: {time.perf_counter() - start:.2f} s")
    changes = [
        {"usp_id": "U1", "need": "need 3", "coverage": 0.95, "yearly_cost": 1e5},
        {"usp_id": "U12", "need": "need 7", "coverage": 0.9, "once_cost": 1e5},
        {"usp_id": "U2", "drop": True},
    ]
    best = min(_seconds(lambda: value_chain(book, changes)) for _ in range(REPEATS))
    print(
        f"value_chain, three changes: {best:.2f} s, {value_chain(book, changes).total['clients_changed']} clients moved"
    )
    table = [
        {"improvement": n, "usp_id": f"U{n % USPS}", "need": f"need {n}", "coverage": 0.97, "yearly_cost": 1e5}
        for n in range(NEEDS)
    ]
    print(f"best_improvements, {NEEDS} improvements: {_seconds(lambda: best_improvements(book, table)):.2f} s")


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
