"""Cases in many parts that are open: what is asked of them is added up over all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from lanterne.cases.case_records import Batch, Counting, Sum, with_households
from lanterne.cases.encode import Codes, decode
from lanterne.cases.open_people import chosen_id
from lanterne.cases.report import CheckReport
from lanterne.cases.shards.consents import CompareConsents
from lanterne.cases.shards.reading import AsItIs, Opener, Reading
from lanterne.cases.shards.receipts import (
    COUNTED,
    Digests,
    Receipt,
    Received,
    Several,
    added_up,
    check_same,
    received,
)
from lanterne.cases.shards.sending import Places, dealt, pass_on, places_for
from lanterne.cases.shards.stages import (
    CountHouseholds,
    CountRows,
    JoinRows,
    SendRows,
)
from lanterne.cases.subjects import HOUSEHOLD, SUBJECT
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, UsageError
from lanterne.files.object_path import File
from lanterne.files.shards import (
    ROWS,
    Shard,
    check_alike,
    check_copies,
    check_listed,
    shards_of,
    table_files,
)
from lanterne.runners import FirstStage, InProcess, LaterStage, Runner


class ShardedCases:
    """Cases of one table in many parts, one row per person once they are read.

    Made by :func:`open_sharded`. What is counted does not depend on where files are cut, on who
    reads which part, or on the order in which parts are done.

    Attributes:
        path: The file, or the folder of files; or objects of a store.
        codebook: What the columns mean.
        encoding: How answers become codes.
        files: Those that were opened, in their order.
    """

    def __init__(
        self,
        path: File,
        codebook: Codebook,
        reading: Reading,
        shards: Sequence[Shard],
        runner: Runner,
    ) -> None:
        self.path = path
        self.codebook = codebook
        self.encoding: Encoding = encode_table(codebook.table)
        self._reading = reading
        self._shards = tuple(shards)
        self.files: tuple[File, ...] = tuple(dict.fromkeys(shard.path for shard in shards))
        self._runner = runner
        self._digests: Digests | None = None

    @cached_property
    def _places(self) -> Places:
        """Where ids go; the same each time. A cluster begins when it is first asked for."""
        return places_for(self._runner)

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: each row is taken to be one."""
        return self._reading.subject_id

    @property
    def household(self) -> str | None:
        """Column that says which people live together; ``None``: nobody asks."""
        return self._reading.household

    @property
    def organisations(self) -> int:
        """One: all files are those of one organisation."""
        return 1

    def __repr__(self) -> str:
        """The place and the codebook; no number of people."""
        return f"ShardedCases({str(self.path)!r}, codebook={self.codebook.name!r})"

    def add_up(self, count: Counting[Sum]) -> tuple[Sum, ...]:
        """Exact counts of all people, added up over all parts. Sensitive.

        Args:
            count: What is counted of some people, whole households of them.

        Raises:
            InputError: All that is wrong in all files; or that one has changed, was added or was
                taken away meanwhile.
            LanterneError: A worker was lost, or parts were not counted once each.
        """
        sums, found = self._pass(count)
        found.raise_any()
        check_listed(self.path, self.files, table_files(self.path))
        if self._digests is None:
            self._check_copies(found)
            self._digests = found.digests
        check_same(found.digests, self._digests)
        return sums

    def check(self) -> CheckReport:
        """Everything that is wrong with the cases."""
        _, found = self._pass(_count_nothing)
        problems = found.problems
        try:
            if not problems:
                self._check_copies(found)
        except InputError as error:
            problems = error.problems
        return CheckReport(
            self.path, found.rows, found.people, problems, found.more, blank=found.blank
        )

    def _check_copies(self, found: Received) -> None:
        """Raise InputError where a file is there twice; rows of one person may be, for they join.

        Files without a row are all alike, and nobody is in them.
        """
        if self.subject_id is None:
            check_copies([path for path in self.files if path in found.filled])

    def batches(self) -> Iterator[Codes]:
        """Codes of all people, who are held in this process, in no order; raises as :meth:`add_up`.

        For what does not add up. They are read here, whoever reads them else.
        """
        return (codes for codes, _ in self._held())

    def batches_with_households(self) -> Iterator[tuple[Codes, pl.Series]]:
        """As :meth:`batches`, each with the households of its people.

        Raises:
            ValueError: The cases were opened without a column of households.
        """
        return with_households(self._held())

    def frame(self) -> pl.DataFrame:
        """The answers of all people as the codebook lists them, numbers as bins.

        They are held and read as for :meth:`batches`.
        """
        columns = len(self.encoding.columns)
        separators = {column.name: column.separator for column in self.codebook.table.columns}
        return pl.concat(
            decode(codes[:, :columns], self.encoding, separators) for codes in self.batches()
        )

    def _held(self) -> list[Batch]:
        held: list[Batch] = []

        def hold(batches: Iterable[Batch]) -> tuple[int, ...]:
            held.extend(batches)
            return ()

        here = ShardedCases(self.path, self.codebook, self._reading, self._shards, InProcess())
        here.add_up(hold)
        return held

    def _pass(self, count: Counting[Sum]) -> tuple[tuple[Sum, ...], Received]:
        """Read all parts once."""
        tasks = dealt(self._shards, self._runner.tasks)
        receipts, sums = added_up(self._runner.run(tasks, *self._stages(count)))
        counted: Several = sums.get(COUNTED, Several(()))
        return counted.counts, self._received(receipts)

    def _received(self, receipts: Sequence[Receipt]) -> Received:
        return received(receipts, self._shards, self.files, self._reading.opener.consent)

    def _stages(self, count: Counting[Sum]) -> tuple[FirstStage, *tuple[LaterStage, ...]]:
        first, then = self._counting(count)
        if self._reading.opener.consent:
            then = [CompareConsents(then[0] if then else pass_on), *then[1:]]
        return first, *then

    def _counting(self, count: Counting[Sum]) -> tuple[FirstStage, Sequence[LaterStage]]:
        reading, places = self._reading, self._places
        homes = CountHouseholds(reading, count)
        if self.subject_id and self.household:
            return SendRows(reading, places, SUBJECT), [JoinRows(reading, places, count), homes]
        if self.subject_id:
            return SendRows(reading, places, SUBJECT), [JoinRows(reading, None, count)]
        if self.household:
            return SendRows(reading, places, HOUSEHOLD), [homes]
        return CountRows(reading, places, count), []


def _count_nothing(batches: Iterable[Batch]) -> tuple[int, ...]:
    """For whoever wants to know what is wrong, and nothing else."""
    for _ in batches:
        pass
    return ()


def open_sharded(
    path: str | File,
    codebook: Codebook,
    runner: Runner,
    said: tuple[str | None, str | None] = (None, None),
    ignore: Collection[str] = (),
    rows: int = ROWS,
    opener: Opener | None = None,
) -> ShardedCases:
    """Open cases that are read in parts; only the ends of files are looked at.

    Args:
        path: A file, or a folder in which every file is a part of the table, on a disk or in a
            store; files whose names begin with ``.`` or ``_`` are not looked at.
        codebook: What the columns mean; it has one table.
        runner: Who reads the parts.
        said: The columns of subject ids and of households, as somebody said; ``None``: as the
            codebook says; the empty text: none.
        ignore: Columns that are left out.
        rows: Most rows of a part of a Parquet file.
        opener: How each part is opened; ``None``: it is cases as it stands there.

    Raises:
        InputError: A file cannot be read, or keeps ids otherwise than others; or something in the
            folder is no file of cases.
        UsageError: Ids are a column that would be released, or one column is both; or columns are
            left out and nobody said whether rows are people: one of these may say it.
    """
    path = Path(path) if isinstance(path, str) else path
    table = codebook.table
    lives_by_codebook = table.household.column if table.household else None
    subject = chosen_id("cases.released-subject", said[0], table.subject_id, table)
    home = chosen_id("cases.released-household", said[1], lives_by_codebook, table)
    if subject and subject == home:
        raise UsageError("cases.one-column-for-two")
    if ignore and subject is None and said[0] is None:
        raise UsageError("cases.say-who-is-who")
    opener, files = opener or AsItIs(table.name), table_files(path)
    shards = shards_of(files, rows)
    check_alike(files, partial(opener.kinds_in, ids=[*filter(None, (subject, home))]))
    reading = Reading(opener, table, subject, home, tuple(ignore))
    return ShardedCases(path, codebook, reading, shards, runner)
