"""What workers do with parts of the cases: read, check, bring together what is one person's, count.

Where rows are joined, all rows of a person go to one place before anything is decided about any
of them: which place depends on the id alone, by a keyed hash, and ids that may be one person's,
such as 1 and 01, go to the same. Then all people of a household go to one place, and only there is
it decided who of them counts. The keys are new for each file that is measured.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.case_records import Batch, Counting
from lanterne.cases.encode import Codes
from lanterne.cases.identifiers import find_alike, whole_numbers
from lanterne.cases.records import ROW, RowCounts
from lanterne.cases.shards.reading import Reading
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.subjects import HOUSEHOLD, join_subjects
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard
from lanterne.runners.runner import Pair

RECEIPT = -1
"""Key of receipts, and of the counts in them; those of rows are not below 0."""

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


@dataclass(frozen=True)
class CountRows:
    """First and only stage where each row is a person: counts of some parts.

    Attributes:
        reading: How parts are read.
        count: What is counted.
    """

    reading: Reading
    count: Counting[Any]

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """A receipt with counts."""
        receipt = Receipt()
        receipt.counts = self.count(self._batches(shards, receipt))
        yield RECEIPT, receipt.packed()

    def _batches(self, shards: Sequence[Shard], receipt: Receipt) -> Iterator[Batch]:
        for shard in shards:
            findings, digest = Findings(str(shard.path)), blake2b(digest_size=16)
            people = _people(_rows(self.reading, shard, findings, receipt.tally), receipt.tally)
            for _, codes in self.reading.encoded(people, findings):
                digest.update(codes.data)
                receipt.filled.add(shard.path)
                yield codes, None
            receipt.findings.append(findings)
            receipt.digests[shard] = digest.digest()


@dataclass(frozen=True)
class SendRows:
    """First of several stages: rows go to the place of their person, or of their household.

    Attributes:
        reading: How parts are read.
        places: Where rows go.
        by: ``SUBJECT`` or ``HOUSEHOLD``.
    """

    reading: Reading
    places: Places
    by: str

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """Rows, by place, and a receipt."""
        receipt = Receipt()
        for shard in shards:
            findings, content = Findings(str(shard.path)), _Content()
            for rows in _rows(self.reading, shard, findings, receipt.tally):
                content.add(rows.drop(ROW))
                receipt.filled.update([shard.path] if rows.height else [])
                yield from _sorted_out(rows, self.places.of(rows, self.by), receipt)
            receipt.findings.append(findings)
            receipt.digests[shard] = content.digest()
        yield RECEIPT, receipt.packed()


@dataclass(frozen=True)
class JoinRows:
    """Second stage: rows of one person become one, and go on to the place of their household.

    Attributes:
        reading: How rows were read.
        places: Where households go; ``None``: nobody asks, and people are counted here.
        count: What is counted.
    """

    reading: Reading
    places: Places | None
    count: Counting[Any]

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """People by the place of their household; and a receipt, with counts if they go nowhere."""
        if key == RECEIPT:
            yield from _passed_on(values)
            return
        receipt, findings = Receipt(), Findings("")
        rows = _together(values, receipt)
        home = self.reading.household
        others = {HOUSEHOLD: home} if home else {}
        people = join_subjects(rows, self.reading.vocabularies, findings, others)
        if self.places is None:
            _count(self.reading, self.count, people, findings, receipt)
        else:
            yield from _sorted_out(people, self.places.of(people, HOUSEHOLD), receipt)
        receipt.findings.append(findings)
        yield RECEIPT, receipt.packed()


@dataclass(frozen=True)
class CountHouseholds:
    """Last stage where households are asked for: all people of each are together.

    Attributes:
        reading: How rows were read.
        count: What is counted.
    """

    reading: Reading
    count: Counting[Any]

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """A receipt with counts."""
        if key == RECEIPT:
            yield from _passed_on(values)
            return
        receipt, findings = Receipt(), Findings("")
        people = _together(values, receipt)
        find_alike(people[HOUSEHOLD], people[ROW], findings, self.reading.household)
        _count(self.reading, self.count, people, findings, receipt)
        receipt.findings.append(findings)
        yield RECEIPT, receipt.packed()


def _count(
    reading: Reading,
    count: Counting[Any],
    people: pl.DataFrame,
    findings: Findings,
    receipt: Receipt,
) -> None:
    """Count people who are all in memory."""
    receipt.tally.people = people.height
    given: list[tuple[Codes, pl.Series | None]] = [
        (codes, answers[HOUSEHOLD] if reading.household else None)
        for answers, codes in reading.encoded([people], findings)
    ]
    receipt.counts = count(given)


def _rows(
    reading: Reading, shard: Shard, findings: Findings, tally: RowCounts
) -> Iterator[pl.DataFrame]:
    """The rows of a part as answers; what makes it unreadable is among the findings."""
    try:
        yield from reading.open(shard, findings).records.batches(findings, tally)
        shard.check_unchanged()
    except InputError as error:
        if not findings:
            findings.take_elsewhere(error.problems)


def _people(rows: Iterator[pl.DataFrame], tally: RowCounts) -> Iterator[pl.DataFrame]:
    """Rows that are a person each."""
    for people in rows:
        tally.people += people.height
        yield people


class _Content:
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


def _sorted_out(
    rows: pl.DataFrame, places: npt.NDArray[np.int64], receipt: Receipt
) -> Iterator[Pair]:
    """Rows by the place where they go, each time under a name of its own."""
    parts = rows.with_columns(pl.Series("\x1fplace", places)).partition_by(
        "\x1fplace", include_key=False, as_dict=True
    )
    for (place,), part in sorted(parts.items()):
        name, packed = secrets.token_bytes(NAME), io.BytesIO()
        part.write_ipc(packed)
        receipt.sent.append(name)
        yield int(place), name + packed.getvalue()


def _together(values: Sequence[bytes], receipt: Receipt) -> pl.DataFrame:
    """What came from all sides, in the order of the files."""
    receipt.received += [one[:NAME] for one in values]
    return pl.concat([pl.read_ipc(io.BytesIO(one[NAME:])) for one in values]).sort(ROW)


def _passed_on(values: Sequence[bytes]) -> Iterator[Pair]:
    yield from ((RECEIPT, one) for one in values)
