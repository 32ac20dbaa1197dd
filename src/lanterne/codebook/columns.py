"""Columns of a table, and the groups that give their percentages one denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.hierarchy import Hierarchy
from lanterne.codebook.number import NumberRange
from lanterne.codebook.roles import Role
from lanterne.codebook.types import ColumnType, Traits
from lanterne.codebook.values import Missing, Text, Value


@dataclass(frozen=True)
class Group:
    """Columns with one denominator: percentages are among people with any answer in the group."""

    name: str
    label: Text
    definition: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Header in the file.
        type: Kind of answers.
        values: The closed, public list of answers, in the order in which they are shown; of a
            column of numbers its bins.
        label: What a person reads.
        definition: What the column means.
        group: Name of the group that gives the denominator of its percentages; ``None``: its own.
        universe: Of whom the question is asked; empty when of everybody.
        source: Where the definition comes from.
        required: Every record must have an answer; a blank is then an error on the way in.
        missing: Kind of missingness → texts that mean it in a file; the first is written. Not
            recorded is always there, stands first and is written as a blank.
        separator: Text between the answers of a cell that holds several.
        at_most: Most answers that a cell may hold together, where it is not ``split``; ``None``:
            all of them.
        hierarchy: Wider answers that protection may write instead; ``None``: there are none.
        undecided: Answers of a draft that few people give: a person moves each into ``values`` or
            takes it out. With one of them nothing is checked or protected.
        role: What it is about, by which figures find it; ``None``: nothing that they know, or the
            codebook does not say.
        numbers: Of a column of numbers, those that a cell may hold; else ``None``.
        target: Users will model it from the other columns: what it depends on is measured of up to
            five columns together.
    """

    name: str
    type: ColumnType
    values: tuple[Value, ...]
    label: Text
    definition: Text = field(default_factory=dict)
    group: str | None = None
    universe: Text = field(default_factory=dict)
    source: Text = field(default_factory=dict)
    required: bool = False
    missing: Mapping[Missing, tuple[str, ...]] = field(
        default_factory=lambda: {Missing.NOT_RECORDED: ("",)}
    )
    separator: str = ";"
    at_most: int | None = None
    hierarchy: Hierarchy | None = None
    undecided: tuple[str, ...] = ()
    role: Role | None = None
    numbers: NumberRange | None = None
    target: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The permitted answers as they are counted; of numbers, the bins."""
        return tuple(value.code for value in self.values)

    @property
    def texts(self) -> tuple[str, ...]:
        """The permitted answers as they stand in a file; of a ``set``, its members."""
        return self.codes if self.numbers is None else self.numbers.texts

    @property
    def traits(self) -> Traits:
        """What holds for every column of its type."""
        return self.type.traits

    @property
    def split(self) -> bool:
        """Whether each member of a cell is counted by itself, since it may hold too many sets."""
        return self.traits.several and len(self.values) > SMALL_SET
