"""What a check of cases has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.errors import Problem


@dataclass(frozen=True)
class CheckReport:
    """What is wrong in a case file. Sensitive: it says how many people there are.

    Attributes:
        path: The file; ``data frame`` for one that was handed in.
        rows: Rows read below the header.
        people: People that they are about.
        problems: The problems, in the order of the file, then the counts of those not listed.
        more: How many problems are not listed with their row.
        tables: Of linked tables, name of each → its rows; empty for a single table.
        blank: Rows without any answer that name nobody: nobody is counted for them.
    """

    path: Path
    rows: int = field(repr=False)
    people: int = field(repr=False)
    problems: tuple[Problem, ...]
    more: int
    tables: Mapping[str, int] = field(default_factory=dict, repr=False)
    blank: int = field(default=0, repr=False)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
