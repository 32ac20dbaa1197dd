"""The last look at a folder of releases, which many requests share.

To look at one file takes microseconds, but there are thousands, and each look lets another thread
go on: under load a page would wait for all others as often as there are files. So what lies in the
folder is looked at when the folder itself was written to, as it is whenever something is put there,
replaced or taken away. What changes in place, inside a release or a notice, is found by a look
beside the requests, which begins once what was seen is a second old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lanterne.hub.portal.file_marks import Marks, marks_of, own_mark
from lanterne.hub.portal.folder_listing import Listing

BELIEVED = 1.0
"""Seconds for which files are taken to be as they were seen; then they are looked at again."""

SETTLED = 2_000_000_000
"""Nanoseconds after which another change of a folder gets another time, on every disk."""


@dataclass(frozen=True)
class _Seen:
    """What was seen.

    Attributes:
        own: How the folder itself was before.
        settled: Whether any change since then shows on the folder.
        since: When the look at the folder began, in seconds of the clock of this process.
        listing: What lies in the folder.
        marks: How the files of releases were.
        marked: When the look at these began.
    """

    own: Marks
    settled: bool
    since: float
    listing: Listing
    marks: Mapping[Path, Marks] = field(default_factory=dict)
    marked: float = float("-inf")


class RecentLook:
    """The last look at a folder. Safe for several threads.

    Attributes:
        folder: Holds releases as its direct sub-folders, or is one itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = threading.Lock()
        self._beside = threading.Lock()
        self._seen: _Seen | None = None

    def now(self) -> Listing:
        """The folder as it is."""
        asked, own, seen = time.monotonic(), own_mark(self.folder), self._seen
        if seen is None or seen.own != own or not seen.settled:
            with self._turn:  # one looks; who asked before it began takes what is seen
                seen = self._seen
                if seen is None or seen.since <= asked:
                    seen = self._look(seen)
        if time.monotonic() - seen.marked >= BELIEVED:
            self._begin_to_look_at_files()
        return seen.listing.again(seen.marks)

    def _look(self, before: _Seen | None) -> _Seen:
        seen = _looked_at(self.folder)
        if before is not None and before.own == seen.own:  # else a release may have been replaced
            seen = replace(seen, marks=before.marks, marked=before.marked)
        self._seen = seen
        return seen

    def _begin_to_look_at_files(self) -> None:
        if self._beside.acquire(blocking=False):
            threading.Thread(target=self._look_at_files, daemon=True).start()

    def _look_at_files(self) -> None:
        try:
            seen = _looked_at(self.folder)
            before = self._seen.marks if self._seen else {}
            marks = {
                folder: _as_before(marks_of(folder), before.get(folder))
                for folder in seen.listing.folders.values()
            }
            with self._turn:
                newest = seen
                if self._seen is not None and self._seen.since > seen.since:
                    newest = self._seen
                self._seen = replace(newest, marks=marks, marked=seen.since)
        finally:
            self._beside.release()


def _as_before(marks: Marks, before: Marks | None) -> Marks:
    """The same object if nothing has changed: requests compare it with what they kept at once."""
    return before if before is not None and before == marks else marks


def _looked_at(folder: Path) -> _Seen:
    since, own = time.monotonic(), own_mark(folder)
    written = max((time_ns for _, _, *times, _ in own for time_ns in times), default=0)
    settled = written + SETTLED < time.time_ns()
    return _Seen(own, settled, since, Listing(folder).looked_at())
