"""An append-only file of JSON lines, each holding the SHA-256 of the one before.

A change, removal or insertion of an entry breaks the chain, but for the last entries: a file
restored from an old copy looks whole. What :func:`append` returns is on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from io import FileIO
from pathlib import Path
from typing import Any

from lanterne.disk import lock, reason, sync_folder
from lanterne.errors import InputError, LanterneError, Place, Problem

VERSION = version("lanterne")
"""Looked up once: it is read from the files of the package each time."""

START = "0" * 64
"""What the first entry holds in place of the digest of the entry before it."""


@dataclass(frozen=True)
class Entry:
    """One line of the file.

    Attributes:
        number: Position in the file, from 1.
        kind: What sort of entry it is.
        time: When it was written: UTC, ISO 8601, to the second.
        version: Version of Lanterne that wrote it.
        details: What this kind of entry says: JSON values.
        previous: SHA-256 of the entry before, in hexadecimal.
        digest: SHA-256 of all of the above, in hexadecimal.
    """

    number: int
    kind: str
    time: str
    version: str
    details: Mapping[str, Any]
    previous: str
    digest: str

    @classmethod
    def after(cls, last: Entry | None, kind: str, details: Mapping[str, Any]) -> Entry:
        """The entry that follows ``last``, dated now."""
        number, previous = (last.number + 1, last.digest) if last else (1, START)
        time = datetime.now(UTC).isoformat(timespec="seconds")
        content = (number, kind, time, VERSION, details, previous)
        return cls(*content, digest=_digest(cls(*content, digest="")))

    def line(self) -> bytes:
        """The entry as it stands in the file, with the end of the line."""
        return _canonical({**vars(self), "details": dict(self.details)}) + b"\n"


def parse(content: bytes, path: Path) -> tuple[tuple[Entry, ...], int]:
    """The entries of a file, and how many bytes of an incomplete last line follow them.

    A last line without its end is what a crash in the middle of writing leaves. It counts when
    it is complete but for the end of the line, and is left out when it is not: the call that was
    writing it never returned.

    Raises:
        InputError: An entry does not follow from the one before; it is named.
    """
    entries: list[Entry] = []
    *lines, rest = content.split(b"\n")
    for line in lines:
        entries.append(_parse_line(line, entries, path))
    if not rest:
        return tuple(entries), 0
    if not _begins_with_value(rest):
        return tuple(entries), len(rest)
    return (*entries, _parse_line(rest, entries, path)), 0


def read(path: Path) -> tuple[Entry, ...]:
    """All entries of the file at ``path``; none when it does not exist.

    Raises:
        InputError: The file cannot be read, or its chain is broken.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        why = {"why": reason(error)}
        raise InputError([Problem("ledger-unreadable", why, Place(str(path)))]) from error
    return parse(content, path)[0]


@contextmanager
def locked(path: Path) -> Iterator[FileIO]:
    """The file, open for appending and locked against other processes; made if need be.

    Raises:
        LanterneError: The file cannot be opened or locked.
    """
    try:
        file = FileIO(str(path), "a+", opener=lambda name, flags: os.open(name, flags, 0o600))
    except OSError as error:
        raise _unwritable(path, error) from error
    with file:
        try:
            lock(file.fileno(), wait=True)
        except OSError as error:
            raise _unwritable(path, error) from error
        yield file


def content_of(file: FileIO) -> bytes:
    """All bytes of a locked file."""
    file.seek(0)
    return file.readall()


def append(file: FileIO, path: Path, keep: int, entries: Sequence[Entry]) -> None:
    """Keep the first ``keep`` bytes, add the entries, and wait until the disk has them.

    Raises:
        LanterneError: The disk is full, or will not take them. What was half-written is removed
            where that is possible, and is an incomplete last line where it is not.
    """
    kept = content_of(file)[:keep]
    end = b"\n" if kept and not kept.endswith(b"\n") else b""
    try:
        file.truncate(keep)
        _write_all(file, end + b"".join(entry.line() for entry in entries))
        os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error


def _write_all(file: FileIO, content: bytes) -> None:
    start = file.seek(0, os.SEEK_END)
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(start)
        raise


def _parse_line(line: bytes, before: Sequence[Entry], path: Path) -> Entry:
    number, previous = len(before) + 1, before[-1].digest if before else START
    try:
        entry = Entry(**json.loads(line))
        follows = (entry.number, entry.previous) == (number, previous)
        sound = follows and _is_of_its_digest(line)
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        place = Place(str(path), number)
        raise InputError([Problem("ledger-broken", {"number": str(number)}, place)])
    return entry


@lru_cache(maxsize=256)
def _is_of_its_digest(line: bytes) -> bool:
    """Whether a line is written as one is, and its digest is its own.

    Kept: a ledger is read before and after each step, and its lines may be long.
    """
    entry = Entry(**json.loads(line))
    return entry.line() == line + b"\n" and entry.digest == _digest(entry)


def _begins_with_value(text: bytes) -> bool:
    """Whether a whole JSON value stands at the start, whatever follows: then it is not torn."""
    try:
        json.JSONDecoder().raw_decode(text.decode("ascii", "replace"))
    except ValueError:
        return False
    return True


def _digest(entry: Entry) -> str:
    content = {**vars(entry), "details": dict(entry.details)}
    del content["digest"]
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _unwritable(path: Path, error: OSError) -> LanterneError:
    return LanterneError("ledger.unwritable", ledger=str(path), why=reason(error))
