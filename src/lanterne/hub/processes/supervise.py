"""Keeping the processes of a hub alive: each is started again when it dies, ever more slowly."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from lanterne.messages import Message, Parameter

TICK = 0.5
"""Seconds between two looks at the processes."""

SLOWEST = 60.0
"""Most seconds that a process which dies again and again is waited for."""

STEADY = 120.0
"""Seconds after which a process counts as well, and is waited for as at first."""

PATIENCE = 30.0
"""Seconds that a process has to end by itself."""


@dataclass
class Child:
    """One process.

    Attributes:
        name: What it is, for the person who reads the log.
        arguments: Of Python, after the interpreter.
        told: What it reads first on its standard input: nobody else can see it there.
    """

    name: str
    arguments: Sequence[str]
    told: bytes = field(default=b"", repr=False)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = field(default=1.0)
    due: float = 0.0

    def start(self, now: float) -> None:
        """Start it; its standard input ends when this process does, however that ends."""
        command = [sys.executable, *self.arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it died at once, and is started again
            self.process.stdin.write(self.told)
            self.process.stdin.flush()
        self.started = now

    def look(self, now: float, tell: Callable[[Message], None]) -> None:
        """Start it again when it has died and its time has come."""
        if self.process is None:
            if now >= self.due:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.wait = 1.0 if now - self.started > STEADY else min(self.wait * 2, SLOWEST)
        self.process, self.due = None, now + self.wait
        tell(self._ended(code))

    def _ended(self, code: int) -> Message:
        gaps: dict[str, Parameter] = {
            "process": self.name,
            "number": str(abs(code)),
            "seconds": round(self.wait),
        }
        return Message("process.ended.signal" if code < 0 else "process.ended.code", gaps)

    def end(self) -> None:
        """End it: politely first."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keep_alive(children: Sequence[Child], tell: Callable[[Message], None]) -> None:
    """Run processes until this one is told to end (SIGTERM, or Ctrl-C).

    Args:
        children: The processes.
        tell: Is called with a sentence when one of them died.
    """
    asked = _Asked()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    try:
        while not asked.yes:
            for child in children:
                child.look(time.monotonic(), tell)
            time.sleep(TICK)
    finally:
        for child in children:  # all are told before any is waited for
            if child.process is not None:
                child.process.terminate()
        for child in children:
            child.end()


class _Asked:
    """Whether somebody asked that this process end."""

    def __init__(self) -> None:
        self.yes = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.yes = True
