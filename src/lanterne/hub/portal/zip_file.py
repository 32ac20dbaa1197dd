"""A whole release as one file (ZIP): the same bytes whenever and wherever it is asked for.

Nothing is compressed: the bytes then do not depend on a library, its size is known before it is
read, and it is sent from where the files lie without being kept anywhere. The files stand in the
order of their paths, with one and the same time; the notice of an edition lies beside its folder,
as in the catalogue, for in the folder it would be a file that the release does not list.
"""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO

from lanterne.hub.portal.at_work import stand_aside
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.open_files import open_verified
from lanterne.release.zip_entries import plain_entry

BLOCK = 1 << 18
"""Bytes that are read at once."""

MOST_KNOWN = 4096
"""Releases whose archive is remembered: of each a few hundred bytes per file."""

Piece = bytes | str
"""A part of an archive: bytes of its own, or the path of a file that stands there."""


@dataclass(frozen=True)
class Archive:
    """What an archive is made of.

    Attributes:
        pieces: The bytes between files, and the paths of the files, in order.
        sizes: Bytes of each piece.
        sha256: Checksum of the whole, as 64 hexadecimal digits.
    """

    pieces: tuple[Piece, ...]
    sizes: tuple[int, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(self.sizes)


def archive_of(edition: Edition) -> Archive:
    """The archive of a release; its files are read when it is first asked for.

    Raises:
        OSError: A file is not the one that was verified.
    """
    key = (edition.folder, edition.marks, edition.notice and edition.notice.digest)
    found = _known.get(key)
    if found is None:
        stand_aside()
        with _one_at_a_time:
            found = _known.get(key) or _made(edition)
            _known[key] = found
            while len(_known) > MOST_KNOWN:
                _known.popitem(last=False)
    return found


def open_archive(edition: Edition) -> tuple[Archive, BinaryIO]:
    """The archive of a release, and a file of its bytes, which whoever asks must close.

    All files are opened now: what goes wrong later than this is the disk alone.

    Raises:
        OSError: A file is not the one that was verified.
    """
    archive = archive_of(edition)
    return archive, io.BufferedReader(_Joined(edition, archive.pieces, archive.sizes), BLOCK)


_known: OrderedDict[Any, Archive] = OrderedDict()
_one_at_a_time = threading.Lock()


def _made(edition: Edition) -> Archive:
    pieces = tuple(_pieces(edition))
    sizes = tuple(edition.files[one].size if isinstance(one, str) else len(one) for one in pieces)
    summed = hashlib.sha256()
    with io.BufferedReader(_Joined(edition, pieces, sizes), BLOCK) as whole:
        while block := whole.read(BLOCK):
            summed.update(block)
    return Archive(pieces, sizes, summed.hexdigest())


def _pieces(edition: Edition) -> Iterator[Piece]:
    """What the library writes around the files, and where they stand in between."""
    around = _Around()
    paths = sorted(edition.files)
    with zipfile.ZipFile(around, "w", zipfile.ZIP_STORED) as archive:
        if edition.notice is not None:
            archive.writestr(plain_entry(edition.notice.file), edition.notice.text)
        for path in paths:
            entry = plain_entry(f"{edition.name}/{path}", edition.files[path].size)
            with (
                archive.open(entry, "w") as inside,
                open_verified(edition, path) as file,
                around.leaving_out(),
            ):
                while block := file.read(BLOCK):
                    inside.write(block)
    for number, part in enumerate(around.parts()):
        yield part
        if number < len(paths):
            yield paths[number]


class _Placed(io.RawIOBase):
    """Something in which one stands at a place, and may go elsewhere."""

    def __init__(self, end: int = 0) -> None:
        self._place, self._end = 0, end

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stand elsewhere."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence, self._end)
        return self._place

    def tell(self) -> int:
        """Where one stands."""
        return self._place

    def seekable(self) -> bool:
        """It is."""
        return True


class _Around(_Placed):
    """Takes an archive that is written, and forgets the content of its files.

    The library comes back to each header when it knows the checksum.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[int, bytes] = {}
        self._gaps: list[int] = []
        self._leaves_out = False

    def leaving_out(self) -> ExitStack:
        """While the block lasts, what is written is content of a file."""
        self._gaps.append(self._place)
        self._leaves_out = True
        stack = ExitStack()
        stack.callback(setattr, self, "_leaves_out", False)
        return stack

    def parts(self) -> list[bytes]:
        """What stands before the first file, between each two, and after the last."""
        found = [b""] * (len(self._gaps) + 1)
        for place in sorted(self._kept):
            found[bisect_right(self._gaps, place)] += self._kept[place]
        return found

    def write(self, data: Any) -> int:
        """Bytes at the place where one stands."""
        size = len(data)
        if not self._leaves_out:
            self._kept[self._place] = bytes(data)
        self._place += size
        self._end = max(self._end, self._place)
        return size

    def writable(self) -> bool:
        """It is."""
        return True


class _Joined(_Placed):
    """The bytes of an archive, read from the files as they are wanted."""

    def __init__(self, edition: Edition, pieces: Sequence[Piece], sizes: Sequence[int]) -> None:
        super().__init__(sum(sizes))
        self._starts = [sum(sizes[:number]) for number in range(len(sizes))]
        self._sizes = sizes
        self._stack = ExitStack()
        with self._stack:  # closed again, if one cannot be opened
            self._files = [self._opened(edition, one) for one in pieces]
            self._stack = self._stack.pop_all()

    def _opened(self, edition: Edition, piece: Piece) -> BinaryIO:
        file = io.BytesIO(piece) if isinstance(piece, bytes) else open_verified(edition, piece)
        return self._stack.enter_context(file)

    def readinto(self, buffer: Any) -> int:
        """Read on, as far as the piece goes."""
        if self._place >= self._end:
            return 0
        number = bisect_right(self._starts, self._place) - 1
        inside = self._place - self._starts[number]
        wanted = min(len(buffer), self._sizes[number] - inside)
        self._files[number].seek(inside)
        found = self._files[number].read(wanted)
        if not found:
            raise OSError("a file has become shorter while it was sent")
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Close every file."""
        self._stack.close()
        super().close()
