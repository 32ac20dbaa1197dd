"""What a draft says of each column of a file, where a question or a sheet was read as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lanterne.files.layout import GROUP
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.suggest_columns import MOST, SuggestedColumn, Use


def of_each_column(
    columns: Sequence[SourceColumn], drafts: Iterable[Sequence[SuggestedColumn]]
) -> tuple[SuggestedColumn, ...]:
    """What is suggested for each column.

    A column that is one answer of a question, as ``means/debt``, may be what the question may be,
    and is never sure. Where several tables are made of the columns, all of them count.

    Args:
        columns: The columns of a file, in their order.
        drafts: What was suggested, table by table.

    Returns:
        A suggestion for each of the columns, in their order.
    """
    known = [{one.source: one for one in each} for each in drafts]
    return tuple(
        _joined(column.name, [one for each in known if (one := _found(column.name, each))])
        for column in columns
    )


def _found(name: str, known: dict[str, SuggestedColumn]) -> SuggestedColumn | None:
    if name in known:
        return known[name]
    question = known.get(name.rpartition(GROUP)[0])
    if question is None:
        return None
    targets = tuple(replace(target, sure=False) for target in question.targets)
    return replace(question, source=name, targets=targets)


def _joined(name: str, found: Sequence[SuggestedColumn]) -> SuggestedColumn:
    """One suggestion: what a table may use counts before what another would leave out."""
    if not found:
        return SuggestedColumn(name, Use.MAP, None, ())
    if len(found) == 1:
        return found[0]
    first = min(found, key=lambda one: one.use is not Use.MAP)
    targets = sorted(
        (target for one in found for target in one.targets), key=lambda target: -target.score
    )
    return replace(first, targets=tuple(targets[:MOST]))
