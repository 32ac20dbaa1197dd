"""A mapping of one file for linked tables, as a mapping of one table.

A row of the file may hold several people, such as the perpetrators of a victim in ``perp1_sex`` and
``perp2_sex``. In the mapping such a column stands once, as ``perp{perpetrators}_sex``, with the
groups that may stand in the gap. Here each of them is a column of its own, so that the file is read
as any other; :mod:`lanterne.harmonise.wide_rows` then makes people of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from itertools import product

from lanterne.cases.network.locations import pair_table
from lanterne.codebook.model import Codebook, Network
from lanterne.codebook.model import Table as CodebookTable
from lanterne.harmonise.mapping import MappedColumn, Mapping, Source

ONE = ("",)
"""The groups of people of whom a row holds one."""

_SEAT = "\x1f"
"""Between a column and the group that it is read for; no codebook has it in a name."""

Groups = Table[str, tuple[str, ...]]
"""Name of a table of people → what stands in the gap of names of columns."""


def gap(table: str) -> str:
    """What stands in the name of a column for the group of a table."""
    return f"{{{table}}}"


def around(before: str, behind: str) -> str:
    """The name of a column of several people as if it were of one."""
    return f"{before.strip()} {behind.strip()}".strip()


def without_gaps(header: str, groups: Groups) -> str:
    """The name of a column as if it were of one person."""
    for table in gaps_in([header], groups):
        before, _, behind = header.partition(gap(table))
        header = around(before, behind)
    return header


def gaps_in(headers: Iterable[str], groups: Groups) -> tuple[str, ...]:
    """The tables whose groups stand in names of columns."""
    headers = tuple(headers)
    return tuple(table for table in groups if any(gap(table) in header for header in headers))


def filled(header: str, chosen: Table[str, str]) -> str:
    """The name of a column for one group of each table."""
    for table, group in chosen.items():
        header = header.replace(gap(table), group)
    return header


def choices(tables: Iterable[str], groups: Groups) -> Iterator[dict[str, str]]:
    """Every choice of one group of each of some tables."""
    tables = tuple(tables)
    for picked in product(*(groups[table] for table in tables)):
        yield dict(zip(tables, picked, strict=True))


def all_filled(header: str, groups: Groups) -> tuple[str, ...]:
    """The names of a column for all groups."""
    return tuple(filled(header, chosen) for chosen in choices(gaps_in([header], groups), groups))


def seat_name(target: str, tables: Iterable[str], chosen: Table[str, str]) -> str:
    """The name of a column of the codebook, read for some groups."""
    return _SEAT.join((target, *(chosen[table] for table in tables)))


@dataclass(frozen=True)
class WideRow:
    """What the rows of one file of linked tables hold.

    Attributes:
        network: The tables.
        mapping: How each column is read for each group, as a mapping of one table. It keeps who is
            who, and whatever says that there is somebody.
        codebook: The table that this makes.
        source: The file, with gaps in the names of its columns.
        reads: Column of the codebook → the tables whose groups it is read for.
        there: Name of a table of people and a group → columns of the file that are blank where
            there is nobody.
    """

    network: Network
    mapping: Mapping
    codebook: Codebook
    source: Source
    reads: Table[str, tuple[str, ...]]
    there: Table[tuple[str, str], tuple[str, ...]]

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns of the file that say who is who, the victim first."""
        headers = _keys(self.network, self.source)
        return tuple(name for key in headers for name in all_filled(key, self.source.groups))

    def groups_of(self, table: CodebookTable) -> tuple[str, ...]:
        """The groups of a table of people."""
        return self.source.groups.get(table.name, ONE)


def wide_row(mapping: Mapping, codebook: Codebook) -> WideRow:
    """The one file of a mapping for linked tables.

    Args:
        mapping: A mapping without ``tables``.
        codebook: A codebook of linked tables.
    """
    network, source = codebook.network, mapping.source
    assert network is not None
    pairs = pair_table(network)
    reads: dict[str, tuple[str, ...]] = {}
    columns, targets = [], []
    for target in pairs.columns:
        column = mapping.column_of(target.name)
        reads[target.name] = gaps_in(column.reads, source.groups)
        for chosen in choices(reads[target.name], source.groups):
            name = seat_name(target.name, reads[target.name], chosen)
            columns.append(_read_for(column, name, chosen))
            targets.append(replace(target, name=name))
    there = {
        (table.name, group): tuple(_saying(table, group, mapping, network))
        for table in (network.victims, network.perpetrators)
        for group in source.groups.get(table.name, ONE)
    }
    kept = [name for key in _keys(network, source) for name in all_filled(key, source.groups)]
    kept += [name for names in there.values() for name in names]
    left = [name for each in source.leave_out for name in all_filled(each, source.groups)]
    flat = replace(
        mapping,
        source=replace(source, keep=tuple(dict.fromkeys(kept)), leave_out=tuple(left), keys={}),
        columns=tuple(columns),
    )
    table = CodebookTable(pairs.name, pairs.label, tuple(targets))
    return WideRow(network, flat, replace(codebook, tables=(table,)), source, reads, there)


def _keys(network: Network, source: Source) -> list[str]:
    """Who is who: the victim first, whose consent is asked."""
    first = network.of_victim.column
    ordered = sorted(source.keys, key=lambda name: name != first)
    return [source.keys[name] for name in ordered]


def _read_for(column: MappedColumn, name: str, chosen: Table[str, str]) -> MappedColumn:
    return replace(column.renamed(lambda header: filled(header, chosen)), target=name)


def _saying(table: CodebookTable, group: str, mapping: Mapping, network: Network) -> Iterator[str]:
    """The columns of the file that say whether there is somebody.

    Of groups they are those with the gap, be they about the link: a row may know of somebody how
    they know the victim and nothing else. Where a row holds one, what it says of a link makes
    nobody: the date of an offence is no suspect.
    """
    source = mapping.source
    if table.name in source.groups:
        known = [*source.keys.values(), *(h for column in mapping.columns for h in column.reads)]
        named = [header for header in known if gap(table.name) in header]
    else:
        own = [column for column in mapping.columns if column.target in table.names]
        keys = [source.keys[name] for name in own_keys(table, network) if name in source.keys]
        named = [*keys, *(header for column in own for header in column.reads)]
    groups = {**source.groups, table.name: (group,)}
    for header in dict.fromkeys(named):
        yield from all_filled(header, groups)


def own_keys(table: CodebookTable, network: Network) -> tuple[str, ...]:
    """The keys of a row that are about the people of a table: one who they are, first."""
    if table is network.perpetrators:
        return (network.of_perpetrator.column,)
    home = (table.household.column,) if table.household else ()
    return (network.of_victim.column, *home)
