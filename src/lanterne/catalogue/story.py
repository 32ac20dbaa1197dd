"""A story: what the publisher of an edition tells of it, beside its notice.

It holds words and asks for numbers; the numbers stand in the release, and whoever shows the story
reads them there. So it belongs to one edition, whose notice it names, and to no other. Its texts
may be written anew: the moments at which they were stay in it, and the digest of the file before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lanterne.catalogue import fields
from lanterne.catalogue.file_names import edition_name, story_file, story_in
from lanterne.catalogue.notice import Notice
from lanterne.codebook.model import Text
from lanterne.errors import InputError, Problem

KIND = "lanterne-story"
FORMAT = 1

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT = 120, 300, 12_000
"""Characters of a title, of a summary, and of a text, in each language."""

MOST_CHANGES = 1_000
"""Most moments at which a story is remembered to have been changed."""


def _moments(value: object) -> fields.Faults:
    """Check: moments, the first one first."""
    if not isinstance(value, list | tuple) or len(value) > MOST_CHANGES:
        return (Problem("edition-field.moment"),)
    return next((found for found in map(fields.moment, value) if found), ())


_CHECKS: fields.Checks = {
    "series": fields.slug,
    "edition": fields.number,
    "story": fields.slug,
    "title": fields.words(LONGEST_TITLE),
    "summary": fields.words(LONGEST_SUMMARY),
    "text": fields.words(LONGEST_TEXT, lines=True),
    "published": fields.moment,
    "changed": _moments,
    "mark": fields.digest,
    "notice": fields.digest,
    "previous": fields.or_none(fields.digest),
}


@dataclass(frozen=True)
class Story:
    """What is told of an edition. Public, and none of it computed from cases.

    Attributes:
        series, edition: Which edition it is of.
        story: What it is called in addresses; no other story of the edition is called so.
        title, summary: What a person reads first, plain, in one language or several.
        text: The rest as Markdown, in the same languages.
        published: When it was first told, with a time zone.
        changed: When it was written anew, the first time first.
        mark: SHA-256 of the ``SHA256SUMS`` of the release.
        notice: SHA-256 of the notice of the edition.
        previous: SHA-256 of the file that it took the place of; ``None``: it was never changed.
    """

    series: str
    edition: int
    story: str
    title: Text
    summary: Text
    text: Text
    published: datetime
    changed: tuple[datetime, ...] = ()
    mark: str = ""
    notice: str = ""
    previous: str | None = None

    @property
    def name(self) -> str:
        """What the edition is called in the catalogue."""
        return edition_name(self.series, self.edition)

    @property
    def file(self) -> str:
        """Name of the file that holds it."""
        return story_file(self.name, self.story)

    @property
    def content(self) -> str:
        """The file."""
        return fields.text_of({"kind": KIND, "format": FORMAT, **_values(self)})

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def last_changed(self) -> datetime:
        """When its words became what they are."""
        return self.changed[-1] if self.changed else self.published

    def says_the_same(self, other: Story) -> bool:
        """Whether the words of another one are the same."""
        return (self.title, self.summary, self.text) == (other.title, other.summary, other.text)

    def is_of(self, notice: Notice) -> bool:
        """Whether it was told of the edition of this notice."""
        return (self.mark, self.notice) == (notice.mark, notice.digest)


def story_faults(story: Story) -> dict[str, fields.Faults]:
    """Field → what is wrong with it."""
    values = _values(story)
    return fields.faults_in(values, _CHECKS) or _untranslated(values)


def read_story(path: Path) -> Story:
    """A story, to the byte as it was written.

    Raises:
        InputError: It cannot be read, or something is wrong with it; all of it is listed.
    """
    found = story_in(path.name)
    end = path.name.removeprefix(found[0]) if found else path.name
    values, data = fields.read(path, _CHECKS, KIND, FORMAT, end, _untranslated)
    moments = {
        "published": fields.moment_in(values["published"]),
        "changed": tuple(map(fields.moment_in, values["changed"])),
    }
    story = Story(**values | moments)
    if story.file != path.name or story.content.encode() != data:
        raise fields.changed(path.name)
    return story


def stories_in(
    catalogue: Path, names: Iterable[str], notices: Mapping[str, Notice]
) -> Iterator[tuple[str, str, Story | None]]:
    """The stories of editions that have a notice, by the names of files in a catalogue.

    Returns:
        Edition, name of the story, and the story; ``None``: it is not what was told of it.
    """
    for name in names:
        found = story_in(name)
        if found is None or found[0] not in notices:
            continue
        try:
            story = read_story(catalogue / name)
        except InputError:
            yield *found, None
        else:
            yield *found, story if story.is_of(notices[found[0]]) else None


def _values(story: Story) -> dict[str, Any]:
    """The fields as JSON values, in the order of the file."""
    values = {key: getattr(story, key) for key in _CHECKS}
    return values | {
        "title": fields.in_order(story.title),
        "summary": fields.in_order(story.summary),
        "text": fields.in_order(story.text),
        "published": fields.moment_text(story.published),
        "changed": [fields.moment_text(one) for one in story.changed],
    }


def _untranslated(values: dict[str, Any]) -> dict[str, fields.Faults]:
    """Which texts are in other languages than the title."""
    offered = set(values["title"])
    other = Problem("edition-field.not-offered", {"languages": tuple(sorted(offered))})
    return {key: (other,) for key in ("summary", "text") if set(values[key]) != offered}
