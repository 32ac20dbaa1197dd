"""``lanterne serve``: the hub on this computer, for the person in front of it."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lanterne.errors import UsageError
from lanterne.hub.allocator import take_little
from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.home_lock import only_server
from lanterne.hub.listen import Application, Listening, listen
from lanterne.hub.process_vault import master_key, unlock
from lanterne.hub.project import bring_up_to_date, open_workspace
from lanterne.hub.settings import laptop_settings
from lanterne.hub.upload.ticket import by_ticket
from lanterne.hub.worker_process import a_worker
from lanterne.messages import Message

HOST = "127.0.0.1"
"""Only this computer: never a name or a network."""

THREADS = 8

LARGEST_UPLOAD = 2 << 30
"""Bytes of a request to the workspace."""


def serve(folder: Path, *, port: int, tell: Callable[[str], None], browser: bool) -> None:
    """Show the releases in a folder until somebody presses Ctrl-C.

    Args:
        folder: Holds releases, or is one.
        port: 1 to 65535; 0 for any that is free.
        tell: Is called once with the one-time link.
        browser: Whether the link is opened in the browser of this computer.

    Raises:
        UsageError: ``folder`` is no folder, or the port cannot be had.
    """
    if not folder.is_dir():
        raise UsageError("hub.no-folder-of-releases", folder=str(folder))
    listening = listen(HOST, port, THREADS)
    door = Door(listening.port)
    application = _application(folder, door)
    _run(listening, application, door.link(), tell, browser)


def serve_workspace(
    home: Home,
    *,
    port: int,
    tell: Callable[[str], None],
    browser: bool,
    warn: Callable[[Message], None],
    passphrase: str | None = None,
) -> None:
    """Open the workspace of this computer, with its worker, until somebody presses Ctrl-C.

    Args:
        home: Where everything is; made when it is not there.
        port: 1 to 65535; 0 for any that is free.
        tell: Is called once with the one-time link.
        browser: Whether the link is opened in the browser of this computer.
        warn: Is called with a sentence when the worker died.
        passphrase: Of the master key, if it has one.

    Raises:
        UsageError: The home cannot be made or is used by another server, the passphrase is not
            that of the master key, or the port cannot be had.
        LanterneError: The master key or the database cannot be had.
    """
    with only_server(home):
        master = master_key(home, passphrase=passphrase)
        listening = listen(HOST, port, THREADS)
        listening.seal(by_ticket(LARGEST_UPLOAD), home.root)
        door = Door(listening.port)
        open_workspace(home, door)
        unlock(master)
        bring_up_to_date()
        from lanterne.hub.people.laptop import first_person  # noqa: PLC0415 - apps are loaded now

        application = get_wsgi_application()
        with a_worker(home, passphrase, warn):
            _run(listening, application, door.link(str(first_person().pk)), tell, browser)


def _run(
    listening: Listening,
    application: Application,
    path: str,
    tell: Callable[[str], None],
    browser: bool,
) -> None:
    link = f"http://{HOST}:{listening.port}{path}"
    tell(link)
    if browser:  # in a thread: a browser in the terminal would keep the server waiting
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
    listening.run(application)


def _application(folder: Path, door: Door) -> Application:
    take_little()
    settings.configure(**laptop_settings(folder.resolve(), door))
    django.setup(set_prefix=False)
    return get_wsgi_application()
