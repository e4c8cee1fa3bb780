"""What is imported when: help comes at once, and the library stands without its extras."""

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kamlib.core.errors import KamError
from kamlib.intake import import_files
from kamlib.register import open_register

ROOT = Path(__file__).parent.parent.parent


def python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_help_imports_nothing_heavy():
    loaded = python(
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from kamlib.commands.main import app\n"
        "names = [c.name or c.callback.__name__ for c in app.registered_commands]\n"
        "for words in ([], *([name] for name in names)):\n"
        "    assert CliRunner().invoke(app, [*words, '--help']).exit_code == 0\n"
        "print(*sys.modules)"
    ).split()
    heavy = {"duckdb", "numpy", "pandas", "plotly", "pyarrow", "scipy", "sklearn", "sqlalchemy", "sqlglot", "streamlit"}
    assert "kamlib.commands.main" in loaded
    assert heavy & set(loaded) == set()


def test_the_library_imports_without_its_extras():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = [line for e in ("dashboard", "notebooks", "postgres") for line in extras[e]]
    wanted = {line.split("[")[0].split(">")[0].lower() for line in asked}
    gone = {module for module, of in packages_distributions().items() if {d.lower() for d in of} & wanted}
    assert {"streamlit", "psycopg", "adbc_driver_postgresql", "jupytext"} <= gone
    told = python(
        "import pkgutil, sys\n"
        f"for gone in {sorted(gone)}: sys.modules[gone] = None\n"
        "import kamlib\n"
        "names = [m.name for m in pkgutil.walk_packages(kamlib.__path__, 'kamlib.') if '.migrations.' not in m.name]\n"
        "for name in names: __import__(name)\n"
        "print(len(names))"
    )
    assert int(told) > 100


def test_postgresql_without_its_extra_says_what_to_install(monkeypatch, tmp_path):
    for module in ("psycopg", "adbc_driver_postgresql", "adbc_driver_postgresql.dbapi"):
        monkeypatch.setitem(sys.modules, module, None)
    profile = tmp_path / "erp.toml"
    profile.write_text('table = "sales_lines"\n[queries.sales]\nsql = "SELECT 1"\n')
    monkeypatch.setenv("KAM_DATABASE_URL", "postgresql://user@localhost/sales")
    with pytest.raises(KamError) as from_import:
        import_files(tmp_path / "home", ["postgresql:sales"], str(profile))
    monkeypatch.setenv("KAM_REGISTER_URL", "postgresql://user@localhost/register")
    with pytest.raises(KamError) as from_register:
        open_register(tmp_path)
    for fault in (from_import.value, from_register.value):
        assert 'pip install "kamlib[postgres]"' in fault.text("en")
        assert 'Установите: pip install "kamlib[postgres]"' in fault.text("ru")
