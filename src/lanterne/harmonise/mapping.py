"""A mapping: what of a partner's file becomes which column of a codebook, and how. No code.

It is written once per source and codebook, reviewed, and used again for each new file. It holds
names of columns and answers of the *form*, which are public; an answer that only occurs in cases
has no place in it, since it may tell of a person.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import KW_ONLY, dataclass, field, replace
from enum import StrEnum

from lanterne.codebook.model import Codebook, Missing
from lanterne.files.layout import Layout
from lanterne.harmonise.losses import Loss


class Rule(StrEnum):
    """How the answers of a column come about."""

    COPY = "copy"
    """The answer stands there as the codebook writes it."""
    RECODE = "recode"
    """Each answer of the form has its answer in the codebook."""
    BAND = "band"
    """A number, or a band of numbers, falls into a band of the codebook."""
    YEAR_OF = "year_of"
    """The year of a date, or the band of years that it falls into."""
    AGE_FROM = "age_from"
    """The age in completed years at a date, from the date of birth and that date, in this order."""
    COUNTRY = "country"
    """A country by any of its names in four languages, or by its code."""
    FIRST_OF = "first_of"
    """The first of several columns that says something."""
    ANY_OF = "any_of"
    """Yes where one of several columns says so; no only where all of them say no."""
    FLAG_FROM_SET = "flag_from_set"
    """Yes where one of the answers of a cell means it."""
    SET_FROM_FLAGS = "set_from_flags"
    """The members whose columns say yes."""
    CATEGORY_FROM_FLAGS = "category_from_flags"
    """The answer of the first column that says yes."""
    CONSTANT = "constant"
    """The same for everybody in the file, such as the country of the organisation."""
    IMPOSSIBLE = "impossible"
    """The source does not ask. Where the codebook can say so, it is said: never "no"."""
    UNDETERMINED = "undetermined"
    """Nobody has decided yet."""

    @property
    def reads(self) -> bool:
        """Whether it reads a column of the source."""
        return self not in _WITHOUT_SOURCE

    @property
    def several(self) -> bool:
        """Whether it may read several columns."""
        return self in _OF_SEVERAL

    @property
    def from_flags(self) -> bool:
        """Whether each column that it reads says yes or no to one answer: ``members`` has which."""
        return self in _FROM_FLAGS


_WITHOUT_SOURCE = frozenset({Rule.CONSTANT, Rule.IMPOSSIBLE, Rule.UNDETERMINED})
_FROM_FLAGS = frozenset({Rule.SET_FROM_FLAGS, Rule.CATEGORY_FROM_FLAGS})
_OF_SEVERAL = frozenset({Rule.FIRST_OF, Rule.ANY_OF, Rule.AGE_FROM}) | _FROM_FLAGS


class Equivalence(StrEnum):
    """How near what the source asks is to what the codebook means."""

    EQUAL = "equal"
    WIDER = "wider"
    """The source's answer takes in more than the codebook's."""
    NARROWER = "narrower"
    INEXACT = "inexact"


class Status(StrEnum):
    """Whether a person stands behind a part of a mapping."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    FLAGGED = "flagged"


class DateOrder(StrEnum):
    """In which order dates are written: stated, never guessed."""

    DAY_MONTH_YEAR = "day-month-year"
    MONTH_DAY_YEAR = "month-day-year"
    YEAR_MONTH_DAY = "year-month-day"


@dataclass(frozen=True)
class MappedColumn:
    """Where one column of the codebook comes from.

    Attributes:
        target: Column of the codebook.
        rule: How its answers come about.
        sources: Columns of the file, in their order.
        values: Answer of the form → answer of the codebook. Of flags the answers are ``"1"`` and
            ``"0"``, be the codebook's flag one that can say no or not. Capitals, accents and blanks
            around do not count.
        missing: Answer of the form → why nothing is known.
        members: Of ``set_from_flags`` and ``category_from_flags``: column of the file → the answer
            to which it says yes or no. Of a category the first that says yes counts.
        separators: Texts that part the answers of one cell; none: a cell is one answer.
        dates: Of ``year_of`` and ``age_from``: the order of dates.
        value: Of ``constant``: the answer.
        unmapped: What answers that nobody mapped become; ``None``: they are left over.
        equivalence: How near the question is.
        status: Whether it was approved.
        by: Who decided.
        note: Why.
    """

    target: str
    rule: Rule
    sources: tuple[str, ...] = ()
    values: Table[str, str] = field(default_factory=dict)
    missing: Table[str, Missing] = field(default_factory=dict)
    members: Table[str, str] = field(default_factory=dict)
    separators: tuple[str, ...] = ()
    dates: DateOrder | None = None
    value: str = ""
    unmapped: Missing | None = None
    equivalence: Equivalence = Equivalence.EQUAL
    status: Status = Status.PROPOSED
    by: str = ""
    note: str = ""

    def renamed(self, of: Callable[[str], str]) -> MappedColumn:
        """The same, where columns of the file have other names.

        Args:
            of: Name of a column → its other name.
        """
        members = {of(header): member for header, member in self.members.items()}
        return replace(self, sources=tuple(map(of, self.sources)), members=members)

    @property
    def decided(self) -> bool:
        """Whether a person stands behind it."""
        return self.status is Status.APPROVED and self.rule is not Rule.UNDETERMINED

    @property
    def reads(self) -> tuple[str, ...]:
        """Every column of the file that it reads."""
        return tuple(dict.fromkeys((*self.sources, *self.members)))


@dataclass(frozen=True)
class Source:
    """The file of a partner.

    Attributes:
        system: Where it comes from, such as ``KoboToolbox``.
        headers: Its columns, all of them, in their order.
        sheet: Of a workbook with several; empty: the only one.
        header_row: Row of the file in which the columns are named, counted from 1; what stands
            above it is not read.
        keep: Columns that are copied as they are: who is one person, the first of them, and who
            lives together.
        leave_out: Columns that nobody needs for statistics: names, contacts, notes.
        header_rows: 2 where groups of columns stand in that row and their names below them; the
            headers are then ``group/name``.
        file: Of linked tables that are files of a folder, the name of this one.
        keys: Of linked tables, in place of ``keep``: column of keys in the codebook → column of the
            file that says who it is.
        groups: Of one file of linked tables: name of a table of people → what stands for
            ``{name}`` in the names of columns, once for each of the people that a row may hold.
    """

    system: str = ""
    headers: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int = 1
    keep: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    header_rows: int = 1
    file: str = ""
    keys: Table[str, str] = field(default_factory=dict)
    groups: Table[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The sheet or file by its name; empty: there is one."""
        return self.sheet or self.file

    @property
    def layout(self) -> Layout:
        """Where the table stands in the file."""
        return Layout(self.sheet, self.header_row, self.header_rows)


@dataclass(frozen=True)
class LegalBasis:
    """Why the cases may be used for statistics: each person's consent, or a basis that is signed.

    Attributes:
        consent: Column of the file that says it; empty: there is none.
        given: Its answers that give consent.
        basis: The legal basis where people are not asked.
        signed_by: Who answers for it.
    """

    consent: str = ""
    given: tuple[str, ...] = ()
    basis: str = ""
    signed_by: str = ""

    @property
    def stated(self) -> bool:
        """Whether there is one at all."""
        given = any(map(str.strip, self.given))  # who says nothing has not consented
        return bool((self.consent and given) or (self.basis and self.signed_by))


@dataclass(frozen=True)
class Mapping:
    """What of a partner's file becomes which column of a codebook.

    Attributes:
        name: Short name.
        version: Its version.
        codebook: Name of the codebook.
        codebook_version: Its version.
        codebook_digest: SHA-256 of the codebook, as hexadecimal digits.
        source: The file.
        legal: Why it may be used.
        columns: One for each column of the codebook; of linked tables, of all their columns.
        losses: What would not come back by the mapping of the other way; empty: nobody stated it.
        tables: Of linked tables that are sheets or files of their own: name of each → where it is.
            Empty: they are made of the one file of ``source``.
    """

    name: str
    version: str
    codebook: str
    codebook_version: str
    codebook_digest: str
    source: Source
    legal: LegalBasis
    columns: tuple[MappedColumn, ...]
    _: KW_ONLY
    losses: tuple[Loss, ...] = ()
    tables: Table[str, Source] = field(default_factory=dict)

    @property
    def linked(self) -> bool:
        """Whether it makes linked tables."""
        return bool(self.tables or self.source.keys or self.source.groups)

    def column_of(self, target: str) -> MappedColumn:
        """How a column of the codebook is made; undetermined where the mapping leaves it out."""
        found = (column for column in self.columns if column.target == target)
        return next(found, MappedColumn(target, Rule.UNDETERMINED))

    def completed(self, codebook: Codebook) -> Mapping:
        """The mapping with every column of its codebook, in their order: others are undecided."""
        columns = (self.column_of(column.name) for column in codebook.columns)
        return replace(self, columns=tuple(columns))

    def renamed(self, of: Callable[[str], str]) -> Mapping:
        """The mapping of one table, where columns of the file have other names.

        Args:
            of: Name of a column → its other name.
        """
        source, legal = self.source, self.legal
        return replace(
            self,
            source=replace(
                source,
                headers=tuple(map(of, source.headers)),
                keep=tuple(map(of, source.keep)),
                leave_out=tuple(map(of, source.leave_out)),
            ),
            legal=replace(legal, consent=of(legal.consent)) if legal.consent else legal,
            columns=tuple(column.renamed(of) for column in self.columns),
        )

    @property
    def waiting(self) -> tuple[str, ...]:
        """Columns of the codebook behind which nobody stands yet: no case is made before."""
        return tuple(column.target for column in self.columns if not column.decided)

    @property
    def accounted(self) -> frozenset[str]:
        """Columns of the file about which something was decided."""
        read = {header for column in self.columns for header in column.reads}
        consent = {self.legal.consent} - {""}
        source = self.source
        return frozenset({*read, *consent, *source.keep, *source.keys.values(), *source.leave_out})
