"""Cleaning the files of the database of what removed rows leave there.

SQLite is told to write zeros over what it removes (``secure_delete``, in ``hub/settings.py``). But
pages that were copied as their trees grew may keep remains, and the write-ahead log holds whole
pages of before. So the file is written anew (``VACUUM``), and the log is brought into it and cut to
nothing (``wal_checkpoint(TRUNCATE)``).

PostgreSQL marks removed rows and leaves their bytes; ``VACUUM FULL`` writes the tables of the
intake and their indexes anew: see :mod:`lanterne.hub.intake.sweep_postgresql`. Its own write-ahead
log and its archive hold the sealed rows until they are used again, which the hub cannot see to.

Earlier versions of answers that belong to no row any more go before, should there be any: they
point to it by an id alone, so that the database removes them with nothing.

Then it is looked at whether that has happened, and only then a certificate says so: the file of
SQLite is whole and its log empty; PostgreSQL says of each table that it has carried no removed row
into its new file.

Neither reaches earlier copies of the database, nor what a disk or a file system keeps of files that
were cut or removed.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lanterne.hub.intake import sweep_postgresql
from lanterne.hub.intake.models import Case, Certificate, EarlierAnswers, Link, Perpetrator


def sweep() -> bool:
    """Clean the files, and write it on all certificates that wait for it.

    Returns:
        Whether no certificate that was there waits any more: not within a transaction, nor while
        others read for longer than the database waits.

    Raises:
        DatabaseError: The database could not do it.
    """
    if connection.in_atomic_block:  # neither database can do it there
        return False
    waiting = list(Certificate.objects.filter(swept=None).values_list("pk", flat=True))
    if not waiting:
        return True
    _nobodys().delete()
    clean = _sqlite() if connection.vendor == "sqlite" else sweep_postgresql.write_anew()
    clean = clean and not _nobodys().exists()
    if clean:
        Certificate.objects.filter(pk__in=waiting).update(swept=timezone.now())
    return clean


def _nobodys() -> QuerySet[EarlierAnswers]:
    """Earlier versions that belong to nothing any more, which no deletion would find again."""
    found = EarlierAnswers.objects.all()
    for kind in (Case, Perpetrator, Link):
        found = found.filter(~Exists(kind.objects.filter(pk=OuterRef("of"))))
    return found


def _sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _moved = cursor.fetchone()
        cursor.execute("PRAGMA quick_check(1)")
        (whole,) = cursor.fetchone()
    return not busy and whole == "ok"
