"""What a release is worth, as its own files say: on its page, in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from lanterne.codebook.model import Text
from lanterne.hub.portal.marked import marked
from lanterne.release import Release
from lanterne.release.worth_words import advice, cuts_in_words, errors, verdict


@dataclass(frozen=True)
class TableWorth:
    """What one table is worth.

    Attributes:
        whose: What the table is called; empty: there is no other.
        verdict: One of five grades.
        text: The errors to expect, and what the numbers may be used for.
    """

    whose: Text
    verdict: str
    text: SafeString


def worth_of(release: Release, language: str) -> list[TableWorth]:
    """What the tables are worth; nothing where the release does not say."""
    labels = {table.name: table.label for table in release.codebook.tables}
    worth = release.worth
    return [
        TableWorth(
            labels.get(name, {}) if len(worth) > 1 else {},
            verdict(one, language),
            marked(f"{advice(one, language)} {errors(one, language)}"),
        )
        for name, one in worth.items()
    ]


def cuts_of(release: Release, language: str) -> list[SafeString]:
    """What the bounds of linked tables probably cut, in sentences."""
    network = release.codebook.network
    said = cuts_in_words(release.cuts, network, language)
    return [marked(text) for text in said]
