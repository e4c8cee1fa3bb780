"""Every model from sales lines to per-client features is portable to Spark; every rule is shown to catch its breach."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

import duckdb
import lints
import numpy as np
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp
from sqlglot.schema import MappingSchema

from kamlib.book.build import run
from kamlib.churn.score import score
from kamlib.churn.tables import TABLES
from kamlib.core.home import Home
from kamlib.engine import inputs
from kamlib.engine.models import checks, downstream, models
from kamlib.policy import Policy
from kamlib.whatif.rounding import rounded

# where the way from lines ends; all that these read, at any remove, is made of lines too
PER_CLIENT = {"client_as_of", "client_class_as_of", "client_rhythm", "client_frequency", "client_product_period"}
PER_CLIENT |= {"period_client_class", "main_manager", "client_month", "churn_features", "churn_labels"}
# months, days of windows that are definitions: quarter, half-year, year, two years
DEFINITIONS = {"3", "6", "12", "24", "365"}
# numbers that are in a column's own name, or told in the model's comment
NAMED = {"concentration": {"5", "10"}, "peers": {"5"}, "save_list": {"2"}}


def _portable():
    wanted, found = {f"features.{n}" for n in PER_CLIENT}, []
    for model in reversed(models()):
        if model.table in wanted:
            wanted |= model.reads
            found.append(model)
    assert {f"features.{n}" for n in PER_CLIENT} <= {m.table for m in found}
    return found[::-1]


PORTABLE = _portable()
portable = pytest.mark.parametrize("model", PORTABLE, ids=lambda m: m.table)


def parsed(sql):
    return sqlglot.parse_one(sql, dialect="duckdb")


def to_spark(sql):
    """A model as Spark SQL. Where sqlglot writes an approximate percentile, Spark's exact one stands instead."""
    tree = parsed(sql)
    for group in list(tree.find_all(exp.WithinGroup)):
        if isinstance(group.this, exp.PercentileCont):
            value = group.expression.expressions[0].this
            group.replace(exp.Anonymous(this="PERCENTILE", expressions=[value.copy(), group.this.this.copy()]))
    return tree.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.fixture(scope="module")
def empty_book(tmp_path_factory):
    """All tables a model reads or makes, empty, with their types: DuckDB's own word on every column."""
    con = duckdb.connect()
    inputs.canonical(con, Home(tmp_path_factory.mktemp("empty")))
    inputs.parameters(con, Policy(), date(2024, 12, 31))
    scored = downstream(set(TABLES), models())
    run(con, [m for m in models() if m not in scored], lambda *_: None)
    score(con, Policy(), lambda *_: None)
    run(con, scored, lambda *_: None)
    return con


@pytest.fixture(scope="module")
def schema(empty_book):
    known = {}
    for where, table, column, type_ in empty_book.execute(
        "SELECT CASE WHEN table_catalog = 'canonical' THEN 'canonical' ELSE table_schema END, table_name, column_name,"
        " data_type FROM information_schema.columns"
    ).fetchall():
        known.setdefault(where, {}).setdefault(table, {})[column] = type_
    loose = {"": known.pop("main")}
    return MappingSchema({**known, **loose}, dialect="duckdb")


@portable
def test_translates_to_spark(model):
    text = to_spark(model.sql)
    assert "APPROX" not in text.upper()
    again = sqlglot.parse_one(text, dialect="spark")
    assert not list(again.find_all(exp.Command))


SIMPLE = [
    lints.forbidden,
    lints.medians,
    lints.percentiles,
    lints.unique_order,
    lints.row_frames,
    lints.partitions,
    lints.qualified_star,
    lints.days_only,
    lints.cast_dates,
    lints.spines,
]


@portable
def test_keeps_the_rules(model):
    tree = parsed(model.sql)
    found = [fault for rule in SIMPLE for fault in rule(tree)]
    assert found + lints.stated_nulls(sqlglot.tokenize(model.sql, dialect="duckdb")) == []


@portable
def test_keeps_the_rules_about_columns(model, schema):
    tree = parsed(model.sql)
    rules = [lints.reused_aliases, lints.cast_floats, lints.unrounded_sums]
    assert [fault for rule in rules for fault in rule(tree, schema)] == []


@portable
def test_gives_no_timestamps(model, empty_book):
    columns = empty_book.execute(f"DESCRIBE {model.table}").fetchall()
    assert [c[0] for c in columns if c[1].startswith("TIMESTAMP")] == []


ALL = [*models(), *checks()]


@pytest.mark.parametrize("model", ALL, ids=lambda m: m.table)
def test_first_line_says_the_grain_and_no_clock_is_read(model):
    assert model.sql.startswith("-- ") and len(model.grain) > 20
    assert model.schema == "checks" or model.grain.startswith("one row")
    clocks = {"current_date", "now()", "now", "today", "get_current_timestamp", "random", "random()"}
    assert clocks.isdisjoint(lints.forbidden(parsed(model.sql)))


@pytest.mark.parametrize("model", ALL, ids=lambda m: m.table)
def test_ties_are_decided_in_one_form_and_limits_are_numbers(model):
    tree = parsed(model.sql)
    assert lints.roundings(tree) + lints.constant_limits(tree) == []


@pytest.mark.parametrize("model", ALL, ids=lambda m: m.table)
def test_no_decimal_is_divided_but_as_a_double_nor_made_of_one_unrounded(model, schema):
    tree = parsed(model.sql)
    assert lints.divided_decimals(tree, schema) + lints.cast_to_decimals(tree, schema) == []


def test_the_default_date_says_its_grain():
    sql = files("kamlib").joinpath("sql", "default_as_of.sql").read_text("utf-8")
    assert sql.startswith("-- one row")


@pytest.mark.parametrize("model", [m for m in models() if m.schema == "marts"], ids=lambda m: m.name)
def test_numbers_of_a_mart_are_the_policy_s(model):
    assert lints.literals(parsed(model.sql), DEFINITIONS | NAMED.get(model.name, set())) == []


# every rule catches its breach, and lets the right way pass
BREACHES = [
    (lints.forbidden, "SELECT a, count(*) FROM t GROUP BY ALL", "SELECT a, count(*) FROM t GROUP BY a"),
    (lints.forbidden, "SELECT arg_max(a, b) FROM t", "SELECT max(a) FROM t"),
    (lints.forbidden, "SELECT arg_min(a, b) FROM t", "SELECT min(a) FROM t"),
    (lints.forbidden, "SELECT max_by(a, b) FROM t", "SELECT max(a) FROM t"),
    (lints.forbidden, "SELECT string_agg(a, ',') FROM t", "SELECT min(a) FROM t"),
    (lints.forbidden, "SELECT list(a) FROM t", "SELECT min(a) FROM t"),
    (lints.forbidden, "PIVOT t ON a USING sum(b)", "SELECT sum(b) FROM t"),
    (lints.forbidden, "SELECT * FROM t ASOF JOIN u ON t.a >= u.a", "SELECT * FROM t JOIN u ON t.a = u.a"),
    (lints.forbidden, "SELECT * REPLACE (1 AS a) FROM t", "SELECT * FROM t"),
    (lints.forbidden, "SELECT * EXCLUDE (a) FROM t", "SELECT * FROM t"),
    (lints.forbidden, "SELECT COLUMNS('a.*') FROM t", "SELECT a FROM t"),
    (lints.forbidden, "SELECT a FROM t UNION BY NAME SELECT a FROM u", "SELECT a FROM t UNION ALL SELECT a FROM u"),
    (lints.forbidden, "SELECT DISTINCT ON (a) a, b FROM t", "SELECT DISTINCT a, b FROM t"),
    (lints.forbidden, "SELECT count(DISTINCT a) OVER (PARTITION BY b) FROM t", "SELECT count(DISTINCT a) FROM t"),
    (lints.forbidden, "SELECT current_date", "SELECT as_of FROM as_of"),
    (lints.forbidden, "SELECT now()", "SELECT as_of FROM as_of"),
    (lints.percentiles, "SELECT quantile_cont(a, 0.9) FROM t", "SELECT median(CAST(a AS DOUBLE)) FROM t"),
    (lints.forbidden, "SELECT approx_quantile(a, 0.5) FROM t", "SELECT median(CAST(a AS DOUBLE)) FROM t"),
    (lints.roundings, "SELECT round(a, 2) FROM t", "SELECT round(a * 1e2) / 1e2 FROM t"),
    (lints.roundings, "SELECT round(a * 1e2) / 1e3 FROM t", "SELECT round(a / b * 1e2) / 1e2 FROM t"),
    (lints.roundings, "SELECT round(a * 1e2) FROM t", "SELECT round(a) FROM t"),
    (lints.roundings, "SELECT b * round(a * 1e2) / 1e2 FROM t", "SELECT b * (round(a * 1e2) / 1e2) FROM t"),
    (
        lints.constant_limits,
        "SELECT a FROM t ORDER BY a LIMIT (SELECT n FROM policy)",
        "SELECT a FROM t CROSS JOIN policy WHERE place <= n ORDER BY a LIMIT 1",
    ),
    (lints.constant_limits, "SELECT a FROM t LIMIT 2 OFFSET (SELECT 1)", "SELECT a FROM t LIMIT 2 OFFSET 1"),
    (lints.medians, "SELECT median(a) FROM t", "SELECT median(CAST(a AS DOUBLE)) FROM t"),
    (
        lints.percentiles,
        "SELECT percentile_cont(a, 0.9) FROM t",
        "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY a) FROM t",
    ),
    (
        lints.unique_order,
        "SELECT row_number() OVER (PARTITION BY a ORDER BY net NULLS LAST) FROM t",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY net NULLS LAST, client_id NULLS LAST) FROM t",
    ),
    (
        lints.unique_order,
        "SELECT ntile(5) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY net NULLS LAST)",
        "SELECT ntile(5) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY net NULLS LAST, client_id NULLS LAST)",
    ),
    (
        lints.unique_order,
        "SELECT row_number() OVER (PARTITION BY a) FROM t",
        "SELECT sum(b) OVER (PARTITION BY a) FROM t",
    ),
    (
        lints.row_frames,
        "SELECT sum(b) OVER (PARTITION BY a ORDER BY day NULLS LAST) FROM t",
        "SELECT sum(b) OVER (PARTITION BY a ORDER BY day NULLS LAST ROWS UNBOUNDED PRECEDING) FROM t",
    ),
    (
        lints.row_frames,
        "SELECT sum(b) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY day NULLS LAST)",
        "SELECT sum(b) OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY day NULLS LAST ROWS 1 PRECEDING)",
    ),
    (lints.partitions, "SELECT sum(b) OVER () FROM t", "SELECT sum(b) OVER (PARTITION BY client_id) FROM t"),
    (
        lints.qualified_star,
        "SELECT * FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b NULLS LAST) = 1",
        "SELECT a, b FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b NULLS LAST) = 1",
    ),
    (
        lints.qualified_star,
        "SELECT a, -b AS b FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b NULLS LAST) = 1",
        "SELECT a, -b AS c FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b NULLS LAST) = 1",
    ),
    (lints.days_only, "SELECT date_diff('week', a, b) FROM t", "SELECT date_diff('day', a, b) FROM t"),
    (
        lints.cast_dates,
        "SELECT date_trunc('month', day) FROM t",
        "SELECT CAST(date_trunc('month', day) AS DATE) FROM t",
    ),
    (lints.cast_dates, "SELECT day - INTERVAL 1 MONTH FROM t", "SELECT CAST(day - INTERVAL 1 MONTH AS DATE) FROM t"),
    (
        lints.spines,
        "SELECT CAST(unnest(generate_series(a, b, INTERVAL 1 MONTH)) AS DATE) AS m FROM t",
        "SELECT unnest(generate_series(a, b, INTERVAL 1 MONTH)) AS m FROM t",
    ),
]


@pytest.mark.parametrize(("rule", "bad", "good"), BREACHES, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_a_rule_catches_its_breach(rule, bad, good):
    assert rule(parsed(bad))
    assert rule(parsed(good)) == []


def test_unstated_nulls_are_caught():
    def nulls(sql):
        return lints.stated_nulls(sqlglot.tokenize(sql, dialect="duckdb"))

    assert nulls("SELECT row_number() OVER (PARTITION BY a ORDER BY b DESC, c NULLS LAST) FROM t")
    assert nulls("SELECT sum(b) OVER w FROM t WINDOW w AS (ORDER BY greatest(b, c) ROWS 1 PRECEDING)")
    assert not nulls("SELECT sum(b) OVER (ORDER BY greatest(b, c) DESC NULLS LAST ROWS 1 PRECEDING) FROM t")
    assert not nulls("SELECT a FROM (SELECT a FROM t ORDER BY a) AS u ORDER BY a")  # not of a window


TINY = MappingSchema({"": {"t": {"a": "DOUBLE", "d": "DECIMAL(18, 4)", "n": "INTEGER"}}}, dialect="duckdb")


def test_breaches_about_columns_are_caught():
    assert lints.reused_aliases(parsed("SELECT a + 1 AS b, b * 2 AS c FROM t"), TINY)
    assert lints.reused_aliases(parsed("SELECT a + 1 AS b FROM t WHERE b > 0"), TINY)
    assert lints.reused_aliases(parsed("SELECT a + 1 AS b FROM t WHERE a > 0"), TINY) == []
    assert lints.cast_floats(parsed("SELECT CAST(a AS INTEGER) AS b FROM t"), TINY)
    assert lints.cast_floats(parsed("SELECT CAST(a / n AS BIGINT) AS b FROM t"), TINY)
    assert lints.cast_floats(parsed("SELECT CAST(n AS BIGINT) AS b FROM t"), TINY) == []
    for bad in ("sum(a)", "avg(a) / n", "sum(sum(a)) OVER ()", "stddev_pop(CAST(n AS DOUBLE))"):
        assert lints.unrounded_sums(parsed(f"SELECT {bad} AS b FROM t GROUP BY n"), TINY)
    for good in ("sum(n)", "sum(d)", "round(sum(a) * 1e4) / 1e4", "max(a)"):
        assert lints.unrounded_sums(parsed(f"SELECT {good} AS b FROM t GROUP BY n"), TINY) == []


@pytest.mark.parametrize(
    "bad",
    ["d / 12", "sum(d) / 60", "(n + 1) / 2.0", "coalesce(d, 0) * n / 365", "d / d", "1 / d", "(n + 1.0) / (n + 2.0)"],
)
def test_a_divided_decimal_is_caught(bad):
    assert lints.divided_decimals(parsed(f"WITH u AS (SELECT * FROM t) SELECT {bad} AS x FROM u"), TINY)


@pytest.mark.parametrize(
    "good", ["CAST(d AS DOUBLE) / 12", "a / 2.0", "d * a / 365", "d / a", "n / 2", "d / 1e2", "n / n / d"]
)
def test_division_as_doubles_passes(good):
    assert lints.divided_decimals(parsed(f"WITH u AS (SELECT * FROM t) SELECT {good} AS x FROM u"), TINY) == []


@pytest.mark.parametrize("bad", ["d * a", "sum(n + d * a / 60)", "coalesce(n / 2, 0)", "round(a * 1e4)"])
def test_a_double_cast_to_a_decimal_unrounded_is_caught(bad):
    assert lints.cast_to_decimals(parsed(f"SELECT CAST({bad} AS DECIMAL(18, 4)) AS x FROM t"), TINY)


@pytest.mark.parametrize("good", ["d * d", "n", "0.5", "NULL", "round(d * a * 1e4) / 1e4"])
def test_decimals_cast_and_rounded_doubles_pass(good):
    assert lints.cast_to_decimals(parsed(f"SELECT CAST({good} AS DECIMAL(18, 4)) AS x FROM t"), TINY) == []


def test_a_number_in_a_mart_is_caught():
    assert lints.literals(parsed("SELECT a FROM t WHERE a > 0.15"), DEFINITIONS) == ["the number 0.15"]
    assert lints.literals(parsed("SELECT a * 1e6 FROM t"), DEFINITIONS) == ["the number 1e6"]
    allowed = "SELECT round(CAST(a AS DECIMAL(18, 4)) * 100 * 1e6) / 1e6 FROM t WHERE a > 0 AND months_back = 12"
    assert lints.literals(parsed(allowed), DEFINITIONS) == []


def test_a_percentile_is_exact_on_spark():
    text = to_spark("SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY a) AS p, median(CAST(a AS DOUBLE)) AS m FROM t")
    assert text == "SELECT PERCENTILE(a, 0.9) AS p, MEDIAN(CAST(a AS DOUBLE)) AS m FROM t"


@pytest.mark.parametrize("digits", [1, 2, 4, 6, 9])
def test_halves_go_away_from_zero_on_either_engine_and_in_numpy(digits):
    halves = np.array([float(f"{sign}{n}5e-{digits + 1}") for n in range(3000) for sign in ("", "-")])
    x = np.concatenate([halves, np.nextafter(halves, 0), 2 * halves - np.nextafter(halves, 0), [1e9 + 0.5, 0.0]])
    frame = pd.DataFrame({"x": x})  # noqa: F841 (read by DuckDB)
    here = duckdb.connect().execute(f"SELECT round(x * 1e{digits}) / 1e{digits} AS y FROM frame").fetchnumpy()["y"]
    # Spark rounds the shortest decimal text of a DOUBLE
    texts = [Decimal(repr(scaled)).quantize(Decimal(1), ROUND_HALF_UP) for scaled in (x * 10.0**digits).tolist()]
    assert here.tolist() == rounded(x, digits).tolist() == [float(text) / 10.0**digits for text in texts]


def test_a_half_is_what_the_product_says():
    assert rounded(np.array([6.425, -6.425, 1.005, 0.004999999999999999]), 2).tolist() == [6.43, -6.43, 1.0, 0.0]
