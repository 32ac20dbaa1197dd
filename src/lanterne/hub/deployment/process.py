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

from django.core.wsgi import get_wsgi_application

from lanterne.errors import LanterneError
from lanterne.hub.alone import only_server
from lanterne.hub.deployment.config import Config
from lanterne.hub.deployment.read_config import load_config
from lanterne.hub.deployment.settings import secret_in
from lanterne.hub.home import Home
from lanterne.hub.listen import listen
from lanterne.hub.project import bring_up_to_date, is_up_to_date, open_server
from lanterne.hub.public import FORWARDED, serve_portal
from lanterne.hub.server import LARGEST_UPLOAD, THREADS
from lanterne.hub.unlocked import master_key, unlock
from lanterne.hub.vault import MasterKey
from lanterne.hub.vault.ticket import by_ticket


def workspace(config: Config) -> None:
    """Serve the pages of the people who work, until this process is ended."""
    with only_server(Home(config.home)):
        master = master_of(config)
        listening = listen(
            config.workspace.host,
            config.workspace.port,
            THREADS,
            clear_untrusted_proxy_headers=True,
            **_behind(config.proxy),
        )
        listening.seal(by_ticket(LARGEST_UPLOAD), config.home)
        open_server(config)
        unlock(master)
        listening.run(get_wsgi_application())


def portal(config: Config) -> None:
    """Serve the public pages, until this process is ended."""
    serve_portal(
        Home(config.home).releases,
        [config.portal.name],
        address=config.portal.host,
        port=config.portal.port,
        secure=config.portal.secure,
        proxy=config.proxy or None,
        rate=config.rate,
    )


def worker(config: Config) -> None:
    """Do jobs, until this process is ended."""
    master = master_of(config)
    open_server(config)
    unlock(master)
    while not is_up_to_date():
        time.sleep(1.0)
    from lanterne.hub.jobs.serving import work_on  # noqa: PLC0415 - apps must be loaded first
    from lanterne.hub.leftovers import clear_up  # noqa: PLC0415

    clear_up()
    work_on(beside=False)


def prepare(config: Config) -> None:
    """Bring the database to the form that this version needs, and see whether the key opens."""
    master_of(config)
    open_server(config)
    bring_up_to_date()


def master_of(config: Config) -> MasterKey:
    """The master key that the configuration names; made at the first start.

    Raises:
        UsageError: Its passphrase is missing or wrong, or cannot be read.
        VaultError: It cannot be had.
    """
    home = Home(config.home)
    home.create()
    return master_key(home, config.keys.master, secret_in(config.keys.passphrase_file) or None)


PROCESSES: Mapping[str, Callable[[Config], None]] = {
    "workspace": workspace,
    "portal": portal,
    "worker": worker,
}
"""Name → what the process does."""

PREPARE = "prepare"
"""Name of what comes before them."""


def _behind(proxy: str) -> dict[str, Any]:
    """Who may say who asks: the reverse proxy, and nobody else."""
    if not proxy:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": FORWARDED}


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
