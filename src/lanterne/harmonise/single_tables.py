"""A mapping as mappings of one table each, whether its tables are sheets, files or one wide row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lanterne.cases.network.locations import pair_table, tables_of
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.harmonise.mapping import LegalBasis, Mapping, Source
from lanterne.harmonise.wide_mapping import wide_row


@dataclass(frozen=True)
class SingleTable:
    """One table that is made, from one file or sheet.

    Attributes:
        table: The table; of a file whose rows hold several people, that of pairs.
        mapping: How, as a mapping of one table.
        codebook: What its columns mean, as a codebook of one table.
    """

    table: Table
    mapping: Mapping
    codebook: Codebook


def single_tables(mapping: Mapping, codebook: Codebook) -> tuple[SingleTable, ...]:
    """The tables that a mapping makes, in the order of the codebook.

    Args:
        mapping: A mapping.
        codebook: Its codebook; of linked tables the mapping says rightly where each of them is.
    """
    network = codebook.network
    if network is None:
        return (SingleTable(codebook.table, mapping, codebook),)
    if not mapping.tables:
        wide = wide_row(mapping, codebook)
        return (SingleTable(pair_table(network), wide.mapping, wide.codebook),)
    return tuple(
        SingleTable(table, _of_table(mapping, table, network), replace(codebook, tables=(table,)))
        for table in tables_of(network)
        if table.name in mapping.tables
    )


def _of_table(mapping: Mapping, table: Table, network: Network) -> Mapping:
    """What a mapping says of one table, as a mapping of one table; victims are asked for consent.

    What other tables read of the same sheet or file is left out here.
    """
    source = mapping.tables[table.name]
    ordered = sorted(source.keys, key=lambda name: name != table.key)
    one = replace(
        mapping,
        source=replace(
            source,
            keep=tuple(dict.fromkeys(source.keys[name] for name in ordered)),
            keys={},
        ),
        legal=mapping.legal if table is network.victims else LegalBasis(),
        columns=tuple(column for column in mapping.columns if column.target in table.names),
        tables={},
    )
    others = {
        header
        for other in tables_of(network)
        if other.name in mapping.tables and other is not table
        for header in _read_beside(mapping, other, source)
    }
    left = (*source.leave_out, *sorted(others - one.accounted))
    return replace(one, source=replace(one.source, leave_out=left))


def _read_beside(mapping: Mapping, other: Table, source: Source) -> Iterator[str]:
    """The columns that another table reads, where it stands in the same place."""
    beside = mapping.tables[other.name]
    if (beside.file, beside.sheet) == (source.file, source.sheet):
        yield from beside.keys.values()
        for column in mapping.columns:
            if column.target in other.names:
                yield from column.reads
