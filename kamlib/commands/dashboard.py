"""`kam app`: the dashboard in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from kamlib.commands.output import err
from kamlib.core.errors import KamError
from kamlib.core.texts import t


def serve(home: Path, port: int) -> int:
    """Serve the dashboard of a home on this computer until it is stopped; gives the exit status.

    Raises KamError where the dashboard or Streamlit is not installed.
    """
    found = find_spec("app")
    main = Path(found.submodule_search_locations[0]) / "main.py" if found and found.submodule_search_locations else None
    if main is None or not main.exists() or find_spec("streamlit") is None:
        raise KamError("cli.no_app")
    err.print(t("cli.app_starting", port=port, data=home), highlight=False, markup=False)
    # -P: what lies in the folder the command is run from is not ours
    run = [sys.executable, "-P", "-m", "streamlit", "run", str(main), "--server.port", str(port)]
    return subprocess.run(run, env={**os.environ, "KAM_DATA": str(home.resolve())}).returncode
