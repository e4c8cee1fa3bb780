"""The company that several files look at, learnt from once."""

import shutil
from pathlib import Path

import pytest
from made_clients import BLEND_AT_FEW_DATES, BLENDED_LINES, BLENDED_TO

from kamlib.book.build import build


@pytest.fixture(scope="session")
def blended_home(once_for_all, csv_home) -> Path:
    """A home of 110 clients scored by the blend of all members. Copy it before changing it."""

    def make(home: Path) -> None:
        shutil.copytree(csv_home(BLENDED_LINES), home)
        build(home, as_of=BLENDED_TO, policy=BLEND_AT_FEW_DATES)

    return once_for_all("blended", make)
