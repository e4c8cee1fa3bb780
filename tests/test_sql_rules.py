"""Rules of the SQL models: the ones on sales lines can move to Spark, every one says its grain, none reads a clock."""

import re

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from kamlib.engine.models import checks, downstream, models

# where lines end and per-client tables begin: from here on one machine is enough (quintiles, cumulative shares, marts)
LOCAL = {"features.abc", "features.rfm", "features.xyz", "features.seasonal_ratios", "features.seasonal_index"}
# windows and places of definitions (months, days of a year, top 5, top 10), not thresholds
DEFINED = {"0", "1", "100", "2", "3", "12", "24", "365", "5", "4", "6", "10"}


def on_lines():
    """Models that read sales lines, or what was made of them a client and a day at a time."""
    of_lines = downstream({"canonical.sales_lines"}, models())
    return [m for m in of_lines if m.schema != "marts" and m.table not in LOCAL and not m.name.startswith("axis_")]


def faults(sql: str) -> list[str]:
    """What in a model would not mean the same on Spark."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    found = []
    for window in tree.find_all(exp.Window):
        order, frame, what = window.args.get("order"), window.args.get("spec"), window.this
        if isinstance(what, exp.RowNumber | exp.Ntile) and order:
            text = order.sql("duckdb").upper()
            if "NULLS" not in text and "NULLS" not in _written(sql, what):
                found.append("ROW_NUMBER whose order does not say where NULLs go")
        if (
            isinstance(what, exp.Sum | exp.Avg | exp.Count)
            and order
            and not (frame and frame.args.get("kind") == "ROWS")
        ):
            found.append("running aggregate without a ROWS frame")
        if isinstance(what, exp.Count) and isinstance(what.this, exp.Distinct):
            found.append("COUNT(DISTINCT) OVER")
    for median in tree.find_all(exp.Median):
        if not (isinstance(median.this, exp.Cast) and median.this.to.is_type("double")):
            found.append("median of something not cast to DOUBLE")
    banned = (exp.ArgMax, exp.ArgMin, exp.GroupConcat, exp.ArrayAgg, exp.Pivot, exp.Columns, exp.Quantile)
    found += [type(node).__name__ for kind in banned for node in tree.find_all(kind)]
    if any(g.args.get("all") for g in tree.find_all(exp.Group)):
        found.append("GROUP BY ALL")
    found += ["* REPLACE" for star in tree.find_all(exp.Star) if star.args.get("replace")]
    found += ["UNION BY NAME" for union in tree.find_all(exp.Union) if union.args.get("by_name")]
    found += ["ASOF JOIN" for join in tree.find_all(exp.Join) if "ASOF" in (join.args.get("method") or "").upper()]
    found += ["avg, which rounds DECIMAL differently"] * (next(tree.find_all(exp.Avg), None) is not None)
    for cast in tree.find_all(exp.Cast):
        if cast.to.is_type("int", "bigint") and isinstance(cast.this, exp.Div):
            found.append("a quotient cast to an integer")
    for made in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        if not isinstance(made.parent, exp.Cast):
            found.append("date_trunc not cast to DATE")
    try:
        (spark,) = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
        if "PERCENTILE_APPROX" in spark.upper():
            found.append("an approximate percentile on Spark")
    except sqlglot.errors.SqlglotError as fault:
        found.append(f"not translated: {fault}")
    return found


def _written(sql: str, what: exp.Expression) -> str:
    """The text of the windows as the author wrote them: parsing fills in NULLS."""
    name = what.sql("duckdb").split("(")[0].lower()
    return " ".join(re.findall(rf"{name}\(\)\s+OVER\s*\((.*?)\)\s", sql.replace("\n", " "), re.I | re.S)).upper()


@pytest.mark.parametrize("model", on_lines(), ids=lambda m: m.table)
def test_models_on_sales_lines_can_move_to_spark(model):
    assert faults(model.sql) == []


@pytest.mark.parametrize(
    "bad",
    [
        "SELECT a, row_number() OVER (PARTITION BY a ORDER BY b) AS n FROM t",
        "SELECT sum(a) OVER (ORDER BY b) AS s FROM t",
        "SELECT median(a) AS m FROM t",
        "SELECT arg_max(a, b) AS m FROM t",
        "SELECT a, count(*) AS n FROM t GROUP BY ALL",
        "SELECT * REPLACE (1 AS a) FROM t",
        "SELECT string_agg(a, ',') AS s FROM t",
        "SELECT count(DISTINCT a) OVER (PARTITION BY b) AS n FROM t",
        "SELECT avg(a) AS m FROM t",
        "SELECT date_trunc('month', a) AS m FROM t",
        "SELECT a FROM t UNION BY NAME SELECT b FROM u",
    ],
)
def test_what_does_not_carry_over_is_found(bad):
    assert faults(bad)


def test_the_models_on_lines_are_those_one_expects():
    names = {m.table for m in on_lines()}
    assert {"staging.sales_lines", "features.client_day_class", "features.client_as_of", "features.churn_days"} <= names


@pytest.mark.parametrize("model", [*models(), *checks()], ids=lambda m: m.table)
def test_the_first_line_says_the_grain_and_no_clock_is_read(model):
    assert model.sql.startswith("-- ")
    if model.schema != "checks":
        assert re.match(r"one row\b", model.grain), model.grain
    assert not re.search(r"current_date|now\(\)|today\(\)|current_timestamp", model.sql, re.I)


@pytest.mark.parametrize("model", [m for m in models() if m.schema == "marts"], ids=lambda m: m.table)
def test_thresholds_stand_in_the_policy_not_in_marts(model):
    tree = sqlglot.parse_one(model.sql, dialect="duckdb")
    rounding = {id(a) for r in tree.find_all(exp.Round) for a in [r.args.get("decimals")] if a is not None}
    types = {id(n) for t in tree.find_all(exp.DataType) for n in t.find_all(exp.Literal)}
    found = [n.this for n in tree.find_all(exp.Literal) if n.is_number and id(n) not in rounding | types]
    assert set(found) <= DEFINED
