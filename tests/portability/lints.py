"""What an SQL model may not do if it is to give the same numbers on Spark: one function a rule.

Each takes a parsed model (DuckDB's dialect) and returns what it found, as text; nothing found is an empty list.
Rules that need to know columns and types (reuse of an alias, floats cast to whole numbers) read a qualified copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema
from sqlglot.tokens import TokenType

# columns that tell one row from another within a client, a day, a date or a list of ours
UNIQUE = {"client_id", "product_id", "product_class", "manager_id", "contact_id", "line_id", "day", "month", "as_of"}
UNIQUE |= {"valid_from", "rule", "cut_off"}
ORDERED = (exp.RowNumber, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)
RANKS = (exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist)  # the same for equal values, whatever their order
FORBIDDEN = {
    exp.ArgMax: "arg_max",
    exp.ArgMin: "arg_min",
    exp.ArrayAgg: "list",
    exp.GroupConcat: "string_agg",
    exp.Pivot: "PIVOT",
    exp.Columns: "COLUMNS()",
    exp.Quantile: "quantile",
    exp.ApproxQuantile: "approx_quantile",
    exp.PercentileDisc: "percentile_disc",
    exp.CurrentDate: "current_date",
    exp.CurrentTimestamp: "now()",
    exp.Rand: "random()",
}
FORBIDDEN_NAMES = {
    "list",
    "listagg",
    "arg_max",
    "arg_min",
    "max_by",
    "min_by",
    "quantile",
    "quantile_cont",
    "quantile_disc",
}
FORBIDDEN_NAMES |= {"now", "today", "current_date", "get_current_timestamp", "random", "uuid"}
FLOATS = {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT}
WHOLE = {*exp.DataType.INTEGER_TYPES, exp.DataType.Type.INT128}
# what has the type of its parts
MADE_OF = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.Abs, exp.Nullif, exp.Coalesce, exp.Greatest)
MADE_OF += (exp.Least, exp.Sum, exp.Min, exp.Max, exp.Filter, exp.Window)
SCALE = re.compile(r"1e\d+")  # what a number is multiplied by before it is rounded


def forbidden(model: exp.Expression) -> list[str]:
    """Functions and clauses that Spark lacks, or that mean something else there."""
    found = [name for kind, name in FORBIDDEN.items() if model.find(kind)]
    found += [f.name for f in model.find_all(exp.Anonymous) if f.name.lower() in FORBIDDEN_NAMES]
    found += ["GROUP BY ALL" for g in model.find_all(exp.Group) if g.args.get("all")]
    found += ["* REPLACE" for s in model.find_all(exp.Star) if s.args.get("replace")]
    found += ["* EXCLUDE" for s in model.find_all(exp.Star) if s.args.get("except_") or s.args.get("except")]
    found += ["ASOF" for j in model.find_all(exp.Join) if (j.args.get("method") or "").upper() == "ASOF"]
    found += ["UNION BY NAME" for u in model.find_all(exp.SetOperation) if u.args.get("by_name")]
    found += ["DISTINCT ON" for d in model.find_all(exp.Distinct) if d.args.get("on")]
    found += ["count(DISTINCT …) OVER" for w in model.find_all(exp.Window) if w.this.find(exp.Distinct)]
    return found


def constant_limits(model: exp.Expression) -> list[str]:
    """LIMIT and OFFSET are numbers: Spark refuses a subquery there."""
    limits = model.find_all(exp.Limit, exp.Offset)
    return [f"{x.sql('duckdb').strip()} is no number" for x in limits if not isinstance(x.expression, exp.Literal)]


def roundings(model: exp.Expression) -> list[str]:
    """n digits are kept by `round(x * 1en) / 1en`: engines, and versions of one, decide ties of `round(x, n)` apart."""
    found = []
    for call in model.find_all(exp.Round):
        if call.args.get("decimals") is not None:
            found.append(f"{call.sql('duckdb')} says how many digits")
            continue
        scale = call.this.expression if isinstance(call.this, exp.Mul) else None
        back = call.parent
        if _is_scale(scale) and not (isinstance(back, exp.Div) and back.this is call and back.expression == scale):
            found.append(f"{call.sql('duckdb')} is not divided by {scale}")
    return found


def _is_scale(node: exp.Expression | None) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and bool(SCALE.fullmatch(node.this))


def medians(model: exp.Expression) -> list[str]:
    """A median is of a DOUBLE, so that both engines interpolate alike."""
    wrong = [m for m in model.find_all(exp.Median) if not _cast_to(m.this, "DOUBLE")]
    return [f"{m.sql()} is not of CAST(… AS DOUBLE)" for m in wrong]


def percentiles(model: exp.Expression) -> list[str]:
    """percentile_cont stands WITHIN GROUP."""
    wrong = [p for p in model.find_all(exp.PercentileCont) if not isinstance(p.parent, exp.WithinGroup)]
    return [f"{p.sql()} without WITHIN GROUP" for p in wrong]


def stated_nulls(tokens: list) -> list[str]:
    """Every ORDER BY of a window says where NULLs go: the engines' defaults differ."""
    found, opened = [], []  # of every open parenthesis: does it hold a window?
    for i, token in enumerate(tokens):
        if token.token_type == TokenType.L_PAREN:
            before = tokens[i - 1].text.upper() if i else ""
            holds_query = tokens[i + 1].token_type in (TokenType.SELECT, TokenType.WITH)
            opened.append(before in ("OVER", "AS") and not holds_query)
        elif token.token_type == TokenType.R_PAREN:
            opened.pop()
        elif token.token_type == TokenType.ORDER_BY and opened and opened[-1]:
            found += [item for item in _order_items(tokens[i + 1 :]) if "NULLS" not in item.upper()]
    return [f"ORDER BY {item} without NULLS FIRST or LAST" for item in found]


def _order_items(tokens: list) -> Iterator[str]:
    item, depth = [], 0
    for token in tokens:
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth < 0 or token.text.upper() in ("ROWS", "RANGE"):
            break
        if depth == 0 and token.token_type == TokenType.COMMA:
            yield " ".join(item)
            item = []
        else:
            item.append(token.text)
    yield " ".join(item)


def unique_order(model: exp.Expression) -> list[str]:
    """Whatever depends on the order of rows has an order that ends in a unique key."""
    found = []
    for window, _, order, _ in _windows(model):
        if isinstance(_function(window), ORDERED):
            last = order.expressions[-1].this if order else None
            if not (isinstance(last, exp.Column) and last.name in UNIQUE):
                found.append(f"{_function(window).sql()} is not ordered to a unique key")
    return found


def row_frames(model: exp.Expression) -> list[str]:
    """Running sums count rows: the default frame takes ties together."""
    return [
        f"{_function(w).sql()} runs without a ROWS frame"
        for w, _, order, spec in _windows(model)
        if order and isinstance(_function(w), exp.AggFunc) and not isinstance(_function(w), (*ORDERED, *RANKS))
        if spec is None or (spec.args.get("kind") or "").upper() != "ROWS"
    ]


def partitions(model: exp.Expression) -> list[str]:
    """On lines and what is made of them a window stays within a client, an order, a date: never over everything."""
    return [f"{_function(w).sql()} is over everything" for w, by, _, _ in _windows(model) if not by]


def _function(window: exp.Window) -> exp.Expression:
    inner = window.this
    while isinstance(inner, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        inner = inner.this
    return inner


def _windows(model: exp.Expression) -> Iterator[tuple]:
    """Every window call with its partition, order and frame; those of a named window are the name's."""
    for window in model.find_all(exp.Window):
        if isinstance(window.parent, exp.Select) and window.arg_key == "windows":
            continue
        named = window.args.get("alias")
        if named is not None:
            select = window.find_ancestor(exp.Select)
            definition = next(w for w in select.args["windows"] if w.name.lower() == named.name.lower())
        else:
            definition = window
        yield window, definition.args.get("partition_by"), definition.args.get("order"), definition.args.get("spec")


def qualified_star(model: exp.Expression) -> list[str]:
    """QUALIFY stands with columns written out, none of them an alias that hides a source column."""
    found = []
    for select in model.find_all(exp.Select):
        qualify_ = select.args.get("qualify")
        if qualify_ is None:
            continue
        if select.is_star:
            found.append("QUALIFY with *")
        used = {c.name for c in qualify_.find_all(exp.Column)}
        hidden = {p.alias for p in select.selects if isinstance(p, exp.Alias) and p.this.name != p.alias}
        found += [f"QUALIFY reads {name}, which is an alias too" for name in sorted(used & hidden)]
    return found


def days_only(model: exp.Expression) -> list[str]:
    """Differences of dates are in days; weeks and months are counted differently by the engines."""
    units = [(d.args.get("unit") or exp.var("DAY")).name.upper() for d in model.find_all(exp.DateDiff)]
    return [f"date_diff in {unit}" for unit in units if unit != "DAY"]


def cast_dates(model: exp.Expression) -> list[str]:
    """date_trunc and dates plus intervals give a TIMESTAMP in one engine and a DATE in the other."""
    truncated = list(model.find_all(exp.DateTrunc, exp.TimestampTrunc))
    moved = [i.parent for i in model.find_all(exp.Interval) if isinstance(i.parent, exp.Add | exp.Sub)]
    return [f"{e.sql('duckdb')} is not CAST(… AS DATE)" for e in truncated + moved if not _cast_to(e.parent, "DATE")]


def spines(model: exp.Expression) -> list[str]:
    """A spine is a bare `SELECT unnest(generate_series(…)) AS m`: Spark knows no generator inside an expression."""
    found = []
    for unnest in model.find_all(exp.Unnest, exp.Explode):
        holder = unnest.parent.parent if isinstance(unnest.parent, exp.Alias) else unnest.parent
        if not isinstance(holder, exp.Select | exp.From | exp.Join | exp.Lateral):
            found.append(f"{unnest.parent.sql('duckdb')}: unnest inside an expression")
    return found


def _cast_to(node: exp.Expression | None, type_: str) -> bool:
    return isinstance(node, exp.Cast) and node.to.sql().upper() == type_


def qualified(model: exp.Expression, schema: MappingSchema) -> exp.Expression:
    """A copy in which every column names its table. Raises OptimizeError for a column that no table has."""
    return qualify(model.copy(), schema=schema, dialect="duckdb", expand_alias_refs=False, expand_stars=True)


def reused_aliases(model: exp.Expression, schema: MappingSchema) -> list[str]:
    """No column is the alias of another expression of the same SELECT."""
    copy = qualify(
        model.copy(), schema=schema, dialect="duckdb", expand_alias_refs=False, validate_qualify_columns=False
    )
    free = [c for c in copy.find_all(exp.Column) if not c.table and not c.find_ancestor(exp.Order)]
    return [f"{c.name} is an alias, or not a column" for c in free if c.name != "_"]


def cast_floats(model: exp.Expression, schema: MappingSchema) -> list[str]:
    """No DOUBLE is cast to a whole number: one engine rounds, the other cuts."""
    wrong = [c for c in _typed(model, schema).find_all(exp.Cast) if c.to.this in WHOLE and c.this.is_type(*FLOATS)]
    return [f"{c.sql('duckdb')} cuts a DOUBLE" for c in wrong]


def divided_decimals(model: exp.Expression, schema: MappingSchema) -> list[str]:
    """Where a DECIMAL is divided, or divides, the other is a DOUBLE: else one engine gives a DOUBLE, the other cuts."""
    sides = [(d, {_number(d.left), _number(d.right)}) for d in _typed(model, schema).find_all(exp.Div)]
    return [f"{d.sql('duckdb')} has no DOUBLE" for d, kinds in sides if "DECIMAL" in kinds and "DOUBLE" not in kinds]


def cast_to_decimals(model: exp.Expression, schema: MappingSchema) -> list[str]:
    """A DOUBLE is rounded before it is cast to a DECIMAL: the casts of the engines decide ties apart."""
    casts = [c for c in _typed(model, schema).find_all(exp.Cast) if _cast_to_decimal(c)]
    return [f"{c.sql('duckdb')} rounds" for c in casts if _number(c.this) == "DOUBLE" and not _is_rounded(c.this)]


@lru_cache(maxsize=1)
def _typed(model: exp.Expression, schema: MappingSchema) -> exp.Expression:
    return annotate_types(qualified(model, schema), schema=schema, dialect="duckdb")


def _cast_to_decimal(cast: exp.Cast) -> bool:
    return cast.to.this == exp.DataType.Type.DECIMAL


def _is_rounded(node: exp.Expression) -> bool:
    return isinstance(node, exp.Div) and isinstance(node.this, exp.Round) and _is_scale(node.expression)


def _number(node: exp.Expression) -> str:
    """DOUBLE, DECIMAL, or "" for neither, as both engines take it. sqlglot has 0.5 a DOUBLE, DECIMAL × DOUBLE not."""
    if isinstance(node, exp.Literal):
        return "" if node.is_string or node.this.isdigit() else "DOUBLE" if "e" in node.this.lower() else "DECIMAL"
    if isinstance(node, MADE_OF):
        parts = [p for p in (node.this, node.expression, *node.expressions) if isinstance(p, exp.Expression)]
        kinds = {_number(p) for p in parts}
        whole = "DOUBLE" if isinstance(node, exp.Div) else ""
        return next((kind for kind in ("DOUBLE", "DECIMAL") if kind in kinds), whole)
    return "DOUBLE" if node.is_type(*FLOATS) else "DECIMAL" if node.is_type(exp.DataType.Type.DECIMAL) else ""


def literals(model: exp.Expression, definitions: set[str]) -> list[str]:
    """Numbers in a mart are 0, 1, 100, the policy's, or definitions; roundings, types and frames are free."""
    free = exp.DataTypeParam | exp.WindowSpec | exp.Interval
    numbers = [n for n in model.find_all(exp.Literal) if not n.is_string and not isinstance(n.parent, free)]
    allowed = {"0", "1", "100"} | definitions
    return [f"the number {n.this}" for n in numbers if n.this not in allowed and not _of_a_rounding(n)]


def _of_a_rounding(number: exp.Literal) -> bool:
    near = number.parent
    return _is_scale(number) and (isinstance(near.parent, exp.Round) or isinstance(near.this, exp.Round))


def unrounded_sums(model: exp.Expression, schema: MappingSchema) -> list[str]:
    """A sum of DOUBLEs that a model returns is rounded: its last digits are the order in which rows came."""
    sums = (exp.Sum, exp.Avg, exp.StddevPop, exp.StddevSamp, exp.VariancePop, exp.Variance)
    found = [s for column in _typed(model, schema).selects for s in column.find_all(*sums)]
    loose = [s for s in found if _number(s.this) == "DOUBLE" and not s.find_ancestor(exp.Round)]
    return [f"{s.sql('duckdb')} is not rounded" for s in loose]
