"""A home belongs to one server at a time, and its keys are changed while there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from lanterne.errors import UsageError
from lanterne.hub.home import Home
from lanterne.hub.jobs import locks


@contextmanager
def only_server(home: Home) -> Iterator[None]:
    """This process is the server of a home, for as long as the block lasts.

    Raises:
        UsageError: Another one is, or the home cannot be written.
    """
    home.create()
    with ExitStack() as stack:
        try:
            ours = stack.enter_context(locks.held(home.locks / "server"))
        except PermissionError as error:
            raise UsageError("hub.locks-not-writable", folder=str(home.locks)) from error
        if not ours:
            raise UsageError("hub.running", folder=str(home.root))
        yield


@contextmanager
def nobody_at_work(home: Home) -> Iterator[None]:
    """No server and no worker reads or writes the vault of a home while the block lasts.

    Django is configured for the home.

    Raises:
        UsageError: One does.
    """
    with only_server(home):
        if locks.workers_alive():
            raise UsageError("hub.worker-at-work", folder=str(home.root))
        yield
