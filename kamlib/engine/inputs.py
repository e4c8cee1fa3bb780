"""What the models read: canonical tables of a company's home, and the tables made of the policy and the dates."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import duckdb

from kamlib.contract import Table, register_tables, tables
from kamlib.core.duck import literal, quoted
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.policy import Policy
from kamlib.register import Register


def canonical(con: duckdb.DuckDBPyConnection, home: Home, register: Register | None = None, state: int = 0) -> None:
    """Attach `canonical`: every table of the contract, empty where the company has none.

    Files are read through views. Where several sources tell of one key, each column takes its latest known value, and
    what a source tells of its own subject goes before what was gathered from sales lines on the way. What people
    entered is copied from the register as it was when entry `state` was the last.
    """
    # a database of its own, so that nothing of it is left in the book's file
    con.execute("ATTACH ':memory:' AS canonical")
    for table in tables().values():
        if not table.register:
            con.execute(f"CREATE VIEW canonical.{table.name} AS {_select(table, home)}")
    con.execute(f"CREATE VIEW canonical.clients_told AS {_told(home)}")
    con.execute(f"CREATE VIEW canonical.queue_seen AS {_queue_seen(home)}")
    con.execute(f"CREATE VIEW canonical.said_before AS {_said_before(home)}")
    from_register(con, register, state, set(register_tables()))


def _told(home: Home) -> str:
    """What each source of clients told of their classes, and on which day it was brought in: one row per client and
    source."""
    columns = "t.client_id, t.type, t.payment_terms, t.prepayment_share, i.source_no, i.told_on"
    imported = [f"({s['source_no']}, DATE {literal(str(s['imported_at'])[:10])})" for s in home.sources()]
    paths = ", ".join(map(literal, home.files("clients")))
    told = f"(SELECT * FROM read_parquet([{paths}]))" if paths else "(SELECT *, 0 AS source_no FROM canonical.clients)"
    days = f"(VALUES {', '.join(imported or ['(0, NULL)'])}) AS i(source_no, told_on)"
    return f"SELECT {columns} FROM {told} AS t JOIN {days} ON i.source_no = t.source_no"


def _queue_seen(home: Home) -> str:
    """What stood in the queues of the books published before: one row per thing and review date. What a file of another
    version has no column for is unknown."""
    texts = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in ("client_id", "item", "thing", "item_id"))
    known = f"SELECT CAST(NULL AS DATE) AS as_of, {texts}, CAST(NULL AS DOUBLE) AS stake WHERE false"
    return _history(home, "queue", known)


def _said_before(home: Home) -> str:
    """Who was key by the books published before: one row per client and book."""
    known = (
        "SELECT CAST(NULL AS DATE) AS as_of, CAST(NULL AS BIGINT) AS published,"
        " CAST(NULL AS BOOLEAN) AS is_reconstructed, CAST(NULL AS VARCHAR) AS client_id,"
        " CAST(NULL AS BOOLEAN) AS is_key WHERE false"
    )
    chosen = "as_of, published, coalesce(is_reconstructed, false) AS is_late, client_id, is_key"
    return f"SELECT {chosen} FROM ({_history(home, 'said', known)})"


def _history(home: Home, kind: str, known: str) -> str:
    """The files of one kind that the home's history holds, below the columns that are known."""
    paths = ", ".join(map(literal, sorted((home.path / "history").glob(f"{kind}_*.parquet"))))
    return f"{known} UNION ALL BY NAME SELECT * FROM read_parquet([{paths}], union_by_name = true)" if paths else known


def forget_canonical(con: duckdb.DuckDBPyConnection) -> None:
    """Let go of what `canonical` attached."""
    con.execute("DETACH canonical")


def from_register(con: duckdb.DuckDBPyConnection, register: Register | None, state: int, names: set[str]) -> None:
    """Create tables `canonical.<name>` of what the register holds, with `entered_on`, the day of the row's last change;
    empty ones without a register."""
    for name in sorted(names):
        table = register_tables()[name]
        columns = ", ".join(quoted(c) for c in table.columns)
        if register is None:
            empty = f"SELECT *, CAST(NULL AS DATE) AS entered_on FROM ({_empty(table)})"
            con.execute(f"CREATE TABLE canonical.{name} AS {empty}")
            continue
        entered = register.arrow(name, state=state)
        con.register("entered", entered)
        con.execute(
            f"CREATE TABLE canonical.{name} AS"
            f" SELECT {columns}, CAST(entered_at AT TIME ZONE 'UTC' AS DATE) AS entered_on FROM entered"
        )
        con.unregister("entered")


def _empty(table: Table) -> str:
    typed = ", ".join(f"CAST(NULL AS {c.sql_type}) AS {quoted(c.name)}" for c in table.columns.values())
    return f"SELECT {typed} WHERE false"


def _select(table: Table, home: Home) -> str:
    columns = ", ".join(quoted(c) for c in table.columns)
    paths = home.files(table.name)
    if not paths:
        return _empty(table)
    listed = ", ".join(literal(p) for p in paths)
    source = f"read_parquet([{listed}])"
    if table.name == "sales_lines":
        overlaps = home.overlaps()
        once = (
            f" WHERE NOT EXISTS (SELECT 1 FROM read_parquet({literal(overlaps)}) AS t WHERE t.line_id = l.line_id)"
            if overlaps
            else ""
        )
        return f"SELECT {columns} FROM {source} AS l{once}"
    # a file taken in by an earlier version lacks the columns that came later: they are unknown in it
    source = f"({_empty(table)} UNION ALL BY NAME SELECT * FROM read_parquet([{listed}], union_by_name = true))"
    key = [quoted(c) for c in table.key]
    rest = [quoted(c) for c in table.columns if c not in table.key]
    latest = ", ".join(f"arg_max({c}, CASE WHEN derived THEN 0 ELSE 1000000 END + source_no) AS {c}" for c in rest)
    chosen = ", ".join(key) + (f", {latest}" if rest else "")
    return f"SELECT {columns} FROM (SELECT {chosen} FROM {source} GROUP BY {', '.join(key)})"


def complete_until(con: duckdb.DuckDBPyConnection, today: date) -> tuple[date, date | None]:
    """The ends of the last complete month and of the last complete week (None: sales are dated by month) of the sales
    lines, not later than `today`. Raises KamError where there are no lines, or none up to today."""
    sql = files("kamlib").joinpath("sql", "default_as_of.sql").read_text("utf-8")
    found = con.execute(sql, {"today": today}).fetchone()
    if found is None or found[0] is None:
        later = con.execute("SELECT min(order_date) FROM canonical.sales_lines").fetchone()[0]
        raise KamError("build.no_sales_yet", today=today, first=later) if later else KamError("build.no_sales")
    month_end, week_end = found
    return month_end, week_end


def parameters(con: duckdb.DuckDBPyConnection, policy: Policy, as_of: date) -> None:
    """Create `policy` (one row), `policy_rfm_segments` and `as_of` (the review date and the month ends before)."""
    scalars = policy.scalars()
    typed = ", ".join(f"CAST(? AS {_sql_type(value)}) AS {quoted(name)}" for name, value in scalars.items())
    con.execute(f"CREATE TABLE policy AS SELECT {typed}", list(scalars.values()))
    con.execute(
        "CREATE TABLE policy_rfm_segments (rule INTEGER, segment VARCHAR, r_min INTEGER, r_max INTEGER,"
        " f_min INTEGER, f_max INTEGER, m_min INTEGER, m_max INTEGER)"
    )
    con.executemany(
        "INSERT INTO policy_rfm_segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [[i, s.segment, *s.r, *s.f, *s.m] for i, s in enumerate(policy.rfm.segments, 1)],
    )
    con.execute("CREATE TABLE policy_rfm_bands (axis VARCHAR, band INTEGER, from_value DOUBLE)")
    con.executemany(
        "INSERT INTO policy_rfm_bands VALUES (?, ?, ?)",
        [
            [axis, band, value]
            for axis in ("recency", "frequency", "monetary")
            for band, value in enumerate(getattr(policy.rfm, f"{axis}_bands"), 1)
        ],
    )
    con.execute("CREATE TABLE policy_completeness_no_sales (month DATE)")
    if policy.completeness.no_sales:
        con.executemany(
            "INSERT INTO policy_completeness_no_sales VALUES (CAST(? AS DATE))",
            [[f"{month}-01"] for month in policy.completeness.no_sales],
        )
    con.execute(
        """CREATE TABLE as_of AS
        SELECT CAST(CASE WHEN day = last_day(day) THEN last_day(day - to_months(back)) ELSE day - to_months(back)
                    END AS DATE) AS as_of, back AS months_back, back = 0 AS is_book
        FROM (SELECT CAST(? AS DATE) AS day, CAST(unnest(generate_series(0, ?)) AS INTEGER) AS back)""",
        [as_of, policy.history.months],
    )
    con.execute("CREATE TABLE horizons AS SELECT unnest([30, 60, 90, 180, 365]) AS horizon_days")
    con.execute(
        """CREATE TABLE cut_offs AS
        SELECT CAST(CASE WHEN day = last_day(day) THEN last_day(day - to_months(back)) ELSE day - to_months(back)
                    END AS DATE) AS cut_off, back AS months_back
        FROM (SELECT CAST(? AS DATE) AS day, CAST(unnest(generate_series(0, ?)) AS INTEGER) AS back)""",
        [as_of, policy.churn.cut_offs],
    )


def _sql_type(value: float | int | str) -> str:
    return {int: "BIGINT", float: "DOUBLE", str: "VARCHAR"}[type(value)]
