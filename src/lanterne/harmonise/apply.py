"""A partner's file as a table of the codebook's columns, a batch at a time.

What the mapping does not know is left over: nothing is guessed, and nothing is lost without a word.
What comes out is as sensitive as what went in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.handed import Openable
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.rows import Rows, TableFile
from lanterne.harmonise.consents import Consents
from lanterne.harmonise.decided_pairs import DecidedPairs
from lanterne.harmonise.form_names import CONSENT, GIVEN, leaves_out_consent
from lanterne.harmonise.headers import Headers, header_problems, match_headers
from lanterne.harmonise.mapping import Mapping
from lanterne.harmonise.marked_rows import MarkedRows
from lanterne.harmonise.one_person import OnePerson
from lanterne.harmonise.rules import ColumnRule, Unknown
from lanterne.harmonise.unanswered import never_answered, what_to_do

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
    answer: str = field(repr=False)
    cells: int = field(repr=False)


@dataclass
class Tally:
    """What was met while a file was harmonised; filled as it is read. Sensitive.

    Attributes:
        rows: Rows of the file.
        without_consent: Rows that were left out, as they do not give consent.
        joined: People who stood under several ids, and have one now.
        unknown: Answers that the mapping does not know.
    """

    rows: int = field(default=0, repr=False)
    without_consent: int = field(default=0, repr=False)
    joined: int = field(default=0, repr=False)
    unknown: Unknown = field(default_factory=Unknown, repr=False)

    def add(self, other: Tally) -> None:
        """Add what was met in other parts of the file, in which nobody is joined."""
        self.rows += other.rows
        self.without_consent += other.without_consent
        self.unknown.add_up(other.unknown)

    @property
    def left_over(self) -> tuple[LeftOver, ...]:
        """The unknown answers: by column, the most frequent first."""
        found = self.unknown.answers.items()
        ordered = sorted(found, key=lambda item: (item[0][0], -item[1], item[0][1]))
        return tuple(LeftOver(column, answer, cells) for (column, answer), cells in ordered)


@dataclass(frozen=True)
class HarmonisedFile:
    """A partner's file whose columns are those of a codebook.

    Attributes:
        file: The open file.
        mapping: How it becomes cases.
        codebook: What the cases mean.
        headers: Where the columns of the mapping stand.
        decided: Which ids are one person; ``None``: nobody looked.
        counted: Of one of several tables: rows by the columns of the file, texts that are trimmed →
            which of them are about somebody who counts. What stands on the others is not looked at.
        unanswered: Columns that every case must answer, and no row does.
        strange: What is said of an answer that the mapping does not know.
        elsewhere: Receives the ids of people who consent, and of those who do not, once all rows
            are read: rows of the same people stand in other parts as well. ``None``: here are all
            of them, and that some disagree is said here.
    """

    file: TableFile
    mapping: Mapping
    codebook: Codebook
    headers: Headers
    decided: DecidedPairs | None = None
    counted: Callable[[Rows], pl.Series] | None = None
    unanswered: tuple[str, ...] = ()
    strange: str = "answer-not-mapped"
    elsewhere: Callable[[tuple[frozenset[str], frozenset[str]]], None] | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The columns that are kept, then those of the codebook."""
        return (*self.mapping.source.keep, *self.codebook.table.names)

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows of people who consent; an answer that nobody mapped is a problem of its row.

        Of a column that nobody answers and everybody must, it is said once.

        Raises:
            InputError: The file cannot be read on.
        """
        tally = Tally()
        for name in self.unanswered:
            findings.add("required.of-mapping", advice=what_to_do(self.mapping), column=name)
        for given, rows in self._read(findings, tally):
            unknown = tally.unknown
            for header in dict.fromkeys((*unknown.cells, *unknown.rows)):
                cells = list(unknown.cells.get(header, ()))
                strange = given.frame[header].is_in(cells).to_numpy(writable=True)
                strange[list(unknown.rows.get(header, ()))] = True
                findings.add(self.strange, rows=given.numbers[strange], column=header)
            for header, places in unknown.places.items():
                findings.add("dates-apart", rows=given.numbers[sorted(places)], column=header)
            tally.unknown = Unknown()
            yield rows

    def known(
        self, findings: Findings, tally: Tally, marked: MarkedRows | None = None
    ) -> Iterator[Rows]:
        """The same rows; an answer that nobody mapped is blank, and noted.

        Args:
            findings: Receives what is wrong with the file.
            tally: Receives what was met.
            marked: Receives the rows with such an answer; ``None``: nobody wants them.

        Raises:
            InputError: The file cannot be read on, or a column has too many unknown answers.
        """
        for given, rows in self._read(findings, tally):
            findings.raise_any()
            if marked is not None:
                marked.take(given, tally.unknown)
            free_texts(tally, findings)
            findings.raise_any()
            tally.unknown.forget_rows()
            yield rows
        findings.raise_any()

    def _read(self, findings: Findings, tally: Tally) -> Iterator[tuple[Rows, Rows]]:
        """The rows that count, as they stand in the file, and what becomes of them."""
        kept = self.mapping.source.keep
        read = self.mapping.accounted - set(self.mapping.source.leave_out)
        places = {header: str(self.headers.places[header]) for header in sorted(read)}
        consents, people = Consents(self.mapping), OnePerson(self.decided, kept)
        for rows in self.file.batches(findings):
            own = rows.frame.select(
                pl.col(place).str.strip_chars().alias(header) for header, place in places.items()
            )
            frame = people.in_one(own)
            tally.rows, tally.joined = tally.rows + frame.height, people.several
            written = frame.select(pl.any_horizontal(pl.all() != "", pl.lit(value=False)))
            counts = written.to_series() & consents.given(frame)
            tally.without_consent += int((written.to_series() & ~counts).sum())
            if self.counted is not None:
                counts &= self.counted(Rows(frame, rows.numbers))
            numbers, people_in = rows.numbers[counts.to_numpy()], frame.filter(counts)
            unknown = [Unknown() for _ in self._rules]
            answers = [
                rule.answers(people_in, one) for rule, one in zip(self._rules, unknown, strict=True)
            ]
            tally.unknown.take(unknown)
            columns = [*(people_in[header] for header in kept), *answers]
            named = [column.alias(str(place)) for place, column in enumerate(columns)]
            ids = (own[header].filter(counts) for header in kept)  # as the partner wrote them
            given = people_in.with_columns(ids)
            yield Rows(given, numbers), Rows(pl.DataFrame(named), numbers)
        if self.elsewhere is not None:
            self.elsewhere(consents.people)
        elif consents.disagree:
            gaps = {"count": consents.disagree}
            findings.add("consents-disagree", gaps, column=self.mapping.legal.consent)

    @cached_property
    def _rules(self) -> tuple[ColumnRule, ...]:
        return tuple(
            ColumnRule(self.mapping.column_of(target.name), target)
            for target in self.codebook.table.columns
        )


def free_texts(tally: Tally, findings: Findings) -> list[str]:
    """Columns of so many unknown answers that they are free text; each is noted as a problem."""
    different = Counter(header for header, _ in tally.unknown.answers)
    found = [header for header, count in different.items() if count > MOST_UNKNOWN]
    for header in found:
        findings.add("harmonise-free-text", {"count": MOST_UNKNOWN}, column=header)
    return found


def open_harmonised(
    path: Openable,
    mapping: Mapping,
    codebook: Codebook,
    findings: Findings,
    decided: DecidedPairs | None = None,
) -> HarmonisedFile:
    """Open a partner's file.

    Args:
        path: The file or object, or a data frame that holds what is in one.
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of one table.
        findings: Receives what is wrong with the file.
        decided: Which ids are one person; ``None``: nobody looked.

    Raises:
        InputError: It cannot be read; it came back by a form, and the mapping does not ask it who
            consents; or its columns are not those that the mapping knows, with every one that is
            new or gone.
    """
    file = open_table(path, "", mapping.source.headers, findings, mapping.source.layout)
    return replace(partners_file(file, mapping, codebook, findings, path), decided=decided)


def partners_file(
    file: TableFile, mapping: Mapping, codebook: Codebook, findings: Findings, path: Openable
) -> HarmonisedFile:
    """A file that a partner handed in and that is open; arguments and errors as before."""
    if leaves_out_consent(file.header, mapping.legal):
        raise findings.fail("form-consent-unasked", {"consent": CONSENT, "given": GIVEN})
    try:
        return harmonised(file, mapping, codebook, str(path))
    except InputError as error:  # a check of cases says what is among the findings
        findings.take(error.problems)
        raise


def harmonised(file: TableFile, mapping: Mapping, codebook: Codebook, name: str) -> HarmonisedFile:
    """An open file with its mapping.

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
    return HarmonisedFile(file, mapping, codebook, headers)


@dataclass(frozen=True)
class ByMapping:
    """How a partner's file is opened as a file of cases; see :func:`open_harmonised`.

    Attributes:
        mapping: Its mapping, which fits the codebook.
        codebook: A codebook of one table.
        decided: Which ids are one person; ``None``: nobody looked.
    """

    mapping: Mapping
    codebook: Codebook
    decided: DecidedPairs | None = None

    def __call__(
        self, path: Openable, table: str, known: Collection[str], findings: Findings
    ) -> TableFile:
        """Open it; the mapping says which columns there are, and on which sheet."""
        file = open_harmonised(path, self.mapping, self.codebook, findings, self.decided)
        return replace(file, unanswered=never_answered(self.mapping, self.codebook))
