"""`kam app`: the command becomes the dashboard's server."""

from __future__ import annotations

import errno
import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from kamlib.commands.output import err
from kamlib.core.errors import KamError
from kamlib.core.texts import t

HOST = "127.0.0.1"


def serve(home: Path, port: int) -> NoReturn:
    """Serve the dashboard of a home on this computer until it is stopped.

    This process is replaced by the server's, so that whatever stops the command stops the server. Raises KamError
    where the dashboard or Streamlit is not installed, and where the port cannot be had.
    """
    found = find_spec("app")
    main = Path(found.submodule_search_locations[0]) / "main.py" if found and found.submodule_search_locations else None
    if main is None or not main.exists() or find_spec("streamlit") is None:
        raise KamError("cli.no_app")
    _take(port)
    err.print(t("cli.app_starting", port=port, data=home), highlight=False, markup=False, soft_wrap=True)
    # -P: what lies in the folder the command is run from is not ours
    run = [sys.executable, "-P", "-m", "streamlit", "run", str(main), "--server.port", str(port)]
    os.execve(sys.executable, run, {**os.environ, "KAM_DATA": str(home.resolve())})


def _take(port: int) -> None:
    """Raises KamError where the port cannot be listened on; says which one can."""
    fault = _fault(port)
    if fault is None:
        return
    other = next(p for p in (*range(max(port, 1023) + 1, 65536), *range(1024, 65536)) if _fault(p) is None)
    raise KamError("cli.port_in_use" if fault == errno.EADDRINUSE else "cli.port_not_allowed", port=port, other=other)


def _fault(port: int) -> int | None:
    """Why the port cannot be listened on (an errno), or None."""
    with socket.socket() as tried:
        # as servers do: a port whose last connections are still closing is free
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as fault:
            return fault.errno
    return None
