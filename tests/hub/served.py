"""``lanterne serve`` as a person has it on a laptop: a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from program import command


class Served:
    """A hub that is running.

    Attributes:
        process: Of the pages.
        log: The file with what it said of what went wrong.
        link: The one-time link that it printed.
        root: Where its pages are.
    """

    def __init__(self, *words: object, log: Path, typed: str = "", **environment: str) -> None:
        self.log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command("serve", *words, "--no-browser"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "COLUMNS": "200", **environment},
            )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.process.stdin as keyboard:
            keyboard.write(typed)
        said = self.process.stdout.readline().split()
        assert said, log.read_text()
        self.link = said[1]
        self.root = self.link.partition("/open/")[0]

    def end(self) -> None:
        """As Ctrl-C does; where it was killed, nothing is left to do."""
        assert self.process.stdout is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            assert self.process.wait(60) == 0
        self.process.stdout.close()
