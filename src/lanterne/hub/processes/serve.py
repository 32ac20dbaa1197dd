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
from lanterne.messages import Message

MODULE = "lanterne.hub.processes.process"


def serve_config(
    file: Path,
    only: str | None,
    *,
    show: Callable[[str, Message], None],
    tell: Callable[[Message], None],
) -> None:
    """Bring the database up to date, and run the processes until somebody ends this one.

    Args:
        file: ``hub.toml``.
        only: Name of the one process to be run; ``None``: all.
        show: Is called with the name of each process that people reach, and where it listens.
        tell: Is called with a sentence when a process died.

    Raises:
        UsageError: There is no process of that name, or a secret cannot be read.
        InputError: The configuration has problems.
    """
    if only is not None and only not in PROCESSES:
        raise UsageError("hub.no-process", name=only, known=tuple(PROCESSES))
    config = load_config(file)
    names = list(PROCESSES) if only is None else [only]
    children = [Child(name, ("-P", "-m", MODULE, name, str(file.resolve()))) for name in names]
    for name, place in (("workspace", config.workspace), ("portal", config.portal)):
        if name in names:
            gaps = {"address": place.address, "host": place.host, "port": str(place.port)}
            show(name, Message("terminal.hub.listening", gaps))
    if "workspace" in names:
        _prepare(file)
    keep_alive(children, tell)


def _prepare(file: Path) -> None:
    """In a process of its own: this one never opens the database."""
    code = subprocess.run(
        [sys.executable, "-P", "-m", MODULE, PREPARE, str(file.resolve())], check=False
    ).returncode
    if code:
        raise LanterneError("hub.not-ready")
