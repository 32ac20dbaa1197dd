"""The releases in a folder, each verified before anything of it is shown.

A release is verified when it is first asked for, and again whenever one of its files is not what it
was: another size, time or place on the disk. What is not whole is named and not served. Its own
pages tell so at once, and those of other releases and of all within seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings

from lanterne.catalogue import Record, State
from lanterne.catalogue.file_names import parsed
from lanterne.hub.portal.at_work import stand_aside
from lanterne.hub.portal.edition import Broken, Edition, open_edition
from lanterne.hub.portal.editions import Notices, standing_of, suspended_in, withdrawn_in
from lanterne.hub.portal.file_marks import Marks, marks_of
from lanterne.hub.portal.folder_listing import Listing
from lanterne.hub.portal.listing import listing, look_again
from lanterne.hub.portal.recent_look import RecentLook

Look = tuple[tuple[str, Marks], ...]
"""Of each release its name and marks; under no name those of the folder and of what is beside."""


class Catalogue:
    """The releases in a folder. Safe for several threads.

    Attributes:
        folder: Holds the releases as its direct sub-folders, or is one itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._looks = RecentLook(folder)
        self._notices = Notices(folder)
        self._opening = threading.Lock()
        self._known: dict[str, Edition | Broken] = {}

    def entries(self) -> tuple[Edition | Broken, ...]:
        """All releases, the newest first, and those that are broken last."""
        seen = listing(self._looks)
        folders, state = seen.folders, self._state(seen)  # in this order, as in get()
        seen.believe()
        names = sorted(folders.keys() | state.problems.keys())
        found = []
        for name in names:
            entry = self._entry(name, seen, state)
            found.append(self.get(name) if isinstance(entry, Broken) else entry)
        whole = (entry for entry in found if isinstance(entry, Edition))
        broken = (entry for entry in found if isinstance(entry, Broken))
        newest = sorted(whole, key=lambda entry: (entry.date, entry.name), reverse=True)
        return (*newest, *broken)

    def get(self, name: str) -> Edition | Broken | None:
        """The release of that name as it is now; ``None``: there is none, or it was withdrawn or
        suspended.

        Releases are looked for before notices are read: a notice is there before its release is,
        and a tombstone before a release goes. One that goes while it is looked for or verified is
        looked at again.
        """
        seen = listing(self._looks)
        while True:
            gone, state = seen.has_gone(name), self._state(seen)
            entry = self._entry(name, seen, state)
            if not gone and not isinstance(entry, Broken):
                return entry
            seen = look_again(self.folder)
            if self._state(seen) == state:
                return entry

    def state(self) -> State:
        """What the notices and tombstones say; nothing where the folder is a release itself."""
        return self._state(listing(self._looks))

    def _state(self, seen: Listing) -> State:
        return State() if seen.is_release else self._notices.state(seen.beside)

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

    def _entry(self, name: str, seen: Listing, state: State) -> Edition | Broken | None:
        if name in state.problems:
            return Broken(name, ())
        record, folder = state.record(name), seen.path(name)
        if folder is None or (record is not None and not record.is_shown):
            return None
        release = self._release(name, folder, seen)
        if isinstance(release, Broken):
            return release
        if record is None:
            return replace(release, is_stray=bool(state.series or state.problems))
        if release.mark != record.notice.mark:
            return Broken(name, ())
        return replace(
            release,
            notice=record.notice,
            standing=standing_of(record, state),
            stories=state.stories.get(name, {}),
        )

    def _release(self, name: str, folder: Path, seen: Listing) -> Edition | Broken:
        known = self._known.get(name)
        if known is not None and known.marks == seen.marks(folder):
            return known
        stand_aside()
        with self._opening:  # one at a time, for memory; who asks for another one need not wait
            known = self._known.get(name)
            marks = marks_of(folder)
            if known is None or known.marks != marks:
                known = self._known[name] = open_edition(name, folder, marks)
            return known

    def look(self, about: str = "") -> Look:
        """What stays the same as long as nobody touches anything that may be shown.

        It covers every file of every release that is asked about, and the notices that lie beside
        all of them; the folder itself too, so that what goes and comes back is seen to have been
        away. Files of a release that is named are looked at now, and those of others were at most
        some seconds ago.

        Args:
            about: Name of a dataset, or of a release: all editions of its dataset are looked at, as
                the page of one may show the others. Empty: all releases.
        """
        seen = listing(self._looks)
        if not about:
            folders = seen.folders
            for name in set(self._known) - folders.keys():
                self._known.pop(name, None)  # what is gone takes no memory
        elif seen.is_release:
            folders = seen.folders if about == self.folder.name else {}
        else:
            dataset = _dataset_of(about)
            named = (name for name in seen.names if name.startswith(dataset))
            of_it = ((name, seen.path(name)) for name in named if _dataset_of(name) == dataset)
            folders = {name: folder for name, folder in of_it if folder is not None}
        seen.believe(but=about)
        releases = ((name, seen.marks(folder)) for name, folder in folders.items())
        return (*releases, ("", seen.beside))


def _dataset_of(name: str) -> str:
    """The dataset of which a release is an edition; of others their own name."""
    found = parsed(name)
    return found[0] if found else name


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
