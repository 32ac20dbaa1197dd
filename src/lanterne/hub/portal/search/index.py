"""What can be found, in the form in which it is looked for.

Many editions keep one codebook, so a column that means the same in all of them stands here once,
with the editions that have it. The index lies in memory, is made of releases that were verified,
and is made anew when one comes, goes or is touched.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from lanterne.codebook.model import Codebook, Column, Text, Value
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.catalogue import Catalogue, Look
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.search.words import names_apart, searchable
from lanterne.messages.glossary import Term, glossary
from lanterne.release.layout import CODEBOOK

MOST_KNOWN = 1000
"""Codebooks whose columns are remembered from one index to the next."""


class Place(NamedTuple):
    """Where a column stands: in which edition, and in which of its tables."""

    edition: Edition
    table: str


@dataclass(frozen=True, eq=False)
class Answer:
    """An answer of a column.

    Attributes:
        value: The answer.
        text: Its code, label and definition, as they are searched.
    """

    value: Value
    text: str


@dataclass(frozen=True, eq=False)
class Meaning:
    """A column that means the same wherever it stands.

    Attributes:
        column: The column.
        heading: Its name and label, as they are searched.
        text: These and its definition.
    """

    column: Column
    heading: str
    text: str

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Its answers."""
        return tuple(
            Answer(one, searchable([one.code, *_said(one.label), *_said(one.definition)]))
            for one in self.column.values
        )

    @cached_property
    def all_answers(self) -> str:
        """The texts of all its answers together."""
        return "".join(one.text for one in self.answers)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A release, whole and public.

    Attributes:
        edition: The release.
        heading: Its title, as it is searched.
        text: Also its name, publisher and description, and what its stories are about.
    """

    edition: Edition
    heading: str
    text: str


@dataclass(frozen=True)
class Index:
    """What can be found.

    Attributes:
        datasets: Releases, the newest first.
        columns: Column → where it stands, in the order of the releases.
    """

    datasets: tuple[Dataset, ...] = ()
    columns: Mapping[Meaning, tuple[Place, ...]] = field(default_factory=dict)


class Indexes:
    """The index of each catalogue, made when it is first asked for. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: WeakKeyDictionary[Catalogue, tuple[Look, Index]] = WeakKeyDictionary()
        self._of_codebook: dict[str, tuple[tuple[str, Meaning], ...]] = {}
        self._meanings: dict[object, Meaning] = {}

    def of(self, catalogue: Catalogue) -> Index:
        """The index of a catalogue as it is now."""
        look = catalogue.look()
        with self._lock:  # whoever else asks would make the same
            known = self._known.get(catalogue)
            if known is None or known[0] != look:
                known = self._known[catalogue] = look, self._made(catalogue)
            return known[1]

    def _made(self, catalogue: Catalogue) -> Index:
        if len(self._of_codebook) > MOST_KNOWN:  # of editions that are gone
            self._of_codebook.clear()
            self._meanings.clear()
        whole = [one for one in catalogue.entries() if isinstance(one, Edition)]
        shown = [one for one in whole if not one.is_stray]
        columns: dict[Meaning, list[Place]] = {}
        for edition in shown:
            for table, meaning in self._columns(edition):
                columns.setdefault(meaning, []).append(Place(edition, table))
        return Index(
            tuple(map(_dataset, shown)), {one: tuple(where) for one, where in columns.items()}
        )

    def _columns(self, edition: Edition) -> Iterable[tuple[str, Meaning]]:
        """The columns of a release, each with the name of its table."""
        file = edition.files.get(f"codebook/{CODEBOOK}.json")
        key = file.sha256 if file else edition.mark
        if key not in self._of_codebook:
            self._of_codebook[key] = tuple(self._read(edition.release.codebook))
        return self._of_codebook[key]

    def _read(self, codebook: Codebook) -> Iterator[tuple[str, Meaning]]:
        for table in codebook.tables:
            for column in table.columns:
                known = self._meanings.setdefault(_identity(column), _meaning(column))
                yield table.name, known


indexes = Indexes()
"""Those of this process."""


@cache
def terms() -> tuple[tuple[Term, str], ...]:
    """The words of the glossary, each with its text as it is searched."""
    return tuple((term, searchable(_texts(term))) for term in glossary().values())


def _texts(term: Term) -> Iterator[str]:
    yield from (*term.words.values(), *term.also.values())
    yield from map(term.meaning_in, TAGS)


def _dataset(edition: Edition) -> Dataset:
    title = [*_said(edition.title)]
    more = [edition.name, edition.publisher, *_said(edition.description)]
    for story in edition.shown_stories:
        more += [*_said(story.title), *_said(story.summary)]
    return Dataset(edition, searchable(title), searchable([*title, *more]))


def _meaning(column: Column) -> Meaning:
    heading = [names_apart(column.name), *_said(column.label)]
    more = [*_said(column.definition), *_said(column.universe)]
    return Meaning(column, searchable(heading), searchable([*heading, *more]))


def _identity(column: Column) -> object:
    """What two columns share that mean the same to a reader."""
    answers = tuple((one.code, *map(_items, (one.label, one.definition))) for one in column.values)
    texts = tuple(map(_items, (column.label, column.definition, column.universe)))
    return column.name, column.type, texts, answers


def _items(text: Text) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(text.items()))


def _said(text: Text) -> Iterable[str]:
    return text.values()
