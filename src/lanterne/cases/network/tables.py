"""From files or sheets to the tables of a network, with all that must be true of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.households import check_circles, home_of, whole_households
from lanterne.cases.network.locations import Part
from lanterne.cases.network.pair_file import split_pairs
from lanterne.cases.network.records import ReadTables, Records, read_rows
from lanterne.cases.network.references import (
    check_answers,
    check_keys,
    check_pairs,
    check_reference,
)
from lanterne.cases.records import RowCounts
from lanterne.codebook.model import Network, Reference


def read_checked(parts: Sequence[Part], network: Network, tally: RowCounts) -> ReadTables:
    """The tables that can be read; all that is wrong in them is among the findings.

    Args:
        parts: The files or sheets.
        network: The tables.
        tally: Counts the rows that are read.
    """
    return check_read(_read(parts, network, tally), network)


def check_read(read: ReadTables, network: Network) -> ReadTables:
    """The same tables, with what is legal and was not written; what is wrong is in their findings.

    Args:
        read: The tables that could be read.
        network: What they mean.
    """
    for records in read.tables.values():
        _check_rows(records)
        check_keys(records)
    described = None if read.described is None else check_answers(read.described)
    tables = {
        name: check_answers(records)
        for name, records in read.tables.items()
        if described is None or name != network.perpetrators.name or not records.findings
    }
    tables = {**read.tables, **tables}
    for name, reference in _references(network):
        if name in tables and reference.table in tables:
            target = tables[reference.table]
            tables[reference.table] = check_reference(tables[name], reference, target)
    if network.households and network.households.name in tables:
        check_circles(tables[network.households.name])
    if network.links.name in tables:
        check_pairs(tables[network.links.name])
    return ReadTables(tables, described)


def _read(parts: Sequence[Part], network: Network, tally: RowCounts) -> ReadTables:
    if parts and parts[0].place.pairs:
        pairs = read_rows(parts[0], tally)
        return split_pairs(pairs, network) if pairs else ReadTables({})
    found = {part.place.table.name: read_rows(part, tally) for part in parts}
    return ReadTables({name: records for name, records in found.items() if records})


def _references(network: Network) -> list[tuple[str, Reference]]:
    """Name of a table and each of its references, with those of victims to their households.

    These are last: a household that others are part of may be one without a row of its own.
    """
    home = home_of(network)
    found = [(network.links.name, reference) for reference in network.links.references]
    if home and network.households:
        found += [(network.households.name, each) for each in network.households.references]
        found.append((network.victims.name, home))
    return found


def _check_rows(records: Records) -> None:
    if records.rows.is_empty() and not records.table.optional and not records.findings:
        records.findings.add("no-rows.table", {"table": records.table.name})


def written(read: ReadTables, network: Network) -> NetworkTables:
    """The texts of tables in which nothing is wrong.

    Args:
        read: What :func:`read_checked` gives when there are no findings.
        network: The tables.
    """
    tables = read.tables
    victims, perpetrators, links = (
        tables[table.name] for table in (network.victims, network.perpetrators, network.links)
    )
    homes = []
    if network.victims.household:
        households = tables.get(network.households.name) if network.households else None
        homes = [whole_households(victims.rows[network.victims.household.column], households)]
    return NetworkTables(
        victims=_texts([_keys(victims), *homes], victims),
        perpetrators=_texts([_keys(perpetrators)], perpetrators),
        links=_texts(_pairs(links, network), links),
        described=None
        if read.described is None
        else _texts(_pairs(read.described, network), read.described),
    )


def _pairs(records: Records, network: Network) -> list[pl.Series]:
    return [records.rows[reference.column] for reference in network.links.references]


def _keys(records: Records) -> pl.Series:
    assert records.table.key is not None  # links refer to it
    return records.rows[records.table.key]


def answers_as_texts(records: Records, *identifiers: str) -> pl.DataFrame:
    """These columns of ids, then all answers as the codebook writes them."""
    return _texts([records.rows[name] for name in identifiers], records)


def _texts(identifiers: Sequence[pl.Series], records: Records) -> pl.DataFrame:
    books = records.vocabularies.items()
    return pl.DataFrame([*identifiers, *(book.write(records.rows[name]) for name, book in books)])
