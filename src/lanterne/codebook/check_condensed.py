"""Whether the condensed file of a network keeps the codebook that it promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lanterne.codebook.advice import nearest, quoted
from lanterne.codebook.model import (
    Codebook,
    Column,
    CondensedColumn,
    Missing,
    Network,
    Table,
)
from lanterne.errors import Place, Problem
from lanterne.messages import Parameter

KEY = "condensed"
"""Key of a codebook that says how its tables are condensed."""


def condensed_problems(codebook: Codebook, standard: Table) -> Iterator[Problem]:
    """Every reason for which a row per victim would break the codebook of the condensed file.

    Args:
        codebook: A network, good in itself, that says how it is condensed.
        standard: The table of the codebook that the file keeps.
    """
    network, condensed = codebook.network, codebook.condensed
    if network is None or condensed is None:
        return
    names = [column.name for column in condensed.columns]
    yield from _header_problems(names, standard)
    for item in condensed.columns:
        for problem in _column_problems(item, network, standard):
            yield problem.at(key=f"{KEY}.columns.{item.name}", column=item.name)


def _column_problems(item: CondensedColumn, network: Network, standard: Table) -> Iterator[Problem]:
    """What is wrong with where one column of the file comes from."""
    tables = (network.victims, network.perpetrators, network.links)
    sources = {column.name: column for table in tables for column in table.columns}
    if item.source not in sources:
        advice = nearest(item.source, sources)
        yield Problem("unknown-column.in-tables", {"name": item.source}, advice=advice)
    elif item.name in standard.names:
        single = item.source in network.victims.names
        source, target = sources[item.source], standard.column(item.name)
        if item.member:
            yield from _member_problems(item.member, source, target, single=single)
        else:
            yield from _answer_problems(source, target, single=single)
        if target.required and not (single and source.required):
            yield Problem("condensed-type.blank", {"name": source.name})


def _header_problems(names: list[str], standard: Table) -> Iterator[Problem]:
    """The file has exactly the columns of its codebook, in their order."""
    unknown = [name for name in names if name not in standard.names]
    absent = [name for name in standard.names if name not in names]
    twice = [name for name, times in Counter(names).items() if times > 1]
    place = Place(key=KEY)
    for name in unknown:
        there, advice = Place(key=KEY, column=name), nearest(name, standard.names)
        yield Problem("unknown-column.condensed", {"name": name}, there, advice)
    if absent:
        yield Problem("condensed-columns.absent", {"codes": quoted(absent)}, place)
    for name in twice:
        there = Place(key=KEY, column=name)
        yield Problem("duplicate-name.condensed", {"name": name}, there)
    if not (unknown or absent or twice) and tuple(names) != standard.names:
        yield Problem("condensed-columns.order", {"names": standard.names}, place)


def _answer_problems(source: Column, target: Column, *, single: bool) -> Iterator[Problem]:
    """What a column holds must be what the column of the file may hold.

    Args:
        source: What it is made of.
        target: What the codebook of the file says about it.
        single: Each victim has one answer, and not a set of answers of all perpetrators.
    """
    is_set = source.traits.several or not single
    if is_set and not target.traits.several:
        yield Problem("condensed-type.several", {"name": source.name})
    elif not is_set and target.traits.several:
        yield Problem("condensed-type.one", {"name": source.name})
    elif is_set and source.separator != target.separator:
        gaps = {"name": source.name, "separator": target.separator}
        yield Problem("bad-separator.condensed", gaps)
    absent = [code for code in source.codes if code not in target.codes]
    if single:
        known = {text for texts in target.missing.values() for text in texts}
        kinds = (kind for kind in source.missing if kind is not Missing.SUPPRESSED)
        absent += [text for kind in kinds if (text := source.missing[kind][0]) not in known]
    if absent:
        held: dict[str, Parameter] = {"codes": quoted(absent), "name": source.name}
        yield Problem("unknown-value.condensed", held)


def _member_problems(
    member: str, source: Column, target: Column, *, single: bool
) -> Iterator[Problem]:
    """A flag says one member of a set that perpetrators or links have."""
    if single or not source.traits.several:
        yield Problem("condensed-type.no-set", {"name": source.name})
    elif member not in source.codes:
        gaps = {"name": source.name, "code": member}
        yield Problem("unknown-value.member", gaps, advice=nearest(member, source.codes))
    if not target.traits.flag or len(target.codes) != 1:
        yield Problem("condensed-type.no-flag")
