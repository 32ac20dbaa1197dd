"""Text that comes by standard input: read once, a block at a time, and kept nowhere.

Its first block is kept in memory, since the header is read before the rows are; what is no longer
than that can be read as often as is asked. To read more than once what is longer, a file is needed:
what is sensitive is not written to the disk behind anybody's back.
"""

from __future__ import annotations

import io
import sys
from functools import cache
from typing import BinaryIO, cast

from lanterne.files.problem_log import Findings
from lanterne.files.text_blocks import BLOCK

NAME = "-"
"""What stands for standard input where a file is named."""


class StandardInput:
    """Bytes that come once, and their first block as often as is asked."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = sys.stdin.buffer if stream is None else stream
        self._head: bytes | None = None
        self._went_on = False

    def first(self, size: int) -> bytes:
        """Its first bytes, as many as are there."""
        return self._first_block()[:size]

    def open(self, findings: Findings) -> BinaryIO:
        """The bytes from the first on.

        Raises:
            InputError: Somebody has read on behind the first block.
        """
        if self._went_on:
            raise findings.fail("standard-input.twice")
        return cast(BinaryIO, _Whole(self))

    def _first_block(self) -> bytes:
        if self._head is None:
            self._head = self._stream.read(BLOCK)
        return self._head

    def _rest(self) -> bytes:
        if len(self._first_block()) < BLOCK:
            return b""
        self._went_on = True
        return self._stream.read(BLOCK)


@cache
def standard_input() -> StandardInput:
    """That of this process: its first block is there for everybody who opens it."""
    return StandardInput()


class _Whole(io.RawIOBase):
    """The first block, then the rest."""

    def __init__(self, source: StandardInput) -> None:
        self._source = source
        self._pending: bytes | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """The next bytes."""
        if self._pending is None:
            self._pending = self._source._first_block()
        elif not self._pending:
            self._pending = self._source._rest()
        part = self._pending[: len(buffer)]
        buffer[: len(part)] = part
        self._pending = self._pending[len(part) :]
        return len(part)
