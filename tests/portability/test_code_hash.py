"""The fingerprint that a book carries moves with what its numbers are made by."""

from pathlib import Path

import pytest

from kamlib.engine import models


@pytest.mark.parametrize("changed", ["learning", "a model"])
def test_it_moves_with_the_models_and_with_the_code_that_learns(monkeypatch, changed):
    before = models.code_hash()
    read = Path.read_text
    if changed == "learning":
        monkeypatch.setattr(Path, "read_text", lambda file, *args: read(file, *args) + " " * (file.name == "blend.py"))
    else:
        first, *rest = models.models()
        monkeypatch.setattr(models, "models", lambda: (first.__class__(**{**vars(first), "sql": "SELECT 1"}), *rest))
    models.code_hash.cache_clear()
    after = models.code_hash()
    models.code_hash.cache_clear()
    assert after != before
