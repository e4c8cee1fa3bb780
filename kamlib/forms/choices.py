"""The lists of clients, managers, contacts and USPs already loaded, for the drop-downs of a form."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from kamlib.contract import tables
from kamlib.core.home import Home
from kamlib.forms.mark import as_choices
from kamlib.register import existing_register

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
    return as_choices(names.items())


def sold_to(home: Path) -> set[str]:
    """Codes of the clients that sales lines name."""
    return set(_names(home, "sales_lines", "client_id", "en")) if Path(home).is_dir() else set()


def _names(home: Path, table: str, key: str, lang: str) -> dict[str, str | None]:
    """Key -> name of the rows of a canonical table; a later file's name replaces an earlier one's."""
    names: dict[str, str | None] = {}
    if tables()[table].register:
        return _entered(home, table, key, lang)
    with duckdb.connect() as con:
        for file in Home(home).files(table):
            rows = con.read_parquet(str(file))
            wanted = [f"{name}_en" for name in NAME_COLUMNS if lang == "en"] + list(NAME_COLUMNS)
            there = [f'"{name}"' for name in wanted if name in rows.columns]
            # identifiers come from the contract
            name = f"coalesce({', '.join(there)})" if there else "NULL::VARCHAR"
            found = rows.filter(f'"{key}" IS NOT NULL').project(f'"{key}", {name}').distinct()
            names.update((code, name or names.get(code)) for code, name in found.fetchall())
    return names


def _entered(home: Path, table: str, key: str, lang: str) -> dict[str, str | None]:
    """`_names` of a table that the register keeps."""
    register = existing_register(home)
    if register is None:
        return {}
    with closing(register):
        rows = register.arrow(table).to_pylist()
    wanted = [f"{name}_en" for name in NAME_COLUMNS if lang == "en"] + list(NAME_COLUMNS)
    return {row[key]: next((row[name] for name in wanted if row.get(name)), None) for row in rows}
