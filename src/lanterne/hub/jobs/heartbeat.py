"""The signs of life of a job: how far it is, and whether somebody wants it to end.

A worker writes them from a thread of its own, so that a silent handler shows that it lives, and a
handler never waits for the database. A job that is to end is asked three times: at the next stage
that it tells; then by the same interrupt as Ctrl-C; and at last its process is ended.
"""

from __future__ import annotations

import _thread
import os
import signal
import threading
import time
from collections.abc import Sequence
from types import TracebackType

from django.db import connection
from django.utils import timezone

from lanterne.hub.database_retry import AWAY
from lanterne.hub.jobs.models import Job, State
from lanterne.hub.jobs.work import JobStoppedError
from lanterne.verbs.road import Road, Step

BEAT = 1.0
"""Seconds between two signs of life."""

INTERRUPT_AFTER = 10.0
"""Seconds that a job has to end by itself."""

EXIT_AFTER = 60.0
"""Seconds after which its process is ended."""

EXIT_CODE = 75
"""Of a process that was ended so."""


class Pulse:
    """The signs of life of the one job that this process does.

    Args:
        job: The job.
        steps: Stages that it goes through, in order; empty: one that nobody knows beforehand.
        apart: Whether they are written from a thread; else with every stage that is told.

    Attributes:
        cancelled: Whether somebody asked that the job end.
        inside: Whether the handler is being called.
    """

    def __init__(self, job: Job, steps: Sequence[Step], *, apart: bool) -> None:
        self.job, self.cancelled, self.inside = job, False, False
        self._road = Road(steps, time.monotonic()) if steps else None
        self._stage, self._share = "", 0.0
        self._apart, self._asked_at = apart, 0.0
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._beat_on, daemon=True)

    def along(self, steps: Sequence[Step]) -> None:
        """The stages that will come are these."""
        with self._lock:
            self._road = Road(steps, time.monotonic())

    def tell(self, stage: str, share: float) -> None:
        """So much of a stage is done.

        Raises:
            JobStoppedError: Somebody asked that the job end.
        """
        with self._lock:
            self._stage, self._share = stage, share
            if self._road is not None:
                self._road.tell(stage, share, time.monotonic())
        if not self._apart:
            self._beat()
        if self.cancelled:
            raise JobStoppedError

    def ask(self) -> None:
        """Look once more whether the job is to end: asked before anything is spent.

        Raises:
            JobStoppedError: It is.
        """
        self._beat()
        if self.cancelled:
            raise JobStoppedError

    def __enter__(self) -> Pulse:
        self.inside = True
        if self._apart:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:  # from now on nobody interrupts
            self.inside = False
        self._over.set()
        if self._apart:
            self._thread.join()

    def _beat_on(self) -> None:
        while not self._over.wait(BEAT):
            try:
                self._beat()
            except AWAY:
                connection.close()  # the next beat tries again
            if self.cancelled:
                self._insist(time.monotonic() - self._asked_at)
        connection.close()

    def _beat(self) -> None:
        """Write how far the job is, and read whether it is to end."""
        now = time.monotonic()
        with self._lock:
            stage, share = self._stage, self._share
            left = None if self._road is None else self._road.left(now)
            whole = share if self._road is None else self._road.share(now)
        ours = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, attempts=self.job.attempts)
        written = ours.update(stage=stage, share=whole, seconds_left=left, heartbeat=timezone.now())
        if not self.cancelled and (not written or ours.filter(cancel_asked=True).exists()):
            self._asked_at, self.cancelled = time.monotonic(), True

    def _insist(self, waited: float) -> None:
        """End a job that does not end by itself."""
        if waited >= EXIT_AFTER:
            os._exit(EXIT_CODE)
        if waited >= INTERRUPT_AFTER:
            with self._lock:
                if self.inside:
                    _thread.interrupt_main(signal.SIGINT)
