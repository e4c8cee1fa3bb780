"""Judging a decision afterwards: did it hold?"""

from __future__ import annotations

from datetime import date

from kamlib.core.errors import KamError
from kamlib.register import Register

VERDICTS = ("held", "missed", "early")


def judge(
    register: Register,
    decision_id: str,
    verdict: str,
    judged_by: str,
    *,
    author: str,
    source: str,
    why: str | None = None,
    judged_on: date | None = None,
) -> None:
    """Say of a decision of the SKAM group how it turned out, in the register; a later verdict takes its place.

    verdict: held, missed, early (too early to say). judged_on: by default today. Raises KamError for an unknown verdict
    or decision, where nobody is named, and for missed without a reason.
    """
    if verdict not in VERDICTS:
        raise KamError("skam.no_verdict", verdict=verdict, verdicts=", ".join(VERDICTS))
    if not judged_by.strip():
        raise KamError("skam.needs_judged_by")
    if verdict == "missed" and not (why or "").strip():
        raise KamError("skam.needs_verdict_why")
    if decision_id not in set(register.current("decisions")["decision_id"]):
        raise KamError("skam.no_decision", decision=decision_id)
    row = {
        "decision_id": decision_id,
        "verdict": verdict,
        "why": (why or "").strip() or None,
        "judged_by": judged_by.strip(),
        "judged_on": judged_on or date.today(),
    }
    register.write("decision_verdicts", [row], author=author, source=source)
