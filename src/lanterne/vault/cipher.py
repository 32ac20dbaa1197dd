"""A stream of bytes as a sealed file: AES-256-GCM in the STREAM construction.

Hoang, Reyhanitabar, Rogaway and Vizár 2015, section 7: the stream is cut into chunks; the nonce of
each holds its number and whether it is the last. So chunks that were changed, dropped, added,
swapped or taken from another file are all found, and so is a file that was cut off. Numbers are
big-endian:

    header   magic 8 · version 1 · key id 16 · file id 16 · nonce prefix 7 · wrapped key 60
             · length of kind 1 · kind
    chunk i  AES-256-GCM of 64 KiB (the last: 1 to 64 KiB, or nothing in an empty file) · tag 16
             nonce: prefix 7 · i 4 · last 1      associated data: whose file it is, and the header

The key is random and for this file only, so that no nonce is ever used twice under it.
"""

from __future__ import annotations

import io
import secrets
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag

from lanterne.vault.errors import VaultError
from lanterne.vault.secret import TAG, WRAPPED, Secret

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

CHUNK = 1 << 16
"""Bytes of plaintext in a chunk."""

MOST = 1 << 32
"""Most chunks of a file: 256 TiB."""

ID = 16
"""Bytes of the id of a key or a file."""

MAGIC, VERSION, PREFIX = b"LANTERNE", 1, 7
_FIXED = struct.Struct(f">8sB{ID}s{ID}s{PREFIX}s{WRAPPED}sB")


@dataclass(frozen=True)
class Header:
    """What stands before the chunks, readable by anybody and changeable by nobody.

    Attributes:
        key_id: Which key wrapped the key of the file.
        file_id: Random.
        kind: What the file is for, such as ``cases``: ASCII, up to 255.
        wrapped: The key of the file, encrypted.
        prefix: The random part of the nonces.
    """

    key_id: bytes
    file_id: bytes
    kind: str
    wrapped: bytes = field(repr=False)
    prefix: bytes = field(default_factory=lambda: secrets.token_bytes(PREFIX), repr=False)

    def pack(self) -> bytes:
        """The bytes."""
        kind = self.kind.encode("ascii")
        fixed = (MAGIC, VERSION, self.key_id, self.file_id, self.prefix, self.wrapped, len(kind))
        return _FIXED.pack(*fixed) + kind


def read_header(stream: BinaryIO) -> Header:
    """The header at the place where the stream is, which is then at the first chunk.

    Raises:
        VaultError: It is no sealed file, or of a later version.
    """
    start = stream.read(_FIXED.size)
    if len(start) < _FIXED.size or not start.startswith(MAGIC):
        raise damaged()
    _, version, key_id, file_id, prefix, wrapped, length = _FIXED.unpack(start)
    if version != VERSION:
        raise VaultError("later-version.vault")
    try:
        kind = stream.read(length).decode("ascii")
    except UnicodeDecodeError:
        raise damaged() from None
    return Header(key_id, file_id, kind, wrapped, prefix)


def damaged() -> VaultError:
    """The error for a file that is not what was written; where, would tell an attacker more."""
    return VaultError("damaged-file.vault")


class Sealer(io.RawIOBase):
    """Writes a sealed file; memory is two chunks.

    Only :meth:`finish` makes the file whole: one that was merely closed is found to be cut off.

    Args:
        stream: Where the sealed bytes go; it stays open.
        key: Key of this file and no other.
        header: Is written at once.
        context: What the file is bound to, such as whose it is.
    """

    def __init__(self, stream: BinaryIO, key: Secret, header: Header, context: bytes) -> None:
        super().__init__()
        packed = header.pack()
        self._stream, self._cipher, self._prefix = stream, key.cipher(), header.prefix
        self._bound = context + packed
        self._pending = bytearray()
        self._chunk = 0
        self._finished = False
        self.size = 0
        stream.write(packed)

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take bytes; all of them, or an OSError of the stream.

        Raises:
            ValueError: The file is finished.
        """
        if self._finished or self.closed:
            raise ValueError("a sealed file that is finished must not be written to")
        view = memoryview(data).cast("B")
        for start in range(0, len(view), CHUNK):
            self._pending += view[start : start + CHUNK]
            if len(self._pending) > CHUNK:  # so that something is left to be the last chunk
                self._seal(self._pending[:CHUNK], last=False)
                del self._pending[:CHUNK]
        self.size += len(view)
        return len(view)

    def finish(self) -> None:
        """Write the last chunk; the file is whole then. A second time does nothing."""
        if not self._finished:
            self._seal(self._pending, last=True)
            self._pending.clear()
            self._finished = True

    def _seal(self, plain: bytearray, *, last: bool) -> None:
        if self._chunk >= MOST:
            raise OverflowError("a sealed file must not have more than 2³² chunks")
        nonce = _nonce(self._prefix, self._chunk, last)
        self._stream.write(self._cipher.encrypt(nonce, plain, self._bound))
        self._chunk += 1


class Opener(io.RawIOBase):
    """Reads a sealed file, from any place in it; memory is one chunk.

    That nothing was cut off is known before the first byte is given: the last chunk is looked at
    first. Every byte that is given is one that was written.

    Args:
        stream: Seekable, behind the header; closed with this one.
        key: Key of the file.
        header: Of the file.
        context: What the file is bound to.

    Raises:
        VaultError: The file is cut off, or the last chunk is not what was written; while reading,
            another chunk is not.
    """

    def __init__(self, stream: BinaryIO, key: Secret, header: Header, context: bytes) -> None:
        super().__init__()
        self._stream, self._cipher, self._prefix = stream, key.cipher(), header.prefix
        self._bound = context + header.pack()
        self._start = stream.tell()
        length = stream.seek(0, io.SEEK_END) - self._start
        self._chunks = max(1, -(-length // (CHUNK + TAG)))
        self.size = length - TAG * self._chunks
        empty_tail = self._chunks > 1 and self.size <= CHUNK * (self._chunks - 1)
        if self.size < 0 or empty_tail or self._chunks > MOST:
            raise damaged()
        self._place = 0
        self._loaded, self._plain = -1, b""
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Where the next byte is."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place, as files do."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("a place in a file must not be negative")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read up to the end of a chunk; 0 at the end."""
        view = memoryview(buffer).cast("B")
        if self._place >= self.size or not len(view):
            return 0
        self._load(self._place // CHUNK)
        inside = self._place % CHUNK
        part = self._plain[inside : inside + len(view)]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)

    def close(self) -> None:
        """Close the stream and forget what was read."""
        self._plain = b""
        self._stream.close()
        super().close()

    def _load(self, chunk: int) -> None:
        if chunk == self._loaded:
            return
        self._stream.seek(self._start + chunk * (CHUNK + TAG))
        sealed = self._stream.read(CHUNK + TAG)
        nonce = _nonce(self._prefix, chunk, chunk == self._chunks - 1)
        try:
            self._plain = self._cipher.decrypt(nonce, sealed, self._bound)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise damaged() from None
        self._loaded = chunk


def _nonce(prefix: bytes, chunk: int, last: bool) -> bytes:
    return prefix + chunk.to_bytes(4, "big") + bytes([last])
