"""The types of columns: each with its name and with all that is particular to it.

This is the one place that knows what a type is. Everything else asks what it needs to know (have
the answers an order, may a cell hold several), so that a new type is one more member here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from lanterne.codebook.lists import NO, YES, builtin_list
from lanterne.codebook.values import Value, own_labels

Recognise = Callable[[Sequence[str]], tuple[Value, ...] | None]
"""The different texts of a column of a file, sorted → the list that a draft proposes for them;
``None``: they do not look like answers of this type."""


@dataclass(frozen=True)
class Span:
    """How a list is said by its ends: ``year = { from = 2002, to = 2023 }``, under the type's name.

    Attributes:
        between: First and last answer → all from the one to the other; none when they are no ends.
        example: Ends as a person writes them.
        numbers: They are written as whole numbers; else as texts.
    """

    between: Callable[[str, str], Iterable[str]]
    example: str
    numbers: bool = False


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What holds for every column of a type.

    Attributes:
        recognise: How a draft knows it, and which list it proposes.
        several: A cell holds any number of answers, with a separator between them.
        ordered: The answers have an order of their own, that of their list.
        flag: It says whether something is so; people read the label of the column for its answer.
        place: The answers are places: they have a map, and two such columns are a route.
        time: The answers are points in time.
        list_name: Built-in list of a column that names none; ``None``: it has to say its list.
        span: How its list is said by its ends; ``None``: not at all.
        number: Its answers are numbers of a range, and its list the bins of that range.
    """

    recognise: Recognise
    several: bool = False
    ordered: bool = False
    flag: bool = False
    place: bool = False
    time: bool = False
    list_name: str | None = None
    span: Span | None = None
    number: bool = False

    @property
    def closed(self) -> bool:
        """Whether its answers are the same everywhere, and so can be nobody's name or number."""
        return self.flag or self.place or self.time

    @property
    def plain(self) -> bool:
        """Whether a cell is one answer of a list of which nothing more is known."""
        return not (self.several or self.closed)

    @property
    def known_of_people(self) -> bool:
        """Whether it says who somebody is, where and when: what an attacker is taken to know."""
        return not (self.several or self.flag)


def first_number(text: str) -> tuple[int, int, str]:
    """Order of bands: by their lower end; "under 18" comes before "18 and more"."""
    found = re.search(r"\d+", text)
    return (int(found.group()) if found else 0, 0 if text[:1] in "<≤" else 1, text)


_BAND = re.compile(r"[<>≤≥]?\s*(\d+)(\s*(-{1,2}|–|to|à)\s*\d+|\s*\+)?")
_YEAR = re.compile(r"(19|20)\d\d")


def _bands(texts: Sequence[str]) -> tuple[Value, ...] | None:
    return own_labels(sorted(texts, key=first_number)) if _all(_BAND, texts) else None


def _yes_no(texts: Sequence[str]) -> tuple[Value, ...] | None:
    values = tuple(value for value in (YES, NO) if value.code in texts)
    return values if len(values) == len(texts) else None


def _members(texts: Sequence[str]) -> tuple[Value, ...] | None:
    if not any(";" in text for text in texts):
        return None
    return own_labels(sorted({part.strip() for text in texts for part in text.split(";")} - {""}))


def _countries(texts: Sequence[str]) -> tuple[Value, ...] | None:
    """The list of countries from which all texts come: all of it, not only what occurs."""
    lists = (builtin_list(name) for name in ("iso3", "iso2"))
    return next((one for one in lists if {value.code for value in one}.issuperset(texts)), None)


def _years(texts: Sequence[str]) -> tuple[Value, ...] | None:
    return own_labels(_years_between(texts[0], texts[-1])) if _all(_YEAR, texts) else None


def _years_between(first: str, last: str) -> Iterable[str]:
    if not 1000 <= int(first) <= int(last) <= 9999:
        return ()
    return map(str, range(int(first), int(last) + 1))


def _no_draft(texts: Sequence[str]) -> tuple[Value, ...] | None:
    """A range is public and is not read from answers: a person says it."""
    return None


def _all(form: re.Pattern[str], texts: Sequence[str]) -> bool:
    return bool(texts) and all(form.fullmatch(text) for text in texts)


class ColumnType(StrEnum):
    """What kind of answers a column holds. Of two that fit a file, a draft takes the later one."""

    traits: Traits

    def __new__(cls, name: str, traits: Traits = Traits(recognise=own_labels)) -> Self:
        """A type of this name, as codebooks write it."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.traits = traits
        return member

    CATEGORY = "category", Traits(recognise=own_labels)
    ORDINAL = "ordinal", Traits(recognise=_bands, ordered=True)
    FLAG = "flag", Traits(recognise=_yes_no, flag=True, list_name="yes")
    SET = "set", Traits(recognise=_members, several=True)
    COUNTRY = "country", Traits(recognise=_countries, place=True)
    YEAR = (
        "year",
        Traits(
            recognise=_years,
            ordered=True,
            time=True,
            span=Span(_years_between, "{ from = 2002, to = 2023 }", numbers=True),
        ),
    )
    NUMBER = "number", Traits(recognise=_no_draft, ordered=True, number=True)


def traits_of(name: str) -> Traits:
    """What holds for the type of that name; for an unknown one, what holds for a category."""
    return (ColumnType(name) if name in set(ColumnType) else ColumnType.CATEGORY).traits


def recognised(texts: Sequence[str]) -> tuple[ColumnType, tuple[Value, ...]]:
    """Which type answers of a file look like, and the list of values that a draft proposes.

    Args:
        texts: The different answers, sorted.
    """
    fits = ((kind, kind.traits.recognise(texts)) for kind in reversed(ColumnType))
    return next((kind, values) for kind, values in fits if values is not None)
