"""What of a mapping still applies to a new file of its source, and what a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.codebook.model import Codebook
from lanterne.errors import InputError
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.harmonise.apply import HarmonisedFile, Tally
from lanterne.harmonise.headers import match_headers
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
    """Compare a file with the mapping of its source.

    Raises:
        InputError: The file cannot be read, or has a column twice or without a name.
    """
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
