"""What of a mapping still applies to a new file of its source, and what a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.cases.network.locations import Place
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.harmonise.apply import HarmonisedFile, Tally
from lanterne.harmonise.headers import match_headers
from lanterne.harmonise.linked_files import column_at, mapped_sources
from lanterne.harmonise.mapping import Mapping


@dataclass(frozen=True)
class Changes:
    """A file beside the mapping of its source. Sensitive: it tells of answers.

    Attributes:
        new: Columns of the file about which nothing was decided.
        gone: Columns that the mapping needs and the file does not have.
        strange: Column → how many different answers of it nobody mapped. Only where no column is
            gone: else the rows cannot be read.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    strange: Table[str, int] = field(default_factory=dict, repr=False)

    @property
    def none(self) -> bool:
        """Whether nobody has to decide anything."""
        return not (self.new or self.gone or self.strange)


def changes_of(path: Path, mapping: Mapping, codebook: Codebook) -> Changes:
    """Compare files with the mapping of their source.

    Raises:
        InputError: A file cannot be read, or has a column twice or without a name.
    """
    if codebook.network is None:
        return _changes_in(path, mapping, codebook)
    new: dict[str, None] = {}
    gone: dict[str, None] = {}
    strange: Counter[str] = Counter()
    for place, one, book in mapped_sources(path, mapping, codebook):
        found = _changes_in(place.file, one, book)

        def named(column: str, place: Place = place) -> str:
            return column if place.pairs else column_at(place, column)

        new |= dict.fromkeys(map(named, found.new))
        gone |= dict.fromkeys(map(named, found.gone))
        strange.update({named(column): count for column, count in found.strange.items()})
    return Changes(tuple(new), tuple(gone), strange)


def _changes_in(path: Path, mapping: Mapping, codebook: Codebook) -> Changes:
    findings = Findings(str(path))
    file = open_table(path, "", mapping.source.headers, findings, mapping.source.layout)
    headers = match_headers(file.header, mapping)
    if headers.problems:
        raise InputError([problem.at(file=str(path)) for problem in headers.problems])
    if headers.gone:
        return Changes(headers.new, headers.gone)
    tally = Tally()
    for _ in HarmonisedFile(file, mapping, codebook, headers).known(findings, tally):
        pass
    return Changes(headers.new, (), Counter(header for header, _ in tally.unknown.answers))
