"""The schema is brought up to date when a register is opened, from nothing and from every earlier state."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from kamlib.core.errors import KamError
from kamlib.register import connect, open_register
from kamlib.register.schema import HEAD, metadata


def config() -> Config:
    result = Config()
    result.set_main_option("script_location", str(Path(connect.__file__).parent / "migrations"))
    return result


def revision(register) -> str:
    with register._engine.connect() as con:
        return con.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()


def test_an_empty_database_gets_the_schema_the_queries_are_written_for(home):
    register = open_register(home)
    assert revision(register) == HEAD == ScriptDirectory.from_config(config()).get_current_head()
    with register._engine.connect() as con:
        assert compare_metadata(MigrationContext.configure(con), metadata) == []
    assert len(register.register_id) == 32
    assert open_register(home).register_id == register.register_id


def test_a_register_of_the_first_revision_keeps_its_entries(home):
    engine = sa.create_engine(connect.url_of(home))
    old = config()
    with engine.begin() as con:
        old.attributes["connection"] = con
        command.upgrade(old, "0001")
        con.exec_driver_sql(
            "INSERT INTO entries (at, author, source, table_name, row_key, client_id, version, new) VALUES"
            " ('2026-01-31T10:00:00.000001Z', 'Anna', 'python', 'needs', '[\"C1\",\"Speed\"]', 'C1', 1,"
            """ '{"client_id":"C1","need":"Speed","importance":40.0}')"""
        )
    engine.dispose()
    register = open_register(home)
    assert revision(register) == HEAD
    assert register.current("needs")["importance"].tolist() == [40.0]
    register.write("needs", [{"client_id": "C1", "need": "Speed", "importance": 50}], author="B", source="python")
    assert register.history("needs")["version"].tolist() == [2, 1]


def test_a_register_of_a_newer_program_is_left_alone(home):
    register = open_register(home)
    with register._engine.begin() as con:
        con.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KamError) as fault:
        open_register(home)
    assert fault.value.key == "register.too_new" and "9999" in fault.value.text("ru")


def test_a_home_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(KamError):
        open_register(tmp_path / "typo")
    assert not (tmp_path / "typo").exists()
