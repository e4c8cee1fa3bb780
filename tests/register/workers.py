"""Processes that write together, for test_together.py: one program that splits itself once kamlib is loaded.

`python workers.py HOME PROCESSES WRITES ROWS` writes; `python workers.py HOME half ROWS` stops in the middle of one
write and waits to be killed.
"""

import os
import sys
import time

import sqlalchemy as sa

from kamlib.register import open_register, write

SHARED = 20  # rows that everybody writes; the others are a process's own


def rows(worker: int, turn: int, count: int) -> list[dict]:
    """Every row of every turn has evidence that stands nowhere else, so that each makes an entry."""
    return [
        {
            "client_id": f"shared {n}" if n < SHARED // 4 else f"own {worker}",
            "need": f"need {n}",
            "importance": 1 + n,
            "evidence": f"{worker}/{turn}/{n}",
        }
        for n in range(count)
    ]


def together(home: str, processes: int, writes: int, count: int) -> int:
    children = []
    for worker in range(processes):
        child = os.fork()
        if child == 0:
            try:
                register = open_register(home)
                for turn in range(writes):
                    done = register.write(
                        "needs", rows(worker, turn, count), author=f"worker {worker}", source="python"
                    )
                    assert done.entries == count
            except BaseException as fault:
                print(f"worker {worker}: {fault!r}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        children.append(child)
    return max(os.waitpid(child, 0)[1] for child in children)


def many(count: int) -> list[dict]:
    return [{"client_id": f"C{n}", "need": "Speed", "importance": 1 + n % 100} for n in range(count)]


def half(home: str, count: int) -> None:
    write.BATCH = count // 4
    inserted = []

    def wait(_con, _cursor, statement, *_):
        if statement.startswith("INSERT INTO entries"):
            inserted.append(statement)
            if len(inserted) == 2:
                print("half", flush=True)
                time.sleep(60)

    sa.event.listen(sa.Engine, "after_cursor_execute", wait)
    open_register(home).write("needs", many(count), author="Anna", source="python")


if __name__ == "__main__":
    if sys.argv[2] == "half":
        half(sys.argv[1], int(sys.argv[3]))
    sys.exit(together(sys.argv[1], *map(int, sys.argv[2:5])) != 0)
