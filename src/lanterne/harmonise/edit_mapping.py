"""Decisions about a mapping, one at a time; each gives another mapping, and none is approved by it.

A column of a file has one use: it fills columns of the codebook, says who is who or who consents,
or is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lanterne.codebook.model import Codebook, Column
from lanterne.codebook.spelling import plain
from lanterne.harmonise.check_mapping import mapping_problems
from lanterne.harmonise.draft_columns import drafted_column
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Mapping, Rule, Status
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.suggest_columns import Use

_ALONE = frozenset({Rule.AGE_FROM, Rule.SET_FROM_FLAGS, Rule.CATEGORY_FROM_FLAGS})
"""Rules whose columns mean something else each, so that no other stands beside them."""


def use_of(mapping: Mapping, header: str) -> Use | None:
    """What a column of the file is for; ``None``: nobody has decided."""
    if header in mapping.source.keep:
        return Use.KEEP
    if header in mapping.source.leave_out:
        return Use.LEAVE_OUT
    if header == mapping.legal.consent:
        return Use.LEGAL
    return Use.MAP if targets_of(mapping, header) else None


def targets_of(mapping: Mapping, header: str) -> tuple[str, ...]:
    """The columns of the codebook that a column of the file fills."""
    return tuple(column.target for column in mapping.columns if header in column.reads)


def with_column(mapping: Mapping, column: MappedColumn) -> Mapping:
    """The mapping with another decision about one column of the codebook.

    What it reads is not left out; what else it is for stays.
    """
    rest = [column if one.target == column.target else one for one in mapping.columns]
    if column not in rest:
        rest.append(column)
    left_out = (name for name in mapping.source.leave_out if name not in column.reads)
    source = replace(mapping.source, leave_out=tuple(left_out))
    return replace(mapping, columns=tuple(rest), source=source)


def without_use(mapping: Mapping, header: str) -> Mapping:
    """The mapping as if nobody had decided about a column of the file."""
    source, legal = mapping.source, mapping.legal
    return replace(
        mapping,
        source=replace(
            source, keep=_without(source.keep, header), leave_out=_without(source.leave_out, header)
        ),
        legal=replace(legal, consent="", given=()) if legal.consent == header else legal,
        columns=tuple(_not_reading(column, header) for column in mapping.columns),
    )


def with_use(mapping: Mapping, header: str, use: Use) -> Mapping:
    """The mapping in which a column of the file is for something else than the codebook.

    Raises:
        ValueError: It is for the codebook; see :func:`with_target`.
    """
    bare = without_use(mapping, header)
    if use is Use.KEEP:
        return replace(bare, source=replace(bare.source, keep=(*bare.source.keep, header)))
    if use is Use.LEAVE_OUT:
        out = (*bare.source.leave_out, header)
        return replace(bare, source=replace(bare.source, leave_out=out))
    if use is Use.LEGAL:
        return replace(bare, legal=LegalBasis(consent=header))
    raise ValueError("a column that fills the codebook needs the name of a column there")


def with_target(mapping: Mapping, source: SourceColumn, target: Column) -> Mapping:
    """The mapping in which a column of the file fills one of the codebook, as it would be drafted.

    Where others fill that column already, the first of them that says something counts; of flags,
    whichever says yes. Answers that are made of several columns in another way give place to it.

    Args:
        mapping: The mapping.
        source: The column of the file.
        target: The column of the codebook.
    """
    bare = without_use(mapping, source.name)
    before, drafted = bare.column_of(target.name), drafted_column(source, target).column
    if before.reads and before.rule not in _ALONE:
        drafted = replace(
            before,
            rule=Rule.ANY_OF if target.traits.flag else Rule.FIRST_OF,
            sources=(*before.reads, source.name),
            members={},
            values={**drafted.values, **before.values},
            missing={**drafted.missing, **before.missing},
            status=Status.PROPOSED,
        )
    return with_column(bare, drafted)


def approved(mapping: Mapping, targets: Collection[str], by: str) -> Mapping:
    """The mapping in which somebody stands behind some of its columns.

    Args:
        mapping: The mapping.
        targets: Columns of the codebook; those of which nothing is decided stay so.
        by: Who it is.
    """
    return replace(
        mapping,
        columns=tuple(
            replace(one, status=Status.APPROVED, by=by)
            if one.target in targets and one.rule is not Rule.UNDETERMINED
            else one
            for one in mapping.columns
        ),
    )


def not_asked(mapping: Mapping, targets: Collection[str], by: str) -> Mapping:
    """The mapping in which somebody says that the source does not ask some questions."""
    columns = (
        MappedColumn(one.target, Rule.IMPOSSIBLE, status=Status.APPROVED, by=by)
        if one.target in targets
        else one
        for one in mapping.columns
    )
    return replace(mapping, columns=tuple(columns))


def redrafted(mapping: Mapping, draft: Mapping, codebook: Codebook) -> Mapping:
    """The draft for another file or codebook, with every decision that still holds.

    Who is who stays as people said it, in their order: another column that looks like an id waits
    for a decision. Capitals, accents and blanks of names of columns do not count.

    Args:
        mapping: What people have decided.
        draft: What is proposed for the file and the codebook of now.
        codebook: That codebook.
    """
    spelt = {plain(name): name for name in draft.source.headers}
    mapping = mapping.renamed(lambda name: spelt.get(plain(name), name))
    headers = set(draft.source.headers)
    kept = replace(draft, source=replace(draft.source, keep=()))
    for use, names in (
        (Use.KEEP, mapping.source.keep),
        (Use.LEAVE_OUT, mapping.source.leave_out),
        (Use.LEGAL, (mapping.legal.consent,)),
    ):
        for name in names:
            if name in headers:
                kept = with_use(kept, name, use)
    if kept.legal.consent == mapping.legal.consent:
        kept = replace(kept, legal=mapping.legal)
    decided = [one for one in mapping.columns if one.decided and set(one.reads) <= headers]
    for column in decided:
        bare = kept
        for header in column.reads:
            bare = _freed(bare, header, {one.target for one in decided})
        changed = with_column(bare, column)
        if all(one.column != column.target for one in mapping_problems(changed, codebook)):
            kept = changed
    return replace(kept, name=mapping.name, version=mapping.version)


def with_people(mapping: Mapping, subject: str, household: str) -> Mapping:
    """The mapping that keeps the column that says who is one person first, and who lives together.

    Args:
        mapping: The mapping.
        subject: Column of the file; empty: each row is another person.
        household: Column of the file; empty: there is none.
    """
    wanted = tuple(dict.fromkeys(filter(None, (subject, household))))
    for name in mapping.source.keep:
        if name not in wanted:
            mapping = with_use(mapping, name, Use.LEAVE_OUT)
    for name in wanted:
        mapping = without_use(mapping, name)
    return replace(mapping, source=replace(mapping.source, keep=wanted))


def _freed(mapping: Mapping, header: str, besides: Collection[str]) -> Mapping:
    """A draft in which no column reads one of the file, but those about which people decided."""
    columns = (
        column if column.target in besides else _not_reading(column, header)
        for column in mapping.columns
    )
    return replace(mapping, columns=tuple(columns))


def _not_reading(column: MappedColumn, header: str) -> MappedColumn:
    """A column that no longer reads one of the file: it has to be looked at again."""
    if header not in column.reads:
        return column
    sources = _without(column.sources, header)
    members = {name: member for name, member in column.members.items() if name != header}
    if not sources and not members:
        return MappedColumn(column.target, Rule.UNDETERMINED)
    return replace(column, sources=sources, members=members, status=Status.PROPOSED)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)
