"""The editions in a catalogue, and whether each is the one that was published.

Reading it takes no lock: whoever publishes makes the notice visible before the release, and whoever
withdraws the tombstone before the release goes, so that a reader who looks at releases first and
at notices afterwards never sees a half.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from lanterne.catalogue.file_names import (
    NOTICE,
    PUBLISHING,
    SUSPENSION,
    TOMBSTONE,
    edition_name,
    hidden,
)
from lanterne.catalogue.notice import Notice, read_notice
from lanterne.catalogue.story import Story, stories_in
from lanterne.catalogue.suspension import Suspension, read_suspension
from lanterne.catalogue.tombstone import Tombstone, read_tombstone
from lanterne.errors import InputError, Place, Problem
from lanterne.release.folder import CHECKSUMS, sha256

Problems = dict[str, list[Problem]]


@dataclass(frozen=True)
class Record:
    """An edition, as its notice and its tombstone say.

    Attributes:
        notice: What was said when it was published.
        tombstone: Why it was withdrawn; ``None``: it was not.
        suspension: Since when nobody is shown it for now; ``None``: it is not suspended.
    """

    notice: Notice
    tombstone: Tombstone | None = None
    suspension: Suspension | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the public may be shown its release."""
        return self.tombstone is None and self.suspension is None

    @property
    def name(self) -> str:
        """What it is called in the catalogue."""
        return self.notice.name


@dataclass(frozen=True)
class Series:
    """The editions of one dataset.

    Attributes:
        slug: What it is called in addresses.
        records: At least one, the first edition first.
    """

    slug: str
    records: tuple[Record, ...]

    @property
    def last(self) -> Record:
        """The edition of the highest number, withdrawn or not."""
        return self.records[-1]

    @property
    def current(self) -> Record | None:
        """The edition of the highest number that is shown; ``None``: there is none."""
        return next((one for one in reversed(self.records) if one.is_shown), None)

    def status(self, name: str) -> str:
        """``current``, ``superseded``, ``suspended`` or ``withdrawn``."""
        (record,) = (one for one in self.records if one.name == name)
        if record.tombstone is not None:
            return "withdrawn"
        if record.suspension is not None:
            return "suspended"
        return "current" if record is self.current else "superseded"


@dataclass(frozen=True)
class State:
    """What the notices and tombstones in a catalogue say.

    Attributes:
        series: Slug → series; every edition of it that has a notice which can be read.
        problems: Name of an edition → what is wrong with its notice, its tombstone or its place in
            the series. Nothing of such an edition is to be shown.
        stories: Name of an edition → what its publisher tells of it, by name; ``None`` for what
            was changed since, and is not to be shown.
    """

    series: Mapping[str, Series] = field(default_factory=dict)
    problems: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    stories: Mapping[str, Mapping[str, Story | None]] = field(default_factory=dict)

    def record(self, name: str) -> Record | None:
        """The edition of that name; ``None``: there is none."""
        return self._records.get(name)

    @cached_property
    def _records(self) -> Mapping[str, Record]:
        """Name → edition: a page asks for each of hundreds."""
        return {one.name: one for series in self.series.values() for one in series.records}


def read_state(catalogue: Path) -> State:
    """The editions in a folder; none where it cannot be read."""
    try:
        names = sorted(path.name for path in catalogue.iterdir())
    except OSError:
        return State()
    problems: Problems = {}
    notices = dict(_notices(catalogue, names, problems))
    tombstones = dict(_tombstones(catalogue, names, notices, problems))
    suspensions = dict(_suspensions(catalogue, names, notices, problems))
    there = {
        name: notice
        for name, notice in notices.items()
        if name in tombstones or _is_there(catalogue, name, problems)
    }
    series: dict[str, list[Record]] = {}
    for name, notice in sorted(there.items(), key=lambda item: item[1].edition):
        series.setdefault(notice.series, []).append(
            Record(notice, tombstones.get(name), suspensions.get(name))
        )
    for slug, records in series.items():
        _check_chain(slug, records, problems)
    stories: dict[str, dict[str, Story | None]] = {}
    for edition, name, story in stories_in(catalogue, names, notices):
        stories.setdefault(edition, {})[name] = story
    return State(
        {slug: Series(slug, tuple(records)) for slug, records in sorted(series.items())},
        {name: tuple(found) for name, found in sorted(problems.items())},
        stories,
    )


def next_edition(catalogue: Path, series: str) -> int:
    """The number that the next edition of a series must have."""
    known = read_state(catalogue).series.get(series)
    return 1 if known is None else known.last.notice.edition + 1


def mark_of(release: Path) -> str:
    """What names a release and no other; no words where it has no list of checksums."""
    try:
        return sha256(release / CHECKSUMS)
    except OSError:
        return ""


def _notices(
    catalogue: Path, names: Sequence[str], problems: Problems
) -> Iterator[tuple[str, Notice]]:
    for name in _names(names, NOTICE):
        try:
            yield name, read_notice(catalogue / f"{name}{NOTICE}")
        except InputError as error:
            problems.setdefault(name, []).extend(error.problems)


def _tombstones(
    catalogue: Path, names: Sequence[str], notices: Mapping[str, Notice], problems: Problems
) -> Iterator[tuple[str, Tombstone]]:
    """The tombstones; one that cannot be believed hides its release all the same."""
    for name in _names(names, TOMBSTONE):
        try:
            tombstone = read_tombstone(catalogue / f"{name}{TOMBSTONE}")
        except InputError as error:
            problems.setdefault(name, []).extend(error.problems)
            continue
        notice = notices.get(name)
        if notice is not None and (tombstone.mark, tombstone.notice) == (
            notice.mark,
            notice.digest,
        ):
            yield name, tombstone
        else:
            problem = Problem("edition-tombstone.other", place=Place(tombstone.file))
            problems.setdefault(name, []).append(problem)


def _suspensions(
    catalogue: Path, names: Sequence[str], notices: Mapping[str, Notice], problems: Problems
) -> Iterator[tuple[str, Suspension]]:
    """The suspensions; one that cannot be believed hides its release all the same."""
    for name in _names(names, SUSPENSION):
        try:
            found = read_suspension(catalogue / f"{name}{SUSPENSION}")
        except InputError as error:
            if os.path.lexists(catalogue / f"{name}{SUSPENSION}"):  # else it was just put back
                problems.setdefault(name, []).extend(error.problems)
            continue
        notice = notices.get(name)
        if notice is not None and (found.mark, found.notice) == (notice.mark, notice.digest):
            yield name, found
        else:
            problem = Problem("edition-suspension.other", place=Place(found.file))
            problems.setdefault(name, []).append(problem)


def _names(names: Sequence[str], end: str) -> Iterator[str]:
    """What comes before the end, of the names that have it and are neither hidden nor no text."""
    for name in names:
        if name.endswith(end) and not name.startswith(".") and name.isprintable():
            yield name.removesuffix(end)


def _is_there(catalogue: Path, name: str, problems: Problems) -> bool:
    """Whether the release of an edition is in the catalogue; not yet is no problem.

    Looked at in this order, for the release may come, or make place for a tombstone, meanwhile.
    """
    if os.path.lexists(catalogue / hidden(name, PUBLISHING)):
        return os.path.lexists(catalogue / name)
    if os.path.lexists(catalogue / name) or os.path.lexists(catalogue / f"{name}{TOMBSTONE}"):
        return True
    problems.setdefault(name, []).append(Problem("edition-missing.release", place=Place(name)))
    return True


def _check_chain(slug: str, records: Sequence[Record], problems: Problems) -> None:
    """Note every edition that is missing, or that the next one remembers otherwise."""
    notices = {one.notice.edition: one.notice for one in records}
    for number in range(1, max(notices)):
        name = edition_name(slug, number)
        if number not in notices and name not in problems:
            problems[name] = [Problem("edition-missing.notice", place=Place(name))]
    for before, after in pairwise(sorted(notices)):
        if before + 1 == after and notices[after].previous != notices[before].digest:
            followed = notices.get(after + 1)
            vouched = followed is not None and followed.previous == notices[after].digest
            for number in [before] if vouched else [before, after]:
                _note_chain(notices[number], problems)
    first = notices.get(1)
    if first is not None and first.previous is not None:
        _note_chain(first, problems)


def _note_chain(notice: Notice, problems: Problems) -> None:
    problem = Problem("edition-chain.changed", place=Place(notice.file))
    problems.setdefault(notice.name, []).append(problem)
