"""Objects of a store (S3) in place of files, by their addresses: ``s3://bucket/cases``.

An address holds no key. What is read of an object comes into the memory of whoever reads it, and
lies on no disk.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from lanterne.disk import PRIVATE_FILE
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.files.object_bytes import BLOCK, Copy, fill
from lanterne.files.object_store import refused, store, told
from lanterne.memory import ANONYMOUS_FILES, anonymous_file

if TYPE_CHECKING:
    from pyarrow import NativeFile

    from lanterne.files.problem_log import Findings

_BEGIN = re.compile(r"s3:/", re.IGNORECASE)
_ADDRESS = re.compile(r"s3://?([A-Za-z0-9][A-Za-z0-9._-]*)((?:/[^/@?#\\]+)*)/?", re.IGNORECASE)
"""The name of a bucket and of an object; what may be a key, a password or a question is neither."""

File: TypeAlias = "Path | ObjectPath"
"""Of a disk, or an object of a store."""

Sign: TypeAlias = tuple[int | str, ...]
"""What tells that a file or an object has changed; ``()``: it is gone."""


@dataclass(frozen=True, order=True)
class ObjectPath:
    """The name of an object, or of all objects that are as in a folder below it.

    Attributes:
        bucket: Where it is.
        key: Its name there, without ``/`` at its ends; empty: the whole bucket.
    """

    bucket: str
    key: str

    @classmethod
    def of(cls, name: str | Path) -> ObjectPath | None:
        """What an address names; ``None``: it is none, but the name of a file.

        Raises:
            UsageError: It is none of an object: it may hold a key, and is not repeated.
        """
        address = name if isinstance(name, str) else name.as_posix()
        if not _BEGIN.match(address):
            return None
        parts = _ADDRESS.fullmatch(address)
        if parts is None or not address.isprintable() or {".", ".."} & {*parts[2].split("/")}:
            raise UsageError("store.address")
        return cls(parts[1], parts[2][1:])

    def __str__(self) -> str:
        """The address."""
        return f"s3://{self._within}"

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self._within.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The same without its ending."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The ending of its name, with a dot; empty: none."""
        return PurePosixPath(self.name).suffix

    @property
    def parent(self) -> ObjectPath:
        """What it is in, as in a folder."""
        return ObjectPath(self.bucket, self.key.rpartition("/")[0])

    @property
    def _within(self) -> str:
        return f"{self.bucket}/{self.key}".rstrip("/")

    def listed(self) -> tuple[tuple[ObjectPath, ...], tuple[ObjectPath, ...]]:
        """Itself, or the objects that are as in a folder below it; and those that are as folders.

        Raises:
            InputError: There is neither, or both; an object is listed twice; or the store refuses.
        """
        from pyarrow.fs import FileSelector, FileType  # noqa: PLC0415 - an extra

        try:
            with told(str(self)):
                named = store().get_file_info(self._within).type if self.key else None
                alone = named is FileType.File
                found = store().get_file_info(FileSelector(self._within, allow_not_found=alone))
        except FileNotFoundError:
            raise self._not_there() from None
        if alone and found:
            raise InputError([Problem("object-and-folder", place=Place(str(self)))])
        if alone:
            return (self,), ()
        names: dict[bool, list[ObjectPath]] = {True: [], False: []}
        for one in found:
            below = ObjectPath(*one.path.split("/", 1))
            names[one.type is FileType.File].append(below)
        files = sorted(names[True])
        twice = {one for one, other in pairwise(files) if one == other}
        if twice:
            places = (Place(str(one)) for one in sorted(twice))
            raise InputError([Problem("object-twice", place=one) for one in places])
        return tuple(files), tuple(sorted(names[False]))

    def sign(self) -> Sign:
        """What tells that it has changed: bytes, tag and time, as the store says; ``()``: gone.

        Raises:
            InputError: The store refuses.
        """
        try:
            with self._opened() as file:
                return _sign_of(file)
        except FileNotFoundError:
            return ()

    @property
    def size(self) -> int:
        """Bytes; raises InputError where it cannot be had."""
        sign = self.sign()
        if not sign:
            raise self._not_there()
        return int(sign[0])

    def first(self, size: int) -> bytes:
        """Its first bytes, as many as are there; raises InputError where it cannot be had."""
        with self._there() as file:
            block = bytearray(min(size, file.size()))
            fill(block, str(self), file, 0)
            return bytes(block)

    def open(self, findings: Findings | None = None) -> BinaryIO:
        """The bytes from the first on; reading them may raise InputError as opening may."""
        del findings  # what is wrong with a store is no problem among others
        return cast(BinaryIO, _Stream(self))

    def digest(self) -> bytes:
        """SHA-256 of its bytes; raises InputError where it cannot be had."""
        found = sha256()
        with self.open() as stream:
            while block := stream.read(BLOCK):
                found.update(block)
        return found.digest()

    @contextmanager
    def in_memory(self, part: tuple[int, int] | None) -> Iterator[Path]:
        """A file in memory with the bytes that whoever reads the rows of a Parquet file needs.

        All other bytes are nought.

        Args:
            part: How many rows are passed over, and how many are read; ``None``: all.

        Raises:
            InputError: The object cannot be had, or changes meanwhile.
            LanterneError: There is no memory.
        """
        if not ANONYMOUS_FILES:
            raise UsageError("store.linux")
        handle = anonymous_file()
        try:
            os.fchmod(handle, PRIVATE_FILE)
            with self._there() as file:
                size, before = file.size(), _sign_of(file)
                os.ftruncate(handle, size)
                copy = Copy(str(self), file, handle)
                if part is None:
                    copy.take(0, size)
                else:
                    copy.take_rows(*part)
            if self.sign() != before:
                raise InputError([Problem("file-changed.cases", {}, Place(str(self)))])
            yield Path(f"/proc/self/fd/{handle}")
        finally:
            os.close(handle)

    @contextmanager
    def _there(self) -> Iterator[NativeFile]:
        try:
            with self._opened() as file:
                yield file
        except FileNotFoundError:
            raise self._not_there() from None

    @contextmanager
    def _opened(self) -> Iterator[NativeFile]:
        with told(str(self)), store().open_input_file(self._within) as file:
            yield file

    def _not_there(self) -> InputError:
        return refused(str(self), "not-there")


def _sign_of(file: NativeFile) -> Sign:
    said = file.metadata()
    return file.size(), *(said.get(name, b"").decode() for name in ("ETag", "Last-Modified"))


class _Stream(io.RawIOBase):
    """The bytes of an object one after the other."""

    def __init__(self, path: ObjectPath) -> None:
        self._path, self._place = path, 0
        self._held = ExitStack()
        self._file = self._held.enter_context(path._there())

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """The next bytes; raises InputError where the store refuses."""
        wanted = min(len(buffer), int(self._file.size()) - self._place)
        fill(memoryview(buffer)[:wanted], str(self._path), self._file, self._place)
        self._place += wanted
        return wanted

    def close(self) -> None:
        """Let go of the object."""
        self._held.close()
        super().close()
