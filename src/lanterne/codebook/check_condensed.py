"""Whether the condensed file of a network keeps the codebook that it promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lanterne.codebook.model import (
    Codebook,
    Column,
    ColumnType,
    CondensedColumn,
    Missing,
    Network,
    Table,
)
from lanterne.codebook.section import suggestion
from lanterne.errors import Problem


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
            message = f"condensed column {item.name!r}: {problem.message}"
            yield replace(problem, message=message, column=item.name)


def _column_problems(item: CondensedColumn, network: Network, standard: Table) -> Iterator[Problem]:
    """What is wrong with where one column of the file comes from."""
    tables = (network.victims, network.perpetrators, network.links)
    sources = {column.name: column for table in tables for column in table.columns}
    if item.source not in sources:
        message = f"there is no column {item.source!r} in any table."
        yield Problem("unknown-column", message, suggestion(item.source, sources))
    elif item.name in standard.names:
        single = item.source in network.victims.names
        source, target = sources[item.source], standard.column(item.name)
        if item.member:
            yield from _member_problems(item.member, source, target, single=single)
        else:
            yield from _answer_problems(source, target, single=single)
        if target.required and not (single and source.required):
            message = f"{source.name!r} may be blank, the column of the file may not."
            yield Problem("condensed-type", message, "Choose another column.")


def _header_problems(names: list[str], standard: Table) -> Iterator[Problem]:
    """The file has exactly the columns of its codebook, in their order."""
    unknown = [name for name in names if name not in standard.names]
    absent = [name for name in standard.names if name not in names]
    twice = [name for name, times in Counter(names).items() if times > 1]
    for name in unknown:
        message = f"condensed: the codebook of the file has no column {name!r}."
        yield Problem("unknown-column", message, suggestion(name, standard.names), column=name)
    if absent:
        message = f"condensed: says nothing of {', '.join(map(repr, absent))}."
        yield Problem("condensed-columns", message, "Say where each column comes from.")
    for name in twice:
        message = f"condensed: the column {name!r} is there more than once."
        yield Problem("duplicate-name", message, "Keep one.", column=name)
    if not (unknown or absent or twice) and tuple(names) != standard.names:
        message = "condensed: the columns are not in the order of the codebook of the file."
        yield Problem("condensed-columns", message, f"The order is {', '.join(standard.names)}.")


def _answer_problems(source: Column, target: Column, *, single: bool) -> Iterator[Problem]:
    """What a column holds must be what the column of the file may hold.

    Args:
        source: What it is made of.
        target: What the codebook of the file says about it.
        single: Each victim has one answer, and not a set of answers of all perpetrators.
    """
    is_set = source.type is ColumnType.SET or not single
    if is_set != (target.type is ColumnType.SET):
        message = f"{source.name!r} {_gives(is_set)}, the file {_gives(not is_set)}."
        yield Problem("condensed-type", message, "Choose another column, or a member.")
    elif is_set and source.separator != target.separator:
        message = f"the answers of {source.name!r} are joined by another text than in the file."
        yield Problem("bad-separator", message, f"Join them by {target.separator!r}.")
    absent = [code for code in source.codes if code not in target.codes]
    if single:
        known = {text for texts in target.missing.values() for text in texts}
        kinds = (kind for kind in source.missing if kind is not Missing.SUPPRESSED)
        absent += [text for kind in kinds if (text := source.missing[kind][0]) not in known]
    if absent:
        message = f"the file has no {', '.join(map(repr, absent))}, which {source.name!r} may hold."
        yield Problem("unknown-value", message, "Use the values of its codebook.")


def _member_problems(
    member: str, source: Column, target: Column, *, single: bool
) -> Iterator[Problem]:
    """A flag says one member of a set that perpetrators or links have."""
    if single or source.type is not ColumnType.SET:
        message = f"{source.name!r} is no set of the perpetrators or of the links."
        yield Problem("condensed-type", message, "Take the member out.")
    elif member not in source.codes:
        message = f"{source.name!r} has no value {member!r}."
        yield Problem("unknown-value", message, suggestion(member, source.codes))
    if target.type is not ColumnType.FLAG or len(target.codes) != 1:
        message = "only a flag whose other answer is the blank can say a member."
        yield Problem("condensed-type", message, "Take the member out.")


def _gives(is_set: bool) -> str:
    return "gives several answers" if is_set else "gives one answer"
