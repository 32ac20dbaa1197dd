"""What workers do with parts of the cases: read, check, bring together what is one person's, count.

Where rows are joined, all rows of a person go to one place before anything is decided about any
of them: which place depends on the id alone, by a keyed hash, and ids that may be one person's,
such as 1 and 01, go to the same. Then all people of a household go to one place, and only there is
it decided who of them counts. The keys are new for each file that is measured.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

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

RECEIPT, RESULT = -1, -2
"""Keys of receipts and of counts; those of rows are not below 0."""


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
    count: Counting

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """Counts, and a receipt."""
        receipt = Receipt()
        counts = self.count(self._batches(shards, receipt))
        yield RESULT, pickle.dumps(list(counts), protocol=5)
        yield RECEIPT, receipt.packed()

    def _batches(self, shards: Sequence[Shard], receipt: Receipt) -> Iterator[Batch]:
        for shard in shards:
            findings, digest = Findings(str(shard.path)), blake2b(digest_size=16)
            people = _people(_rows(self.reading, shard, findings, receipt.tally), receipt.tally)
            for _, codes in self.reading.encoded(people, findings):
                digest.update(codes.data)
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
                receipt.sent += rows.height
                content.add(rows.drop(ROW))
                yield from _sorted_out(rows, self.places.of(rows, self.by))
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
    count: Counting

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """People by the place of their household, or counts of them; and a receipt."""
        if key == RECEIPT:
            yield from _passed_on(values)
            return
        receipt, findings = Receipt(), Findings("")
        rows = _together(values)
        receipt.received = rows.height
        home = self.reading.household
        others = {HOUSEHOLD: home} if home else {}
        people = join_subjects(rows, self.reading.vocabularies, findings, others)
        if self.places is None:
            yield RESULT, _counted(self.reading, self.count, people, findings, receipt)
        else:
            receipt.sent = people.height
            yield from _sorted_out(people, self.places.of(people, HOUSEHOLD))
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
    count: Counting

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """Counts, and a receipt."""
        if key == RECEIPT:
            yield from _passed_on(values)
            return
        receipt, findings = Receipt(), Findings("")
        people = _together(values)
        receipt.received = people.height
        find_alike(people[HOUSEHOLD], people[ROW], findings, self.reading.household)
        yield RESULT, _counted(self.reading, self.count, people, findings, receipt)
        receipt.findings.append(findings)
        yield RECEIPT, receipt.packed()


def _counted(
    reading: Reading,
    count: Counting,
    people: pl.DataFrame,
    findings: Findings,
    receipt: Receipt,
) -> bytes:
    """Packed counts of people who are all in memory."""
    receipt.tally.people = people.height
    given: list[tuple[Codes, pl.Series | None]] = [
        (codes, answers[HOUSEHOLD] if reading.household else None)
        for answers, codes in reading.encoded([people], findings)
    ]
    return pickle.dumps(list(count(given)), protocol=5)


def _rows(
    reading: Reading, shard: Shard, findings: Findings, tally: RowCounts
) -> Iterator[pl.DataFrame]:
    """The rows of a part as answers; what makes it unreadable is among the findings."""
    try:
        yield from reading.open(shard, findings).records.batches(findings, tally)
    except InputError:
        return


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


def _sorted_out(rows: pl.DataFrame, places: npt.NDArray[np.int64]) -> Iterator[tuple[int, bytes]]:
    """Rows by the place where they go."""
    parts = rows.with_columns(pl.Series("\x1fplace", places)).partition_by(
        "\x1fplace", include_key=False, as_dict=True
    )
    for (place,), part in sorted(parts.items()):
        packed = io.BytesIO()
        part.write_ipc(packed)
        yield int(place), packed.getvalue()


def _together(values: Sequence[bytes]) -> pl.DataFrame:
    """What came from all sides, in the order of the files."""
    return pl.concat([pl.read_ipc(io.BytesIO(one)) for one in values]).sort(ROW)


def _passed_on(values: Sequence[bytes]) -> Iterator[Pair]:
    yield from ((RECEIPT, one) for one in values)
