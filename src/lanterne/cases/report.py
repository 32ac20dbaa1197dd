"""What a check of cases has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lanterne.errors import Problem
from lanterne.files.object_path import File
from lanterne.notebook import SENSITIVE, listed, table_of


@dataclass(frozen=True)
class CheckReport:
    """What is wrong in a case file. Sensitive: it says how many people there are.

    Attributes:
        path: The file, or the object of a store; ``data frame`` for one that was handed in.
        rows: Rows read below the header.
        people: People that they are about.
        problems: The problems, in the order of the file, then the counts of those not listed.
        more: How many problems are not listed with their row.
        tables: Of linked tables, name of each → its rows; empty for a single table.
        blank: Rows without any answer that name nobody: nobody is counted for them.
    """

    path: File
    rows: int = field(repr=False)
    people: int = field(repr=False)
    problems: tuple[Problem, ...]
    more: int
    tables: Mapping[str, int] = field(default_factory=dict, repr=False)
    blank: int = field(default=0, repr=False)

    def _repr_html_(self) -> str:
        """What a notebook shows: the problems, and how many are not listed; no number of people."""
        lines = [
            (one.place.say(), " ".join((one.sentences(), f"[{one.rule}]"))) for one in self.problems
        ]
        if not lines:
            return table_of("CheckReport", {"ok": True})
        return listed("CheckReport", ("place", "problem"), lines, SENSITIVE)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
