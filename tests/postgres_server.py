"""A PostgreSQL server of the tests' own: in a temporary folder, reached through a socket in it and no other way."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg


def programs() -> Path | None:
    """The folder of initdb and postgres; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """Starts on creation. `new_database()` gives the URL of an empty database."""

    def __init__(self, bin_folder: Path):
        self.folder = Path(tempfile.mkdtemp(prefix="kam-pg-"))
        self.made = 0
        self._as = _unprivileged() if os.getuid() == 0 else {}
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        data = self.folder / "data"
        init = [bin_folder / "initdb", "-D", data, "-U", "kam", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as)
        quick = (
            "fsync=off",
            "full_page_writes=off",
            "max_connections=60",
            "listen_addresses=",
            "log_min_messages=fatal",
        )
        run = [bin_folder / "postgres", "-D", data, "-k", self.folder, *(a for q in quick for a in ("-c", q))]
        self.process = subprocess.Popen(
            run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **self._as
        )
        self._wait()

    def url(self, schema: str = "public") -> str:
        return f"postgresql://kam@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def new_database(self) -> str:
        """URL of a schema of its own: to who comes by it, an empty database, made in no time."""
        self.made += 1
        name = f"kam_{self.made}"
        with psycopg.connect(self.url(), autocommit=True) as con:
            con.execute(f"CREATE SCHEMA {name}")
        return self.url(name)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                psycopg.connect(self.url()).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    raise RuntimeError("PostgreSQL ended at once") from None
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not answer")


def _unprivileged() -> dict:
    """PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise RuntimeError("no user to run PostgreSQL as")
