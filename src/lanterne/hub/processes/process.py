"""One process of a server: ``python -m lanterne.hub.processes.process NAME hub.toml``.

workspace   pages of the people who work
portal      pages of the public: it has no database, no account and no key
worker      long work, one job at a time

Each loads what it needs and no more: the portal does not even load what could open a case.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from lanterne.errors import LanterneError
from lanterne.hub.processes.config import Config
from lanterne.hub.processes.read_config import load_config

# ruff: noqa: PLC0415 - see above


def workspace(config: Config) -> None:
    """Serve the pages of the people who work, until this process is ended."""
    from lanterne.hub.processes.inside import workspace as serve_workspace

    serve_workspace(config)


def portal(config: Config) -> None:
    """Serve the public pages, until this process is ended."""
    from lanterne.hub.home import Home
    from lanterne.hub.public import Listening, serve_portal

    proxy = config.proxy or None
    serve_portal(
        Home(config.home).releases,
        [config.portal.name],
        at=Listening(config.portal.host, config.portal.port, proxy),
        secure=config.portal.secure,
        rate=config.rate,
        contact=config.contact,
    )


def worker(config: Config) -> None:
    """Do jobs, until this process is ended."""
    from lanterne.hub.processes.inside import worker as do_jobs

    do_jobs(config)


def prepare(config: Config) -> None:
    """Bring the database up to date, and end: before the others."""
    from lanterne.hub.processes.inside import prepare as bring_up_to_date

    bring_up_to_date(config)


PROCESSES: Mapping[str, Callable[[Config], None]] = {
    "workspace": workspace,
    "portal": portal,
    "worker": worker,
}
"""Name → what the process does."""

PREPARE = "prepare"
"""Name of what comes before them."""


def main(name: str, file: str) -> int:
    """Run a process; its exit code."""
    try:
        {**PROCESSES, PREPARE: prepare}[name](load_config(Path(file)))
    except LanterneError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
