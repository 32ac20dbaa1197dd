"""Bytes of an object of a store, all that were asked for or none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING

from lanterne.errors import LanterneError
from lanterne.files.object_store import refused, told
from lanterne.memory import free_memory

if TYPE_CHECKING:
    from pyarrow import NativeFile

BLOCK = 1 << 23
"""Most bytes that are asked for at once."""

_FOOTER = 1 << 16
"""Bytes from the end of a Parquet file that hold the list of its row groups, most often."""


def fill(block: bytearray | memoryview, name: str, file: NativeFile, place: int) -> None:
    """Bytes of an object from a place on, as many as there is room for.

    Where a store gives fewer than it was asked for, Arrow says that it gave all, and leaves the
    rest as it was: so the last byte must not stay whatever it was before.

    Raises:
        InputError: The store gives fewer.
    """
    for mark in (0xFF, 0xFE):
        block[-1:] = bytes((mark,) if block else ())
        with told(name):
            file.seek(place)
            whole = file.readinto(block) == len(block)
        if not block or (whole and block[-1] != mark):
            return
    raise refused(name, "cut-off")


@dataclass(frozen=True)
class Copy:
    """Copies ranges of an object to the same places of a file in memory.

    Attributes:
        name: The address of the object.
        file: The object.
        handle: Of the file in memory.
    """

    name: str
    file: NativeFile
    handle: int

    def take(self, start: int, end: int) -> None:
        """The bytes from ``start`` to before ``end``; raises InputError where they are not given.

        Raises:
            LanterneError: There is no memory.
        """
        free = free_memory()
        if free is not None and end - start > free:
            raise LanterneError("runner.no-memory")
        for place in range(start, end, BLOCK):
            block = bytearray(min(BLOCK, end - place))
            fill(block, self.name, self.file, place)
            try:
                os.pwrite(self.handle, block, place)
            except OSError:
                raise LanterneError("runner.no-memory") from None

    def take_rows(self, passed: int, length: int) -> None:
        """The row groups in which these rows are, and the list of all row groups.

        Where the list cannot be read there are none; what is wrong is said by whoever reads on.
        """
        size = self.file.size()
        self.take(0, min(4, size))
        self.take(max(0, size - _FOOTER), size)
        listed = int.from_bytes(os.pread(self.handle, 8, max(0, size - 8))[:4], "little") + 8
        if _FOOTER < listed <= size:
            self.take(size - listed, size - _FOOTER)
        for start, end in _ranges(self.handle, passed, passed + length) if length else ():
            self.take(max(0, start), min(end, size))


def _ranges(handle: int, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the row groups are that hold some of the rows from ``first`` to before ``end``."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow.parquet import read_metadata  # noqa: PLC0415

    try:
        listed = read_metadata(f"/proc/self/fd/{handle}")
    except (pa.ArrowException, OSError):
        return
    row = 0
    for number in range(listed.num_row_groups):
        group = listed.row_group(number)
        if row < end and row + group.num_rows > first:
            columns = [group.column(place) for place in range(group.num_columns)]
            starts = [one.dictionary_page_offset or one.data_page_offset for one in columns]
            sizes = [one.total_compressed_size for one in columns]
            if columns:
                yield min(starts), max(map(add, starts, sizes))
        row += group.num_rows
