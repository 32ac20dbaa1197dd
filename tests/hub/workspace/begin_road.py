"""A hub of one computer whose dataset has checked cases: ``python begin_road.py HOME``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from lanterne.hub.home import Home
from lanterne.hub.project import bring_up_to_date, open_workspace


def main(home: str) -> None:
    """Make it."""
    open_workspace(Home(Path(home)), None)
    bring_up_to_date()
    from road import dataset_with_cases  # noqa: PLC0415 - apps must be loaded first

    from lanterne.hub.people.laptop import first_person  # noqa: PLC0415

    dataset_with_cases(first_person(), Path(tempfile.mkdtemp()), "Cas inventés")


if __name__ == "__main__":
    main(sys.argv[1])
