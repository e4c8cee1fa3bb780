"""Many writing at once, and one killed in the middle of it: nothing is lost, nothing is doubled."""

import json
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import sqlalchemy as sa
from workers import many, rows

from kamlib.register import RegisterConflict, open_register
from kamlib.register.schema import entries

PROCESSES, WRITES, ROWS = 8, 5, 50
WORKERS = Path(__file__).with_name("workers.py")


def all_entries(register):
    with register._engine.connect() as con:
        return con.execute(sa.select(entries).order_by(entries.c.entry_id)).mappings().all()


def test_eight_processes_write_two_thousand_entries_together(home):
    """Also the register itself is made by whoever of them comes first."""
    subprocess.run([sys.executable, WORKERS, home, *map(str, (PROCESSES, WRITES, ROWS))], check=True, timeout=120)
    register = open_register(home)
    found = all_entries(register)
    assert len(found) == PROCESSES * WRITES * ROWS == 2000
    wanted = {r["evidence"] for w in range(PROCESSES) for turn in range(WRITES) for r in rows(w, turn, ROWS)}
    assert {json.loads(e["new"])["evidence"] for e in found} == wanted
    by_row = defaultdict(list)
    for entry in found:
        by_row[entry["row_key"]].append(entry)
    for of in by_row.values():
        assert [e["version"] for e in of] == list(range(1, len(of) + 1))
        assert [e["old"] for e in of] == [None, *(e["new"] for e in of[:-1])]
    shared = [of for key, of in by_row.items() if "shared" in key]
    assert len(shared) == 5 and all(len(of) == PROCESSES * WRITES for of in shared)
    assert len({e["author"] for e in shared[0]}) == PROCESSES
    # what is current is the last entry of each row
    last = {key: json.loads(of[-1]["new"])["evidence"] for key, of in by_row.items()}
    now = register.arrow("needs").to_pylist()
    assert {json.dumps([r["client_id"], r["need"]], separators=(",", ":")): r["evidence"] for r in now} == last


def test_a_writer_killed_in_the_middle_leaves_nothing_and_repeating_completes_it(home):
    register = open_register(home)
    register.write("needs", many(10), author="Anna", source="python")
    before = register.current("needs")
    with subprocess.Popen([sys.executable, WORKERS, home, "half", "2000"], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"half\n"
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    assert register.current("needs").equals(before) and register.state == 10
    assert register.write("needs", many(2000), author="Anna", source="python").entries == 1990
    assert register.write("needs", many(2000), author="Anna", source="python").entries == 0
    assert {e["version"] for e in all_entries(register)} == {1}
    assert register.current("needs").shape[0] == 2000


def test_a_writer_that_read_before_another_wrote_is_told(home):
    """Between seeing and writing somebody else is faster; nothing of the second is kept."""
    first, second = open_register(home), open_register(home)
    key = {"client_id": "C1", "need": "Speed"}
    first.write("needs", [{**key, "importance": 10}], author="Anna", source="python")
    seen = second.seen("needs", second.current("needs"))
    first.write("needs", [{**key, "importance": 20}], author="Anna", source="python")
    try:
        second.write("needs", [{**key, "importance": 30}], author="Boris", source="python", seen=seen)
        raise AssertionError("the second silently won")
    except RegisterConflict:
        pass
    assert second.current("needs")["importance"].tolist() == [20.0]
