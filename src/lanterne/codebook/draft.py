"""A first codebook from a file of cases, for a person to review.

This is the one place where lists of values are read from cases. They are not protected: whoever
reviews the draft decides what becomes public. Doubtful columns are left out, never listed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lanterne.codebook.draft_dependencies import draft_dependencies
from lanterne.codebook.encoding import SMALL_SET
from lanterne.codebook.lists import NO, YES, builtin_list
from lanterne.codebook.model import Codebook, Column, ColumnType, Missing, Table, Value
from lanterne.codebook.write import codebook_to_toml
from lanterne.errors import InputError, Problem

if TYPE_CHECKING:
    import polars as pl

DRAFT_WARNING = (
    "DRAFT. The lists of values below were read from the cases, and WILL BECOME PUBLIC with every "
    "release. A name, a place or a rare answer in them can give a person away. Before use: take "
    "out every column that should not be published, replace each list by the answers that the form "
    "allows (not those that happen to occur), and write labels that people understand. Then remove "
    "the line draft = true: without that, no case is protected with it."
)
"""Shown on screen and written at the top of every drafted codebook."""

MAX_VALUES = 1000
"""A column with more different answers than this is left out."""

_IDENTIFYING = frozenset(
    [
        "id",
        "ids",
        "identifier",
        "uuid",
        "name",
        "names",
        "surname",
        "forename",
        "firstname",
        "lastname",
        "phone",
        "telephone",
        "mobile",
        "email",
        "mail",
        "address",
        "street",
        "postcode",
        "zip",
        "passport",
        "birthdate",
        "birthday",
        "dob",
        "latitude",
        "longitude",
        "gps",
        "comment",
        "comments",
        "note",
        "notes",
        "narrative",
        "nom",
        "prenom",
        "adresse",
        "courriel",
    ]
)
_MISSING_WORDS = {
    "null": Missing.NOT_RECORDED,
    "n/r": Missing.NOT_RECORDED,
    "not recorded": Missing.NOT_RECORDED,
    "-99": Missing.NOT_RECORDED,
    "notrecorded": Missing.NOT_RECORDED,
    "not asked": Missing.NOT_ASKED,
    "notasked": Missing.NOT_ASKED,
    "unknown": Missing.UNKNOWN,
    "not known": Missing.UNKNOWN,
    "inconnu": Missing.UNKNOWN,
    "refused": Missing.REFUSED,
    "not applicable": Missing.NOT_APPLICABLE,
    "notapplicable": Missing.NOT_APPLICABLE,
    "n/a": Missing.NOT_APPLICABLE,
}
_YEAR = re.compile(r"(19|20)\d\d")
_BAND = re.compile(r"[<>≤≥]?\s*(\d+)(\s*(-{1,2}|–|to|à)\s*\d+|\s*\+)?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*")
_LONG = 80


@dataclass(frozen=True)
class Draft:
    """A drafted codebook and what was left out of it.

    Attributes:
        codebook: The draft. It is not checked for sense: a person has to read it first.
        excluded: Column → why it is not in the draft.
    """

    codebook: Codebook
    excluded: Mapping[str, str]

    def to_toml(self) -> str:
        """The draft as a TOML file, with :data:`DRAFT_WARNING` and what was left out on top."""
        lines = [*_wrapped(DRAFT_WARNING), ""]
        if self.excluded:
            lines += ["Left out, because they look like identifiers, free text or exact dates, or"]
            lines += ["because they say nothing. If one of them says which rows are one person,"]
            lines += ["name it as subject_id of the table; it is never published.", ""]
            lines += [f"- {json.dumps(name)}: {why}" for name, why in self.excluded.items()]
        return codebook_to_toml(self.codebook, header="\n".join(lines))


def draft_from_frame(frame: pl.DataFrame, name: str) -> Draft:
    """Guesses a codebook from texts; see :data:`DRAFT_WARNING`.

    Args:
        frame: All columns are texts; blank or null: not recorded.
        name: Name of the codebook, made into letters, digits and dashes.

    Raises:
        InputError: No column can be used.
    """
    columns: list[Column] = []
    excluded: dict[str, str] = {}
    for header in frame.columns:
        guess = _guess(header, _Answers.of(frame[header]))
        if isinstance(guess, Column):
            columns.append(guess)
        else:
            excluded[header] = guess
    if not columns:
        message = "no column of the file can be used without a person's judgement."
        raise InputError([Problem("nothing-to-draft", message, "Write the codebook by hand.")])
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    short = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._") or "draft"
    dependencies = draft_dependencies(frame, columns)
    table = Table("victims", {"en": "Victims"}, tuple(columns), dependencies=dependencies)
    title = f"Draft codebook of {short}"
    return Draft(Codebook(short, "0.1", {"en": title}, (table,), draft=True), excluded)


@dataclass(frozen=True)
class _Answers:
    """What a column holds.

    Attributes:
        texts: The different answers, sorted, without blanks and words for missing answers.
        filled: How many cells have one of them.
        blanks: Whether any cell is blank.
        missing: Kind of missingness → the words for it that occur.
    """

    texts: tuple[str, ...]
    filled: int
    blanks: bool
    missing: Mapping[Missing, tuple[str, ...]]

    @staticmethod
    def of(series: pl.Series) -> _Answers:
        """Looks at one column of texts."""
        counts = series.fill_null("").str.strip_chars().value_counts(name="cells")
        cells = {str(text): int(times) for text, times in counts.iter_rows()}
        blanks = cells.pop("", 0) > 0
        missing: dict[Missing, tuple[str, ...]] = {Missing.NOT_RECORDED: ("",)}
        for text in sorted(cells):
            kind = _MISSING_WORDS.get(text.lower())
            if kind is not None:
                missing[kind] = (*missing.get(kind, ()), text)
                del cells[text]
                blanks = True
        return _Answers(tuple(sorted(cells)), sum(cells.values()), blanks, missing)

    def all_match(self, pattern: re.Pattern[str]) -> bool:
        """Whether every answer has the form."""
        return all(pattern.fullmatch(text) for text in self.texts)


def _guess(name: str, answers: _Answers) -> Column | str:
    """The column, or why it is left out."""
    if name != name.strip() or not name or not name.isprintable():
        return "its name is empty, has blanks around it or cannot be printed"
    if not answers.texts:
        return "it is always blank"
    reason = _private(name, answers)
    if reason:
        return reason
    kind, values, missing = _kind(answers)
    if len(values) == 1:
        if not answers.blanks:
            return "it says the same for everybody"
        kind = ColumnType.FLAG
    most = max(len(set(text.split(";"))) for text in answers.texts)
    return Column(
        name=name,
        type=kind,
        at_most=most if kind is ColumnType.SET and len(values) <= SMALL_SET else None,
        values=values,
        label={"en": _spoken(name)},
        required=not answers.blanks,
        missing=missing,
    )


def _private(name: str, answers: _Answers) -> str:
    """Why the answers must not be listed; empty when nothing speaks against it."""
    parts = {part.strip() for text in answers.texts for part in text.split(";")}
    if _IDENTIFYING.intersection(_spoken(name).lower().split()):
        reason = "its name says that it may identify a person"
    elif answers.all_match(_DATE):
        reason = "it holds exact dates"
    elif _closed(answers):
        reason = ""
    elif len(parts) > MAX_VALUES:
        reason = f"it has more than {MAX_VALUES} different answers"
    elif any(len(part) > _LONG or not part.isprintable() for part in parts):
        reason = "it holds free text"
    elif len(parts) > 2 and 2 * len(parts) > answers.filled:
        reason = "nearly every answer is different"
    else:
        reason = ""
    return reason


def _closed(answers: _Answers) -> bool:
    """Whether the list does not depend on who is in the file: years, countries, yes and no."""
    return (
        answers.all_match(_YEAR)
        or set(answers.texts) <= {"0", "1"}
        or _country_list(answers.texts) is not None
    )


def _kind(
    answers: _Answers,
) -> tuple[ColumnType, tuple[Value, ...], Mapping[Missing, tuple[str, ...]]]:
    """The type, the values and the texts for missing answers."""
    texts, missing = answers.texts, answers.missing
    if set(texts) <= {"0", "1"}:
        values = tuple(value for value in (YES, NO) if value.code in texts)
        return ColumnType.FLAG, values, missing
    if answers.all_match(_YEAR):
        years = range(int(texts[0]), int(texts[-1]) + 1)
        return ColumnType.YEAR, _values(map(str, years)), missing
    countries = _country_list(texts)
    if countries is not None:
        return ColumnType.COUNTRY, countries, missing
    if any(";" in text for text in texts):
        return _set(texts, missing)
    if answers.all_match(_BAND):
        return ColumnType.ORDINAL, _values(sorted(texts, key=_first_number)), missing
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


def _first_number(text: str) -> tuple[int, int, str]:
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
