"""What a sales file says about clients, products and managers besides the lines themselves."""

from __future__ import annotations

from kamlib.contract import tables
from kamlib.reading.plan import Plan

KEYS = {"clients": "client_id", "products": "product_id", "managers": "manager_id"}


def selects(plan: Plan, line: str) -> dict[str, str]:
    """table -> SELECT over `reading` of the rows derived for it (source_no is filled in later).

    One row per key; each attribute is its most frequent known value (ties: the latest, then by alphabet).
    """
    result = {}
    for table in dict.fromkeys(t for t, _ in plan.dims):
        key = KEYS.get(table)
        if key is None or key not in plan.takes or table == plan.table.name:
            continue
        attributes = [c for t, c in plan.dims if t == table and c != key]
        result[table] = _select(table, key, attributes, line, plan)
    return result


def _select(table: str, key: str, attributes: list[str], line: str, plan: Plan) -> str:
    date = "max(order_date)" if plan.table.name == "sales_lines" else "max(0)"
    ctes = [
        f"keyed AS (SELECT {key} AS key, CAST(min({line}) AS BIGINT) AS source_line FROM reading "
        f"WHERE faults IS NULL AND {key} IS NOT NULL GROUP BY 1)"
    ]
    joins, columns = [], []
    for name, column in tables()[table].columns.items():
        if name == key:
            columns.append(f"k.key AS {name}")
        elif name in attributes:
            ctes.append(
                f"a_{name} AS (SELECT key, value FROM (SELECT {key} AS key, d_{table}_{name} AS value, count(*) AS n, "
                f"{date} AS last FROM reading WHERE faults IS NULL AND {key} IS NOT NULL "
                f"AND d_{table}_{name} IS NOT NULL GROUP BY 1, 2) "
                f"QUALIFY row_number() OVER (PARTITION BY key ORDER BY n DESC, last DESC, value) = 1)"
            )
            joins.append(f"LEFT JOIN a_{name} ON a_{name}.key = k.key")
            columns.append(f"try_cast(a_{name}.value AS {column.sql_type}) AS {name}")
        else:
            columns.append(f"CAST(NULL AS {column.sql_type}) AS {name}")
    columns += ["CAST(NULL AS INTEGER) AS source_no", "k.source_line", "true AS derived"]
    return f"WITH {', '.join(ctes)} SELECT {', '.join(columns)} FROM keyed k {' '.join(joins)} ORDER BY k.key"
