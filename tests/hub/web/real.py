"""A hub of real processes, to be killed."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from new_database import give_database

from lanterne.hub.home import Home
from lanterne.privacy import Ledger

ACTING = Path(__file__).with_name("acting.py")
PATIENCE = 120.0


def make_new(folder: Path) -> None:
    """A home in a folder, with a database in which nothing has been done."""
    give_database(folder / "hub")
    subprocess.run([sys.executable, ACTING, folder / "hub", "prepare"], check=True)


class Hub:
    """A hub of real processes over a home of its own.

    Args:
        root: Where it is.
        new: One in which nothing has been done, of which it is a copy.
    """

    def __init__(self, root: Path, new: Path) -> None:
        self.home, self.workers = Home(root), []
        shutil.copytree(new, root)

    def act(self, *words: str) -> str:
        made = subprocess.run(
            [sys.executable, ACTING, self.home.root, *words], capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return made.stdout.strip()

    def worker(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, ACTING, self.home.root, "work", *words]
        with (self.home.root / "log").open("ab") as log:
            made = subprocess.Popen(command, stderr=log, stdin=subprocess.PIPE)
        self.workers.append(made)
        return made

    def server(self) -> str:
        """Start the pages; their one-time link."""
        command = [sys.executable, ACTING, self.home.root, "serve"]
        made = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.workers.append(made)
        assert made.stdout is not None
        return made.stdout.readline().strip()

    def trace(self) -> list[str]:
        path = self.home.root / "trace"
        return path.read_text().split() if path.exists() else []

    def let_pass(self, *stages: str) -> None:
        for stage in stages:
            (self.home.root / f"pass-{stage}").touch()

    def hold(self, *stages: str) -> None:
        for stage in stages:
            (self.home.root / f"pass-{stage}").unlink()

    def wait(self, what, patience: float = PATIENCE) -> None:
        end = time.monotonic() + patience
        while not what():
            assert time.monotonic() < end, (self.trace(), self.rows())
            time.sleep(0.05)

    def reach(self, stage: str, times: int = 1) -> None:
        """Wait until the work has come to a stage so many times."""
        self.wait(lambda: self.trace().count(stage) >= times)

    def rows(self, what: str = "id, state, attempts, spent, stage, problems") -> list:
        with closing(sqlite3.connect(self.home.database, timeout=30)) as database:
            return database.execute(f"SELECT {what} FROM jobs_job ORDER BY created").fetchall()

    def state(self) -> str | None:
        """Of the first job; a worker that is handed one may not have begun."""
        return next((state for (state,) in self.rows("state")), None)

    def end(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def spends(self) -> int:
        entries = Ledger(self.home.ledgers / "cases.jsonl").entries()
        return sum(entry.kind == "spend" for entry in entries)
