"""What earlier mappings of linked tables teach of one table; who is who is never learnt.

A header tells less where several people stand in a row: ``Sexe`` is one person's on a sheet of
victims, and may be another's in a register. So what was approved for files of another form is
proposed, and never sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lanterne.cases.network.locations import tables_of
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.harmonise.earlier_mappings import Learnt, learn
from lanterne.harmonise.mapping import LegalBasis, Mapping, Source
from lanterne.harmonise.wide_mapping import gaps_in, without_gaps


@dataclass(frozen=True)
class RowForm:
    """Whose answers stand in the columns of a file that holds all tables.

    Attributes:
        groups: Tables of people of whom a row holds several.
        of: Of them, those whose group stands in the names of these columns.
    """

    groups: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LinkedLessons:
    """Earlier mappings, asked table by table.

    Attributes:
        earlier: Mappings for the codebook, or for an earlier version of it.
        codebook: A codebook of linked tables.
    """

    earlier: Sequence[Mapping]
    codebook: Codebook

    def of_sheet(self, table: Table) -> Learnt:
        """What they teach of a sheet or file that is one table of the codebook."""
        return self._learnt(table, [one for one in self.earlier if one.tables])

    def of_row(self, table: Table, form: RowForm) -> Learnt:
        """What they teach of columns of a file that holds all tables.

        Args:
            table: The columns of the codebook that the columns may become, of several tables.
            form: Whose answers stand there.
        """
        same = [
            replace(one, columns=tuple(c for c in one.columns if _form(one, c.reads) == form))
            for one in self.earlier
            if not one.tables
        ]
        return self._learnt(table, same)

    def _learnt(self, table: Table, same: Iterable[Mapping]) -> Learnt:
        """What all of them teach, and which headers those for files of the same form do not."""
        network = self.codebook.network
        assert network is not None
        names = _tables_in(table, network)
        book = replace(self.codebook, tables=(replace(table, references=(), key=None),))
        every, alike = (
            learn([_of_tables(one, names, network) for one in mappings], book)
            for mappings in (self.earlier, same)
        )
        return replace(every, elsewhere=frozenset(every.columns.keys() - alike.columns.keys()))


def _form(mapping: Mapping, headers: Iterable[str]) -> RowForm:
    groups = mapping.source.groups
    return RowForm(frozenset(groups), frozenset(gaps_in(headers, groups)))


def _tables_in(table: Table, network: Network) -> tuple[str, ...]:
    """The tables of the codebook whose columns a table has."""
    return tuple(
        one.name
        for one in tables_of(network)
        if one.name == table.name or not set(one.names).isdisjoint(table.names)
    )


def _of_tables(mapping: Mapping, names: Sequence[str], network: Network) -> Mapping:
    """A mapping as one of a single table: its columns, what it keeps and what it leaves out."""
    asked = not mapping.tables or network.victims.name in names  # who consents is a column of hers
    sources = [mapping.tables[name] for name in names if name in mapping.tables]
    sources = sources if mapping.tables else [mapping.source]
    one = Source(
        keep=tuple(header for each in sources for header in (*each.keep, *each.keys.values())),
        leave_out=tuple(header for each in sources for header in each.leave_out),
    )
    groups = mapping.source.groups
    legal = mapping.legal if asked else LegalBasis()
    flat = replace(mapping, source=one, legal=legal, tables={})
    return flat.renamed(lambda header: without_gaps(header, groups))
