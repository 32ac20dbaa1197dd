"""What goes from one stage to the next: rows by the place of an id, each value under a name."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.identifiers import whole_numbers
from lanterne.cases.records import ROW
from lanterne.cases.shards.receipts import Receipt
from lanterne.runners import Runner
from lanterne.runners.runner import Pair

Item = TypeVar("Item")

RECEIPT = -1
"""Key of receipts, and of the counts in them; those of rows are not below 0."""

CONSENTS = -2
"""Key of who consents, at the first place; those of further places are below it."""

KEY_BYTES = 32
"""Bytes of the keys that decide where ids go."""

NAME = 16
"""Bytes of the name of a value that is sent on; it stands before the rows."""


@dataclass(frozen=True)
class Places:
    """Where the rows of an id go.

    Attributes:
        number: How many places there are, at least 1.
        key: Of the hash; the same for all who read the same cases.
    """

    number: int
    key: bytes = field(repr=False)

    def of(self, rows: pl.DataFrame, by: str) -> npt.NDArray[np.int64]:
        """The place of each row, 0 to ``number`` - 1; alike for ids that may be one.

        Rows with a blank id belong to nobody else, and are dealt out.

        Args:
            rows: With ``ROW``.
            by: Column of ids, in one spelling and without nulls.
        """
        ids = rows[by]
        plain = ids.set(ids == "", None)
        plain = whole_numbers(plain).fill_null(plain)
        different = plain.drop_nulls().unique().to_list()
        found = [self._place(text) for text in different]
        places = plain.replace_strict(different, found, default=None, return_dtype=pl.Int64)
        return places.fill_null(rows[ROW] % self.number).to_numpy()

    def _place(self, text: str) -> int:
        # Every machine must find the same place, whatever its processor is.
        digest = blake2b(text.encode(), key=self.key, digest_size=8).digest()
        return int.from_bytes(digest) % self.number


class Content:
    """Digest of rows, however they are cut into batches."""

    def __init__(self) -> None:
        self._columns: dict[str, blake2b] = {}

    def add(self, rows: pl.DataFrame) -> None:
        """Of some more rows."""
        for column in rows:
            digest = self._columns.setdefault(column.name, blake2b(digest_size=16))
            texts = column.cast(pl.String).fill_null("\x1e")
            digest.update((texts.str.join("\x1f").item() + "\x1f").encode())

    def digest(self) -> bytes:
        """Of all of them."""
        return blake2b(b"".join(one.digest() for one in self._columns.values())).digest()[:16]


def sorted_out(
    rows: pl.DataFrame, places: npt.NDArray[np.int64], receipt: Receipt
) -> Iterator[Pair]:
    """Rows by the place where they go, each time under a name of its own."""
    for place, part in by_place(rows, places):
        yield place, named(packed(part), receipt)


def together(values: Sequence[bytes], receipt: Receipt) -> pl.DataFrame:
    """What came from all sides, in the order of the files."""
    return pl.concat(map(unpacked, contents(values, receipt))).sort(ROW)


def by_place(
    rows: pl.DataFrame, places: npt.NDArray[np.int64]
) -> Iterator[tuple[int, pl.DataFrame]]:
    """Rows by the place of each."""
    parts = rows.with_columns(pl.Series("\x1fplace", places)).partition_by(
        "\x1fplace", include_key=False, as_dict=True
    )
    for (place,), part in sorted(parts.items()):
        yield int(place), part


def packed(rows: pl.DataFrame) -> bytes:
    """Rows as they travel."""
    stream = io.BytesIO()
    rows.write_ipc(stream)
    return stream.getvalue()


def unpacked(content: bytes) -> pl.DataFrame:
    """Rows that have travelled."""
    return pl.read_ipc(io.BytesIO(content))


def named(content: bytes, receipt: Receipt) -> bytes:
    """A value that is sent on, under a name of its own, which is noted."""
    name = secrets.token_bytes(NAME)
    receipt.sent.append(name)
    return name + content


def contents(values: Sequence[bytes], receipt: Receipt) -> Iterator[bytes]:
    """What has come in, without its names, which are noted."""
    for value in values:
        receipt.received.append(value[:NAME])
        yield value[NAME:]


def places_for(runner: Runner) -> Places:
    """As many places as a runner takes items, with a new key."""
    return Places(runner.tasks, secrets.token_bytes(KEY_BYTES))


def dealt(some: Sequence[Item], tasks: int) -> list[tuple[Item, ...]]:
    """Parts in as many items as a runner takes, no item without a part."""
    number = min(tasks, len(some))
    return [tuple(some[place::number]) for place in range(number)]


def pass_on(key: int, values: Sequence[bytes]) -> Iterator[Pair]:
    """A stage after which everything is as it was before."""
    yield from ((key, one) for one in values)
