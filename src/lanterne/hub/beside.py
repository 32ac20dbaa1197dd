"""A worker beside the server: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from lanterne.hub.deployment.supervise import TICK, Child
from lanterne.hub.home import Home


@contextmanager
def a_worker(home: Home) -> Iterator[Child]:
    """A worker, for as long as the server runs. It ends, too, when the server is killed."""
    child = Child("worker", ("-m", "lanterne.hub.worker", str(home.root), "--beside"))
    child.start(time.monotonic())
    over = threading.Event()

    def keep() -> None:
        while not over.wait(TICK):
            child.look(time.monotonic(), lambda said: print(said, file=sys.stderr))

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield child
    finally:
        over.set()
        keeper.join()
        child.end()
