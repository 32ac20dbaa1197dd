"""How people are protected in a release: in plain words and in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from lanterne.hub.portal.marked import marked
from lanterne.messages.typography import unbroken
from lanterne.release import Release
from lanterne.release.worlds import promised
from lanterne.release.worlds_page import worlds_in_html


@dataclass(frozen=True)
class Part:
    """Some plain words: paragraphs, or the items of a list."""

    is_list: bool
    texts: tuple[SafeString, ...]


@dataclass(frozen=True)
class Promise:
    """What a release promises.

    Attributes:
        words: In plain words.
        epsilon, delta: Of this release; ``None``: it promises no differential privacy.
        epsilon_total: Over all releases in the ledger.
        releases: How many these are.
        k: Of a k-method; ``None``: none made the release.
        unit: Whom the promise is about, such as ``person``; of a k-method ``row`` where nobody
            said which rows are one person.
        as_of: Day of the totals, ``YYYY-MM-DD``.
    """

    words: tuple[Part, ...]
    epsilon: float | None
    delta: float | None
    epsilon_total: float | None
    releases: int
    k: int | None
    unit: str
    as_of: str


def promise_of(release: Release, language: str) -> Promise:
    """The promise of a release, in a language of the pages."""
    private, grouped = release.statement, release.k_statement
    if private is not None:
        return Promise(
            tuple(_parts(private.in_words(language), language)),
            private.epsilon,
            private.delta,
            private.epsilon_total,
            private.releases,
            None,
            private.unit,
            private.as_of,
        )
    assert grouped is not None  # every release makes one of the two promises
    return Promise(
        tuple(_parts(grouped.in_words(language), language)),
        None,
        None,
        None,
        grouped.releases + grouped.k_releases,
        grouped.guarantee.k,
        grouped.unit,
        grouped.as_of,
    )


def worlds_of(release: Release, language: str) -> SafeString:
    """What the promise lets a reader learn, in pictures; empty where there is no ε."""
    if release.statement is None:
        return SafeString("")
    return mark_safe(worlds_in_html(promised(release.statement, language), language))


def is_synthetic(release: Release) -> bool:
    """Whether the rows are invented; else they are real ones, generalised."""
    return release.original is None


def _parts(text: str, language: str) -> Iterator[Part]:
    """Paragraphs, and lists whose items begin with a dash."""
    for block in unbroken(text, language).split("\n\n"):
        items = re.split(r"^- ", block, flags=re.M)
        first, rest = items[0].strip(), items[1:]
        if first:
            yield Part(False, (marked(first),))
        if rest:
            yield Part(True, tuple(marked(item.strip()) for item in rest))
