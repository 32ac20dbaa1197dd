"""Lanterne by its words: in a process of its own, wherever it is installed, or in this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import typer.main

import lanterne.cli.app  # noqa: F401 - its help is written once, in English, when it is loaded
from lanterne.cli import main

START = "import sys; sys.argv[0] = 'lanterne'; from lanterne.cli import main; main()"
TERMINAL = {"COLUMNS": "80", "NO_COLOR": "1"}

_made = cache(typer.main.get_command)
"""Typer makes all commands anew each time: 0.05 s, and a process of its own needs them once."""


def command(*words: object) -> list[str]:
    """``lanterne`` and these words."""
    return [sys.executable, "-c", START, *map(str, words)]


def run_here(folder: Path, *words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a verb to its end in this process, which has compiled and imported what it needs."""
    out, err, line = StringIO(), StringIO(), ["lanterne", *map(str, words)]
    with (
        chdir(folder),
        patch.dict(os.environ, TERMINAL),
        patch.object(sys, "argv", line),
        patch.object(sys, "stdin", StringIO(typed)),
        patch.object(sys, "unraisablehook", sys.unraisablehook),
        patch.object(typer.main, "get_command", _made),
        _handlers_of_signals(),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            ended = 0
        except SystemExit as error:
            ended = int(error.code or 0)
    return subprocess.CompletedProcess(line, ended, out.getvalue(), err.getvalue())


@contextmanager
def _handlers_of_signals() -> Iterator[None]:
    """Those of before come back: whoever runs in a process of its own leaves them ignored."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
