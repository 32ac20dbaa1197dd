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
            raise UsageError(f"{home.locks} cannot be written. Does it belong to you?") from error
        if not ours:
            raise UsageError(
                f"A hub is running on {home.root} already. Go to its window; or end it, and start "
                "again."
            )
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
            raise UsageError(f"A worker is at work in {home.root}. End it first.")
        yield
