import duckdb
import pytest

from kamlib.demo import generate


@pytest.fixture(scope="session")
def company():
    return generate(seed=1)


@pytest.fixture(scope="session")
def con(company):
    """DuckDB over the demo company's tables, by their canonical names."""
    con = duckdb.connect()
    for name, table in company.tables.items():
        con.register(name, table)
    return con


@pytest.fixture(scope="session")
def truths(company):
    return company.truths
