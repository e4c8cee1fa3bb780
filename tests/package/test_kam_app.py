"""`kam app`: one process that serves this computer only, and a port that cannot be had."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kamlib.commands.main import app

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def taken():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


@pytest.mark.parametrize("lang, told", [("en", "is in use"), ("ru", "занят")])
def test_a_port_in_use_is_told_with_one_that_is_free(taken, tmp_path, lang, told):
    words = ["app", "--data", str(tmp_path), "--port", str(taken)]
    done = CliRunner().invoke(app, words, env={"KAM_LANG": lang})
    assert done.exit_code == 1
    assert f"{taken} {told}" in done.stderr
    free = int(done.stderr.split("--port ")[1])
    with socket.socket() as other:
        other.bind(("127.0.0.1", free))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_one_leaves_nothing_behind(tmp_path, stop):
    """Run from a folder whose own settings would open the dashboard to the network."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[server]\naddress = "0.0.0.0"\n')
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    kam = [sys.executable, "-c", "from kamlib.commands.main import app; app()"]
    process = subprocess.Popen(
        [*kam, "app", "--data", tmp_path / "home", "--port", str(port)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},  # the sources under test, wherever others are installed
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _answered(process, port)
        # 127.0.0.2 is this computer too, and reaches only who listens on every address
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=1):
            pass
        process.send_signal(stop)
        process.wait(20)
        with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            pass
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()


def _answered(process: subprocess.Popen, port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            return
        except OSError:
            assert process.poll() is None, process.stderr.read().decode()
            time.sleep(0.2)
    pytest.fail("the dashboard did not start")
