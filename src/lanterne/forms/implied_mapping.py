"""The mapping that a form implies: how its answers become those of its codebook.

It is made as a mapping that a person writes, so that what comes back by a form goes the way of any
other file: without consent a row plays no part, and an answer that the form does not offer is a
problem of its row and never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lanterne.codebook.lists import NO, YES
from lanterne.forms.asked import Asked
from lanterne.forms.conditions import Asking
from lanterne.forms.questions import Ask, Form
from lanterne.harmonise.form_names import GIVEN, MARK
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Mapping, Rule, Source, Status

_OF_WORKBOOKS = {"true": YES.code, "false": NO.code}
"""How a workbook writes yes and no of itself, where somebody looked at an export and saved it."""


def mapping_of_export(asked: Asked, header: Sequence[str], keep: Sequence[str]) -> Mapping:
    """How the answers of an export become cases.

    Args:
        asked: The questions of the form.
        header: The columns, each question once.
        keep: Those of them that are ids, whom a row is about first, and what nobody asked for.
    """
    columns = [_of_asking(asking) for asking in asked.askings.values()]
    source = Source(system=MARK, headers=tuple(header), keep=tuple(keep))
    return implied(asked.form, source, columns, LegalBasis(asked.consent.name, (GIVEN,)))


def implied(
    form: Form, source: Source, columns: Iterable[MappedColumn], legal: LegalBasis
) -> Mapping:
    """A mapping for the codebook of a form.

    Args:
        form: The form.
        source: Where the answers stand.
        columns: How each column of the codebook is made.
        legal: Which column says who consents.
    """
    return Mapping(
        name=MARK,
        version=form.stamp.version,
        codebook=form.stamp.codebook,
        codebook_version=form.stamp.version,
        codebook_digest=form.stamp.digest,
        source=source,
        legal=legal,
        columns=tuple(columns),
    )


def _of_asking(asking: Asking) -> MappedColumn:
    question = asking.question
    typed = asking.typed
    values = {} if typed else {asking.choices[one.code]: one.code for one in question.listed}
    if {*values.values()} == {*_OF_WORKBOOKS.values()}:
        values |= _OF_WORKBOOKS
    return MappedColumn(
        target=question.name,
        rule=Rule.COPY if typed else Rule.RECODE,
        sources=(asking.name,),
        values=values,
        missing={asking.choices[one.code]: one.silent for one in question.silences if one.silent},
        separators=(" ",) if question.ask is Ask.SEVERAL else (),
        status=Status.APPROVED,
        by=MARK,
    )
