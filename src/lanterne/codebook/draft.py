"""A first codebook from a file of cases, for a person to review.

This is the one place where lists of values are read from cases. They are not protected: whoever
reviews the draft decides what becomes public. What may identify people is left out, never listed;
an answer that few people give is marked, and a person decides on each.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lanterne.codebook.draft_answers import RARE, Answers, answers_of
from lanterne.codebook.draft_dependencies import draft_dependencies
from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.identifying import REASONS, by_header
from lanterne.codebook.lists import NO, YES, builtin_list
from lanterne.codebook.looks import doubt_on, is_personal, look_of
from lanterne.codebook.model import Codebook, Column, ColumnType, Missing, Table, Value
from lanterne.codebook.roles import suggested_role
from lanterne.codebook.write import codebook_to_toml
from lanterne.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    import polars as pl

DRAFT_WARNING = (
    "DRAFT. The lists of values below were read from the cases, and WILL BECOME PUBLIC with every "
    "release. A name, a place or a rare answer in them can give a person away. Before use: take "
    "out every column that should not be published, replace each list by the answers that the form "
    "allows (not those that happen to occur), and write labels that people understand. Answers "
    f"that fewer than {RARE} people give stand under undecided: move each that may become public "
    "into values, and delete the others. Then remove the line draft = true: without that, no case "
    "is protected with it."
)
"""Shown on screen and written at the top of every drafted codebook."""

MAX_VALUES = 1000
"""A column with more different answers than this is left out."""

MAX_RARE = 100
"""A column with more rare answers than this is left out: nobody reads so many one by one."""

_YEAR = re.compile(r"(19|20)\d\d")
_BAND = re.compile(r"[<>≤≥]?\s*(\d+)(\s*(-{1,2}|–|to|à)\s*\d+|\s*\+)?")
_LONG = 80


LONGEST_TITLE = 200
"""Characters of a title."""

LONGEST_NAME = 500
"""Characters of the name of a column: nobody prints more."""

DRAFT_TITLE = "Draft codebook of"
"""How the title of a draft begins, until a person gives it one of its own."""

_PEOPLE = {"en": "People", "fr": "Personnes", "es": "Personas", "ar": "الأشخاص"}
"""What the rows of a draft are called: a person knows better."""


def has_draft_title(codebook: Codebook) -> bool:
    """Whether nobody has given a codebook a title, so that it cannot be published."""
    return codebook.title.get("en", "").startswith(DRAFT_TITLE)


def titled(codebook: Codebook, title: str | None) -> Codebook:
    """The codebook with another title; with its own when none is given.

    A title that somebody gives stands for all languages, like an English one.

    Raises:
        UsageError: The title is empty, or not one line of text.
    """
    if title is None:
        return codebook
    said = " ".join(title.split())
    if not said or not said.isprintable() or len(said) > LONGEST_TITLE:
        raise UsageError(f"A title must be one line of 1 to {LONGEST_TITLE} characters.")
    return replace(codebook, title={"en": said})


@dataclass(frozen=True)
class Draft:
    """A drafted codebook and what was left out of it.

    Attributes:
        codebook: The draft. It is not checked for sense: a person has to read it first.
        excluded: Column → why it is not in the draft.
        identifying: Those left out because they may identify people.
        doubtful: Column in the draft → why it may identify people all the same: a person reads its
            answers by themselves before they become public.
    """

    codebook: Codebook
    excluded: Mapping[str, str]
    identifying: frozenset[str] = frozenset()
    doubtful: Mapping[str, str] = field(default_factory=dict)

    @property
    def to_decide(self) -> tuple[str, ...]:
        """Columns with answers that few people give: a person decides on each."""
        return tuple(column.name for column in self.codebook.table.columns if column.undecided)

    def to_toml(self) -> str:
        """The draft as a TOML file, with :data:`DRAFT_WARNING` and what was left out on top."""
        lines = [*_wrapped(DRAFT_WARNING), ""]
        if self.excluded:
            lines += [
                "Left out, because they may identify people, are free text or exact dates, or"
            ]
            lines += ["because they say nothing. If one of them says which rows are one person,"]
            lines += ["name it as subject_id of the table; it is never published.", ""]
            lines += [f"- {json.dumps(name)}: {why}" for name, why in self.excluded.items()]
        if self.doubtful:
            lines += ["", "May identify people. Read each answer of them by itself:", ""]
            lines += [f"- {json.dumps(name)}: {why}" for name, why in self.doubtful.items()]
        return codebook_to_toml(self.codebook, header="\n".join(lines))


@dataclass(frozen=True)
class _LeftOut:
    """Why a column is not in a draft, and whether that is because it may identify people."""

    why: str
    identifies: bool = False


def draft_from_frame(frame: pl.DataFrame, name: str) -> Draft:
    """Guesses a codebook from texts; see :data:`DRAFT_WARNING`.

    Args:
        frame: All columns are texts; blank or null: not recorded.
        name: Name of the codebook, made into letters, digits and dashes.

    Raises:
        InputError: No column can be used.
    """
    columns: list[Column] = []
    left_out: dict[str, _LeftOut] = {}
    doubtful: dict[str, str] = {}
    for header, answers in answers_of(frame).items():
        guess = _guess(header, answers)
        if isinstance(guess, Column):
            columns.append(guess)
            doubt = (
                None if _is_whole(guess) or _closed(answers) else doubt_on(header, _times(answers))
            )
            doubtful |= {header: doubt} if doubt else {}
        else:
            left_out[header] = guess
    if not columns:
        message = "no column of the file can be used without a person's judgement."
        raise InputError([Problem("nothing-to-draft", message, "Write the codebook by hand.")])
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    short = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._") or "draft"
    decided = [column for column in columns if not column.undecided]
    dependencies = draft_dependencies(frame, decided)
    table = Table("people", dict(_PEOPLE), tuple(columns), dependencies=dependencies)
    title = f"{DRAFT_TITLE} {short}"
    return Draft(
        Codebook(short, "0.1", {"en": title}, (table,), draft=True),
        {header: one.why for header, one in left_out.items()},
        frozenset(header for header, one in left_out.items() if one.identifies),
        doubtful,
    )


def _guess(name: str, answers: Answers) -> Column | _LeftOut:
    """The column, or why it is left out."""
    if name != name.strip() or not name or not name.isprintable() or len(name) > LONGEST_NAME:
        return _LeftOut("its name is empty, has blanks around it or cannot be printed")
    if not answers.texts:
        return _LeftOut("it is always blank")
    private = _private(name, answers)
    if private is not None:
        return private
    kind, values, missing = _kind(answers)
    if len(values) == 1:
        if not answers.blanks:
            return _LeftOut("it says the same for everybody")
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
        return _LeftOut(f"it has more than {MAX_RARE} answers that few people give", True)
    return column


def _private(name: str, answers: Answers) -> _LeftOut | None:
    """Why the answers must not be listed; ``None`` when nothing speaks against it."""
    members = answers.members
    kind = by_header(name, members)
    if kind is not None:
        return _LeftOut(REASONS[kind], True)
    if _closed(answers):
        return None
    look = look_of(_times(answers))
    if look is not None:
        reason = look.value
    elif len(members) > MAX_VALUES:
        reason = f"it has more than {MAX_VALUES} different answers"
    elif any(len(member) > _LONG or not member.isprintable() for member in members):
        reason = "it holds free text"
    elif len(members) > 2 and 2 * len(members) > answers.filled:
        reason = "nearly every answer is different"
    else:
        return None
    return _LeftOut(reason, True)


def _times(answers: Answers) -> dict[str, int]:
    return {member: answers.people.get(member, 0) for member in answers.members}


def _with_undecided(column: Column, answers: Answers) -> Column:
    """A column whose list holds what many people say; on the rest a person decides.

    A list that is whole whoever is in the file, of countries or of yes and no, stays as it is. Of
    years, those between two that many people say are not read from the cases.
    """
    if _is_whole(column):
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


def _is_whole(column: Column) -> bool:
    return column.type is ColumnType.COUNTRY or all(value in (YES, NO) for value in column.values)


def _closed(answers: Answers) -> bool:
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


def _wrapped(text: str, width: int = 96) -> list[str]:
    """The text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
