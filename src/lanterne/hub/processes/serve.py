"""``lanterne serve --config hub.toml``: all processes of a server, or one of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lanterne.errors import LanterneError, UsageError
from lanterne.hub.processes.process import PREPARE, PROCESSES
from lanterne.hub.processes.read_config import load_config
from lanterne.hub.processes.supervise import Child, keep_alive

MODULE = "lanterne.hub.processes.process"


def serve_config(file: Path, only: str | None, tell: Callable[[str], None]) -> None:
    """Bring the database up to date, and run the processes until somebody ends this one.

    Args:
        file: ``hub.toml``.
        only: Name of the one process to be run; ``None``: all.
        tell: Is called with a sentence when something happens.

    Raises:
        UsageError: There is no process of that name, or a secret cannot be read.
        InputError: The configuration has problems.
    """
    if only is not None and only not in PROCESSES:
        raise UsageError("hub.no-process", name=only, known=tuple(PROCESSES))
    config = load_config(file)
    names = list(PROCESSES) if only is None else [only]
    children = [Child(name, ("-m", MODULE, name, str(file.resolve()))) for name in names]
    if "workspace" in names:
        tell(
            f"Workspace  {config.workspace.address}, on {config.workspace.host}:"
            f"{config.workspace.port}"
        )
    if "portal" in names:
        tell(f"Portal     {config.portal.address}, on {config.portal.host}:{config.portal.port}")
    if "workspace" in names:
        _prepare(file)
    keep_alive(children, tell)


def _prepare(file: Path) -> None:
    """In a process of its own: this one never opens the database."""
    code = subprocess.run(
        [sys.executable, "-m", MODULE, PREPARE, str(file.resolve())], check=False
    ).returncode
    if code:
        raise LanterneError("hub.not-ready")
