"""What each stage of a process costs: CPU time, time by the clock, and peak memory."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

START = "start and import"
"""The first stage: from the start of the process until a stage is announced."""


@dataclass(frozen=True)
class Stage:
    """One stage of a process.

    Attributes:
        name: What it did.
        cpu: Seconds of user and system time, children included.
        wall: Seconds by the clock.
        memory: Greatest resident size while it ran, in bytes.
    """

    name: str
    cpu: float
    wall: float
    memory: int


class StageClock:
    """Announced stages of this process, each with its cost; one of the same name is continued.

    The greatest resident size is forgotten at each new stage (``/proc/self/clear_refs``), so what
    the system says of the whole process afterwards is that of its last stage.
    """

    def __init__(self) -> None:
        self._stages: list[Stage] = []
        self._name, self._cpu, self._wall = START, 0.0, _started()

    def announce(self, name: str) -> None:
        """End the stage that runs, and begin one."""
        if name == self._name:
            return
        cpu, wall = _cpu(), time.clock_gettime(time.CLOCK_BOOTTIME)
        self._stages.append(Stage(self._name, cpu - self._cpu, wall - self._wall, _peak()))
        Path("/proc/self/clear_refs").write_text("5")
        self._name, self._cpu, self._wall = name, cpu, wall

    def end(self) -> tuple[Stage, ...]:
        """End the last stage and return all of them, in order."""
        self.announce("")
        return tuple(self._stages)


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _started() -> float:
    """When this process began, by the clock that runs since the system began."""
    fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
