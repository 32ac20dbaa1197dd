"""The life of a worker: jobs one after the other, until somebody ends it.

The loop that takes tasks from the database is that of django-tasks-db. Here is what it leaves
open: signals that end a job as Ctrl-C does, so that nothing is left half written; a database that
is away for a while; and a server that died and would leave its worker behind.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from typing import Any

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker

from lanterne.hub.database_retry import AWAY, pauses
from lanterne.hub.jobs import execution, locks
from lanterne.hub.jobs.stalled import Rescue
from lanterne.stopping import ask_to_stop

log = logging.getLogger("lanterne.hub")

INTERVAL = 0.5
"""Seconds between two looks for work."""


def work_on(*, beside: bool) -> None:
    """Do jobs until a signal says to stop.

    Args:
        beside: Whether to stop when the standard input ends: with the server that started this.
    """
    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{os.getpid()}",
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: _stop(worker, number))
    if beside:
        threading.Thread(target=_stop_with_server, daemon=True).start()
    with locks.alive_as_worker():
        Rescue().begin()
        _run(worker)


def _run(worker: Any) -> None:
    waits = pauses()
    while worker.running:
        began = time.monotonic()
        try:
            worker.run()
        except AWAY as error:
            log.error("The database is away", exc_info=error)
            connection.close()
            if time.monotonic() - began > 60:
                waits = pauses()
            time.sleep(next(waits))


def _stop(worker: Any, number: int) -> None:
    """End the job that is being done, if there is one, and then the worker."""
    pulse = execution.current()
    if pulse is not None and pulse.inside:
        only_the_job = number == signal.SIGINT and pulse.cancelled
        worker.running = worker.running and only_the_job
        ask_to_stop()
        return
    worker.running = False
    if not worker.running_task:
        sys.exit(0)


def _stop_with_server() -> None:
    """The standard input ends when the server does, however that ends."""
    # Not by sys.stdin: Python cannot end while a thread waits in it.
    while os.read(0, 4096):
        pass
    signal.raise_signal(signal.SIGTERM)
