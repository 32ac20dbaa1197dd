"""What people of an organisation approved in earlier mappings: it is proposed first, never decided.

Of an earlier mapping only what people approved counts, and of what two of them say differently
nothing. Headers and answers of a mapping may be named in the next one: no case is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lanterne.codebook.model import Codebook, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.mapping import MappedColumn, Rule
from lanterne.harmonise.mapping import Mapping as PartnerMapping
from lanterne.harmonise.unambiguous import unambiguous

ANSWER_BY_ANSWER = frozenset({Rule.COPY, Rule.RECODE, Rule.BAND, Rule.COUNTRY, Rule.YEAR_OF})
"""Rules by which one column of a file is one of the codebook."""


@dataclass(frozen=True)
class LearntAnswer:
    """An answer of an earlier file.

    Attributes:
        text: As the earlier mapping writes it.
        becomes: Answer of the codebook; empty: nothing is known.
        missing: Why nothing is known; ``None``: the answer says something.
    """

    text: str = field(compare=False)
    becomes: str = ""
    missing: Missing | None = None


@dataclass(frozen=True)
class Learnt:
    """What was approved before.

    Attributes:
        columns: Plain header of a file → the column of the codebook that it was.
        left_out: Plain headers that were left out.
        answers: Column of the codebook → plain answer → what it means.
        elsewhere: Of ``columns`` the plain headers that were approved for files of another form
            alone, where they may be about somebody else.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    answers: Mapping[str, Mapping[str, LearntAnswer]] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


NOTHING = Learnt()
"""Where nobody approved anything before."""


def learn(earlier: Sequence[PartnerMapping], codebook: Codebook) -> Learnt:
    """What earlier mappings of one table teach.

    Args:
        earlier: Mappings, for this codebook or an earlier version of it.
        codebook: A codebook of one table; columns and answers that it does not have are passed by.
    """
    approved = [
        column
        for mapping in earlier
        for column in mapping.columns
        if column.decided and column.target in codebook.table.names
    ]
    columns = unambiguous(
        (plain(header), column.target) for column in approved for header in column.reads
    )
    alone = {plain(one.reads[0]) for one in approved if _is_alone(one)}
    whole = [one for one in earlier if not one.waiting]  # what a draft leaves out is not approved
    left_out = {plain(header) for one in whole for header in one.source.leave_out}
    people = {plain(header) for one in earlier for header in _of_people(one)}
    known = alone - left_out - people
    return Learnt(
        {header: target for header, target in columns.items() if header in known},
        frozenset(left_out - people - {plain(name) for one in approved for name in one.reads}),
        {
            target.name: unambiguous(
                pair
                for column in approved
                if column.target == target.name and _is_alone(column)
                for pair in _answers(column, frozenset(target.codes))
            )
            for target in codebook.table.columns
        },
    )


def _of_people(mapping: PartnerMapping) -> tuple[str, ...]:
    """The columns that say who is who and who consents: nothing is learnt of them."""
    return (*mapping.source.keep, *([mapping.legal.consent] if mapping.legal.consent else []))


def _is_alone(column: MappedColumn) -> bool:
    return len(column.reads) == 1 and column.rule in ANSWER_BY_ANSWER


def _answers(column: MappedColumn, codes: frozenset[str]) -> Iterable[tuple[str, LearntAnswer]]:
    for text, becomes in column.values.items():
        if becomes in codes:
            yield plain(text), LearntAnswer(text, becomes)
    for text, missing in column.missing.items():
        yield plain(text), LearntAnswer(text, "", missing)
