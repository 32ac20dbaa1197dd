"""Whether a mapping fits a codebook of linked tables: where each table is, and who is who in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from lanterne.cases.network.locations import identifiers_of, pair_table, tables_of
from lanterne.codebook.advice import nearest
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.codebook.spelling import plain
from lanterne.errors import Place, Problem
from lanterne.harmonise.mapping import Mapping, Source
from lanterne.harmonise.wide_mapping import gap, gaps_in, own_keys
from lanterne.harmonise.wide_rows import MARK


def linked_problems(mapping: Mapping, codebook: Codebook) -> Iterator[Problem]:
    """What is wrong with where the tables are and who is who; not with single columns."""
    network = codebook.network
    assert network is not None
    if mapping.tables:
        yield from _of_tables(mapping, network)
    else:
        yield from _of_one_file(mapping, network)


def _of_tables(mapping: Mapping, network: Network) -> Iterator[Problem]:
    known = {table.name: table for table in tables_of(network)}
    if mapping.source.headers or mapping.source.keys or mapping.source.groups:
        yield Problem("mapping-source-and-tables", place=Place(key="source"))
    for name in mapping.tables:
        if name not in known:
            place = Place(key=f"tables.{name}")
            yield Problem("mapping-unknown-table", {"name": name}, place, nearest(name, known))
    for table in known.values():
        place = Place(key=f"tables.{table.name}")
        if table.name in mapping.tables:
            yield from _of_table(table, mapping.tables[table.name], place)
        elif not table.optional:
            yield Problem("mapping-no-table", {"table": table.name}, place)
    yield from _shared(mapping, network)


def _of_table(table: Table, source: Source, place: Place) -> Iterator[Problem]:
    required = [table.key, *(each.column for each in table.references if each.required)]
    yield from _of_keys(source, identifiers_of(table), filter(None, required), place)
    if source.groups:
        yield Problem("mapping-groups.of-tables", place=place)
    if not source.place:
        yield Problem("mapping-no-place", place=place)
    if source.file and (PurePath(source.file).name != source.file or "\\" in source.file):
        yield Problem("mapping-file-name", place=place)  # a mapping reaches no other folder


def _shared(mapping: Mapping, network: Network) -> Iterator[Problem]:
    """The rows of victims are hers with all that stands on them: no other table is made of them."""
    victims = mapping.tables.get(network.victims.name)
    for table in (network.perpetrators, network.links):
        other = mapping.tables.get(table.name)
        same = victims and other and (victims.file, victims.sheet) == (other.file, other.sheet)
        if same:
            yield Problem("mapping-one-sheet", place=Place(key=f"tables.{table.name}"))


def _of_keys(
    source: Source, permitted: Iterable[str], required: Iterable[str], place: Place
) -> Iterator[Problem]:
    permitted = tuple(permitted)
    if source.keep:
        yield Problem("mapping-keep-of-linked", place=place)
    for name in source.keys:
        if name not in permitted:
            yield Problem("mapping-unknown-key", {"name": name}, place, nearest(name, permitted))
    for name in required:
        if name not in source.keys:
            yield Problem("mapping-no-key", {"name": name}, place)
    used = Counter(source.keys.values())
    for name, header in source.keys.items():
        if used[header] > 1:
            yield Problem("mapping-key-twice", {"name": name, "header": header}, place)


def _of_one_file(mapping: Mapping, network: Network) -> Iterator[Problem]:
    source, place = mapping.source, Place(key="source")
    people = (network.victims, network.perpetrators)
    several = network.victims.name in source.groups
    required = [network.of_victim.column, *([network.of_perpetrator.column] if several else [])]
    yield from _of_keys(source, identifiers_of(pair_table(network)), required, place)
    if several and mapping.legal.consent:
        yield Problem("mapping-groups.consent", place=place)
    for name, groups in source.groups.items():
        if name not in {table.name for table in people}:
            yield Problem("mapping-groups.of-whom", {"name": name}, place)
        folded = Counter(map(plain, groups))
        if not groups or MARK in "".join(groups) or max(folded.values()) > 1:
            yield Problem("mapping-groups.names", {"name": name, "mark": MARK}, place)
    if set(source.groups) <= {table.name for table in people} and all(source.groups.values()):
        yield from _of_gaps(mapping, network)


def _of_gaps(mapping: Mapping, network: Network) -> Iterator[Problem]:
    """Whose group stands in which column: each person has their own, and none of somebody else."""
    source = mapping.source
    for table in (network.victims, network.perpetrators):
        keys = {name: source.keys[name] for name in own_keys(table, network) if name in source.keys}
        read = {one.target: one.reads for one in mapping.columns if one.target in table.names}
        foreign = {name: groups for name, groups in source.groups.items() if name != table.name}
        headers = {**{name: (header,) for name, header in keys.items()}, **read}
        for name, each in headers.items():
            if gaps_in(each, foreign):
                place = Place(key=f"columns.{name}", column=name)
                yield Problem("mapping-groups.of-others", {"name": name}, place)
        who, place = own_keys(table, network)[0], Place(key="source.keys")
        if table.name not in source.groups:
            continue
        if who in keys and gap(table.name) not in keys[who]:
            yield Problem("mapping-groups.key", {"name": who, "gap": gap(table.name)}, place)
        every = [*source.keys.values(), *(h for one in mapping.columns for h in one.reads)]
        if not any(gap(table.name) in header for header in every):
            yield Problem("mapping-groups.unused", {"gap": gap(table.name)}, place)
