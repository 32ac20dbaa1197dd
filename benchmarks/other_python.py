"""A script of ours in a Python of somebody else's: files go over, one JSON document comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SILENT = {"PYTHONWARNINGS": "ignore", "PYTHONPATH": "", "OMP_NUM_THREADS": "1"}


def ask(python: Path, script: str, folder: Path) -> Any:
    """Run ``benchmarks/<script>`` on a folder of files, and read what it prints.

    Args:
        python: Interpreter of an environment that has the other package.
        script: File name of the script; it imports nothing of ours.
        folder: Holds what it reads.

    Returns:
        The JSON document.
    """
    command = [str(python), str(Path(__file__).with_name(script)), str(folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | SILENT, check=False
    )
    if done.returncode:
        sys.exit(f"{script} failed in the other Python:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)
