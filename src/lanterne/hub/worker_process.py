"""A worker beside the server: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lanterne.hub.home import Home
from lanterne.hub.processes.supervise import TICK, Child
from lanterne.messages import Message


@contextmanager
def a_worker(
    home: Home, passphrase: str | None, tell: Callable[[Message], None]
) -> Iterator[Child]:
    """A worker, for as long as the server runs. It ends, too, when the server is killed.

    Args:
        home: Where everything is.
        passphrase: Of the master key, if it has one.
        tell: Is called with a sentence when it died.
    """
    told = json.dumps(passphrase).encode() + b"\n"
    child = Child("worker", ("-P", "-m", "lanterne.hub.worker", str(home.root), "--beside"), told)
    child.start(time.monotonic())
    over = threading.Event()

    def keep() -> None:
        while not over.wait(TICK):
            child.look(time.monotonic(), tell)

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield child
    finally:
        over.set()
        keeper.join()
        child.end()
