"""A whole server, as ``hub.toml`` describes it: its processes on a PostgreSQL of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import postgresql
import psutil
import requests
from patience import until

from program import command

CONFIG = """
format = 1
home = "{home}"
second_factor = false

[workspace]
address = "{work}"
listen = "127.0.0.1:{work_port}"

[portal]
address = "{public}"
listen = "127.0.0.1:{public_port}"

[database]
name = "{database.name}"
user = "{database.user}"
host = "{database.host}"
"""


@dataclass(frozen=True)
class Server:
    """A server that is running.

    Attributes:
        cluster: Its database.
        config: The file that describes it.
        log: The file with all that its processes say.
        process: The first of its processes.
        work: Address of its workspace.
        public: Address of its portal.
        said: What came of preparing it.
    """

    cluster: postgresql.Cluster
    config: Path
    log: Path
    process: subprocess.Popen[bytes]
    work: str
    public: str
    said: Any

    def children(self, name: str) -> list[int]:
        """Ids of the processes of a name."""
        found = psutil.Process(self.process.pid).children()
        return [one.pid for one in found if f"process {name} " in " ".join(_words(one))]


def _words(process: psutil.Process) -> list[str]:
    """What a process was called with; nothing when it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def running_server(
    folder: Path, home: Path, prepare: Callable[[Path], Any] = lambda config: None
) -> Iterator[Server]:
    """A new server in a folder.

    Args:
        folder: Holds its configuration and its log.
        home: Where it keeps everything.
        prepare: Called with the configuration before it starts.
    """
    config, log = folder / "hub.toml", folder / "log"
    work, public = _free_port(), _free_port()
    with postgresql.running_cluster() as cluster:
        at = {"work": f"http://localhost:{work}", "public": f"http://127.0.0.1:{public}"}
        ports = {"work_port": work, "public_port": public}
        database = cluster.database("hub")
        config.write_text(CONFIG.format(home=home, database=database, **at, **ports), "utf-8")
        said = prepare(config)
        with log.open("w") as file:
            words = command("serve", "--config", config)
            process = subprocess.Popen(words, stdout=file, stderr=file)
        try:
            until(lambda: requests.get(f"{at['work']}/en/", timeout=30).ok)
            yield Server(cluster, config, log, process, said=said, **at)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def token_in(page: requests.Response) -> str:
    """The token of a form in a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]
