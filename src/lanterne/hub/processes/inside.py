"""The processes of a server that open cases: the workspace, the worker, and what comes before."""

from __future__ import annotations

import time

from django.core.wsgi import get_wsgi_application

from lanterne.hub.home import Home
from lanterne.hub.home_lock import only_server
from lanterne.hub.listen import behind, listen
from lanterne.hub.process_vault import master_key, unlock
from lanterne.hub.processes.config import Config
from lanterne.hub.processes.settings import secret_in
from lanterne.hub.project import bring_up_to_date, is_up_to_date, open_server
from lanterne.hub.server import LARGEST_UPLOAD, THREADS
from lanterne.hub.upload.ticket import by_ticket
from lanterne.vault import MasterKey


def workspace(config: Config) -> None:
    """Serve the pages of the people who work, until this process is ended."""
    with only_server(Home(config.home)):
        master = master_of(config)
        place = config.workspace
        listening = listen(place.host, place.port, THREADS, **behind(config.proxy))
        listening.seal(by_ticket(LARGEST_UPLOAD), config.home)
        open_server(config)
        unlock(master)
        listening.run(get_wsgi_application())


def worker(config: Config) -> None:
    """Do jobs, until this process is ended."""
    master = master_of(config)
    open_server(config)
    unlock(master)
    while not is_up_to_date():
        time.sleep(1.0)
    from lanterne.hub.jobs.worker_loop import work_on  # noqa: PLC0415 - apps must be loaded first
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
