"""Finding a client by whatever the caller knows: a part of a name, a code, a telephone, a tax number, a person."""

from __future__ import annotations

import re
from importlib.resources import files

import duckdb
import pandas as pd

from kamlib.book.book import Book

FEWEST = 2  # letters or digits to search by
_DIGITS = r"[^0-9]"


def find_client(book: Book, text: str, contacts: pd.DataFrame | None = None, most: int = 20) -> pd.DataFrame:
    """One row per client that the text finds, the closest first, at most so many; empty for less than two letters.

    client_id, name, name_en, net_12m (money); found_by (code, name, tax_number, phone, person, email), contact_id (of
    whom; None: not by a person). contacts: rows of `who_they_are` with client_id (`Register.current("contacts")`), so
    that people are searched too; they are not in a book.
    """
    words, digits = " ".join(text.split()).casefold(), re.sub(_DIGITS, "", text)
    clients = book.arrow(
        "SELECT s.client_id, s.name, s.name_en, s.tax_id, c.net_12m FROM staging.clients AS s"
        " LEFT JOIN marts.client_card AS c ON c.client_id = s.client_id"
    )
    known = pd.DataFrame(columns=[*_OF_PEOPLE]) if contacts is None or contacts.empty else contacts[[*_OF_PEOPLE]]
    with duckdb.connect() as con:
        con.register("clients", clients)
        con.register("people", known.astype("string"))
        found = con.execute(_sql(), {"words": words, "digits": digits, "most": most}).df()
    return found if max(len(words), len(digits)) >= FEWEST else found.iloc[:0]


_OF_PEOPLE = ("contact_id", "client_id", "person", "person_en", "phone", "email")


def _sql() -> str:
    return files("kamlib").joinpath("sql", "client", "find.sql").read_text("utf-8")
