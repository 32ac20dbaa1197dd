"""Keeps what was drawn, and has the rest drawn: by one process at a time, with a limit of time.

Pictures are public, like the releases that they show. They are kept in a folder under a name that
follows from all that a picture depends on, so none is ever out of date; when the folder holds too
much, those that were not asked for longest go.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings

from lanterne.hub.portal.figures import geography
from lanterne.hub.portal.figures.picture import Order
from lanterne.messages.store import catalogue_bytes

TIME_LIMIT = 60
"""Seconds that a process may take."""

MOST_KEPT = 256 * 1024 * 1024
"""Bytes of pictures that are kept; a large release in all looks and languages has ten million."""

MOST_WAITING, PATIENCE = 4, 4.0
"""Requests that wait for pictures at once, and seconds that each does; then it does without."""

MOST_BATCHES = 8
"""Batches of pictures that are drawn or wait to be."""

THREAD = "lanterne-drawer"
"""Name of the threads in the background."""

_KEPT_ENVIRONMENT = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "HOME"),
    *("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH"),
)
"""What the process needs; secrets that the server may have been given stay with it."""


class DrawingError(Exception):
    """A picture could not be drawn now."""


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


class State(StrEnum):
    """Whether the pictures of a page are there: now, or later, or not."""

    READY = "ready"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True)
class Batch:
    """Pictures that are being drawn together.

    Attributes:
        made: Those that are drawn; filled at the end.
        done: Is set at the end.
    """

    made: dict[Key, bytes] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)


class Drawer:
    """Pictures in a folder. Safe for several threads, and for several processes on one folder.

    They are drawn in the background, one batch after another, while a few requests wait a little:
    pages are answered whatever happens to pictures.

    Attributes:
        folder: Where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one = threading.Lock()
        self._guard = threading.Lock()
        self._begun: dict[Key, Batch] = {}
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)

    def picture(self, wanted: Key, order: Callable[[Key], Order]) -> bytes:
        """A picture.

        Args:
            wanted: Which it is.
            order: Says how it is drawn; is called when it must be.

        Raises:
            DrawingError: It cannot be drawn, or is not ready yet: too much is asked for.
        """
        found = self._kept(wanted)
        if found is None:
            batch = self._waited([wanted], order)
            found = batch.made.get(wanted) if batch else None
        if found is None:
            found = self._kept(wanted)
        if found is None:
            raise DrawingError
        return found

    def prepare(self, keys: Sequence[Key], order: Callable[[Key], Order]) -> State:
        """Have those drawn that are missing, and wait a little, unless too many wait already."""
        if all(map(self._has, keys)):
            return State.READY
        batch = self._waited(keys, order)
        if batch is None or not batch.done.is_set():
            return State.LATER
        return State.READY if batch.made else State.FAILED

    def prepare_many(self, keys: Sequence[Key], order: Callable[[Key], Order], most: int) -> State:
        """The same of any number, at most so many by one process.

        Returns:
            Whether they are there; as long as they are not, more are drawn each time.
        """
        for begin in range(0, len(keys), most):
            state = self.prepare(keys[begin : begin + most], order)
            if state is not State.READY:
                return state
        return State.READY

    def _waited(self, keys: Sequence[Key], order: Callable[[Key], Order]) -> Batch | None:
        """What is being drawn, or was; ``None``: there is too much to do."""
        batch = self._begin(keys, order)
        if batch is not None and self._waiting.acquire(blocking=False):
            try:
                batch.done.wait(PATIENCE)
            finally:
                self._waiting.release()
        return batch

    def _begin(self, keys: Sequence[Key], order: Callable[[Key], Order]) -> Batch | None:
        with self._guard:
            begun = [self._begun[key] for key in keys if key in self._begun]
            missing = [key for key in keys if key not in self._begun and not self._has(key)]
            if not missing or len(set(map(id, self._begun.values()))) >= MOST_BATCHES:
                return begun[-1] if begun else None
            batch, orders = Batch(), [order(key) for key in missing]
            self._begun |= dict.fromkeys(missing, batch)
        arguments = (batch, missing, orders)
        threading.Thread(target=self._draw, name=THREAD, args=arguments, daemon=True).start()
        return batch

    def _draw(self, batch: Batch, keys: Sequence[Key], orders: Sequence[Order]) -> None:
        try:
            with self._one:
                for key, content in zip(keys, _run(orders, keys[0].png), strict=True):
                    if content is not None:
                        batch.made[key] = content
                        self._keep(key, content)
                self._tidy()
        except DrawingError:
            pass  # whoever waits sees that nothing was made
        finally:
            with self._guard:
                for key in keys:
                    del self._begun[key]
            batch.done.set()

    def _has(self, key: Key) -> bool:
        return (self.folder / key.file).exists()

    def _kept(self, key: Key) -> bytes | None:
        path = self.folder / key.file
        try:
            content = path.read_bytes()
            os.utime(path)  # asked for just now
        except OSError:
            return None
        return content

    def _keep(self, key: Key, content: bytes) -> None:
        """Whole or not at all; without room it is drawn again the next time."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).replace(self.folder / key.file)
        except OSError:
            return

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


def _run(orders: Sequence[Order], png: bool) -> list[bytes | None]:
    """What a process of its own makes of them."""
    asked = json.dumps({"orders": [order.values() for order in orders], "png": png})
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "lanterne.hub.portal.figures.render_process"],
            input=asked.encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
        )
        made = json.loads(ended.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise DrawingError from error
    return [
        None if text is None else base64.b64decode(text) if png else text.encode() for text in made
    ]


def drawer() -> Drawer:
    """The pictures of this server: in the folder ``LANTERNE_CACHE``, or in one of its own."""
    return _drawer_of(getattr(settings, "LANTERNE_CACHE", None))


@cache
def _drawer_of(folder: Path | None) -> Drawer:
    return Drawer(Path(folder) / "figures" if folder else _temporary())


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
