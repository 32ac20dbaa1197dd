"""A mapping as a proposal: what a file and its form look like, for a person to review.

The mapping holds what is public alone: headers, answers of the form, words of the lexicon and of
the codebook. What else stands in the cases is listed apart, and is as sensitive as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace

from lanterne.codebook.model import Codebook
from lanterne.errors import Problem
from lanterne.harmonise.check_mapping import codebook_digest
from lanterne.harmonise.column_words import ColumnWords
from lanterne.harmonise.draft_ages import drafted_age
from lanterne.harmonise.draft_columns import Asked, DraftedColumn, drafted_column, drafted_flags
from lanterne.harmonise.earlier_mappings import NOTHING, Learnt, learn
from lanterne.harmonise.known_formats import known_format, proposed
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Mapping, Rule, Source
from lanterne.harmonise.named_answers import PrivateAnswer
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.harmonise.split_questions import split_questions
from lanterne.harmonise.suggest_columns import SuggestedColumn, Use, suggest_columns
from lanterne.messages import Message


@dataclass(frozen=True)
class Draft:
    """A drafted mapping, and what a person has to look at.

    Attributes:
        mapping: The proposal: nothing in it is approved.
        suggestions: For each column of the file what it may be.
        asked: What a person has to decide.
        private: Answers of the cases that the mapping does not name. Sensitive.
        known: Name of the standard or public file whose columns these are; empty: of none.
        skipped: Of linked tables, why some sheets or files were not read.
        of_tables: Of linked tables, name of each that columns were read for → what they may be.
    """

    mapping: Mapping
    suggestions: tuple[SuggestedColumn, ...]
    asked: tuple[Asked, ...]
    private: tuple[PrivateAnswer, ...]
    known: str = ""
    skipped: tuple[Problem, ...] = ()
    of_tables: Table[str, tuple[SuggestedColumn, ...]] = field(default_factory=dict)


def draft_mapping(
    name: str,
    source: Source,
    columns: Sequence[SourceColumn],
    codebook: Codebook,
    learnt: Learnt = NOTHING,
) -> Draft:
    """Draft a mapping of a partner's file.

    Args:
        name: Name of the mapping.
        source: The file: its system, its sheet, the row of its headers.
        columns: Its columns, in their order, with what the form says and what the cases hold.
        codebook: A codebook of one table.
        learnt: What people approved before.

    Returns:
        The draft; its mapping fits the codebook, with one column for each of the codebook's.
    """
    found = known_format([column.name for column in columns], codebook)
    if found is not None:
        return _of_format(name, source, columns, codebook, found)
    split = split_questions(columns)
    suggestions = suggest_columns(split.columns, codebook, learnt)
    legal, asked = _legal(split.columns, suggestions)
    drafted = _columns(split.columns, suggestions, codebook, learnt)
    settled = [drafted.get(column.name) for column in codebook.table.columns]
    read = {header for one in settled if one is not None for header in one.column.reads}
    left_out = [
        header
        for name in _of_use(suggestions, Use.LEAVE_OUT)
        if name not in read  # a date of birth that an age comes from
        for header in split.headers(name)
    ]
    mapping = Mapping(
        name=name,
        version="1",
        codebook=codebook.name,
        codebook_version=codebook.version,
        codebook_digest=codebook_digest(codebook),
        source=replace(
            source,
            headers=tuple(column.name for column in columns),
            keep=_of_use(suggestions, Use.KEEP),
            leave_out=(*left_out, *split.beside),
        ),
        legal=legal,
        columns=tuple(
            split.read(one.column, target) if one else MappedColumn(target.name, Rule.UNDETERMINED)
            for target, one in zip(codebook.table.columns, settled, strict=True)
        ),
    )
    told = [one for one in settled if one is not None]
    return Draft(
        mapping,
        suggestions,
        (*asked, *(question for one in told for question in one.asked)),
        tuple(answer for one in told for answer in one.private),
    )


def _of_format(
    name: str,
    source: Source,
    columns: Sequence[SourceColumn],
    codebook: Codebook,
    found: tuple[str, Mapping],
) -> Draft:
    """The mapping that comes with Lanterne for a file, as a draft."""
    known, mapping = found
    suggestions = suggest_columns(columns, codebook, learn((mapping,), codebook))
    legal, asked = _legal(columns, suggestions)
    headers = tuple(column.name for column in columns)
    drafted = proposed(mapping, name, replace(source, headers=headers), legal, codebook)
    return Draft(drafted, suggestions, asked, (), known)


def _columns(
    columns: Sequence[SourceColumn],
    suggestions: Sequence[SuggestedColumn],
    codebook: Codebook,
    learnt: Learnt,
) -> dict[str, DraftedColumn]:
    """Column of the codebook → how it is made: by itself, or of choices of a question."""
    targets = {column.name: column for column in codebook.table.columns}
    by_name = {column.name: column for column in columns}
    pairs = _pairs(suggestions)
    found = {
        target: drafted_column(by_name[header], targets[target], learnt)
        for target, header in pairs.items()
    }
    mapped = {one.source for one in suggestions if one.use is Use.MAP}
    words = ColumnWords(codebook.table.columns, codebook.groups)
    asking = (column for column in columns if column.name in mapped)
    found |= drafted_flags(asking, words, set(targets) - set(found))
    return found | drafted_age(columns, codebook.table.columns, found)


def _pairs(suggestions: Iterable[SuggestedColumn]) -> dict[str, str]:
    """Column of the codebook → column of the file, each once, the likeliest first."""
    likely = sorted(
        (-target.score, place, target.name, one.source)
        for one in suggestions
        if one.use is Use.MAP
        for place, target in enumerate(one.targets)
        if target.likely
    )
    found: dict[str, str] = {}
    for _, _, target, header in likely:
        if target not in found and header not in found.values():
            found[target] = header
    return found


def _of_use(suggestions: Iterable[SuggestedColumn], use: Use) -> tuple[str, ...]:
    return tuple(one.source for one in suggestions if one.use is use)


def _legal(
    columns: Sequence[SourceColumn], suggestions: Sequence[SuggestedColumn]
) -> tuple[LegalBasis, tuple[Asked, ...]]:
    """The column that says consent, where there is one; which one is meant is never guessed."""
    names = _of_use(suggestions, Use.LEGAL)
    if len(names) != 1:
        question = Message("draft-asks.consent-which" if names else "draft-asks.consent")
        return LegalBasis(), tuple(Asked(name, question) for name in names or ("",))
    question = Message("draft-asks.consent-given")
    return LegalBasis(names[0]), (Asked(names[0], question),)
