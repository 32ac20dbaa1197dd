"""The codebook: what the columns of a dataset mean.

One frozen object drives everything: validation, encoding, synthesis, dictionaries and pages.
The list of values of a column is public. It is written down before anybody looks at a case, so
that nothing about a person can be read from which values exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lanterne.codebook.columns import Column, Group
from lanterne.codebook.tables import Condition, Dependency, Household, Reference, Rule, Table
from lanterne.codebook.types import ColumnType
from lanterne.codebook.values import Missing, Text, Value, in_language, language_of

__all__ = [
    "TRAFFICKING",
    "Codebook",
    "Column",
    "ColumnType",
    "Condensed",
    "CondensedColumn",
    "Condition",
    "Dependency",
    "Group",
    "Household",
    "Missing",
    "Network",
    "Reference",
    "Rule",
    "Table",
    "Text",
    "Value",
    "in_language",
    "language_of",
]


@dataclass(frozen=True)
class Network:
    """How the tables of a codebook with several hang together.

    A link says that one victim and one perpetrator have to do with each other, and how.

    Attributes:
        victims: The people whose cases they are.
        perpetrators: The people who are linked to them.
        links: The links; its first reference is to ``victims``, its second to ``perpetrators``.
        households: Households of victims, which may be parts of others; ``None``: not described.
    """

    victims: Table
    perpetrators: Table
    links: Table
    households: Table | None = None

    @property
    def of_victim(self) -> Reference:
        """The reference of a link to its victim."""
        return self.links.references[0]

    @property
    def of_perpetrator(self) -> Reference:
        """The reference of a link to its perpetrator."""
        return self.links.references[1]


@dataclass(frozen=True)
class CondensedColumn:
    """Where a column of a condensed file comes from.

    Attributes:
        name: Header in the condensed file.
        source: Column of the network, of any table.
        member: For a flag made of a ``set``: the member that it says; empty: the column as it is.
    """

    name: str
    source: str
    member: str = ""


@dataclass(frozen=True)
class Condensed:
    """A file with one row per victim, in which what is known of all perpetrators is folded.

    Attributes:
        codebook: Name of the built-in codebook that the file keeps.
        columns: Its columns, in their order.
    """

    codebook: str
    columns: tuple[CondensedColumn, ...]


TRAFFICKING = "trafficking"
"""What a codebook may be about."""


@dataclass(frozen=True)
class Codebook:
    """What a dataset means, for people and for machines.

    Attributes:
        name: Short name, used on the command line.
        version: Version of the codebook.
        title: What a person reads.
        description: What the dataset holds and what it is for.
        tables: The tables: one, or those of a network.
        groups: Denominators of percentages.
        source: Where the definitions come from.
        languages: Languages in which every label is there.
        draft: Whether no person has reviewed it: its lists were read from cases.
        condensed: How a network folds into one row per victim; ``None``: it does not.
        about: What the people in it have in common, where that decides what a release says: only
            ``trafficking`` is known; empty: a release speaks of people and records.
    """

    name: str
    version: str
    title: Text
    tables: tuple[Table, ...]
    description: Text = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    source: Text = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    draft: bool = False
    condensed: Condensed | None = None
    about: str = ""

    def __repr__(self) -> str:
        """Its tables, in a line: whole, it takes pages of a notebook."""
        tables = ", ".join(f"{one.name} {len(one.columns)} columns" for one in self.tables)
        return f"Codebook({self.name!r}, {self.version!r}: {tables})"

    @property
    def of_trafficking(self) -> bool:
        """Whether the people are victims of trafficking, so that a release may say so."""
        return self.about == TRAFFICKING

    @property
    def written_in(self) -> tuple[str, ...]:
        """Languages of its title: in those that are not among ``languages`` a label may lack."""
        return tuple(dict.fromkeys((*self.languages, *self.title)))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all tables, in their order; in linked tables each has its own name."""
        return tuple(column for table in self.tables for column in table.columns)

    @property
    def network(self) -> Network | None:
        """How the tables hang together; ``None`` for a single table.

        The links are the table with two references, to the victims and to the perpetrators; a
        fourth table is that of the households.

        Raises:
            ValueError: There are several tables, and they are not a network.
        """
        if len(self.tables) == 1:
            return None
        tables = {table.name: table for table in self.tables}
        linking = [table for table in self.tables if len(table.references) == 2]
        if len(linking) != 1 or not all(r.table in tables for r in linking[0].references):
            raise ValueError(f"the tables of codebook {self.name} are not a network")
        (links,) = linking
        victims, perpetrators = (tables[reference.table] for reference in links.references)
        others = [t for t in self.tables if t not in (links, victims, perpetrators)]
        if len(others) > 1:
            raise ValueError(f"codebook {self.name} has tables that belong to no network")
        return Network(victims, perpetrators, links, others[0] if others else None)

    @property
    def table(self) -> Table:
        """The only table; raises ValueError when there are several."""
        if len(self.tables) != 1:
            raise ValueError(
                f"codebook {self.name} must have one table here, has {len(self.tables)}"
            )
        return self.tables[0]
