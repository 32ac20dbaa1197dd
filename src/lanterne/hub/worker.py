"""The worker process of a home: ``python -m lanterne.hub.worker HOME``.

With ``--beside`` it ends with the server that started it, and the first line of its standard input
is the passphrase of the master key, as JSON. Several workers may share a home.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lanterne.errors import LanterneError
from lanterne.hub.home import Home
from lanterne.hub.process_vault import master_key, unlock
from lanterne.hub.project import open_workspace


def main(root: str, *, beside: bool = False) -> None:
    """Do jobs until somebody ends this process.

    Args:
        root: The folder of the hub.
        beside: Whether to end with the server at the other end of the standard input.

    Raises:
        LanterneError: The home or the master key cannot be had.
    """
    passphrase = json.loads(sys.stdin.buffer.readline() or b"null") if beside else None
    home = Home(Path(root))
    master = master_key(home, passphrase=passphrase)
    open_workspace(home, None)
    unlock(master)
    from lanterne.hub.jobs.worker_loop import work_on  # noqa: PLC0415 - apps must be loaded first
    from lanterne.hub.leftovers import clear_up  # noqa: PLC0415

    clear_up()
    work_on(beside=beside)


if __name__ == "__main__":
    try:
        main(sys.argv[1], beside="--beside" in sys.argv[2:])
    except LanterneError as problem:
        sys.exit(f"worker: {problem}")
