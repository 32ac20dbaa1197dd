"""What workers do with parts of the cases: read, check, bring together what is one person's, count.

Where rows are joined, all rows of a person go to one place before anything is decided about any
of them: which place depends on the id alone, by a keyed hash, and ids that may be one person's,
such as 1 and 01, go to the same. Then all people of a household go to one place, and only there is
it decided who of them counts. The keys are new for each file that is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import polars as pl

from lanterne.cases.case_records import Batch, Counting
from lanterne.cases.encode import Codes
from lanterne.cases.identifiers import find_alike
from lanterne.cases.records import ROW, RowCounts
from lanterne.cases.shards.consents import sent_consents
from lanterne.cases.shards.reading import Reading, WhoConsents
from lanterne.cases.shards.receipts import COUNTED, Receipt, Several
from lanterne.cases.shards.sending import RECEIPT, Content, Places, pass_on, sorted_out, together
from lanterne.cases.subjects import HOUSEHOLD, join_subjects
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard
from lanterne.runners.runner import Pair


@dataclass(frozen=True)
class CountRows:
    """First stage, and where nobody is asked the only one, where each row is a person.

    Attributes:
        reading: How parts are read.
        places: Where it goes who consents.
        count: What is counted.
    """

    reading: Reading
    places: Places
    count: Counting[Any]

    def __call__(self, shards: Sequence[Shard]) -> Iterator[Pair]:
        """A receipt with counts; and who consents, by place."""
        receipt, further = Receipt(), list[Pair]()
        receipt.counts = _counted(self.count(self._batches(shards, receipt, further)))
        yield from further
        yield RECEIPT, receipt.packed()

    def _batches(
        self, shards: Sequence[Shard], receipt: Receipt, further: list[Pair]
    ) -> Iterator[Batch]:
        for shard in shards:
            findings, digest = Findings(str(shard.path)), blake2b(digest_size=16)
            consents: list[WhoConsents] = []
            rows = _rows(self.reading, shard, findings, receipt.tally, consents)
            people = _people(rows, receipt.tally)
            for _, codes in self.reading.encoded(people, findings):
                digest.update(codes.data)
                receipt.filled.add(shard.path)
                yield codes, None
            further += sent_consents(consents, self.places, receipt)
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
        """Rows, by place, who consents, and a receipt."""
        receipt = Receipt()
        for shard in shards:
            findings, content = Findings(str(shard.path)), Content()
            consents: list[WhoConsents] = []
            for rows in _rows(self.reading, shard, findings, receipt.tally, consents):
                content.add(rows.drop(ROW))
                receipt.filled.update([shard.path] if rows.height else [])
                yield from sorted_out(rows, self.places.of(rows, self.by), receipt)
            receipt.findings.append(findings)
            receipt.digests[shard] = content.digest()
            yield from sent_consents(consents, self.places, receipt)
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
            yield from pass_on(key, values)
            return
        receipt, findings = Receipt(), Findings("")
        rows = together(values, receipt)
        self.reading.say_of_all(findings)
        home = self.reading.household
        others = {HOUSEHOLD: home} if home else {}
        people = join_subjects(rows, self.reading.vocabularies, findings, others)
        if self.places is None:
            _count(self.reading, self.count, people, findings, receipt)
        else:
            yield from sorted_out(people, self.places.of(people, HOUSEHOLD), receipt)
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
            yield from pass_on(key, values)
            return
        receipt, findings = Receipt(), Findings("")
        people = together(values, receipt)
        self.reading.say_of_all(findings)
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
    receipt.counts = _counted(count(given))


def _counted(counts: Iterable[Any]) -> dict[str, Any]:
    return {COUNTED: Several(tuple(counts))}


def _rows(
    reading: Reading,
    shard: Shard,
    findings: Findings,
    tally: RowCounts,
    consents: list[WhoConsents],
) -> Iterator[pl.DataFrame]:
    """The rows of a part as answers; what makes it unreadable is among the findings."""
    try:
        yield from reading.open(shard, findings, consents.append).records.batches(findings, tally)
        shard.check_unchanged()
    except InputError as error:
        if not findings:
            findings.take_elsewhere(error.problems)


def _people(rows: Iterator[pl.DataFrame], tally: RowCounts) -> Iterator[pl.DataFrame]:
    """Rows that are a person each."""
    for people in rows:
        tally.people += people.height
        yield people
