"""Columns that every case must answer, and that a mapping answers for nobody.

Where a source does not ask, nothing may be made up: somebody who knows says one answer that is true
of all its cases, or the cases are read with another codebook.
"""

from __future__ import annotations

from lanterne.codebook import builtin_codebooks, load_codebook
from lanterne.codebook.model import Codebook, Column
from lanterne.harmonise.answers import missing_words
from lanterne.harmonise.mapping import MappedColumn, Mapping, Rule
from lanterne.messages import Message


def never_answered(mapping: Mapping, codebook: Codebook) -> tuple[str, ...]:
    """Columns in which every case needs an answer, and in which the mapping makes none.

    Args:
        mapping: A mapping that fits the codebook.
        codebook: Its codebook.
    """
    return tuple(
        column.name
        for column in codebook.columns
        if column.required and not _answers(mapping.column_of(column.name), column)
    )


def _answers(one: MappedColumn, column: Column) -> bool:
    if one.rule is Rule.CONSTANT:
        return one.value not in missing_words(column)
    return one.rule.reads


def what_to_do(mapping: Mapping) -> Message:
    """What a person may do about such a column, and that nothing untrue is written."""
    own = mapping.name.partition("/")[0]
    if own in builtin_codebooks() and load_codebook(own).table.names == mapping.source.headers:
        return Message("unanswered-advice.own-codebook", {"codebook": own})
    return Message("unanswered-advice.any")
