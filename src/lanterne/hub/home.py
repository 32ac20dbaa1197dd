"""The folder in which a hub keeps everything: one place to back up, and one to guard.

hub.sqlite3   accounts, datasets, runs, reviews and the audit log; unless PostgreSQL holds them
keys/         the master key, and the keys of organisations wrapped by it
vault/        case files and what was computed from them, encrypted
ledgers/      what was spent on whom: a file per dataset
series/       joint datasets over the years: plans, ledgers, kept measurements, sealed registers
runs/         releases that nobody has approved yet, and the measurements they came from
releases/     what is public: the portal reads this folder and no other
archive/      editions that were withdrawn
locks/        which process does which job, and which workers there are; empty files
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lanterne.disk import PRIVATE_FILE, PRIVATE_FOLDER, reason
from lanterne.errors import UsageError
from lanterne.release.folder import CATALOGUE

_ONLY_OURS = 0o077


@dataclass(frozen=True)
class Home:
    """Where things are.

    Attributes:
        root: The folder.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The database, where there is no server for it."""
        return self.root / "hub.sqlite3"

    @property
    def keys(self) -> Path:
        """Keys; only the worker and the workspace read them."""
        return self.root / "keys"

    @property
    def vault(self) -> Path:
        """Encrypted files."""
        return self.root / "vault"

    @property
    def ledgers(self) -> Path:
        """Ledgers, a file per dataset."""
        return self.root / "ledgers"

    @property
    def series(self) -> Path:
        """Joint datasets over the years, a folder per agreement."""
        return self.root / "series"

    @property
    def runs(self) -> Path:
        """Releases that are not public, a folder per run."""
        return self.root / "runs"

    @property
    def releases(self) -> Path:
        """Public releases."""
        return self.root / "releases"

    @property
    def archive(self) -> Path:
        """Withdrawn releases."""
        return self.root / "archive"

    @property
    def locks(self) -> Path:
        """Files that a working process keeps locked."""
        return self.root / "locks"

    def create(self) -> None:
        """Make the folders that are missing; others of the machine can look into none of them.

        Raises:
            UsageError: They cannot be made.
        """
        inner = (self.keys, self.vault, self.ledgers, self.series, self.runs, self.archive)
        private = (self.root, *inner)
        try:
            for folder in (*private, self.locks, self.releases):
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            (self.releases / CATALOGUE).touch(mode=PRIVATE_FILE)  # nothing else may write there
        except OSError as error:
            raise UsageError(
                "hub.folder-not-made", folder=str(self.root), why=reason(error)
            ) from error

    def keep_to_ourselves(self) -> None:
        """Let this process make no file that others of the machine could open. Once per process.

        The root may have been made by somebody else, and be open to all; the database of one
        computer lies in it beside the private folders, and may be from before.
        """
        os.umask(_ONLY_OURS)
        for file in self.root.glob(f"{self.database.name}*"):
            with suppress(OSError):  # gone meanwhile, or a file system without modes
                file.chmod(PRIVATE_FILE)
