"""A release that the catalogue shows: verified and read, or found broken."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from polars.exceptions import PolarsError

from lanterne.catalogue import Notice, Story
from lanterne.codebook.model import Text
from lanterne.errors import InputError, UsageError
from lanterne.hub.portal.editions import Standing
from lanterne.hub.portal.file_marks import Marks, marks_of
from lanterne.release import People, Release, load_release, people_of, verify_release
from lanterne.release.folder import CHECKSUMS, MANIFEST, sha256

Value = TypeVar("Value")


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
        stories: Name → what its publisher tells of it; ``None``: it was changed since, and nothing
            of it is shown.
        known: What was found out about its release and people, as :func:`found_once` keeps it.
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
    stories: Mapping[str, Story | None] = field(default_factory=dict)
    known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shown_stories(self) -> tuple[Story, ...]:
        """The stories that are shown, the last one that was told first."""
        known = [one for one in self.stories.values() if one is not None]
        return tuple(sorted(known, key=lambda one: (one.published, one.story), reverse=True))

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


def found_once(find: Callable[[Edition], Value]) -> Callable[[Edition], Value]:
    """The same function, which is asked once as long as a release is in memory.

    What it finds must follow from the release and its people alone: whatever is said of the release
    beside it may change at any time. Two threads that ask at once find the same.
    """

    @wraps(find)
    def found(edition: Edition) -> Value:
        key = find, edition.people
        if key not in edition.known:
            edition.known[key] = find(edition)
        return cast("Value", edition.known[key])

    return found


@dataclass(frozen=True)
class Broken:
    """A release that is not whole: nothing of it is shown but its name."""

    name: str
    marks: Marks


def open_edition(name: str, folder: Path, marks: Marks) -> Edition | Broken:
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
