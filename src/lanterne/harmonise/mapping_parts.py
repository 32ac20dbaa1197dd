"""A mapping in the parts that people decide on: one for each sheet, file, or kind of columns.

Of one table there is one part. Of linked tables each sheet or file is a part, with all tables that
are made of it; of one file whose rows hold several people there is a part for what is asked of each
of them, and one for the rest. Each part is a mapping of one table, so that whatever edits such a
mapping edits linked tables too; :func:`joined` makes one mapping of the parts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lanterne.cases.network.locations import identifiers_of, pair_table, tables_of
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.harmonise.mapping import LegalBasis, Source
from lanterne.harmonise.mapping import Mapping as FileMapping
from lanterne.harmonise.wide_mapping import all_filled, gap, own_keys


@dataclass(frozen=True)
class MappingPart:
    """A part of a mapping.

    Attributes:
        tables: The tables of the codebook that are made of it.
        mapping: What is decided about it, as a mapping of one table. It keeps who is who.
        codebook: The columns that it may fill, as those of one table.
        keys: Key of the codebook → column of the part that says who it is. Of linked tables.
        permitted: The keys that may be said here. Of linked tables.
        required: Those of them without which no case is made.
        asks_consent: Whether a column of it may say who consents: of linked tables victims alone
            are asked, and none of several in a row.
        several: What stands for the gap in names of its columns, once for each of the people that a
            row may hold; empty: names have no gap.
    """

    tables: tuple[Table, ...]
    mapping: FileMapping
    codebook: Codebook
    keys: Mapping[str, str]
    permitted: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    asks_consent: bool = True
    several: Mapping[str, tuple[str, ...]] | None = None

    @property
    def name(self) -> str:
        """What people call the sheet or file; empty: there is one file."""
        return self.mapping.source.place

    def with_keys(self, chosen: Mapping[str, str]) -> MappingPart:
        """The part in which these columns say who is who, and no others."""
        kept = tuple(dict.fromkeys(chosen.values()))
        source = self.mapping.source
        left = tuple(name for name in source.leave_out if name not in kept)
        mapping = replace(self.mapping, source=replace(source, keep=kept, leave_out=left))
        return replace(self, mapping=mapping, keys=dict(chosen))

    def headers_of(self, column: str) -> tuple[str, ...]:
        """The columns of the file that one of the part stands for."""
        return all_filled(column, self.several) if self.several else (column,)


def mapping_parts(mapping: FileMapping, codebook: Codebook) -> tuple[MappingPart, ...]:
    """The parts of a mapping, in the order of the codebook's tables.

    Args:
        mapping: A mapping; it may lack keys, and say of no column what becomes of it. Of one file
            with several victims and several perpetrators in a row there are no parts.
        codebook: Its codebook.
    """
    network = codebook.network
    if network is None:
        return (MappingPart((codebook.table,), mapping, codebook, {}),)
    if mapping.tables:
        return tuple(_of_places(mapping, codebook, network))
    if mapping.source.groups:
        return tuple(_of_wide_row(mapping, codebook, network))
    tables, required = (network.victims, network.perpetrators, network.links), [network.of_victim]
    made = _part(mapping, codebook, tables, mapping.source, [one.column for one in required])
    return (replace(made, permitted=identifiers_of(pair_table(network))),)


def _of_places(mapping: FileMapping, codebook: Codebook, network: Network) -> Iterable[MappingPart]:
    """Each sheet or file, with the tables that are made of it."""
    places: dict[tuple[str, str], list[Table]] = {}
    for table in tables_of(network):
        if table.name in mapping.tables:
            source = mapping.tables[table.name]
            places.setdefault((source.file, source.sheet), []).append(table)
    for tables in places.values():
        sources = [mapping.tables[table.name] for table in tables]
        keys = {name: header for source in sources for name, header in source.keys.items()}
        left = dict.fromkeys(name for source in sources for name in source.leave_out)
        read = {h for one in mapping.columns if one.target in _names(tables) for h in one.reads}
        source = replace(
            sources[0],
            keys=keys,
            leave_out=tuple(name for name in left if name not in {*read, *keys.values()}),
        )
        required = [
            name
            for table in tables
            for name in (table.key, *(one.column for one in table.references if one.required))
            if name
        ]
        yield _part(mapping, codebook, tables, source, required)


def _of_wide_row(
    mapping: FileMapping, codebook: Codebook, network: Network
) -> Iterable[MappingPart]:
    """What a row says once, and what it says of each of several people."""
    source = mapping.source
    (name,) = source.groups
    several = network.victims if name == network.victims.name else network.perpetrators
    beside = network.perpetrators if several is network.victims else network.victims
    patterns = _patterns(mapping, several.name)
    numbered = {each for pattern in patterns for each in all_filled(pattern, source.groups)}
    wanted = {network.of_victim.column}
    if several is network.victims:
        wanted.add(network.of_perpetrator.column)
    for table, headers in (
        (beside, tuple(one for one in source.headers if one not in numbered)),
        (several, patterns),
    ):
        tables = (table,) if table is network.victims else (table, network.links)
        own, there = own_keys(table, network), set(headers)
        keys = {name: header for name, header in source.keys.items() if name in own}
        part = replace(
            source,
            headers=headers,
            keys=keys,
            leave_out=tuple(one for one in source.leave_out if one in there),
            groups={},
        )
        groups = source.groups if table is several else None
        made = _part(mapping, codebook, tables, part, [one for one in own if one in wanted])
        asks = made.asks_consent and table is not several
        yield replace(made, permitted=own, asks_consent=asks, several=groups)


def _patterns(mapping: FileMapping, name: str) -> tuple[str, ...]:
    """Names of columns with the gap of a table: those of the mapping, then those of the file.

    The columns of the file count that are there for each of the people.
    """
    source = mapping.source
    groups, mark = source.groups[name], gap(name)
    said = [one for one in (*source.keys.values(), *mapping.accounted) if mark in one]
    found = dict.fromkeys(sorted(set(said), key=lambda one: _place(one, source)))
    there = set(source.headers)
    taken = {each for pattern in found for each in all_filled(pattern, source.groups)}
    for header in source.headers:
        for place in range(len(header)):
            if header in taken or not header.startswith(groups[0], place):
                continue
            pattern = f"{header[:place]}{mark}{header[place + len(groups[0]) :]}"
            each = all_filled(pattern, source.groups)
            if there.issuperset(each) and taken.isdisjoint(each):
                found[pattern] = None
                taken.update(each)
    return tuple(found)


def _place(pattern: str, source: Source) -> int:
    """Where the first of its columns stands in the file; at the end where none does."""
    each = set(all_filled(pattern, source.groups))
    return next((at for at, one in enumerate(source.headers) if one in each), len(source.headers))


def _part(
    mapping: FileMapping,
    codebook: Codebook,
    tables: Sequence[Table],
    source: Source,
    required: Iterable[str],
) -> MappingPart:
    network = codebook.network
    assert network is not None
    columns = tuple(column for table in tables for column in table.columns)
    one = replace(
        mapping,
        source=replace(source, keep=tuple(dict.fromkeys(source.keys.values())), keys={}),
        legal=mapping.legal if network.victims in tables else LegalBasis(),
        columns=tuple(mapping.column_of(column.name) for column in columns),
        tables={},
    )
    whole = replace(tables[0], columns=columns, references=(), key=None)
    permitted = dict.fromkeys(name for table in tables for name in identifiers_of(table))
    return MappingPart(
        tuple(tables),
        one,
        replace(codebook, tables=(whole,)),
        dict(source.keys),
        tuple(permitted),
        tuple(required),
        asks_consent=network.victims in tables,
    )


def _names(tables: Iterable[Table]) -> frozenset[str]:
    return frozenset(name for table in tables for name in table.names)


def joined(mapping: FileMapping, codebook: Codebook, parts: Sequence[MappingPart]) -> FileMapping:
    """The mapping whose parts say what these do.

    Args:
        mapping: That of which :func:`mapping_parts` gave the parts, before they were changed.
        codebook: Its codebook.
        parts: All of them.
    """
    network = codebook.network
    if network is None:
        return parts[0].mapping
    made = {one.target: one for part in parts for one in part.mapping.columns}
    columns = tuple(made.get(one.target, one) for one in mapping.columns)
    legal = next(part.mapping.legal for part in parts if network.victims in part.tables)
    changed = replace(mapping, columns=columns, legal=legal)
    if not mapping.tables:
        return replace(changed, source=_joined_source(mapping.source, parts))
    tables = dict(mapping.tables)
    for part in parts:
        keys, source = _keys_left(part), part.mapping.source
        for table in part.tables:
            own = {name: h for name, h in keys.items() if name in identifiers_of(table)}
            tables[table.name] = replace(source, keep=(), keys=own)
    return replace(changed, tables=tables)


def _joined_source(source: Source, parts: Sequence[MappingPart]) -> Source:
    left = {name for part in parts for name in part.mapping.source.leave_out}
    order = dict.fromkeys((*source.leave_out, *source.headers, *sorted(left)))
    keys = {name: header for part in parts for name, header in _keys_left(part).items()}
    return replace(source, leave_out=tuple(name for name in order if name in left), keys=keys)


def _keys_left(part: MappingPart) -> dict[str, str]:
    """The keys whose columns are still kept: another use takes them away."""
    kept = part.mapping.source.keep
    return {name: header for name, header in part.keys.items() if header in kept}
