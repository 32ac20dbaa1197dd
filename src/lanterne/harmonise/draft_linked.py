"""A mapping for linked tables as a proposal: which sheet is which table, and who is who.

What is mapped is drafted as for one table. Keys are proposed where a column is named like an id; a
person decides the others, since two columns that look like keys of the same people may not be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from lanterne.cases.network.locations import pair_table, tables_of
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.codebook.spelling import plain
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.draft_columns import Asked
from lanterne.harmonise.draft_mapping import Draft, draft_mapping
from lanterne.harmonise.earlier_linked import LinkedLessons, RowForm
from lanterne.harmonise.earlier_mappings import Learnt
from lanterne.harmonise.mapping import LegalBasis, Rule, Source
from lanterne.harmonise.mapping import Mapping as PartnerMapping
from lanterne.harmonise.person_groups import PersonGroups, person_groups
from lanterne.harmonise.source_columns import ScannedTable, SourceColumn, as_one_column
from lanterne.harmonise.wide_mapping import around, gap
from lanterne.messages import Message

STEM = 6
"""Letters by which a word is the same in several languages: victims, victimes, víctimas."""


def draft_linked_mapping(
    name: str,
    scanned: Sequence[ScannedTable],
    codebook: Codebook,
    earlier: Sequence[PartnerMapping] = (),
    places: Mapping[str, str] = MappingProxyType({}),
) -> Draft:
    """Draft a mapping of a partner's linked tables.

    Args:
        name: Name of the mapping.
        scanned: One file or sheet whose rows hold several people; or several, each a table.
        codebook: A codebook of linked tables.
        earlier: Mappings of earlier files: what people approved in them is proposed first.
        places: Of several, name of a table → the sheet or file that somebody chose for it; empty:
            there is none. The others are proposed.

    Returns:
        The draft. Keys that nobody could tell are asked for, and are not in it.
    """
    network, lessons = codebook.network, LinkedLessons(earlier, codebook)
    assert network is not None
    if len(scanned) > 1:
        return _of_tables(name, scanned, lessons, network, places)
    return _of_one_file(name, scanned[0], lessons, network)


def _of_one_file(name: str, file: ScannedTable, lessons: LinkedLessons, network: Network) -> Draft:
    codebook = lessons.codebook
    headers = tuple(column.name for column in file.columns)
    groups = person_groups(headers)
    if not groups.numbers:
        pairs = pair_table(network)
        drafted = _drafted(name, file, pairs, codebook, lessons.of_row(pairs, RowForm()))
        both = _of_keep(drafted, [network.of_victim.column, network.of_perpetrator.column])
        drafted = replace(drafted, of_tables={pairs.name: drafted.suggestions})
        return _finished(drafted, replace(drafted.mapping.source, keep=(), keys=both), codebook)
    people, others = network.perpetrators, network.victims
    if _speak_of(groups.patterns, network.victims):
        people, others = others, people
    own = tuple(column for column in file.columns if column.name not in groups.patterns)
    seats, named = _seats(file.columns, groups, gap(people.name))
    several = frozenset({people.name})
    drafts = {}
    for one, columns, of in ((others, own, frozenset[str]()), (people, seats, several)):
        table = _with_links(one, network)
        learnt = lessons.of_row(table, RowForm(several, of))
        part = replace(file, columns=columns)
        drafts[one.name] = _drafted(name, part, table, codebook, learnt)
    drafts[people.name] = _renamed(drafts[people.name], named.__getitem__)
    of_victims, of_others = (drafts[one.name] for one in (network.victims, network.perpetrators))
    keys: dict[str, str] = {}
    if people is network.perpetrators:  # of a register the column of ids is that of the offence
        keys = _of_keep(of_victims, [network.of_victim.column])
        keys |= _of_keep(of_others, [network.of_perpetrator.column])
    source = replace(
        of_victims.mapping.source,
        headers=headers,
        keep=(),
        keys=keys,
        groups={people.name: groups.numbers},
        leave_out=(*of_victims.mapping.source.leave_out, *of_others.mapping.source.leave_out),
    )
    return _finished(_merged(drafts, network), source, codebook)


def _speak_of(headers: Iterable[str], table: Table) -> bool:
    """Whether names of columns have a word of the label of a table, in one of its languages."""
    stems = {plain(text)[:STEM] for text in table.label.values() if len(plain(text)) > STEM}
    return any(stem in plain(header) for stem in stems for header in headers)


def _with_links(table: Table, network: Network) -> Table:
    """The columns of a table of people; of perpetrators with those of the links to them."""
    if table is network.victims:
        return table
    return replace(table, columns=(*table.columns, *network.links.columns))


def _seats(
    columns: Sequence[SourceColumn], groups: PersonGroups, gap_text: str
) -> tuple[tuple[SourceColumn, ...], dict[str, str]]:
    """The numbered columns as those of one person; the name of each → its name with the gap."""
    seats: dict[str, list[SourceColumn]] = {}
    named: dict[str, str] = {}
    for column in columns:
        if column.name not in groups.patterns:
            continue
        before, behind = groups.patterns[column.name]
        short = around(before, behind)
        seats.setdefault(short, []).append(column)
        named[short] = f"{before}{gap_text}{behind}"
    return tuple(as_one_column(short, each) for short, each in seats.items()), named


def _of_tables(
    name: str,
    scanned: Sequence[ScannedTable],
    lessons: LinkedLessons,
    network: Network,
    places: Mapping[str, str],
) -> Draft:
    chosen = _chosen(name, scanned, lessons, network, places)
    drafts = {
        table.name: _of_sheet(name, chosen[table.name], table, lessons)
        for table in tables_of(network)
        if table.name in chosen
    }
    sources = {name: one.mapping.source for name, one in drafts.items()}
    tables: dict[str, Source] = {}
    asked: list[Asked] = []
    for table in (one for one in tables_of(network) if one.name in drafts):
        source = drafts[table.name].mapping.source
        keys = _keys_of(table, network, sources)
        wanted = [table.key, *(each.column for each in table.references if each.required)]
        where = chosen[table.name].name
        asked += [_asked_key(where, key) for key in wanted if key and key not in keys]
        left = tuple(each for each in source.leave_out if each not in keys.values())
        tables[table.name] = replace(source, keep=(), keys=keys, leave_out=left)
    finished = _finished(_merged(drafts, network), Source(), lessons.codebook)
    mapping = replace(finished.mapping, tables=tables)
    return replace(finished, mapping=mapping, asked=(*finished.asked, *asked))


def _chosen(
    name: str,
    scanned: Sequence[ScannedTable],
    lessons: LinkedLessons,
    network: Network,
    places: Mapping[str, str],
) -> dict[str, ScannedTable]:
    """Each table with the sheet that somebody chose, is named like it, or fills most of it."""
    there = {one.place: one for one in scanned}
    said = {table: there[place] for table, place in places.items() if place in there}
    chosen = dict[str, ScannedTable]()
    free = [one for one in scanned if one not in said.values()]
    for table in tables_of(network):
        if table.name in said:
            chosen[table.name] = said[table.name]
            continue
        labels = {plain(text) for text in (table.name, *table.label.values())}
        called = [one for one in free if plain(one.name) in labels]
        if table.optional and (not called or table.name in places):
            continue
        pool = called or free or list(chosen.values())[1:] or list(scanned)
        best = max(pool, key=lambda one: _filled(_of_sheet(name, one, table, lessons)))
        chosen[table.name] = best
        free = [one for one in free if one is not best]
    return chosen


def _keys_of(table: Table, network: Network, sources: Mapping[str, Source]) -> dict[str, str]:
    """The keys of a table: of people the column that the links have too, or else an id."""
    found: dict[str, str] = {}
    for reference in network.links.references:
        of_people = sources[reference.table]
        shared = _shared(of_people, sources[network.links.name])
        own = shared if len(shared) == 1 else of_people.keep[:1]
        if table.name == reference.table and table.key:
            found |= dict(zip([table.key], own, strict=False))
        if table is network.links:
            same = [h for h in sources[table.name].headers if plain(h) in map(plain, own)]
            found |= dict(zip([reference.column], same, strict=False))
    if table.key and not found:
        found = dict(zip([table.key], sources[table.name].keep, strict=False))
    return found


def _shared(one: Source, other: Source) -> list[str]:
    """Columns that two sheets name alike."""
    names = set(map(plain, other.headers))
    return [header for header in one.headers if plain(header) in names]


def _filled(draft: Draft) -> int:
    return sum(column.rule is not Rule.UNDETERMINED for column in draft.mapping.columns)


def _of_sheet(name: str, sheet: ScannedTable, table: Table, lessons: LinkedLessons) -> Draft:
    return _drafted(name, sheet, table, lessons.codebook, lessons.of_sheet(table))


def _drafted(
    name: str, file: ScannedTable, table: Table, codebook: Codebook, learnt: Learnt
) -> Draft:
    one = replace(codebook, tables=(replace(table, references=(), key=None),))
    return draft_mapping(name, file.source, file.columns, one, learnt)


def _of_keep(draft: Draft, keys: Iterable[str]) -> dict[str, str]:
    """Keys and the columns that look like ids, in their order."""
    return dict(zip(keys, draft.mapping.source.keep, strict=False))


def _renamed(draft: Draft, of: Callable[[str], str]) -> Draft:
    """The draft with other names of columns of the file."""

    return Draft(
        draft.mapping.renamed(of),
        tuple(replace(one, source=of(one.source)) for one in draft.suggestions),
        tuple(replace(one, column=of(one.column)) if one.column else one for one in draft.asked),
        tuple(replace(one, column=of(one.column)) for one in draft.private),
    )


def _merged(of_tables: Mapping[str, Draft], network: Network) -> Draft:
    """Drafts of several tables as one; who consents is said of victims, who are the first."""
    drafts = [of_tables[one.name] for one in tables_of(network) if one.name in of_tables]
    first = drafts[0]
    columns = {c.target: c for one in reversed(drafts) for c in one.mapping.columns}
    asked = [one for draft in drafts[1:] for one in draft.asked if one.column]
    return Draft(
        replace(first.mapping, columns=tuple(columns.values())),
        tuple(suggestion for one in drafts for suggestion in one.suggestions),
        (*first.asked, *asked),
        tuple(private for one in drafts for private in one.private),
        of_tables={name: one.suggestions for name, one in of_tables.items()},
    )


def _finished(draft: Draft, source: Source, codebook: Codebook) -> Draft:
    """The draft for the whole codebook, its columns in the order of the codebook."""
    mapping = replace(
        draft.mapping.completed(codebook),
        codebook_digest=codebook_digest(codebook),
        source=source,
    )
    network = codebook.network
    assert network is not None
    wanted = [network.of_victim.column]
    if network.victims.name in source.groups:  # several in a row: none of them can be asked
        wanted.append(network.of_perpetrator.column)
        mapping = replace(mapping, legal=LegalBasis())
    missing = [key for key in wanted if source.headers and key not in source.keys]
    asked = (*draft.asked, *(_asked_key("", key) for key in missing))
    return replace(draft, mapping=mapping, asked=asked)


def _asked_key(where: str, key: str) -> Asked:
    return Asked(where, Message("draft-asks.key", {"name": key}))
