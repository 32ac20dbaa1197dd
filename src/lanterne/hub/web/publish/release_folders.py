"""Where the release of a run lies, and what of it may leave the house.

A run has a folder of its own. The name of its release is the run's id, so that an entry of the
ledger belongs to one run and no other.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

from lanterne.catalogue.series import mark_of
from lanterne.hub.web.models import Dataset, Run
from lanterne.release.folder import CHECKSUMS, MANIFEST

SEEN = "seen-"
"""How the folders begin in which a release is shown as the public would see it.

They can be made again at any time."""


def folder_of(run: Run) -> Path:
    """The folder of a run; it may not be there yet."""
    home: Path = settings.LANTERNE_HOME.runs
    return home / str(run.pk)


def release_of(run: Run) -> Path:
    """The release of a run; it is there whole or not at all."""
    return folder_of(run) / f"run-{run.pk}"


def kept_of(run: Run) -> Path:
    """The measurements that the release was drawn from, where they are kept."""
    release = release_of(run)
    return release.with_name(f"{release.name}.fitted.npz")


def ledger_of(dataset: Dataset) -> Path:
    """The ledger of a dataset; it may not be there yet."""
    home: Path = settings.LANTERNE_HOME.ledgers
    return home / dataset.ledger_name


def forget_seen(run: Run, begin: str = SEEN) -> None:
    """Remove what was made to be looked at of a run, or what of it has such a name."""
    for shelf in folder_of(run).glob(f"{begin}*"):
        shutil.rmtree(shelf, ignore_errors=True)


def is_made(run: Run) -> bool:
    """Whether the release is there."""
    return (release_of(run) / CHECKSUMS).is_file()


def mark(run: Run) -> str:
    """What names these bytes and no others; empty where there is no release."""
    return mark_of(release_of(run))


def zipped(run: Run) -> IO[bytes]:
    """The release as one file: what its list of checksums names, the list itself and nothing else.

    The file has no name: it is gone when it is closed.
    """
    release = release_of(run)
    packed = tempfile.TemporaryFile(dir=folder_of(run))  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _listed(release):
            archive.write(release / path, f"{run.dataset.series}/{path}")
    packed.seek(0)
    return packed


def _listed(release: Path) -> Iterator[str]:
    """Paths in the list of checksums; one that leads elsewhere is left out."""
    lines = (release / CHECKSUMS).read_text("utf-8").splitlines()
    for path in dict.fromkeys([*(line[66:] for line in lines), MANIFEST, CHECKSUMS]):
        place = release / path
        inside = os.path.realpath(place).startswith(os.path.realpath(release) + os.sep)
        if inside and place.is_file() and not place.is_symlink():
            yield path
