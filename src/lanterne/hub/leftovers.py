"""What processes that were killed have left is cleared up when a worker starts."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models

from lanterne import catalogue
from lanterne.catalogue.storage import remove_if_possible
from lanterne.errors import LanterneError
from lanterne.hub.home import Home
from lanterne.hub.jobs import locks
from lanterne.hub.process_vault import vault

log = logging.getLogger("lanterne.hub")

PARTIAL = ".*.partial-*"
"""What is being written; see :mod:`lanterne.release.folder` and :mod:`lanterne.disk`."""

SEEN = "seen-*"
"""Releases as they were looked at before they were public; made again by whoever looks again."""

KEY, DELIVERED = "register.key", "delivery-"
"""What lies in the folder of joint datasets while one is measured, and no longer."""

_ID = re.compile(r"[0-9a-f]{32}")
_TEXTS = (models.CharField, models.TextField, models.JSONField)


def clear_up() -> None:
    """Remove half of anything; complete a publication that was decided. Before the first job.

    Several workers, and the pages, may be at work: nothing of a living process is touched.
    What cannot be done now is tried again at the next start.
    """
    home: Home = settings.LANTERNE_HOME
    _left_in_runs(home.runs, time.time())
    _left_in_series(home.series)
    try:
        vault().recover(_Noted().has)
        catalogue.recover(home.releases, home.archive)
    except (OSError, LanterneError, DatabaseError) as error:
        log.error("Leftovers could not be cleared up", exc_info=error)


def _left_in_runs(runs: Path, began: float) -> None:
    """Of workers that are dead: who lives now either is counted, or begins after this."""
    if locks.workers_alive():
        return
    for left in (*runs.glob(f"*/{PARTIAL}"), *runs.glob(f"*/{SEEN}")):
        with suppress(OSError):  # it went meanwhile
            if left.stat().st_mtime < began:
                remove_if_possible(left)


def _left_in_series(series: Path) -> None:
    """Keys of registers that lie open, and sheets of deliveries: of workers that are dead."""
    if locks.workers_alive():
        return
    for left in (*series.glob(f"*/{KEY}"), *series.glob(f"{DELIVERED}*")):
        remove_if_possible(left)


class _Noted:
    """The ids of files that stand in the database, whichever column they are in."""

    def __init__(self) -> None:
        self._ids: set[str] | None = None

    def has(self, file_id: str) -> bool:
        """Whether an id stands there; read when it is first asked, which is after a crash only."""
        if self._ids is None:
            self._ids = {found for text in _texts() for found in _ID.findall(text)}
        return file_id in self._ids


def _texts() -> Iterator[str]:
    own, joint = map(apps.get_app_config, ("workspace", "joint"))
    for model in (*own.get_models(), *joint.get_models()):
        columns = [each.name for each in model._meta.fields if isinstance(each, _TEXTS)]
        if columns:
            for row in model._default_manager.values_list(*columns).iterator():
                yield from map(str, row)
