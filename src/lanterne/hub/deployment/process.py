"""One process of a server: ``python -m lanterne.hub.deployment.process NAME hub.toml``.

workspace   pages of the people who work
portal      pages of the public: it has no database, no account and no key
worker      long work, one job at a time
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import waitress
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from lanterne.errors import LanterneError
from lanterne.hub.alive import keep_telling
from lanterne.hub.deployment.config import Config, Place
from lanterne.hub.deployment.read_config import load_config
from lanterne.hub.home import Home
from lanterne.hub.project import bring_up_to_date, is_up_to_date, open_server
from lanterne.hub.server import LARGEST_UPLOAD, THREADS
from lanterne.hub.settings import LONGEST_ADDRESS
from lanterne.hub.vault.body import seal_requests
from lanterne.hub.vault.ticket import by_ticket


def workspace(config: Config) -> None:
    """Serve the pages of the people who work, until this process is ended."""
    open_server(config)
    server = listen(get_wsgi_application(), config, config.workspace)
    seal_requests(server, by_ticket(LARGEST_UPLOAD), config.home)
    server.run()


def portal(config: Config) -> None:
    """Serve the public pages, until this process is ended."""
    raise NotImplementedError


def worker(config: Config) -> None:
    """Do jobs, until this process is ended."""
    open_server(config)
    keep_telling(Home(config.home))
    while not is_up_to_date():
        time.sleep(1.0)
    from lanterne.hub.workspace import work  # noqa: F401, PLC0415 - registers what it can do

    call_command("db_worker", interval=0.5, verbosity=0)


def prepare(config: Config) -> None:
    """Bring the database to the form that this version needs."""
    open_server(config)
    bring_up_to_date()


PROCESSES: Mapping[str, Callable[[Config], None]] = {
    "workspace": workspace,
    "portal": portal,
    "worker": worker,
}
"""Name → what the process does."""

PREPARE = "prepare"
"""Name of what comes before them."""


def listen(application: Any, config: Config, place: Place) -> Any:
    """A server at a place, to be run; the reverse proxy, and nobody else, may say who asks."""
    known = _behind(config.proxy) if config.proxy else {}
    return waitress.create_server(
        application,
        host=place.host,
        port=place.port,
        threads=THREADS,
        ident=None,
        max_request_header_size=4 * LONGEST_ADDRESS,
        max_request_body_size=LONGEST_ADDRESS,
        clear_untrusted_proxy_headers=True,
        **known,
    )


def _behind(proxy: str) -> dict[str, Any]:
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
    }


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
