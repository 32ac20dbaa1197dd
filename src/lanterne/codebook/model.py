"""The codebook: what the columns of a dataset mean.

One frozen object drives everything: validation, encoding, synthesis, dictionaries and pages.
The list of values of a column is public. It is written down before anybody looks at a case, so
that nothing about a person can be read from which values exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lanterne.codebook.hierarchy import Hierarchy
from lanterne.codebook.roles import Role

Text = Mapping[str, str]
"""A text in several languages: BCP 47 tag → text. English (``en``) is always there."""


def language_of(text: Text, language: str) -> str:
    """In which language a text is said: in this one, else in English, else in the first it has."""
    return next((one for one in (language, "en", *text) if text.get(one)), "en")


def in_language(text: Text, language: str) -> str:
    """A text as it is said in a language, see :func:`language_of`; no words when there are none."""
    return text.get(language_of(text, language), "")


class ColumnType(StrEnum):
    """What kind of answers a column holds."""

    CATEGORY = "category"
    ORDINAL = "ordinal"
    FLAG = "flag"
    SET = "set"
    COUNTRY = "country"
    YEAR = "year"


class Missing(StrEnum):
    """Why a cell says nothing. Blank never means "no"."""

    NOT_RECORDED = "not_recorded"
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True)
class Value:
    """One permitted answer of a column.

    Attributes:
        code: The text in the file.
        label: What a person reads.
        definition: What it means; empty when the label says it all.
    """

    code: str
    label: Text
    definition: Text = field(default_factory=dict)


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
        values: The closed, public list of answers, in the order in which they are shown.
        label: What a person reads.
        definition: What the column means.
        group: Name of the group that gives the denominator of its percentages; ``None``: its own.
        universe: Of whom the question is asked; empty when of everybody.
        source: Where the definition comes from.
        required: Every record must have an answer; a blank is then an error on the way in.
        missing: Kind of missingness → texts that mean it in a file; the first is written. Not
            recorded is always there, stands first and is written as a blank.
        separator: Text between the members of a ``set``.
        at_most: Most members that a small ``set`` may have together; ``None``: all of them.
        hierarchy: Wider answers that protection may write instead; ``None``: there are none.
        undecided: Answers of a draft that few people give: a person moves each into ``values`` or
            takes it out. With one of them nothing is checked or protected.
        role: What it is about, by which figures find it; ``None``: nothing that they know, or the
            codebook does not say.
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

    @property
    def codes(self) -> tuple[str, ...]:
        """The permitted answers as they stand in a file."""
        return tuple(value.code for value in self.values)


@dataclass(frozen=True)
class Condition:
    """A test on one column of a record.

    Attributes:
        column: Name of the column.
        values: Answers that the test looks for; for a ``set``, any member. The empty text stands
            for every kind of missingness.
        negated: The test holds when the answer is none of ``values``.
    """

    column: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Rule:
    """A combination that cannot be: a record for which every condition holds breaks the rule."""

    name: str
    label: Text
    forbid: tuple[Condition, ...]


@dataclass(frozen=True)
class Dependency:
    """A column that follows from another wherever the other has an answer.

    Attributes:
        child: Column that follows (majority status).
        parent: Column that it follows from (age band).
        mapping: Answer of the parent → answer of the child, for every value of the parent. Where
            the parent is missing, the child is free.
    """

    child: str
    parent: str
    mapping: Mapping[str, str]


@dataclass(frozen=True)
class Reference:
    """A column that holds the key of a row of another table.

    Attributes:
        column: Header in the file; the key is never published as it stands.
        table: Name of the table that is referred to; its own table for a part of a whole.
        required: Every row must refer to one; a blank is then an error.
        dangling: A key without a row is legal, and stands for a row in which nothing is recorded.
        every: Each row of ``table`` must be referred to at least once.
        at_most: Most rows that may refer to one row of ``table``: more is an error of the cases.
            ``None``: any number.
        counted: Rows that count for one row of ``table`` when contributions are bounded before
            counting. Public: chosen without looking at a case.
    """

    column: str
    table: str
    required: bool = True
    dangling: bool = False
    every: bool = False
    at_most: int | None = None
    counted: int = 8


@dataclass(frozen=True)
class Household:
    """Which people live together.

    Attributes:
        column: Column of the household's id; never published; blank where somebody lives alone.
        counted: Members of one household that count, when households are what is protected.
    """

    column: str
    counted: int = 6


@dataclass(frozen=True)
class Table:
    """One table of a dataset: one row per person, or per link between two people.

    Attributes:
        name: Name of the table and of its file.
        label: What a person reads.
        columns: The columns that may be published, in their order.
        subject_id: Column that says which rows belong to the same person; never published.
            ``None``: each row is a person.
        rules: Combinations that cannot be.
        dependencies: Columns that follow from others.
        key: Column whose text names one row of the table; never published as it stands.
        references: Columns that hold keys of other tables.
        household: Which rows live together; ``None``: it is not recorded.
        optional: The table may be left out of the files.
    """

    name: str
    label: Text
    columns: tuple[Column, ...]
    subject_id: str | None = None
    rules: tuple[Rule, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    key: str | None = None
    references: tuple[Reference, ...] = ()
    household: Household | None = None
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The headers, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


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

    @property
    def of_trafficking(self) -> bool:
        """Whether the people are victims of trafficking, so that a release may say so."""
        return self.about == TRAFFICKING

    @property
    def written_in(self) -> tuple[str, ...]:
        """Languages of its title: in those that are not among ``languages`` a label may lack."""
        return tuple(dict.fromkeys((*self.languages, *self.title)))

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
