"""Run one command and say what it cost: a small process between the benchmark and the method.

    python -m benchmarks.measured LIMIT COMMAND ...

The kernel credits a process with the memory of whoever started it, so the one that starts it
must be small. The limit is on CPU time, which does not depend on what else the machine does; as a
guard, the command is also ended after four times as long by the clock.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

GUARD = 4
LOOK = 0.5


@dataclass(frozen=True)
class Cost:
    """What a process and its children took.

    Attributes:
        code: Exit code; negative when a signal ended it.
        wall: Seconds by the clock.
        cpu: Seconds of user and system time.
        memory: Greatest resident size of one process, in bytes.
        out_of_time: Whether the limit ended it.
        together: Greatest sum of the resident sizes of all its processes, in bytes, as it was seen
            every half second; pages that several share count in each.
    """

    code: int
    wall: float
    cpu: float
    memory: int
    out_of_time: bool
    together: int = 0


@dataclass
class Tree:
    """A process and all that come of it, also those that it does not wait for, such as Java.

    Attributes:
        process: The process.
        cpu: Process → its seconds of user and system time, when it was last seen.
        together: Greatest sum of their resident sizes.
    """

    process: psutil.Process
    cpu: dict[int, float] = field(default_factory=dict)
    together: int = 0

    def look(self) -> None:
        """See what all have taken by now."""
        resident = 0
        with suppress(psutil.Error):
            for one in (self.process, *self.process.children(recursive=True)):
                with suppress(psutil.Error):
                    times = one.cpu_times()
                    self.cpu[one.pid] = times.user + times.system
                    resident += one.memory_info().rss
        self.together = max(self.together, resident)


def run_measured(
    command: list[str], limit: float, log: Path, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run a command in its own process, with what it prints in a log file."""
    with log.open("wb") as stream:
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.measured", str(limit), *command],
            stdout=subprocess.PIPE,
            stderr=stream,
            env=os.environ | dict(environment or {}),
            check=True,
        )
    return Cost(**json.loads(answer.stdout))


def _run(limit: float, command: list[str]) -> Cost:
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)
    seconds = max(1, round(limit))
    resource.prlimit(process.pid, resource.RLIMIT_CPU, (seconds, seconds + 5))
    guard = threading.Timer(GUARD * limit, os.killpg, (process.pid, signal.SIGKILL))
    guard.start()
    tree = Tree(psutil.Process(process.pid))
    status = 0
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        tree.look()
        time.sleep(LOOK)
    guard.cancel()
    code = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    late = code == -signal.SIGKILL and wall >= GUARD * limit
    return Cost(
        code=code,
        wall=wall,
        cpu=max(usage.ru_utime + usage.ru_stime, sum(tree.cpu.values())),
        memory=usage.ru_maxrss * 1024,
        out_of_time=late or code == -signal.SIGXCPU,
        together=tree.together,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(_run(float(sys.argv[1]), sys.argv[2:]))))
