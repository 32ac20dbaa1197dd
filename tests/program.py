"""The command line that runs Lanterne in a process of its own, wherever it is installed."""

from __future__ import annotations

import sys

START = "import sys; sys.argv[0] = 'lanterne'; from lanterne.cli import main; main()"


def command(*words: object) -> list[str]:
    """``lanterne`` and these words."""
    return [sys.executable, "-c", START, *map(str, words)]
