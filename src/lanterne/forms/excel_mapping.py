"""The mapping that an Excel template implies: its labels become the codes of the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lanterne.codebook.lists import NO, YES
from lanterne.codebook.model import Missing
from lanterne.forms.excel_layout import SEPARATOR, TemplateColumn, TemplateSheet, with_codes
from lanterne.forms.questions import Ask, Question
from lanterne.harmonise.form_names import CONSENT, GIVEN, MARK
from lanterne.harmonise.mapping import LegalBasis, MappedColumn, Rule, Status


@dataclass(frozen=True)
class _Read:
    """What the texts of a column mean."""

    values: Mapping[str, str]
    missing: Mapping[str, Missing]


def legal_of(sheets: Sequence[TemplateSheet]) -> LegalBasis:
    """Who consents: by the label of that answer, or by its code."""
    (column,) = (one for one in sheets[0].columns if one.name == CONSENT)
    given = tuple(text for text, code in column.texts.items() if code == GIVEN)
    return LegalBasis(CONSENT, (*given, GIVEN))


def mapped_columns(sheets: Sequence[TemplateSheet]) -> Iterator[MappedColumn]:
    """How each column of the codebook is made of those of the sheets."""
    for sheet in sheets:
        for question in sheet.section.questions:
            yield _mapped(question, sheet.of(question))


def _mapped(question: Question, columns: Sequence[TemplateColumn]) -> MappedColumn:
    read = _read(question, columns[0])
    members = {one.name: one.member for one in columns if one.member}
    if members:
        rule = Rule.SET_FROM_FLAGS
    else:
        rule = Rule.COPY if question.ask is Ask.NUMBER else Rule.RECODE
    return MappedColumn(
        target=question.name,
        rule=rule,
        sources=() if members else (columns[0].name,),
        values=read.values,
        missing=read.missing,
        members=members,
        separators=(SEPARATOR,) if columns[0].joined else (),
        status=Status.APPROVED,
        by=MARK,
    )


def _read(question: Question, column: TemplateColumn) -> _Read:
    """Labels and codes of a column and what they mean; a label comes first."""
    kinds = {one.code: one.silent for one in question.silences if one.silent is not None}
    labels = {**column.texts, **{text: f"\0{kind}" for text, kind in column.silences.items()}}
    codes = [YES.code, NO.code] if column.member else [one.code for one in question.listed]
    both = with_codes(labels, [*codes, *kinds])
    missing = {text: Missing(code[1:]) for text, code in both.items() if code.startswith("\0")}
    missing |= {text: kinds[code] for text, code in both.items() if code in kinds and text == code}
    values = {text: code for text, code in both.items() if text not in missing}
    return _Read(values, missing)
