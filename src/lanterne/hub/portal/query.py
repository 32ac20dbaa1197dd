"""Questions: of whom, by which columns, among whom. Each is an address, and is checked.

?people=victims&by=gender&by=ageBand&where[citizenship]=NGA
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import starmap
from urllib.parse import quote_plus

from django.http import QueryDict

from lanterne.codebook.model import Column
from lanterne.errors import Place, Problem
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.lookup import QuestionError
from lanterne.messages.did_you_mean import did_you_mean
from lanterne.release import People
from lanterne.release.counts_check import is_answer

MOST_COLUMNS = 3
"""Most columns that are counted together, for programs."""

MOST_FILTERS = 8
"""Most columns that are filtered at once."""

Filters = Mapping[str, str]
"""Column → the answer that is asked for; of a large set one member."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        people: Who is counted.
        by: The columns whose answers are counted, together or, on a page, each for itself.
        where: The filters.
    """

    people: People
    by: tuple[Column, ...]
    where: Filters

    def address(self) -> str:
        """The question as the query of an address, without the question mark."""
        parts = (
            _part("people", self.people.table.name),
            *(_part("by", column.name) for column in self.by),
            *starmap(filter_address, self.where.items()),
        )
        return "&".join(parts)

    def filtered(self, column: str, answer: str | None) -> Question:
        """The same question with another filter on a column; ``None``: without one."""
        where = {name: text for name, text in self.where.items() if name != column}
        return replace(self, where=where if answer is None else where | {column: answer})


def filter_address(column: str, answer: str) -> str:
    """A filter as a part of the query of an address."""
    return _part(f"where[{column}]", answer)


@lru_cache(maxsize=4096)
def _part(key: str, text: str) -> str:
    """A part of the query of an address; a page has the same ones many times."""
    return f"{quote_plus(key)}={quote_plus(text)}"


def question_in(query: QueryDict, edition: Edition, most: int | None) -> Question:
    """The question in an address.

    Args:
        query: Of the address.
        edition: The release that is asked.
        most: Most columns together; ``None``: any number, each for itself.

    Raises:
        QuestionError: Something is unknown or too much; all of it is listed.
    """
    people = _people(query, edition)
    columns = {column.name: column for column in people.table.columns}
    names = tuple(dict.fromkeys(filter(None, query.getlist("by"))))  # "by=" is an empty list
    problems = [*_unknown(names, columns), *_strange(query), *_filters(query, columns)]
    if most is not None and len(query.getlist("by")) > most:
        problems.append(Problem("too-many-columns.counted", {"most": most}))
    where = dict(_where(query))
    if len(where) > MOST_FILTERS:
        problems.append(Problem("too-many-filters.question", {"most": MOST_FILTERS}))
    if most is not None:
        for name in sorted(where.keys() & set(names) & columns.keys()):
            problems.append(Problem("counted-and-filtered.column", place=Place(column=name)))
    if problems:
        raise QuestionError(problems)
    return Question(people, tuple(columns[name] for name in names), where)


def _people(query: QueryDict, edition: Edition) -> People:
    known = {people.table.name: people for people in edition.people}
    name = query.get("people", edition.people[0].table.name)
    if name not in known:
        raise QuestionError([Problem("unknown-people.question", {"names": tuple(known)})])
    return known[name]


def _unknown(names: Iterable[str], columns: Mapping[str, Column]) -> Iterator[Problem]:
    for name in names:
        if name not in columns:
            advice = did_you_mean(name, columns)
            yield Problem("unknown-column.question", {}, Place(column=_shown(name)), advice)


def _shown(name: str) -> str:
    """What somebody wrote, short enough to be repeated."""
    return name if len(name) <= 60 else f"{name[:59]}…"


def _where(query: QueryDict) -> Iterator[tuple[str, str]]:
    for key in query:
        if key.startswith("where[") and key.endswith("]"):
            yield key[6:-1], str(query[key])


def _filters(query: QueryDict, columns: Mapping[str, Column]) -> Iterator[Problem]:
    where = dict(_where(query))
    yield from _unknown(where, columns)
    for name, answer in where.items():
        if len(query.getlist(f"where[{name}]")) > 1:
            yield Problem("two-filters.column", place=Place(column=_shown(name)))
        elif name in columns and not is_answer(columns[name], answer):
            yield Problem("unknown-answer.question", place=Place(column=name))


def _strange(query: QueryDict) -> Iterator[Problem]:
    """A word that means nothing here would be overlooked, and another question be answered."""
    filters = {f"where[{name}]" for name, _answer in _where(query)}
    for key in query:
        if key not in {"people", "by", *filters}:
            yield Problem("unknown-part.address", {"part": _shown(key)})
