"""The worker process of a home: ``python -m lanterne.hub.worker HOME``.

With ``--beside`` it ends with the server that started it. Several workers may share a home.
"""

from __future__ import annotations

import sys
from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace


def main(root: str, *, beside: bool = False) -> None:
    """Do jobs until somebody ends this process.

    Args:
        root: The folder of the hub.
        beside: Whether to end with the server at the other end of the standard input.
    """
    open_workspace(Home(Path(root)), None)
    from lanterne.hub.jobs.serving import work_on  # noqa: PLC0415 - apps must be loaded first

    work_on(beside=beside)


if __name__ == "__main__":
    main(sys.argv[1], beside="--beside" in sys.argv[2:])
