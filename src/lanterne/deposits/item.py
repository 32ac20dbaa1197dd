"""A file that is sent, with the checksums by which it is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20
"""Bytes that are read at once."""


@dataclass(frozen=True)
class Item:
    """A file that is sent.

    Attributes:
        path: Where it lies.
        size: Bytes.
        md5: 32 hexadecimal digits: the checksum by which the site says what arrived.
        sha256: 64 hexadecimal digits.
    """

    path: Path
    size: int
    md5: str
    sha256: str

    @property
    def name(self) -> str:
        """What it is called there."""
        return self.path.name


def item_of(path: Path) -> Item:
    """A file that lies there, with its checksums."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    for block in blocks(path):
        md5.update(block)
        sha256.update(block)
    return Item(path, path.stat().st_size, md5.hexdigest(), sha256.hexdigest())


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
