"""The import against files whose truth is known: `python -m bench.door [--count 300] [--seed 2024]`.

The files are made by tests/intake/crossing.py. Each is tried, its questions are answered from its truth, it is imported
into a fresh home and compared to the kopeck, client by client. Prints how many came in right, how many only after
questions, were refused, came in silently wrong or crashed: in all, and by level of every axis, so that it shows where
faults cluster; then every file that is not right.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median

from bench.report import table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "intake"))

from crossing import AXES, cases  # noqa: E402
from crossing_judged import ASKED, CRASH, REFUSED, RIGHT, WRONG, Verdict, judged  # noqa: E402

WORDS = (RIGHT, ASKED, REFUSED, WRONG, CRASH)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.door", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300, help="files")
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of single files")
    parser.add_argument("--work", type=Path, help="a folder for the files, kept; default: a temporary one")
    chosen = parser.parse_args()
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="kam-door-") as temporary:
        for case in cases(chosen.seed, chosen.count):
            if chosen.only is None or case.number in chosen.only:
                verdicts.append(judged(case, (chosen.work or Path(temporary)) / f"{case.number:03d}"))
    print(text(verdicts))
    if any(v.word in (WRONG, CRASH) for v in verdicts):
        raise SystemExit("Some files came in wrong: see the list.")


def text(verdicts: list[Verdict]) -> str:
    """The report."""
    asked = [len(v.questions) for v in verdicts]
    few = sum(n <= 3 for n in asked) / len(asked)
    lines = [f"{len(verdicts)} files in {sum(v.seconds for v in verdicts):.0f} s", ""]
    lines += [table(["", *WORDS], [["all", *_counts(verdicts)]])]
    by_questions = Counter(len(v.questions) for v in verdicts if v.word in (RIGHT, ASKED))
    right = ", ".join(f"{n} questions: {by_questions[n]}" for n in sorted(by_questions))
    lines += ["", f"Right after {right}. Median of questions {median(asked):g}, at most three in {few:.0%} of files."]
    kinds = Counter(code.split(":")[0] for v in verdicts for code in v.questions)
    unanswerable = Counter(code.split(":")[0] for v in verdicts for code in v.unanswerable)
    lines += ["", "Asked: " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common())]
    lines += ["Asked what the file's truth does not know: " + str(dict(unanswerable) or "nothing"), ""]
    rows = []
    for axis in AXES:
        for level in sorted({v.case.spec[axis] for v in verdicts}):
            rows.append([f"{axis}: {level}", *_counts([v for v in verdicts if v.case.spec[axis] == level])])
    lines += [table(["level", *WORDS], rows)]
    for v in verdicts:
        if v.word not in (RIGHT, ASKED) or v.unanswerable:
            spec = ", ".join(f"{axis} {level}" for axis, level in v.case.spec.items() if level != "none")
            lines += ["", f"#{v.case.number} {v.word}: {spec}", f"  asked: {', '.join(v.questions) or 'nothing'}"]
            lines += [f"  {line}" for line in v.detail.strip().splitlines()[-6:]]
    return "\n".join(lines)


def _counts(verdicts: list[Verdict]) -> list[str]:
    found = Counter(v.word for v in verdicts)
    return [str(found[word] or "") for word in WORDS]


if __name__ == "__main__":
    main()
