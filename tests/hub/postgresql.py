"""A real PostgreSQL for tests: a cluster of its own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanterne.hub.processes.config import Database

USER = "lanterne"


def programs() -> Path | None:
    """Folder of PostgreSQL's programs; ``None``: it is not installed."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    folders = [*known, *([Path(found).resolve().parent] if found else [])]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@dataclass(frozen=True)
class Cluster:
    """A server that is running.

    Attributes:
        folder: Holds its data and its socket.
        programs: Folder of PostgreSQL's programs.
    """

    folder: Path
    programs: Path

    def database(self, name: str) -> Database:
        """A new, empty database."""
        self.run("createdb", "-h", str(self.folder), "-U", USER, name)
        return Database(name, USER, str(self.folder), 5432, None)

    def stop(self) -> None:
        """End the server, as if its machine were unplugged."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Start the server."""
        quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-k {self.folder} -c listen_addresses='' {quick}"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; the server refuses to be run by root."""
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                *command,
            ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A new cluster, and none of it afterwards."""
    place = programs()
    assert place is not None, "PostgreSQL must be installed"
    # Not in a folder that others cannot enter, nor one whose name is too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="lanterne-postgresql-", dir="/tmp"))
    cluster = Cluster(folder, place)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        cluster.run("initdb", "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-N")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
