"""The lists of clients, managers, contacts and USPs already loaded, for the drop-downs of a form."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kamlib.intake.contract import tables
from kamlib.intake.form_mark import as_choices

NAME_COLUMNS = ("name", "person")


def known_choices(home: Path | None, table: str, lang: str) -> dict[str, str]:
    """Rows of canonical `table` in the company's home as "name [key]" -> key; empty if nothing is loaded.

    Names are in `lang` where the table has them. If no clients are loaded but sales are, the clients are
    those of the sales lines.
    """
    if home is None or not Path(home).is_dir():
        return {}
    names = _names(home, table, tables()[table].key[0], lang)
    if not names and table == "clients":
        names = _names(home, "sales_lines", "client_id", lang)
    return as_choices(names)


def _names(home: Path, table: str, key: str, lang: str) -> list[tuple[str, str | None]]:
    from kamlib.intake.store import Home

    files = [str(file) for file in Home(home).files(table)]
    if not files:
        return []
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        rows = con.read_parquet(files, union_by_name=True)
        wanted = [f"{name}_en" for name in NAME_COLUMNS if lang == "en"] + list(NAME_COLUMNS)
        there = [f'max("{name}")' for name in wanted if name in rows.columns]
        name = f"coalesce({', '.join(there)}, NULL)" if there else "NULL"
        # identifiers come from the contract; a key loaded from two sources is one entry
        names = rows.aggregate(f'"{key}", {name}', f'"{key}"').filter(f'"{key}" IS NOT NULL')
        return names.order(f'"{key}"').fetchall()
