"""CPU a page view costs: `python -m bench.pages HOME [--against CHECKOUT] [--sessions 20] [--views 3]`.

Serves the dashboard of a home, one server a checkout, and opens sessions over websockets as a browser does. After a
round that warms the caches, every session opens every page in turn, one view at a time, and the checkouts alternate
page by page. What is counted is the CPU time of the server's process from asking for the page until its run has ended
and the collection of garbage after it. Prints CPU seconds a view, by page and checkout. HOME is only read; a page that
shows a fault ends the run.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

import kamlib as kam
from bench.report import table

ROOT = Path(__file__).parent.parent
# what is opened: name, address, query; {client} is the largest client
VIEWS = [
    ("Overview", "", ""),
    ("Clients", "clients", ""),
    ("Client", "client", "client={client}"),
    ("Key clients", "key_clients", ""),
    ("Risk", "risk", ""),
    ("USP fit", "usp_fit", ""),
    ("SKAM room", "skam", "room=agenda"),
    ("SKAM room, decisions", "skam", "room=decisions"),
    ("Data", "data", ""),
]
SETTLED = 0.05  # seconds: the collection after a run, and the last messages, are counted with it
TIMEOUT = 120  # seconds


@dataclass
class Server:
    """A dashboard that runs, and the CPU seconds of each view by page."""

    name: str
    port: int
    process: psutil.Process
    sessions: list[Session] = field(default_factory=list)
    spent: dict[str, list[float]] = field(default_factory=dict)

    def cpu(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


class Session:
    """One window of a browser, as the server sees it."""

    def __init__(self, port: int) -> None:
        self.socket: ClientConnection = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            origin=f"http://127.0.0.1:{port}",
            legacy=True,
        )
        self.port = port
        self.pages: dict[str, str] = {}
        self.here = ""

    def open(self, page: str, query: str) -> int:
        """Open a page by its address; waits until its run has ended. Bytes that came."""
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.page_script_hash, run.page_name = query, self.pages.get(page, ""), page
        run.context_info.locale, run.context_info.color_scheme = "en-GB", "light"
        run.context_info.url = f"http://127.0.0.1:{self.port}/{page}"
        self.socket.send(asked.SerializeToString())
        size, faults = 0, []
        while True:
            raw = self.socket.recv(timeout=TIMEOUT)
            size += len(raw)
            told = ForwardMsg.FromString(raw)
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self.pages = {p.url_pathname: p.page_script_hash for p in told.navigation.app_pages}
                self.pages[""] = next(p.page_script_hash for p in told.navigation.app_pages if p.is_default)
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                faults.append(told.delta.new_element.exception.message)
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "alert":
                if told.delta.new_element.alert.format == 1:
                    faults.append(told.delta.new_element.alert.body)
            elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        if faults:
            raise SystemExit(f"/{page}?{query} shows a fault: {faults}")
        return size


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path, help="a company's home with a book")
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--against-home", type=Path, help="its home, where it cannot read a book of this program")
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--views", type=int, default=3, help="of every page, by every session")
    parser.add_argument("--only", nargs="*", help="names of pages")
    chosen = parser.parse_args()
    client = largest_client(chosen.home)
    views = [(n, page, q.format(client=client)) for n, page, q in VIEWS if not chosen.only or n in chosen.only]
    checkouts = [("before", chosen.against, chosen.against_home or chosen.home)] if chosen.against else []
    checkouts.append(("now", ROOT, chosen.home))
    with ExitStack() as stack:
        servers = [stack.enter_context(served(name, path.resolve(), home)) for name, path, home in checkouts]
        for server in servers:
            server.sessions = [Session(server.port) for _ in range(chosen.sessions)]
        for server in servers:
            for session in server.sessions:
                session.open("", "")
        for n in range(chosen.views + 1):
            for view in views:
                for server in servers if n % 2 else reversed(servers):
                    look(server, *view, counts=n > 0)
        print(report(servers))


def look(server: Server, name: str, page: str, query: str, counts: bool) -> None:
    """Every session opens the page, one after another."""
    for session in server.sessions:
        before = server.cpu()
        session.open(page, query)
        time.sleep(SETTLED)
        if counts:
            server.spent.setdefault(name, []).append(server.cpu() - before)


def report(servers: list[Server]) -> str:
    """CPU seconds a view."""
    names = list(servers[0].spent)
    last = servers[-1]
    rows = []
    for name in [*names, "all"]:
        means = [mean(s.spent[name] if name in s.spent else [mean(x) for x in s.spent.values()]) for s in servers]
        ratio = [f"{means[-1] / means[0]:.2f}"] if len(servers) > 1 else []
        rows.append([name, *(f"{x:.3f}" for x in means), *ratio])
    headings = ["CPU s a view", *(s.name for s in servers), *(["ratio"] if len(servers) > 1 else [])]
    memory = ", ".join(f"{s.name} {s.process.memory_info().rss / (1 << 20):.0f} MB" for s in servers)
    views = len(last.spent[names[0]])
    return f"{table(headings, rows)}\n\n{len(last.sessions)} sessions, {views} views of every page; memory: {memory}"


def largest_client(home: Path) -> str:
    clients = kam.clients(kam.open_book(home))
    return str(clients.sort_values("net_12m", ascending=False)["client_id"].iloc[0])


@contextmanager
def served(name: str, checkout: Path, home: Path) -> Iterator[Server]:
    """The dashboard of a checkout on a free port, for as long as it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(checkout / "app" / "main.py")]
    command += ["--server.port", str(port), "--server.headless", "true"]
    given = {**os.environ, "KAM_DATA": str(home.resolve()), "PYTHONPATH": str(checkout)}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=checkout, env=given, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(port, process)
            yield Server(name, port, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()
            log.seek(0)
            if "Traceback" in (told := log.read()):
                print(f"{name}: {told[-4000:]}", file=sys.stderr)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            return
        except OSError:
            if process.poll() is not None:
                raise SystemExit("The dashboard did not start.") from None
            time.sleep(0.2)
    raise SystemExit("The dashboard did not answer.")


if __name__ == "__main__":
    main()
