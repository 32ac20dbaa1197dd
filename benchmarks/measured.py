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
from dataclasses import asdict, dataclass
from pathlib import Path

GUARD = 4


@dataclass(frozen=True)
class Cost:
    """What a process and its children took.

    Attributes:
        code: Exit code; negative when a signal ended it.
        wall: Seconds by the clock.
        cpu: Seconds of user and system time.
        memory: Greatest resident size of one process, in bytes.
        out_of_time: Whether the limit ended it.
    """

    code: int
    wall: float
    cpu: float
    memory: int
    out_of_time: bool


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
    _, status, usage = os.wait4(process.pid, 0)
    guard.cancel()
    code = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    late = code == -signal.SIGKILL and wall >= GUARD * limit
    return Cost(
        code=code,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024,
        out_of_time=late or code == -signal.SIGXCPU,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(_run(float(sys.argv[1]), sys.argv[2:]))))
