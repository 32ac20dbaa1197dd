"""Guessing one column of a draft: its type and its list, or why it is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lanterne.codebook.draft_answers import Answers
from lanterne.codebook.identifying import REASONS, by_header
from lanterne.codebook.lists import NO, YES
from lanterne.codebook.looks import is_personal, look_of
from lanterne.codebook.model import Column, ColumnType, Missing
from lanterne.codebook.roles import suggested_role
from lanterne.codebook.types import recognised
from lanterne.codebook.values import own_labels
from lanterne.messages import Message

MAX_VALUES = 1000
"""A column with more different answers than this is left out."""

MAX_RARE = 100
"""A column with more rare answers than this is left out: nobody reads so many one by one."""

_BLANK = Missing.NOT_RECORDED
_LONG = 80

LONGEST_NAME = 500
"""Characters of the name of a column: nobody prints more."""


@dataclass(frozen=True)
class LeftOut:
    """Why a column is not in a draft, and whether that is because it may identify people."""

    why: Message
    identifies: bool = False


def guess_column(name: str, answers: Answers) -> Column | LeftOut:
    """The column, or why it is left out."""
    if name != name.strip() or not name or not name.isprintable() or len(name) > LONGEST_NAME:
        return LeftOut(Message("left-out.name"))
    if not answers.texts:
        return LeftOut(Message("left-out.blank"))
    private = _private(name, answers)
    if private is not None:
        return private
    kind, values = recognised(answers.texts)
    if len(values) == 1:
        if not answers.blanks:
            return LeftOut(Message("left-out.same"))
        kind = ColumnType.FLAG
    column = Column(
        name=name,
        type=kind,
        values=values,
        label={"en": _spoken(name)},
        required=not answers.blanks,
        missing=answers.missing,
        role=suggested_role(name, kind),
    )
    if column.traits.several:
        column = _of_several(column, answers)
    column = _with_undecided(column, answers)
    if len(column.undecided) > MAX_RARE:
        return LeftOut(Message("left-out.many-rare", {"count": MAX_RARE}), True)
    return column


def _private(name: str, answers: Answers) -> LeftOut | None:
    """Why the answers must not be listed; ``None`` when nothing speaks against it."""
    members = answers.members
    kind = by_header(name, members)
    if kind is not None:
        return LeftOut(REASONS[kind], True)
    if is_closed(answers):
        return None
    look = look_of(times_of(answers))
    if look is not None:
        reason = look.value
    elif len(members) > MAX_VALUES:
        reason = Message("left-out.many", {"count": MAX_VALUES})
    elif any(len(member) > _LONG or not member.isprintable() for member in members):
        reason = Message("left-out.texts")
    elif len(members) > 2 and 2 * len(members) > answers.filled:
        reason = Message("left-out.different")
    else:
        return None
    return LeftOut(reason, True)


def times_of(answers: Answers) -> dict[str, int]:
    """Each answer → how many people give it."""
    return {member: answers.people.get(member, 0) for member in answers.members}


def _with_undecided(column: Column, answers: Answers) -> Column:
    """A column whose list holds what many people say; on the rest a person decides.

    A list that is whole whoever is in the file, of countries or of yes and no, stays as it is. Of
    one with ends, such as years, those between two that many people say are not read from the
    cases.
    """
    if is_whole(column):
        return column
    doubtful = {
        code
        for code in column.codes
        if code in answers.people and (answers.is_rare(code) or is_personal(code))
    }
    kept = [code for code in column.codes if code not in doubtful]
    if column.traits.span:
        said = [code for code in kept if code in answers.people]
        kept = [code for code in column.codes if said and said[0] <= code <= said[-1]]
        doubtful = set(answers.people) - set(kept)
    return replace(
        column,
        values=tuple(value for value in column.values if value.code in kept),
        undecided=tuple(code for code in column.codes if code in doubtful),
        at_most=None if doubtful else column.at_most,  # the list may become shorter than that
    )


def is_whole(column: Column) -> bool:
    """Whether a list holds the same whoever is in the file: countries, or yes and no."""
    return column.traits.place or all(value in (YES, NO) for value in column.values)


def is_closed(answers: Answers) -> bool:
    """Whether the list does not depend on who is in the file: years, countries, yes and no."""
    closed = (kind.traits for kind in ColumnType if kind.traits.closed)
    return any(traits.recognise(answers.texts) is not None for traits in closed)


def _of_several(column: Column, answers: Answers) -> Column:
    """A set. A large one has no kinds of missingness, so that their words become members."""
    if not column.split:
        return replace(column, at_most=answers.most)
    kinds = {kind: texts for kind, texts in answers.missing.items() if kind is not _BLANK}
    words = {word for texts in kinds.values() for word in texts}
    values = own_labels(sorted({*column.codes, *words}))
    return replace(column, values=values, missing={_BLANK: answers.missing[_BLANK]})


def _spoken(name: str) -> str:
    """A header as words: ``yearOfRegistration`` → ``Year of registration``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+", " ", name).strip()
    return words[:1].upper() + words[1:].lower() if words else name
