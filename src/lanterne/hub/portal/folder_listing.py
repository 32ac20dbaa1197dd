"""What lies in a folder of releases at one moment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Self

from lanterne.hub.portal.file_marks import Marks, mark_of, marks_of, own_mark
from lanterne.release.folder import CHECKSUMS, MANIFEST

NOTICES = ".json"
"""End of the names of files beside the releases that say something of them."""


class Listing:
    """A folder as it is when it is asked for the first time; each part is looked at when needed.

    Attributes:
        folder: Holds releases as its direct sub-folders, or is one itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths: dict[str, Path | None] = {}
        self._marks: dict[Path, Marks] = {}
        self._believed: Mapping[Path, Marks] = {}

    def looked_at(self) -> Self:
        """The same, once what is in the folder was looked at, but for the files of releases."""
        _all_of_it = self.is_release, self.folders, self.beside  # in this order, as in `beside`
        return self

    def again(self, believed: Mapping[Path, Marks]) -> Listing:
        """The same for another request, to which files of releases may be what they were before.

        Args:
            believed: How they were seen shortly before.
        """
        other = copy(self)
        other._paths, other._marks, other._believed = dict(self._paths), {}, believed
        return other

    @cached_property
    def is_release(self) -> bool:
        """Whether the folder is a release itself."""
        return _looks_like_a_release(self.folder)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of folders that may be releases; links and hidden folders are none."""
        try:
            with os.scandir(self.folder) as entries:
                return frozenset(entry.name for entry in entries if _may_be_a_release(entry))
        except OSError:  # it is gone, or closed to us
            return frozenset()

    @cached_property
    def beside(self) -> Marks:
        """How the folder itself is, each notice in it, and what everything else is called.

        The folder too, so that what goes and comes back is seen to have been away. Looked at after
        the names of releases: a notice is there before its release is, and a tombstone before a
        release goes.
        """
        _before = self.names
        marks = [*own_mark(self.folder)]
        try:
            with os.scandir(self.folder) as entries:
                marks += sorted(
                    mark_of(entry.name, os.lstat(entry.path))
                    if entry.name.endswith(NOTICES)
                    else (entry.name, 0, 0, 0, 0)
                    for entry in entries
                )
        except OSError:
            return ()
        return tuple(marks)

    @cached_property
    def folders(self) -> Mapping[str, Path]:
        """Name → folder of all that looks like a release."""
        if self.is_release:
            return {self.folder.name: self.folder}
        found = {name: self.path(name) for name in sorted(self.names)}
        return {name: path for name, path in found.items() if path is not None}

    def path(self, name: str) -> Path | None:
        """The folder of that name, if it looks like a release."""
        if self.is_release:
            return self.folder if name == self.folder.name else None
        if name not in self._paths:
            path = self.folder / name
            there = name in self.names and _looks_like_a_release(path)
            self._paths[name] = path if there else None
        return self._paths[name]

    def has_gone(self, name: str) -> bool:
        """Whether there was a folder of that name, which is no release: one may have gone."""
        return not self.is_release and name in self.names and self.path(name) is None

    def marks(self, folder: Path) -> Marks:
        """How the files of a release are."""
        if folder not in self._marks:
            self._marks[folder] = marks_of(folder)
        return self._marks[folder]

    def believe(self, but: str = "") -> None:
        """Take files of releases to be as they were seen shortly before, where nobody looked yet.

        Args:
            but: Name of a release whose files are looked at all the same.
        """
        doubted = self.path(but)
        believed = {at: marks for at, marks in self._believed.items() if at != doubted}
        self._marks = believed | self._marks


def _may_be_a_release(entry: os.DirEntry[str]) -> bool:
    hidden = entry.name.startswith(".") or not _has_an_address(entry.name)
    return not hidden and entry.is_dir(follow_symlinks=False)


def _has_an_address(name: str) -> bool:
    """Whether the name is text: on some disks it may be any bytes."""
    return name.isascii() or "\ufffd" not in os.fsencode(name).decode("utf-8", "replace")


def _looks_like_a_release(folder: Path) -> bool:
    # Pages ask this of every release: objects of pathlib would take three times as long.
    manifest, sums = f"{folder}/{MANIFEST}", f"{folder}/{CHECKSUMS}"
    return os.path.isfile(manifest) and os.path.exists(sums)  # noqa: PTH110, PTH113
