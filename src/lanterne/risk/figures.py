"""What is told of the risk of one table of people. Sensitive."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from lanterne.codebook.model import Table
from lanterne.risk.classes import ClassRisk
from lanterne.risk.households import HouseholdRisk
from lanterne.risk.suda import SudaFigures


@dataclass(frozen=True)
class LengthRisk:
    """People by the shortest combination that isolates them.

    Everybody is counted once: who is unique at any length is not counted as rare.

    Attributes:
        length: Columns in the combination.
        sets: Sets of so many columns that were examined.
        sets_possible: Sets that there are; where fewer were examined, figures are lower bounds.
        unique: People whose shortest unique combination has this length.
        rare: People without a unique one whose shortest rare combination has this length.
        standing_out: People with a unique or rare combination of this length or shorter.
    """

    length: int
    sets: int
    sets_possible: int
    unique: int
    rare: int
    standing_out: int


@dataclass(frozen=True)
class ColumnRisk:
    """A column's part.

    Attributes:
        column: Name of the column.
        people: People with a minimal rare combination that holds an answer of the column: without
            that answer the combination would not be rare.
        without: People who would still stand out if the column were left out.
    """

    column: str
    people: int
    without: int


@dataclass(frozen=True)
class PlanStep:
    """One more column left out: the one without which fewest people stand out.

    Attributes:
        column: Name of the column.
        standing_out: People who still stand out without it and all before it.
        length: Columns in the combinations that were looked for.
    """

    column: str
    standing_out: int
    length: int


@dataclass(frozen=True)
class ValueRisk:
    """An answer's part.

    Attributes:
        column: Name of the column.
        value: The answer, as in the file.
        holders: People who give it.
        people: Those of them with a minimal rare combination that holds it.
    """

    column: str
    value: str
    holders: int
    people: int

    @property
    def share(self) -> float:
        """Share of those who give the answer."""
        return self.people / self.holders


@dataclass(frozen=True)
class SetRisk:
    """People with a minimal rare combination in a set of columns."""

    columns: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class TableRisk:
    """Who stands out in a table of people. Sensitive.

    Attributes:
        name: Name of the table, or of the view of linked tables.
        table: What the columns mean.
        people: Number of people.
        threshold: k: a combination of fewer people is rare.
        length_asked: Most columns in a combination, as asked for.
        examined: Columns in which combinations were looked for.
        lengths: People by the shortest combination that isolates them.
        columns: The columns, those that isolate most people first.
        plan: What leaving out columns would do, one after another.
        values: All answers with a part in it, first those that isolate most people beyond what an
            average answer with as many holders does.
        sets: Sets of columns, those that isolate most people first; the first hundred.
        suda: SUDA scores.
        whole: Classes over all columns of the table.
        chosen: Classes over the chosen columns; ``None`` where none were chosen.
        household: What living together adds; ``None`` where it is not recorded, or not looked at.
        unseen: What was not looked at of so many people: ``diversity``, the ℓ of some columns or
            all; ``household``, what living together adds.
    """

    name: str
    table: Table = field(repr=False)
    people: int
    threshold: int
    length_asked: int
    examined: tuple[str, ...]
    lengths: tuple[LengthRisk, ...]
    columns: tuple[ColumnRisk, ...]
    plan: tuple[PlanStep, ...]
    values: tuple[ValueRisk, ...]
    sets: tuple[SetRisk, ...]
    suda: SudaFigures
    whole: ClassRisk
    chosen: ClassRisk | None
    household: HouseholdRisk | None
    unseen: tuple[str, ...] = ()

    @property
    def unique(self) -> int:
        """People with a unique combination."""
        return sum(one.unique for one in self.lengths)

    @property
    def rare(self) -> int:
        """People with a rare combination and no unique one."""
        return sum(one.rare for one in self.lengths)

    @property
    def standing_out(self) -> int:
        """People with a rare or unique combination."""
        return self.unique + self.rare

    @property
    def complete(self) -> bool:
        """Whether all combinations up to the length asked for were examined."""
        wanted = min(self.length_asked, len(self.examined))
        return len(self.lengths) == wanted and all(
            one.sets == one.sets_possible for one in self.lengths
        )

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON."""
        figures = {name: value for name, value in vars(self).items() if name != "table"}
        return {
            "unique": self.unique,
            "rare": self.rare,
            "complete": self.complete,
            **{name: _plain(value) for name, value in figures.items()},
        }


def _plain(value: Any) -> Any:
    """Records as dictionaries."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
