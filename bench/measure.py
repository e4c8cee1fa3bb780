"""One measurement: a task in a process of its own, with its wall time, CPU time, peak memory, and a memory limit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

PAUSE = 0.05  # seconds between two looks at the memory in use
MB = 1 << 20


@dataclass
class Measured:
    """Wall and CPU seconds of the work itself (imports apart), peak resident megabytes of the whole process."""

    task: str
    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    stopped: str = ""  # why it did not finish
    told: dict = field(default_factory=dict)


def measure(task: str, *args: object, limit_gb: float | None = None) -> Measured:
    """Run `bench.task` in a process; stop it when it and its children hold more than `limit_gb` in memory."""
    with tempfile.TemporaryFile() as told:
        command = [sys.executable, "-m", "bench.task", task, *map(str, args)]
        process = subprocess.Popen(command, stdout=told)
        peak, stopped = 0.0, ""
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            now = _resident(process.pid)
            peak = max(peak, now)
            if limit_gb and now > limit_gb * 1024 and not stopped:
                stopped = f"over {limit_gb:g} GB"
                process.kill()
            time.sleep(PAUSE)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        lines = told.read().decode().strip().splitlines()
    peak = max(peak, usage.ru_maxrss / (MB if sys.platform == "darwin" else 1024))
    if process.returncode or not lines:
        return Measured(task, peak=peak, stopped=stopped or f"failed with status {process.returncode}")
    result = json.loads(lines[-1])
    return Measured(task, result.pop("wall"), result.pop("cpu"), peak, stopped, result)


def best(runs: list[Measured]) -> Measured:
    """The run with the least wall time; a run that did not finish, if there is one."""
    return min(runs, key=lambda m: (not m.stopped, m.wall))


def _resident(pid: int) -> float:
    """Megabytes resident in a process and its children; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = [c for task in Path(f"/proc/{pid}/task").iterdir() for c in (task / "children").read_text().split()]
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / MB + sum(_resident(int(c)) for c in children)
