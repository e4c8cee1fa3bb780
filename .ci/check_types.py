"""Types, as `make check` looks at them: mypy, strict. No room may get more errors than type_errors.toml allows it.

A room that is not named there has none. Run from the project's root.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ALLOWED = Path(__file__).with_name("type_errors.toml")
ERROR = re.compile(r"^(?:kamlib/)?(\w+)[^:]*\.py:\d+: error: ", re.M)


def by_room(output: str) -> dict[str, list[str]]:
    """The lines of mypy's errors by room: a folder of kamlib, `app`, or a module of kamlib's own."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for line in output.splitlines():
        if found := ERROR.match(line):
            rooms[found[1]].append(line)
    return rooms


def judged(found: dict[str, list[str]], allowed: dict[str, int]) -> tuple[list[str], list[str]]:
    """What stands against a change, line by line, and what the file may be lowered to."""
    worse, better = [], []
    for room in sorted(found.keys() | allowed.keys()):
        lines, most = found.get(room, []), allowed.get(room, 0)
        if len(lines) > most:
            worse += [*lines, f"{room}: {len(lines)} type errors, {most} allowed; mend what the change brought"]
        elif len(lines) < most:
            better.append(f"{room}: {len(lines)} type errors, {most} allowed; lower it in {ALLOWED.name}")
    return worse, better


def main() -> int:
    run = subprocess.run([sys.executable, "-m", "mypy"], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        print(run.stdout, run.stderr, sep="", file=sys.stderr)
        return run.returncode
    worse, better = judged(by_room(run.stdout), tomllib.loads(ALLOWED.read_text("utf-8")))
    print(*worse, *better, sep="\n", end="\n" if worse or better else "")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
