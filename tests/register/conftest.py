"""A register to test on, in a file and in a real PostgreSQL."""

import pytest

from kamlib.register import open_register


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, tmp_path, monkeypatch):
    """An empty home whose register is in its file, or in a new database of a PostgreSQL server."""
    if request.param == "postgresql":
        monkeypatch.setenv("KAM_REGISTER_URL", request.getfixturevalue("postgres").new_database())
    return tmp_path


@pytest.fixture
def register(home):
    register = open_register(home)
    yield register
    register.close()


@pytest.fixture
def file_register(tmp_path):
    """The register of an empty home, in its file."""
    register = open_register(tmp_path)
    yield register
    register.close()
