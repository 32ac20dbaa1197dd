"""What is asked of the search, by the query of an address, which is checked.

?q=age&kind=columns&publisher=…&licence=CC-BY-4.0&protection=k-anonymity&year=2026&editions=all
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from lanterne.errors import Problem
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.lookup import QuestionError
from lanterne.hub.portal.search.words import words_in

SHOWN = 60
"""Characters of an unknown part that are repeated."""


class Kind(StrEnum):
    """What is looked for. The values are public: they stand in addresses."""

    DATASETS = "datasets"
    COLUMNS = "columns"
    ANSWERS = "answers"
    TERMS = "terms"


class Protection(StrEnum):
    """How the people in a release are protected. The values stand in addresses."""

    PRIVATE = "differential-privacy"
    GROUPED = "k-anonymity"


ALL = "all"
"""Of ``editions``: those too that another one has taken the place of."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(one.value for one in Kind),
    "protection": tuple(one.value for one in Protection),
    "editions": ("current", ALL),
}
"""Part of a query → what it may be; where it is left out, or empty, nothing is chosen."""


@dataclass(frozen=True)
class Asked:
    """What is asked. What is empty is not asked for.

    Attributes:
        q: Words, as they were written.
        kind: Only these are looked for.
        publisher, licence: Of the releases, as they say it.
        protection: How the people in them are protected.
        year: In which they were published, ``2026``.
        editions: ``all`` or ``current``, which is what nothing means too.
    """

    q: str = ""
    kind: str = ""
    publisher: str = ""
    licence: str = ""
    protection: str = ""
    year: str = ""
    editions: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words in the form in which they are looked for."""
        return words_in(self.q)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Asked()

    @property
    def of_releases(self) -> bool:
        """Whether only some releases are asked for."""
        return replace(self, q="", kind="", editions="") != Asked()

    def only(self, kind: str) -> str:
        """The query of an address that asks the same of one kind alone."""
        parts = {name: text for name, text in vars(self).items() if text}
        return urlencode({**parts, "kind": kind})

    def passes(self, edition: Edition) -> bool:
        """Whether a release is among those that are asked for."""
        standing = edition.standing
        newest = standing is None or standing.status == "current"
        return (newest or self.editions == ALL) and all(
            asked in ("", value)
            for asked, value in (
                (self.publisher, edition.publisher),
                (self.licence, edition.licence),
                (self.protection, protection_of(edition)),
                (self.year, edition.date[:4]),
            )
        )


def protection_of(edition: Edition) -> Protection:
    """How the people in a release are protected."""
    return Protection.PRIVATE if edition.release.statement else Protection.GROUPED


def asked_in(query: QueryDict) -> Asked:
    """What an address asks.

    Raises:
        QuestionError: Something is unknown or too long; all of it is listed.
    """
    problems = [*_problems(query)]
    if problems:
        raise QuestionError(problems)
    return Asked(**{name: str(query[name]).strip() for name in query})


def _problems(query: QueryDict) -> Iterator[Problem]:
    parts = tuple(one.name for one in fields(Asked))
    for name in query:
        texts = query.getlist(name)
        if name not in parts:
            yield Problem("unknown-part.search", {"part": name[:SHOWN], "parts": parts})
        elif len(texts) > 1:
            yield Problem("twice.search", {"part": name})
        elif texts[0] not in ("", *CHOICES.get(name, (texts[0],))):
            yield Problem("unknown-choice.search", {"part": name, "choices": CHOICES[name]})
