"""What a model reads is found by its words; a parser must find the same."""

import sqlglot
from sqlglot import exp

from kamlib.engine.models import checks, models
from kamlib.policy import Policy


def parsed_reads(sql):
    parsed = sqlglot.parse_one(sql, dialect="duckdb")
    reads = {f"{t.db}.{t.name}" if t.db else t.name for t in parsed.find_all(exp.Table)}
    if "policy" in reads:
        reads |= {c.name for c in parsed.find_all(exp.Column)} & set(Policy().scalars())
    return reads - {c.alias for c in parsed.find_all(exp.CTE)}


def test_words_find_what_a_parser_finds():
    found = {m.table: (set(m.reads), parsed_reads(m.sql)) for m in (*models(), *checks())}
    assert not {table: (words, parsed) for table, (words, parsed) in found.items() if words != parsed}
