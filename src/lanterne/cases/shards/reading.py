"""How every part of the cases is read, as something that travels to whoever reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import polars as pl

from lanterne.cases.checked import checked
from lanterne.cases.encode import Codes, vocabularies_of
from lanterne.cases.open_people import open_people
from lanterne.cases.people import PeopleReader
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Table
from lanterne.errors import Problem
from lanterne.files.handed import Openable
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.files.shards import NumberedFile, Shard, kinds_of, numbered, open_shard

WhoConsents = tuple[frozenset[str], frozenset[str]]
"""The ids of people who consent on a row of a part, and of those who do not on one. Sensitive."""


class Opener(Protocol):
    """How parts are opened as a table of cases. It is pickled: whoever reads a part opens it."""

    @property
    def consent(self) -> str:
        """Column that says who consents, where several rows of a person may; empty: none does."""

    @property
    def of_all(self) -> Sequence[Problem]:
        """What is wrong with all parts, whatever stands in them."""

    def open(
        self,
        shard: Shard,
        known: Collection[str],
        findings: Findings,
        consents: Callable[[WhoConsents], None],
    ) -> TableFile:
        """Open a part; its rows have their numbers among all rows.

        Args:
            shard: The part.
            known: Names of columns to be expected.
            findings: Receives what is wrong with the header.
            consents: Receives who consents, once all rows have been read. Whether the rows of one
                person agree is seen where all of them are together.

        Raises:
            InputError: It cannot be read.
        """

    def kinds_in(self, path: File, ids: Sequence[str]) -> tuple[str, ...]:
        """Of what kind each column of ids is in a file; see :func:`kinds_of`.

        Raises:
            InputError: The file cannot be read.
        """


@dataclass(frozen=True)
class AsItIs:
    """Opens parts that are cases as they stand there.

    Attributes:
        table: Name of the table.
    """

    table: str
    consent = ""
    of_all = ()

    def open(
        self,
        shard: Shard,
        known: Collection[str],
        findings: Findings,
        consents: Callable[[WhoConsents], None],
    ) -> TableFile:
        """See :meth:`Opener.open`."""
        return NumberedFile(open_shard(shard, self.table, known, findings), shard.place)

    def kinds_in(self, path: File, ids: Sequence[str]) -> tuple[str, ...]:
        """See :meth:`Opener.kinds_in`."""
        if not ids:
            return ()
        return kinds_of(path, open_table(path, self.table, ids, Findings(str(path))), ids)


@dataclass(frozen=True)
class Reading:
    """How cases of one table are read.

    Attributes:
        opener: How each part is opened.
        table: What the columns mean.
        subject_id: Column that says which rows are one person; ``None``: each row is one.
        household: Column that says which people live together; ``None``: nobody asks.
        ignore: Columns that are left out.
    """

    opener: Opener
    table: Table
    subject_id: str | None
    household: str | None
    ignore: tuple[str, ...]

    @cached_property
    def encoding(self) -> Encoding:
        """How answers become codes."""
        return encode_table(self.table)

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Name of each column → its vocabulary."""
        return vocabularies_of(self.table)

    def open(
        self, shard: Shard, findings: Findings, consents: Callable[[WhoConsents], None]
    ) -> PeopleReader:
        """Open a part; its header is held against the table.

        Args:
            shard: The part.
            findings: Receives what is wrong.
            consents: Receives who consents; see :meth:`Opener.open`.

        Raises:
            InputError: It cannot be read, or its header does not fit.
        """

        def open_as(
            path: Openable, table: str, known: Collection[str], findings: Findings
        ) -> TableFile:
            return self.opener.open(shard, known, findings, consents)

        said = (self.subject_id or "", self.household or "")
        with numbered(shard.place, findings) as own:
            reader = open_people(shard.path, self.table, said, self.ignore, own, open_as)
        own.raise_any()
        self.say_of_all(findings)
        return reader

    def say_of_all(self, findings: Findings) -> None:
        """Note what is wrong with all parts; of all workers together it counts once."""
        of_all = Findings("")
        of_all.take(self.opener.of_all)
        findings.absorb([of_all])

    def encoded(
        self, parts: Iterable[pl.DataFrame], findings: Findings
    ) -> Iterator[tuple[pl.DataFrame, Codes]]:
        """Answers and codes of people as long as nothing is wrong; then the rest is checked only.

        Args:
            parts: Answers of people, null where a cell is none.
            findings: Receives what is wrong.
        """
        return checked(parts, self.table, self.vocabularies, self.encoding, findings)
