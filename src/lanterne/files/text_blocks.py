"""Text as blocks of whole records in UTF-8, in whatever encoding it was saved.

Each block is checked and cut after its last whole record. Memory depends neither on the size of the
file nor on the length of its lines: a record above ``LINE`` bytes is an error as soon as that much
of it has been read.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from lanterne.errors import InputError
from lanterne.files.problem_log import Findings

BLOCK = 1 << 24
"""Bytes read at once."""

LINE = 1 << 20
"""Longest permitted record in bytes."""

KIB = LINE // 1024
"""The same in KiB."""


class RecordBlocks:
    """Blocks of whole records as UTF-8; every record ends with a line feed.

    Attributes:
        row: Row of the first record of the next block; kept by whoever parses the blocks.
    """

    def __init__(self, stream: BinaryIO, findings: Findings, first_row: int = 1) -> None:
        self.row = first_row
        self._stream = stream
        self._findings = findings
        self._encoding: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        carry = b""
        for raw in _newlines(_units(self._stream, self._findings)):
            block = carry + raw
            self._check(block)
            cut = _last_record(block)
            carry = block[cut:]
            if len(carry) > LINE:
                raise self._endless(block, cut)
            if cut:
                yield self._utf8(block[:cut])
        if carry.count(b'"') % 2:
            raise self._endless(carry, 0)
        if carry:
            yield self._utf8(carry + b"\n")

    def _row(self, block: bytes, position: int) -> int:
        """Row of a byte: line feeds inside quotation marks do not count."""
        return self.row + sum(part.count(b"\n") for part in block[:position].split(b'"')[::2])

    def _check(self, block: bytes) -> None:
        """No byte is null and no line too long, found without looking at every line."""
        null = block.find(b"\0")
        if null >= 0:
            raise self._findings.fail("not-text.null-bytes", row=self._row(block, null))
        start = 0
        while len(block) - start > LINE:
            end = block.rfind(b"\n", start, start + LINE)
            if end < 0:
                row = self._row(block, start)
                raise self._findings.fail("line-too-long", {"size": KIB}, row=row)
            start = end + 1

    def _endless(self, block: bytes, position: int) -> InputError:
        return self._findings.fail("quotation-mark.open", row=self._row(block, position))

    def _utf8(self, block: bytes) -> bytes:
        """The block in UTF-8, from UTF-8 or Windows-1252; from one of them in the whole file.

        Every line has a say. A file is UTF-8 only if all its lines are, and Windows-1252 only if
        no line with a letter beyond ASCII could be UTF-8. So any rows of a file that can be read
        are read alike without the others: no row decides how the letters of another are read.
        """
        if block.isascii():
            return block
        if self._encoding != "Windows-1252" and _is_utf8(block):  # then every line is
            self._encoding = "UTF-8"
            return block
        for line in block.split(b"\n"):
            if line.isascii():
                continue
            encoding = "UTF-8" if _is_utf8(line) else "Windows-1252"
            if self._encoding not in {None, encoding}:
                raise self._undecodable(block, block.find(line))
            self._encoding = encoding
        try:
            text = block.decode(self._encoding or "UTF-8")
        except UnicodeDecodeError as error:
            raise self._undecodable(block, error.start) from None
        return block if self._encoding == "UTF-8" else text.encode()

    def _undecodable(self, block: bytes, position: int) -> InputError:
        row = self._row(block, position)
        return _undecodable(self._encoding or "UTF-8", row, self._findings)


def _units(stream: BinaryIO, findings: Findings) -> Iterator[bytes]:
    """The bytes of the file; UTF-16 as UTF-8; without any byte order mark."""
    block = stream.read(BLOCK)
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")()
        try:
            while block:
                yield decoder.decode(block).encode()
                block = stream.read(BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise _undecodable("UTF-16", None, findings) from None
        return
    block = block.removeprefix(codecs.BOM_UTF8)
    while block:
        yield block
        block = stream.read(BLOCK)


def _newlines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Every line ends with a line feed, also in files of an old Mac."""
    alone: bool | None = None
    pending = b""
    for raw in blocks:
        whole = pending + raw
        block = whole.removesuffix(b"\r")  # its line feed may be in the next block
        pending = whole[len(block) :]
        if alone is None and (b"\r" in block or b"\n" in block):
            alone = b"\n" not in block
        if b"\r" in block:
            block = block.replace(b"\r" if alone else b"\r\n", b"\n")
        yield block
    if pending:
        yield b"\n"


def _last_record(block: bytes) -> int:
    """Position after the last line feed outside quotation marks."""
    end = block.rfind(b"\n") + 1
    odd = block.count(b'"', 0, end) % 2
    while odd:
        before = block.rfind(b"\n", 0, end - 1) + 1
        odd = (odd + block.count(b'"', before, end)) % 2
        end = before
    return end


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undecodable(encoding: str, row: int | None, findings: Findings) -> InputError:
    return findings.fail("encoding", {"encoding": encoding}, row=row)
