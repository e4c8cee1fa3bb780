"""The import against files of the crossing, a few that have every level of every axis; all of them: `bench.door`."""

import pytest
from crossing import Case, covering
from crossing_judged import ASKED, RIGHT, judged


@pytest.mark.parametrize("case", covering(), ids=lambda case: str(case.number))
def test_a_file_comes_in_right_or_is_asked_about(case: Case, tmp_path):
    found = judged(case, tmp_path)
    assert (found.word in (RIGHT, ASKED), found.unanswerable) == (True, []), (
        f"{found.word}: {found.detail}\n{case.spec}"
    )
    assert len(found.questions) <= 4, found.questions
