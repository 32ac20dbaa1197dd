"""Cleaning the files of the database of what removed rows leave there.

SQLite is told to write zeros over what it removes (``secure_delete``, in ``hub/settings.py``). But
pages that were copied as their trees grew may keep remains, and the write-ahead log holds whole
pages of before. So the file is written anew (``VACUUM``), and the log is brought into it and cut to
nothing (``wal_checkpoint(TRUNCATE)``).

PostgreSQL marks removed rows and leaves their bytes; ``VACUUM FULL`` writes the tables of the
intake and their indexes anew. Its own write-ahead log and its archive hold the sealed rows until
they are used again, which the hub cannot see to.

Neither reaches earlier copies of the database, nor what a disk or a file system keeps of files that
were cut or removed.
"""

from __future__ import annotations

from django.apps import apps
from django.db import DatabaseError, connection
from django.utils import timezone

from lanterne.hub.intake.models import Certificate


def sweep() -> bool:
    """Clean the files, and write it on all certificates that wait for it.

    Returns:
        Whether it was done: not within a transaction, nor while others read for longer than the
        database waits.
    """
    if connection.in_atomic_block:  # neither database can do it there
        return False
    waiting = list(Certificate.objects.filter(swept=None).values_list("pk", flat=True))
    try:
        clean = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    except DatabaseError:
        clean = False
    if clean:
        Certificate.objects.filter(pk__in=waiting).update(swept=timezone.now())
    return clean


def _sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _moved = cursor.fetchone()
    return not busy


def _postgresql() -> bool:
    models = apps.get_app_config("intake").get_models(include_auto_created=True)
    tables = ", ".join(connection.ops.quote_name(one._meta.db_table) for one in models)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (FULL) {tables}")
    return True
