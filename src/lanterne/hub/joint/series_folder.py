"""The series of an agreement on the disk, with its key in the vault while nobody measures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from lanterne import verbs
from lanterne.disk import PRIVATE_FILE, claimed, whole_file
from lanterne.errors import LanterneError
from lanterne.hub.joint.models import Agreement
from lanterne.hub.joint.terms import codebook_of
from lanterne.hub.web import vault_documents
from lanterne.series.plan_file import load_series
from lanterne.series.series_folder import Series
from lanterne.verbs import BeginRequest

KIND = "register-key"
"""Of the file in the vault."""

OF_EACH = "id in the files of each organisation"
"""Stands for the column of ids, which each organisation calls as it likes."""


def folder_of(agreement: Agreement) -> Path:
    """The folder of the series; it may not be there yet."""
    home: Path = settings.LANTERNE_HOME.series
    return home / str(agreement.pk)


@contextmanager
def opened_series(agreement: Agreement, wait: float = 5.0) -> Iterator[Series]:
    """The series of an agreement, begun where it is not; its key is beside it in this block alone.

    Args:
        agreement: Of which.
        wait: Seconds to wait for whoever has it opened.

    Raises:
        UsageError: The ε is too small for two measurements.
        VaultError: The key cannot be had.
        LanterneError: Somebody else has it opened, or the disk refuses.
    """
    folder = folder_of(agreement)
    with _alone(folder.with_name(f".{folder.name}.claim"), wait):
        if not folder.exists():
            _begin(agreement, folder)
        series = load_series(folder)
        _keep_key(agreement, series)
        try:
            yield series
        finally:
            series.key.unlink(missing_ok=True)


def _begin(agreement: Agreement, folder: Path) -> None:
    asked = BeginRequest(
        folder,
        codebook_of(agreement),
        agreement.cohorts.split(","),
        agreement.epsilon,
        subject_id=OF_EACH,
        people=agreement.people,
        final_after=agreement.final_after,
        joint=True,
    )
    verbs.begin_series(asked)


@contextmanager
def _alone(claim: Path, wait: float) -> Iterator[None]:
    """Nobody else has it opened: whoever is done first would take the key from the other."""
    until = time.monotonic() + wait
    while True:
        with claimed(claim) as ours:
            if ours:
                yield
                return
        if time.monotonic() > until:
            raise LanterneError("joint.busy")
        time.sleep(0.1)


def _keep_key(agreement: Agreement, series: Series) -> None:
    """Put the key into the vault the first time, and beside the register from then on.

    A process that was killed may have left it there: it is written anew all the same.
    """
    if not agreement.key:
        key = vault_documents.keep(agreement.lead, KIND, series.key.read_bytes())
        Agreement.objects.filter(pk=agreement.pk).update(key=key)
        agreement.key = key
    content = vault_documents.kept(agreement.lead, KIND, agreement.key)
    series.key.unlink(missing_ok=True)
    with whole_file(series.key, mode=PRIVATE_FILE, new=True) as file:
        file.write(content)
