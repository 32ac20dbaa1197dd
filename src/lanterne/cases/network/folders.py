"""What is in a folder of linked tables, on a disk or in a store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lanterne.files.object_path import File, ObjectPath
from lanterne.files.shards import listed

KINDS = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".ods", ".parquet"),
        *(".xls", ".json", ".jsonl", ".ndjson", ".dta", ".sav", ".zsav"),
    }
)
"""Endings of files that are looked at in a folder."""


@dataclass(frozen=True)
class FilesThere:
    """What is in a folder, or as in one in a store.

    Attributes:
        files: Of any kind, by name.
        folders: By name.
        others: What is neither, such as a link to nothing.
    """

    files: tuple[File, ...]
    folders: tuple[File, ...]
    others: tuple[File, ...] = ()

    @classmethod
    def of(cls, path: File) -> FilesThere | None:
        """What is there; ``None``: it is no folder.

        Raises:
            InputError: The store has nothing there, or refuses.
        """
        if isinstance(path, Path) and not path.is_dir():
            return None
        files, others = listed(path)
        if path in files:
            return None
        folders = {one for one in others if isinstance(one, ObjectPath) or one.is_dir()}
        left = sorted(one for one in others if one not in folders)
        return cls(tuple(sorted(files)), tuple(sorted(folders)), tuple(left))

    @property
    def tables(self) -> tuple[File, ...]:
        """The files of a kind that is looked at."""
        return tuple(one for one in self.files if one.suffix.lower() in KINDS)


def name_of_folder(folder: File) -> str:
    """The table whose parts a folder holds, by its name; some programs put an ending to it."""
    ending = folder.suffix.lower()
    return (folder.stem if ending in KINDS else folder.name).strip()
