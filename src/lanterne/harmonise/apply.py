"""From a partner's file to cases of a codebook, a batch at a time.

What the mapping does not know is left over, with how often it occurs, on a private sheet: nothing
is guessed, and nothing is lost without a word. What comes out is as sensitive as what went in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from lanterne.codebook.model import Codebook
from lanterne.codebook.spelling import plain
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.harmonise.headers import Headers, header_problems, match_headers
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Mapping, Rule
from lanterne.harmonise.rules import ColumnRule, Unknown

MOST_UNKNOWN = 10_000
"""Different answers of one column that nobody mapped, at most: more are free text."""


@dataclass(frozen=True)
class LeftOver:
    """An answer that the mapping does not know. Sensitive: it may be about one person.

    Attributes:
        column: Column of the file.
        answer: What stands there.
        cells: How many cells hold it.
    """

    column: str
    answer: str
    cells: int


@dataclass
class Tally:
    """What was met while a file was harmonised; filled as it is read. Sensitive.

    Attributes:
        rows: Rows of the file.
        without_consent: Rows that were left out, as they do not give consent.
        unknown: Answers that the mapping does not know.
    """

    rows: int = 0
    without_consent: int = 0
    unknown: Unknown = field(default_factory=dict)

    @property
    def left_over(self) -> tuple[LeftOver, ...]:
        """The unknown answers: by column, the most frequent first."""
        ordered = sorted(self.unknown.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
        return tuple(LeftOver(column, answer, cells) for (column, answer), cells in ordered)


@dataclass(frozen=True)
class HarmonisedFile:
    """A partner's file whose columns are those of its mapping.

    Attributes:
        file: The open file.
        mapping: How it becomes cases.
        codebook: What the cases mean.
        headers: Where the columns of the mapping stand.
        findings: Receives what is wrong with the file.
    """

    file: TableFile
    mapping: Mapping
    codebook: Codebook
    headers: Headers
    findings: Findings

    def batches(self, tally: Tally) -> Iterator[pl.DataFrame]:
        """The cases: columns that are kept, then those of the codebook, all texts.

        Args:
            tally: Receives what was met.

        Raises:
            InputError: The file cannot be read on, or a column has too many unknown answers.
        """
        rules = self._rules()
        needed = {header: str(place) for header, place in self.headers.places.items()}
        for rows in self.file.batches(self.findings):
            self.findings.raise_any()
            frame = rows.frame.select(
                pl.col(place).str.strip_chars().alias(header) for header, place in needed.items()
            )
            tally.rows += frame.height
            given = with_consent(frame, self.mapping.legal)
            tally.without_consent += frame.height - given.height
            kept = [given[header] for header in self.mapping.source.keep]
            yield pl.DataFrame([*kept, *(rule.answers(given, tally.unknown) for rule in rules)])
            self._check_unknown(tally)

    def _rules(self) -> tuple[ColumnRule, ...]:
        mapped = {column.target: column for column in self.mapping.columns}
        return tuple(
            ColumnRule(mapped.get(target.name) or _undecided(target.name), target)
            for target in self.codebook.table.columns
        )

    def _check_unknown(self, tally: Tally) -> None:
        different = Counter(header for header, _ in tally.unknown)
        for header, count in different.items():
            if count > MOST_UNKNOWN:
                self.findings.add("harmonise-free-text", {"count": MOST_UNKNOWN}, column=header)
        self.findings.raise_any()


def open_harmonised(path: Path, mapping: Mapping, codebook: Codebook) -> HarmonisedFile:
    """Open a partner's file.

    Args:
        path: The file.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of one table.

    Raises:
        InputError: It cannot be read, or its columns are not those that the mapping knows; with
            every one that is new or gone.
    """
    findings = Findings(str(path))
    file = open_table(path, "", mapping.source.headers, findings, mapping.source.layout)
    findings.raise_any()
    return harmonised(file, mapping, codebook, str(path))


def harmonised(file: TableFile, mapping: Mapping, codebook: Codebook, name: str) -> HarmonisedFile:
    """An open file, or a frame from :func:`lanterne.files.frames.open_frame`, with its mapping.

    Args:
        file: What holds the rows.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of one table.
        name: What it is called where something is wrong with it.

    Raises:
        InputError: Its columns are not those that the mapping knows; with every one that is new
            or gone.
    """
    headers = match_headers(file.header, mapping)
    problems = [problem.at(file=name) for problem in header_problems(headers)]
    if problems:
        raise InputError(problems)
    return HarmonisedFile(file, mapping, codebook, headers, Findings(name))


def with_consent(frame: pl.DataFrame, legal: LegalBasis) -> pl.DataFrame:
    """The rows whose consent is given; all of them where the basis is another one."""
    if not legal.consent:
        return frame
    given = {plain(answer) for answer in legal.given}
    texts = frame[legal.consent].unique().to_list()
    yes = [text for text in texts if plain(text) in given]
    return frame.filter(pl.col(legal.consent).is_in(yes))


def _undecided(target: str) -> MappedColumn:
    return MappedColumn(target, Rule.UNDETERMINED)
