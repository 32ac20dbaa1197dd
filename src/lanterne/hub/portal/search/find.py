"""Finds what is asked for: every word must be there, and what is called so stands first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from lanterne.codebook.model import Column, Value, in_language
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.search.asked import Asked, Kind
from lanterne.hub.portal.search.index import Index, Meaning, Place, terms
from lanterne.hub.portal.search.words import holds
from lanterne.messages.glossary import Term

FIRST, MOST = 10, 100
"""Of each kind so many are listed; of one that is asked for alone."""

MOST_PLACES = 5
"""Releases that are named beside a column."""

Hit = TypeVar("Hit")


class FoundColumn(NamedTuple):
    """A column, where it stands, the newest release first, and in how many more."""

    column: Column
    places: tuple[Place, ...]
    more: int


class FoundAnswer(NamedTuple):
    """An answer, and its column."""

    value: Value
    of: FoundColumn


@dataclass(frozen=True)
class Hits(Generic[Hit]):
    """What was found of one kind.

    Attributes:
        kind: Which kind.
        listed: The first of them, in their order.
        total: How many there are.
    """

    kind: Kind
    listed: tuple[Hit, ...]
    total: int

    @property
    def left_off(self) -> int:
        """How many are not listed."""
        return self.total - len(self.listed)


@dataclass(frozen=True)
class Found:
    """What was found."""

    datasets: Hits[Edition]
    columns: Hits[FoundColumn]
    answers: Hits[FoundAnswer]
    terms: Hits[Term]

    @property
    def total(self) -> int:
        """How much of all kinds."""
        return sum(one.total for one in (self.datasets, self.columns, self.answers, self.terms))


def find(asked: Asked, index: Index) -> Found:
    """Find what is asked for.

    Without words there are releases alone, all that pass: columns and answers are no list to read.
    """
    words = asked.words
    searched = bool(words) or not asked.q  # of signs alone, such as "?", nothing is found
    passing = [one for one in index.datasets if asked.passes(one.edition)] if searched else []
    datasets = [one for one in passing if holds(one.text, words)]
    datasets.sort(key=lambda one: not holds(one.heading, words))
    names = {one.edition.name for one in passing}
    there = [*_columns(index, names)] if words else []
    told = words and not asked.of_releases
    return Found(
        _listed(asked, Kind.DATASETS, [one.edition for one in datasets]),
        _listed(asked, Kind.COLUMNS, [_found(*one) for one in _with_words(there, words)]),
        _listed(asked, Kind.ANSWERS, _answers(there, words) if _wants(asked, Kind.ANSWERS) else []),
        _listed(asked, Kind.TERMS, [term for term, text in terms() if told and holds(text, words)]),
    )


There = tuple[Meaning, tuple[Place, ...]]
"""A column and where it stands among the releases that are asked for."""


def _columns(index: Index, names: Collection[str]) -> Iterator[There]:
    for meaning, places in index.columns.items():
        among = tuple(one for one in places if one.edition.name in names)
        if among:
            yield meaning, among


def _with_words(there: Iterable[There], words: Sequence[str]) -> list[There]:
    """The columns in whose own texts the words are; those that are called so, and are kept by most
    releases, first."""
    found = [one for one in there if holds(one[0].text, words)]
    found.sort(key=lambda one: (not holds(one[0].heading, words), -len(one[1])))
    return found


def _answers(there: Iterable[There], words: Sequence[str]) -> list[FoundAnswer]:
    """The answers in which the words are; some of the words may be their column's."""
    exact, others = [], []
    for meaning, places in there:
        if not any(holds(meaning.all_answers, [word]) for word in words):
            continue
        of = _found(meaning, places)
        for answer in meaning.answers:
            if holds(answer.text, words):
                exact.append(FoundAnswer(answer.value, of))
            elif holds(answer.text + meaning.heading, words) and any(
                holds(answer.text, [word]) for word in words
            ):
                others.append(FoundAnswer(answer.value, of))
    exact.sort(key=_least_texts)
    return [*exact, *others]


def _least_texts(found: FoundAnswer) -> tuple[int, int]:
    """What says least beside the words stands first; of the same, what most releases keep."""
    return len(in_language(found.value.label, "en")), -len(found.of.places) - found.of.more


def _found(meaning: Meaning, places: tuple[Place, ...]) -> FoundColumn:
    return FoundColumn(meaning.column, places[:MOST_PLACES], max(0, len(places) - MOST_PLACES))


def _wants(asked: Asked, kind: Kind) -> bool:
    return asked.kind in ("", kind)


def _listed(asked: Asked, kind: Kind, hits: Sequence[Hit]) -> Hits[Hit]:
    if not _wants(asked, kind):
        return Hits(kind, (), 0)
    return Hits(kind, tuple(hits[: MOST if asked.kind else FIRST]), len(hits))
