"""What came back by a form, with the mapping that the form implies, as a file of cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows, TableFile
from lanterne.harmonise.apply import HarmonisedFile, harmonised
from lanterne.harmonise.mapping import Mapping

NOT_OFFERED = "answer-not-offered"
"""What is said of an answer that a form does not offer."""


@dataclass(frozen=True)
class ReturnedFile:
    """Cases that came back by a form, in the columns of the codebook.

    Attributes:
        file: The rows of people who consent, with what the form's answers become.
        header: The columns; those that no form asks for are among them, so that they are noticed.
        places: Position of each among the columns of ``file``.
    """

    file: HarmonisedFile
    header: tuple[str, ...]
    places: tuple[int, ...]

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows; see :meth:`HarmonisedFile.batches`."""
        for rows in self.file.batches(findings):
            frame = rows.frame.select(
                rows.frame.to_series(place).alias(str(n)) for n, place in enumerate(self.places)
            )
            yield Rows(frame, rows.numbers)


def returned(
    exported: TableFile,
    mapping: Mapping,
    codebook: Codebook,
    called: Names[str, str],
    findings: Findings,
    path: Path,
) -> ReturnedFile:
    """An export and the mapping that its form implies, as a file of cases.

    Args:
        exported: The answers, each question once.
        mapping: What they become.
        codebook: A codebook of one table.
        called: Column that is kept → its name in the codebook, or in the file.
        findings: Receives what is wrong.
        path: The file.

    Raises:
        InputError: The columns are not those that the mapping knows.
    """
    try:
        file = harmonised(exported, mapping, codebook, str(path))
        file = replace(file, strange=NOT_OFFERED)
    except InputError as error:
        findings.take(error.problems)
        raise
    kept = [
        (called[name], place) for place, name in enumerate(mapping.source.keep) if name in called
    ]
    answers = enumerate(codebook.table.names, start=len(mapping.source.keep))
    columns = [*kept, *((name, place) for place, name in answers)]
    return ReturnedFile(file, tuple(n for n, _ in columns), tuple(place for _, place in columns))


@dataclass(frozen=True)
class _Beside:
    """A file with columns of which nothing is read.

    Attributes:
        file: The file.
        others: These columns.
    """

    file: TableFile
    others: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return (*self.file.header, *self.others)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        start = len(self.file.header)
        blank = [pl.lit("").alias(str(start + place)) for place in range(len(self.others))]
        for rows in self.file.batches(findings):
            yield Rows(rows.frame.with_columns(blank), rows.numbers)


def beside(file: TableFile, header: Iterable[str], names: Collection[str]) -> TableFile:
    """A file with those of some columns that stand in it, and of which nothing is read.

    Whoever leaves a column out by its name is told when it is not there.

    Args:
        file: What is read.
        header: The names that stand in the file itself.
        names: Of the columns.
    """
    others = (name for name in header if name in names and name not in file.header)
    return _Beside(file, tuple(dict.fromkeys(others)))
