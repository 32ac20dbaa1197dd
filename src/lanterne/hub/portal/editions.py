"""Editions in the catalogue: where a release stands in its series, and what of it goes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.catalogue import Record, Series, State, read_state
from lanterne.catalogue.file_names import edition_name, parsed
from lanterne.errors import Problem
from lanterne.hub.portal.file_marks import Marks

if TYPE_CHECKING:
    from lanterne.hub.portal.edition import Edition


@dataclass(frozen=True)
class Standing:
    """Where an edition stands in its series.

    Attributes:
        series: What the dataset is called in addresses.
        number: 1, 2, 3 …
        status: ``current``, ``superseded``, ``suspended`` or ``withdrawn``.
        current: The edition that everybody should use; ``None``: none is shown.
        withdrawn_after: Later editions that were withdrawn.
    """

    series: str
    number: int
    status: str
    current: Record | None
    withdrawn_after: tuple[Record, ...]


def standing_of(record: Record, state: State) -> Standing:
    """Where an edition stands."""
    series = state.series[record.notice.series]
    number = record.notice.edition
    later = (one for one in series.records if one.notice.edition > number)
    return Standing(
        series.slug,
        number,
        series.status(record.name),
        series.current,
        tuple(one for one in later if one.tombstone is not None),
    )


def withdrawn_in(state: State) -> tuple[Record, ...]:
    """The editions that were withdrawn, the last one first; of what is not whole none."""
    records = (one for series in state.series.values() for one in series.records)
    gone = [
        (one.tombstone.withdrawn, one.name, one)
        for one in records
        if one.tombstone is not None and one.name not in state.problems
    ]
    return tuple(one for _time, _name, one in sorted(gone, reverse=True))


def suspended_in(state: State) -> tuple[Record, ...]:
    """The editions that are suspended, by their names; of what is not whole none."""
    records = (one for series in state.series.values() for one in series.records)
    found = (one for one in records if one.suspension is not None and one.tombstone is None)
    return tuple(one for one in found if one.name not in state.problems)


class Notices:
    """The notices and tombstones of a folder, read again when one of them, or a release, changes.

    Safe for several threads.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: tuple[Marks | None, State] = (None, State())

    def state(self, beside: Marks) -> State:
        """What they say.

        Args:
            beside: How the folder is now, and what lies in it.
        """
        known, state = self._known
        if known != beside:
            state = read_state(self.folder)
            self._known = (beside, state)
        return state


@dataclass(frozen=True)
class Other:
    """An edition that the catalogue names below another one of its dataset."""

    number: int
    name: str
    date: str
    withdrawn: bool
    suspended: bool = False


@dataclass(frozen=True)
class Group:
    """What the catalogue shows together: a release, and other editions of the same dataset.

    Attributes:
        lead: The newest edition that can be read, or a release that is no edition; ``None``: there
            is none, for editions were withdrawn.
        gone: Where there is no lead, the last edition that was withdrawn or is suspended.
        others: The other editions, the newest first.
    """

    lead: Edition | None
    gone: Record | None
    others: tuple[Other, ...]


def grouped(editions: tuple[Edition, ...], state: State) -> tuple[Group, ...]:
    """The catalogue by dataset, in the order of the newest of each; withdrawn ones at the end."""
    groups: dict[str, list[Edition]] = {}
    for edition in editions:
        key = edition.standing.series if edition.standing else f"/{edition.name}"
        groups.setdefault(key, []).append(edition)
    gone: dict[str, list[Record]] = {}
    for record in (*suspended_in(state), *withdrawn_in(state)):
        gone.setdefault(record.notice.series, []).append(record)
    found = []
    for key, members in groups.items():
        lead, *older = sorted(members, key=_number, reverse=True)
        found.append(Group(lead, None, _others(older, gone.pop(key, []))))
    for records in gone.values():
        found.append(Group(None, records[0], _others([], records)))
    return tuple(found)


def _number(edition: Edition) -> int:
    return edition.standing.number if edition.standing else 0


def _others(older: Sequence[Edition], withdrawn: Sequence[Record]) -> tuple[Other, ...]:
    found = [Other(_number(one), one.name, one.date, False) for one in older]
    for record in withdrawn:
        day = record.notice.published.date().isoformat()
        gone = record.tombstone is not None
        found.append(Other(record.notice.edition, record.name, day, gone, not gone))
    return tuple(sorted(found, key=lambda one: one.number, reverse=True))


@dataclass(frozen=True)
class Line:
    """An edition in the list of a dataset.

    Attributes:
        number: 1, 2, 3 …
        name: What it is called in the catalogue.
        record: What its notice says; ``None``: it cannot be read.
        status: ``current``, ``superseded``, ``suspended`` or ``withdrawn``; no words: it is not
            whole.
        dated_back: Whether it bears an earlier date than the edition before.
    """

    number: int
    name: str
    record: Record | None
    status: str
    dated_back: bool


def lines_of(series: Series, broken: Mapping[str, tuple[Problem, ...]]) -> tuple[Line, ...]:
    """All editions of a dataset, the newest first.

    Args:
        series: The dataset.
        broken: Names of editions that are not whole, of any dataset.
    """
    records = {one.notice.edition: one for one in series.records}
    unread = {number for name in broken for number in _numbers(name, series.slug)}
    lines = []
    for number in sorted(records.keys() | unread, reverse=True):
        name = edition_name(series.slug, number)
        record, before = records.get(number), records.get(number - 1)
        whole = record is not None and name not in broken
        back = record and before and record.notice.published < before.notice.published
        status = series.status(name) if whole else ""
        lines.append(Line(number, name, record if whole else None, status, bool(back)))
    return tuple(lines)


def _numbers(name: str, slug: str) -> tuple[int, ...]:
    found = parsed(name)
    return (found[1],) if found and found[0] == slug else ()
