"""Finding the jobs that nobody does although somebody should: their worker died, or never came.

What a job is is kept in its own row; the row of the task library only brings it to a worker, and
may be lost. So every few seconds whatever waits or runs without a lock is brought again.
"""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lanterne.hub.database_retry import AWAY
from lanterne.hub.jobs import locks
from lanterne.hub.jobs.models import ENDED, Job, State
from lanterne.hub.jobs.start import do

EVERY = 5.0
"""Seconds between two looks."""

KEPT = timedelta(days=1)
"""How long the task library keeps what it has brought."""


class Rescue:
    """Looks after the jobs of a hub, from a thread of each worker."""

    def __init__(self) -> None:
        self._waiting: set[uuid.UUID] = set()

    def begin(self) -> None:
        """Look, now and then, until the process ends."""
        threading.Thread(target=self._look_on, daemon=True).start()

    def _look_on(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self.look()
            except AWAY:
                connection.close()
            pause.wait(EVERY)

    def look(self) -> None:
        """Bring whatever waits or runs, and is done by nobody, to a worker again."""
        left = [
            job
            for job in Job.objects.exclude(state__in=ENDED).only("pk", "state")
            if not locks.is_held(locks.of_job(job.pk)) and not _is_on_its_way(job)
        ]
        waiting = {job.pk for job in left if job.state == State.WAITING}
        for job in left:
            # One that waits may be between its task and its lock: seen twice, it is not.
            if job.pk not in waiting or job.pk in self._waiting:
                do.enqueue(str(job.pk))
        self._waiting = waiting
        DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()


def _is_on_its_way(job: Job) -> bool:
    ready = DBTaskResult.objects.ready()
    return bool(ready.filter(args_kwargs__args__0=str(job.pk)).exists())
