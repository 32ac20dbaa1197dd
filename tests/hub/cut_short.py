"""Kills a publication, a withdrawal or a recovery at each of its steps on the disk.

    python cut_short.py FOLDER publish|withdraw|recover

``FOLDER/start`` holds ``catalogue``, ``archive`` and ``candidate``. For each step a copy of it is
left, ``FOLDER/0`` and so on, as the killed process left it; of the last one nothing was killed.
A step is a call that changes the disk: the process is killed before it, or amid a file's copying.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edition_shelf import FIRST, REASON, moment, notice, publish

from lanterne.catalogue import recover, withdraw

MOST = 300


def act(folder: Path, action: str) -> None:
    """What is cut short."""
    catalogue, archive = folder / "catalogue", folder / "archive"
    if action == "publish":
        publish(folder / "candidate", catalogue, notice(2))
    elif action == "withdraw":
        withdraw(FIRST, catalogue, REASON, archive=archive, withdrawn=moment(9))
    else:
        recover(catalogue, archive)


def die_at(step: int) -> None:
    """Let the process die before the step of that number."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(real: Callable[..., Any], when: Callable[..., bool]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if when(*arguments, **named):
                count()
            return real(*arguments, **named)

        return call

    def always(*_arguments: Any, **_named: Any) -> bool:
        return True

    def writes(_path: Any, mode: str = "r", *_arguments: Any, **_named: Any) -> bool:
        return bool(set(mode) & set("wxa+"))

    def copy(read: Any, written: Any, _length: int) -> None:
        whole = read.read()
        written.write(whole[: len(whole) // 2])
        written.flush()
        count()
        written.write(whole[len(whole) // 2 :])

    for name in ("rename", "mkdir", "unlink", "rmdir", "fsync", "chmod"):
        setattr(os, name, counted(getattr(os, name), always))
    io.open = counted(io.open, writes)
    shutil.copyfileobj = copy


def main(folder: Path, action: str) -> None:
    """Cut it short at each step, each in a process of its own."""
    for step in range(MOST):
        shutil.copytree(folder / "start", folder / str(step), symlinks=True)
        child = os.fork()  # nothing was computed yet, so there is no other thread
        if child == 0:
            die_at(step)
            act(folder / str(step), action)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status == 0:
            return
        assert os.WTERMSIG(status) == signal.SIGKILL, status
    raise SystemExit("there must be an end of it")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
