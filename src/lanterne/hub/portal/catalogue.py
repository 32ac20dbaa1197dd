"""The releases in a folder, each verified before anything of it is shown.

A release is verified when it is first asked for, and again whenever one of its files is not what it
was: another size, time or place on the disk. What is not whole is named and not served.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from polars.exceptions import PolarsError

from lanterne.catalogue import Notice, Record, State
from lanterne.codebook.model import Text
from lanterne.errors import InputError, UsageError
from lanterne.hub.portal.editions import Notices, Standing, standing_of, suspended_in, withdrawn_in
from lanterne.hub.portal.marks import Marks, marks_beside, marks_of, own_mark
from lanterne.release import People, Release, load_release, people_of, verify_release
from lanterne.release.folder import CHECKSUMS, MANIFEST, sha256

NOTICES = ".json"
"""End of the names of files beside the releases that say something of them."""

Look = tuple[tuple[str, Marks], ...]
"""Of each release its name and marks; under no name those of the folder and of notices in it."""


@dataclass(frozen=True)
class File:
    """A file that may be downloaded.

    Attributes:
        path: Where it lies in the release, as a POSIX path.
        size: Bytes.
        sha256: Its checksum, as 64 hexadecimal digits.
    """

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Edition:
    """A release that is whole, in memory. Everything in it is public.

    Attributes:
        name: Name of its folder.
        folder: Where it lies.
        release: What it says, without its rows.
        people: Who is counted in it.
        files: Path → file, for every file of it.
        marks: How its files were when it was verified.
        notice: What its publisher says of it; ``None``: it is a release that is no edition.
        standing: Where it stands in its series; ``None``: it is in none.
        is_stray: Whether it lies among editions and is none: nobody has published it there.
    """

    name: str
    folder: Path
    release: Release
    people: tuple[People, ...]
    files: Mapping[str, File]
    marks: Marks
    notice: Notice | None = None
    standing: Standing | None = None
    is_stray: bool = False

    @property
    def title(self) -> Text:
        """What a person reads."""
        return self.notice.title if self.notice else self.release.codebook.title

    @property
    def description(self) -> Text:
        """What it is; may be empty."""
        said = self.notice.description if self.notice else {}
        return said or self.release.codebook.description

    @property
    def date(self) -> str:
        """Day on which it was published, or made if it is no edition, ``YYYY-MM-DD``."""
        if self.notice:
            return self.notice.published.date().isoformat()
        return str(self.release.manifest["created"])[:10]

    @property
    def publisher(self) -> str:
        """Who publishes it; empty when not stated."""
        return self.notice.publisher if self.notice else self._stated("publisher")

    @property
    def licence(self) -> str:
        """SPDX identifier of the licence; empty when none was chosen."""
        return self.notice.licence if self.notice else self._stated("licence")

    def _stated(self, key: str) -> str:
        return str(self.release.manifest.get(key) or "")

    @property
    def mark(self) -> str:
        """What names this release and no other: the checksum of its list of checksums."""
        return self.files[CHECKSUMS].sha256

    @property
    def rows(self) -> Mapping[str, int]:
        """Table → its number of rows, of the condensed file too."""
        counted: Mapping[str, Any] = self.release.manifest.get(
            "synthetic_rows", self.release.manifest.get("rows", {})
        )
        first = self.people[0]
        return counted if isinstance(counted, dict) else {first.table.name: first.rows.height}


@dataclass(frozen=True)
class Broken:
    """A release that is not whole: nothing of it is shown but its name."""

    name: str
    marks: Marks


class Catalogue:
    """The releases in a folder. Safe for several threads.

    Attributes:
        folder: Holds the releases as its direct sub-folders, or is one itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notices = Notices(folder)
        self._opening = threading.Lock()
        self._known: dict[str, Edition | Broken] = {}

    def entries(self) -> tuple[Edition | Broken, ...]:
        """All releases, the newest first, and those that are broken last."""
        folders, state = self._folders(), self.state()  # in this order, as in get()
        names = sorted(folders.keys() | state.problems.keys())
        found = []
        for name in names:
            entry = self._entry(name, folders, state)
            found.append(self.get(name) if isinstance(entry, Broken) else entry)
        whole = (entry for entry in found if isinstance(entry, Edition))
        broken = (entry for entry in found if isinstance(entry, Broken))
        newest = sorted(whole, key=lambda entry: (entry.date, entry.name), reverse=True)
        return (*newest, *broken)

    def get(self, name: str) -> Edition | Broken | None:
        """The release of that name as it is now; ``None``: there is none, or it was withdrawn or
        suspended.

        Releases are looked for before notices are read: a notice is there before its release is,
        and a tombstone before a release goes. One that goes while it is verified seems broken,
        and is looked at again.
        """
        while True:
            folders = self._folders()
            state = self.state()
            entry = self._entry(name, folders, state)
            if not isinstance(entry, Broken) or self.state() == state:
                return entry

    def state(self) -> State:
        """What the notices and tombstones say; nothing where the folder is a release itself."""
        return State() if _looks_like_a_release(self.folder) else self._notices.state()

    def withdrawn(self, name: str) -> Record | None:
        """The edition of that name if it was withdrawn."""
        return next((one for one in self.all_withdrawn() if one.name == name), None)

    def suspended(self, name: str) -> Record | None:
        """The edition of that name if nobody is shown it for now."""
        return next((one for one in self.all_suspended() if one.name == name), None)

    def all_suspended(self) -> tuple[Record, ...]:
        """All editions that nobody is shown for now."""
        return suspended_in(self.state())

    def all_withdrawn(self) -> tuple[Record, ...]:
        """All editions that were withdrawn, the last one first."""
        return withdrawn_in(self.state())

    def _entry(
        self, name: str, folders: Mapping[str, Path], state: State
    ) -> Edition | Broken | None:
        if name in state.problems:
            return Broken(name, ())
        record = state.record(name)
        if name not in folders or (record is not None and not record.is_shown):
            return None
        release = self._release(name, folders[name])
        if isinstance(release, Broken):
            return release
        if record is None:
            return replace(release, is_stray=bool(state.series or state.problems))
        if release.mark != record.notice.mark:
            return Broken(name, ())
        return replace(release, notice=record.notice, standing=standing_of(record, state))

    def _release(self, name: str, folder: Path) -> Edition | Broken:
        known = self._known.get(name)
        if known is not None and known.marks == marks_of(folder):
            return known
        with self._opening:  # one at a time, for memory; who asks for another one need not wait
            known = self._known.get(name)
            marks = marks_of(folder)
            if known is None or known.marks != marks:
                known = self._known[name] = _open(name, folder, marks)
            return known

    def look(self) -> Look:
        """What stays the same as long as nobody touches anything that may be shown.

        It covers every file of every release, and the notices that lie beside them; the folder
        itself too, so that what goes and comes back is seen to have been away.
        """
        folders = self._folders()
        for name in set(self._known) - folders.keys():
            self._known.pop(name, None)  # what is gone takes no memory
        beside = (*own_mark(self.folder), *marks_beside(self.folder, NOTICES))
        releases = ((name, marks_of(folder)) for name, folder in folders.items())
        return (*releases, ("", beside))

    def _folders(self) -> dict[str, Path]:
        """Name → folder of what looks like a release; links and hidden folders are none."""
        if _looks_like_a_release(self.folder):
            return {self.folder.name: self.folder}
        try:
            below = sorted(self.folder.iterdir())
        except OSError:
            return {}
        return {
            path.name: path
            for path in below
            if not path.name.startswith(".") and not path.is_symlink() and path.is_dir()
            if _has_an_address(path.name) and _looks_like_a_release(path)
        }


def _has_an_address(name: str) -> bool:
    """Whether the name is text: on some disks it may be any bytes."""
    return "\ufffd" not in os.fsencode(name).decode("utf-8", "replace")


def _looks_like_a_release(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() and (folder / CHECKSUMS).exists()


def _open(name: str, folder: Path, marks: Marks) -> Edition | Broken:
    """Verify and read; whatever changes meanwhile is broken until it is looked at again."""
    try:
        if not verify_release(folder).ok:
            return Broken(name, marks)
        release = load_release(folder, rows=False)
        people = people_of(release)
        files = {entry["path"]: File(*_fields(entry)) for entry in release.manifest["files"]}
        for unlisted in (MANIFEST, CHECKSUMS):
            path = folder / unlisted
            files[unlisted] = File(unlisted, path.stat().st_size, sha256(path))
    except (InputError, UsageError, OSError, ValueError, KeyError, PolarsError):
        return Broken(name, marks)
    if marks_of(folder) != marks:
        return Broken(name, ())
    return Edition(name, folder, release, people, files, marks)


def _fields(entry: Mapping[str, Any]) -> tuple[str, int, str]:
    return entry["path"], entry["bytes"], entry["sha256"]


_shown: ContextVar[Catalogue | None] = ContextVar("shown", default=None)


def catalogue() -> Catalogue:
    """The catalogue that the settings name, or that is shown in its place."""
    return _shown.get() or _catalogue_of(settings.LANTERNE_FOLDER)


@contextmanager
def showing(other: Catalogue) -> Iterator[None]:
    """Show another catalogue while the block lasts: such as one of a release to be reviewed."""
    before = _shown.set(other)
    try:
        yield
    finally:
        _shown.reset(before)


@cache
def _catalogue_of(folder: Path) -> Catalogue:
    return Catalogue(folder)
