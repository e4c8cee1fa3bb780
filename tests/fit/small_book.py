"""A book of needs, USPs and coverage only: the real models of fit run on rows written out by hand, in milliseconds."""

from __future__ import annotations

import datetime

import duckdb
import pandas as pd

from kamlib.book.build import run
from kamlib.contract import tables
from kamlib.engine.models import models
from kamlib.policy import Policy

AS_OF = datetime.date(2024, 12, 31)
MODELS = {"staging.usps", "staging.needs", "staging.coverage", "features.need_usp", "features.need_coverage"}
MODELS |= {"features.client_fit", "marts.usp_fit", "marts.usp_gaps"}


class SmallBook:
    """`sql` and `policy`, as a book has them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, policy: Policy):
        self.con, self.policy = con, policy

    def sql(self, query: str, parameters=None):
        return self.con.cursor().execute(query, parameters).df()

    def fit(self, client_id: str) -> dict:
        """The row of marts.usp_fit of a client."""
        return self.sql("SELECT * FROM marts.usp_fit WHERE client_id = ?", [client_id]).iloc[0].to_dict()


def need(client_id: str, name: str, importance: float, **more) -> dict:
    """One row of needs."""
    return {"client_id": client_id, "need": name, "importance": importance, **more}


def covers(usp_id: str, name: str, coverage: float, client_id: str | None = None) -> dict:
    """One row of coverage: of the general view, or of one client."""
    return {"usp_id": usp_id, "need": name, "coverage": coverage, "client_id": client_id}


def usp(usp_id: str, **more) -> dict:
    """One row of the catalogue."""
    return {"usp_id": usp_id, "name": usp_id, **more}


def small_book(needs, usps, coverage, clients=(), policy: Policy | None = None) -> SmallBook:
    """The book of these rows; clients: those without needs. Each client bought for 1000 and contributed 100."""
    policy = policy or Policy()
    con = duckdb.connect()
    con.execute("SET threads = 1")
    con.execute("CREATE SCHEMA canonical; CREATE SCHEMA staging; CREATE SCHEMA features; CREATE SCHEMA marts")
    con.execute("CREATE TABLE staging.client_groups (client_id VARCHAR, group_id VARCHAR)")
    for name, rows in (("needs", needs), ("usps", usps), ("coverage", coverage)):
        columns = tables()[name].columns.values()
        con.execute(f"CREATE TABLE canonical.{name} ({', '.join(f'{c.name} {c.sql_type}' for c in columns)})")
        if rows:
            con.register("given", pd.DataFrame(rows).astype(object))
            con.execute(f"INSERT INTO canonical.{name} BY NAME SELECT * FROM given")
    scalars = policy.scalars()
    con.execute(f"CREATE TABLE policy AS SELECT {', '.join(f'? AS {k}' for k in scalars)}", list(scalars.values()))
    con.execute("CREATE TABLE staging.as_of_windows AS SELECT ? AS as_of, true AS is_book", [AS_OF])
    everyone = sorted({row["client_id"] for row in needs} | set(clients))
    con.execute(
        "CREATE TABLE staging.clients AS SELECT unnest(?::VARCHAR[]) AS client_id, true AS has_lines", [everyone]
    )
    con.execute(
        "CREATE TABLE features.client_as_of AS SELECT w.as_of, client_id, 1000 AS net_12m FROM staging.clients"
        " JOIN staging.as_of_windows AS w ON w.is_book"
    )
    run(con, [m for m in models() if m.table in MODELS], lambda *_: None)
    con.execute(
        "CREATE TABLE marts.client_card AS SELECT as_of, client_id, client_id AS name, client_id AS name_en,"
        " 1000.0 AS net_12m, 100.0 AS contribution_12m FROM features.client_as_of"
    )
    con.execute(
        "CREATE TABLE features.company_as_of AS"
        " SELECT as_of, sum(net_12m) AS net_12m, true AS has_total FROM features.client_as_of GROUP BY as_of"
    )
    con.execute(
        "CREATE TABLE marts.misfit_cost AS SELECT client_id, 'total' AS part, 50.0 AS excess_12m,"
        " 30.0 AS low_excess_12m, 80.0 AS high_excess_12m, 0.05 AS excess_share FROM marts.usp_fit WHERE NOT passes"
    )
    return SmallBook(con, policy)
