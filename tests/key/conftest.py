"""Books of the tests about key clients."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "marts"))  # made_lines


@pytest.fixture(scope="session")
def truths(demo_home) -> dict:
    """What was planted in the demo company."""
    return json.loads((demo_home / "demo_truths.json").read_text("utf-8"))
