"""Guessing one column of a draft: its type and its list, or why it is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lanterne.codebook.draft_answers import Answers
from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.identifying import REASONS, by_header
from lanterne.codebook.lists import NO, YES, builtin_list
from lanterne.codebook.looks import is_personal, look_of
from lanterne.codebook.model import Column, ColumnType, Missing, Value
from lanterne.codebook.roles import suggested_role
from lanterne.messages import Message

MAX_VALUES = 1000
"""A column with more different answers than this is left out."""

MAX_RARE = 100
"""A column with more rare answers than this is left out: nobody reads so many one by one."""

_YEAR = re.compile(r"(19|20)\d\d")
_BAND = re.compile(r"[<>≤≥]?\s*(\d+)(\s*(-{1,2}|–|to|à)\s*\d+|\s*\+)?")
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
    kind, values, missing = _kind(answers)
    if len(values) == 1:
        if not answers.blanks:
            return LeftOut(Message("left-out.same"))
        kind = ColumnType.FLAG
    small_set = kind is ColumnType.SET and len(values) <= SMALL_SET
    column = Column(
        name=name,
        type=kind,
        at_most=answers.most if small_set else None,
        values=values,
        label={"en": _spoken(name)},
        required=not answers.blanks,
        missing=missing,
        role=suggested_role(name, kind.value),
    )
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
    years, those between two that many people say are not read from the cases.
    """
    if is_whole(column):
        return column
    doubtful = {
        code
        for code in column.codes
        if code in answers.people and (answers.is_rare(code) or is_personal(code))
    }
    kept = [code for code in column.codes if code not in doubtful]
    if column.type is ColumnType.YEAR:
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
    return column.type is ColumnType.COUNTRY or all(value in (YES, NO) for value in column.values)


def is_closed(answers: Answers) -> bool:
    """Whether the list does not depend on who is in the file: years, countries, yes and no."""
    return (
        _all_match(answers, _YEAR)
        or set(answers.texts) <= {"0", "1"}
        or _country_list(answers.texts) is not None
    )


def _all_match(answers: Answers, pattern: re.Pattern[str]) -> bool:
    """Whether every answer has the form."""
    return all(pattern.fullmatch(text) for text in answers.texts)


def _kind(
    answers: Answers,
) -> tuple[ColumnType, tuple[Value, ...], Mapping[Missing, tuple[str, ...]]]:
    """The type, the values and the texts for missing answers."""
    texts, missing = answers.texts, answers.missing
    if set(texts) <= {"0", "1"}:
        values = tuple(value for value in (YES, NO) if value.code in texts)
        return ColumnType.FLAG, values, missing
    if _all_match(answers, _YEAR):
        years = range(int(texts[0]), int(texts[-1]) + 1)
        return ColumnType.YEAR, _values(map(str, years)), missing
    countries = _country_list(texts)
    if countries is not None:
        return ColumnType.COUNTRY, countries, missing
    if any(";" in text for text in texts):
        return _set(texts, missing)
    if _all_match(answers, _BAND):
        return ColumnType.ORDINAL, _values(sorted(texts, key=first_number)), missing
    return ColumnType.CATEGORY, _values(texts), missing


def _set(
    texts: tuple[str, ...], missing: Mapping[Missing, tuple[str, ...]]
) -> tuple[ColumnType, tuple[Value, ...], Mapping[Missing, tuple[str, ...]]]:
    """A set. A large one has no kinds of missingness, so that their words become members."""
    members = {part.strip() for text in texts for part in text.split(";")} - {""}
    if len(members) > SMALL_SET:
        members |= {
            word for kind in missing if kind is not Missing.NOT_RECORDED for word in missing[kind]
        }
        missing = {Missing.NOT_RECORDED: missing[Missing.NOT_RECORDED]}
    return ColumnType.SET, _values(sorted(members)), missing


def _country_list(texts: tuple[str, ...]) -> tuple[Value, ...] | None:
    """The list of countries from which all texts come, if any: all of it, not only what occurs."""
    for name in ("iso3", "iso2"):
        if set(texts) <= {value.code for value in builtin_list(name)}:
            return builtin_list(name)
    return None


def _values(codes: Iterable[str]) -> tuple[Value, ...]:
    """Values that are their own labels."""
    return tuple(Value(code, {"en": code}) for code in codes)


def first_number(text: str) -> tuple[int, int, str]:
    """Order of bands: by their lower end; "under 18" comes before "18 and more"."""
    found = re.search(r"\d+", text)
    return (int(found.group()) if found else 0, 0 if text[:1] in "<≤" else 1, text)


def _spoken(name: str) -> str:
    """A header as words: ``yearOfRegistration`` → ``Year of registration``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+", " ", name).strip()
    return words[:1].upper() + words[1:].lower() if words else name
