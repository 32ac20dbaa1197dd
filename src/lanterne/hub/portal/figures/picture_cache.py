"""Keeps what was drawn, and has the rest drawn, one picture after the other.

Pictures are public, like the releases that they show. They are kept in a folder under a name that
follows from all that a picture depends on, so none is ever out of date; when the folder holds too
much, those that were not asked for longest go.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from lanterne.hub.portal.at_work import stand_aside
from lanterne.hub.portal.figures import geography
from lanterne.hub.portal.figures.picture import Order
from lanterne.hub.portal.figures.render import DrawingError, Renderer
from lanterne.messages.store import catalogue_bytes

MOST_KEPT = 256 * 1024 * 1024
"""Bytes of pictures that are kept; a large release in all looks and languages has ten million."""

MOST_WAITING, PATIENCE = 6, 4.0
"""Requests that wait for pictures at once, fewer than a server answers if it says nothing else; and
seconds that each does; then it does without."""

TIDIED_AFTER = 50
"""Pictures after which the folder is looked through for too many."""


@dataclass(frozen=True)
class Key:
    """All that a picture depends on.

    Attributes:
        source: The release: its names and its checksum.
        figure: Name of the figure in it.
        language: Of the words in it.
        size, theme: How it is drawn.
        png: As PNG, else SVG.
    """

    source: str
    figure: str
    language: str
    size: str
    theme: str
    png: bool = False

    @property
    def file(self) -> str:
        """Name of the file in which it is kept."""
        parts = (*vars(self).values(), geography.world().mark, _programs(self.language))
        text = json.dumps(parts)
        return f"{hashlib.sha256(text.encode()).hexdigest()}.{'png' if self.png else 'svg'}"


@cache
def _programs(language: str) -> str:
    """What names the programs that draw, and their words in a language."""
    paths = sorted(Path(__file__).parent.glob("*.py"))
    programs = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(programs + catalogue_bytes(language)).hexdigest()


class Drawer:
    """Pictures in a folder. Safe for several threads, and for several processes on one folder.

    One is drawn after the other. A few requests wait for that a little, and the others do without:
    whatever happens to pictures, pages are answered.

    Attributes:
        folder: Where they are kept.
    """

    def __init__(self, folder: Path, most_waiting: int = MOST_WAITING) -> None:
        self.folder = folder
        self._renderer = Renderer()
        self._one = threading.Lock()
        self._waiting = threading.BoundedSemaphore(most_waiting)
        self._drawn = 0

    def picture(self, wanted: Key, order: Callable[[], Order]) -> bytes:
        """A picture.

        Args:
            wanted: Which it is.
            order: Says how it is drawn; is called where none is kept.

        Raises:
            DrawingError: It cannot be drawn, or not now: too much is asked for.
        """
        found = self._kept(wanted)
        if found is not None:
            return found
        if not self._waiting.acquire(blocking=False):
            raise DrawingError
        try:
            how = order()  # while others are drawn
            stand_aside()
            return self._drawn_or_kept(wanted, how)
        finally:
            self._waiting.release()

    def _drawn_or_kept(self, wanted: Key, order: Order) -> bytes:
        if not self._one.acquire(timeout=PATIENCE):
            raise DrawingError
        try:
            content = self._kept(wanted)  # whoever was before may have drawn the same
            if content is None:
                content = self._renderer.render(order, png=wanted.png)
                self._keep(wanted, content)
                if self._drawn % TIDIED_AFTER == 0:
                    self._tidy()
                self._drawn += 1
        finally:
            self._one.release()
        return content

    def _kept(self, key: Key) -> bytes | None:
        path = self.folder / key.file
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # the folder may be one that this process only reads
            os.utime(path)  # asked for just now
        return content or None  # an empty one was cut short when the computer lost power

    def _keep(self, key: Key, content: bytes) -> None:
        """Whole or not at all; without room it is drawn again the next time."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder)
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).replace(self.folder / key.file)
        except OSError:
            with suppress(OSError):
                Path(draft).unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Take away what was not asked for longest, until the rest is little enough.

        What cannot be taken away, such as one that somebody reads on Windows, stays.
        """
        seen = []
        for path in self.folder.glob("*"):
            try:
                mark = path.stat()
            except OSError:
                continue
            seen.append((mark.st_mtime, mark.st_size, path))
        kept = 0
        for _time, size, path in sorted(seen, reverse=True):
            kept += size
            if kept > MOST_KEPT:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def drawer() -> Drawer:
    """The pictures of this server: in the folder ``LANTERNE_CACHE``, or in one of its own."""
    waiting = getattr(settings, "LANTERNE_WAIT_FOR_PICTURES", MOST_WAITING)
    return _drawer_of(getattr(settings, "LANTERNE_CACHE", None), waiting)


@cache
def _drawer_of(folder: Path | None, most_waiting: int) -> Drawer:
    return Drawer(Path(folder) / "figures" if folder else _temporary(), most_waiting)


_own: list[tempfile.TemporaryDirectory[str]] = []


def _temporary() -> Path:
    """A folder that only this process reads, and that goes when it ends.

    Where there is no room even for a folder, it is one that cannot be: nothing is kept then.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix="lanterne-figures-", ignore_cleanup_errors=True)
    except OSError:
        return Path(os.devnull) / "figures"
    _own.append(made)
    return Path(made.name)
