"""The worker process of a home: ``python -m lanterne.hub.worker HOME``."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management import call_command

from lanterne.hub.alive import keep_telling
from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace


def main(root: str) -> None:
    """Do jobs until somebody ends this process."""
    home = Home(Path(root))
    open_workspace(home, None)
    keep_telling(home)
    from lanterne.hub.workspace import work  # noqa: F401, PLC0415 - registers what it can do

    call_command("db_worker", interval=0.5, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
