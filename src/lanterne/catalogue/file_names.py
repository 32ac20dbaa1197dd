"""Names in a catalogue: what belongs to an edition, and what is hidden until it is whole.

NAME/                  the release
NAME.edition.json      its notice
NAME.withdrawn.json    in place of the release: the tombstone
NAME.suspended.json    beside the release: nobody may be shown it for now
NAME.TITLE.story.json  beside the release: what its publisher tells of it
.NAME.publishing/      a release on its way in
.NAME.leaving/         a release on its way out
.NAME….writing         one of these files that is being written
.publication.lock      held by whoever publishes or withdraws
"""

from __future__ import annotations

import glob
import re
from pathlib import Path

from lanterne.release.folder import CATALOGUE, OF_EDITIONS

NOTICE, TOMBSTONE, SUSPENSION = OF_EDITIONS
"""End of the name of a notice, a tombstone and a suspension, after that of the edition."""

STORY = ".story.json"
"""End of the name of a story, after that of the edition and its own."""

PUBLISHING, LEAVING, WRITING = ".publishing", ".leaving", ".writing"
"""Ends of hidden names."""

LOCK = CATALOGUE
"""Name of the file that is locked."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a series may be called."""

LONGEST_SLUG = 60
"""Characters of it."""

_EDITION = re.compile(rf"({SLUG.pattern})\.v([1-9][0-9]{{0,5}})")


def edition_name(series: str, edition: int) -> str:
    """What an edition is called in the catalogue: ``global-cases.v2``.

    No series has a dot in its name, so that an edition is never taken for a series.
    """
    return f"{series}.v{edition}"


def parsed(name: str) -> tuple[str, int] | None:
    """Series and number of an edition of that name; ``None``: it is no such name."""
    found = _EDITION.fullmatch(name)
    return (found[1], int(found[2])) if found and len(found[1]) <= LONGEST_SLUG else None


def story_file(edition: str, story: str) -> str:
    """Name of the file of a story: ``global-cases.v2.children.story.json``."""
    return f"{edition}.{story}{STORY}"


def story_in(file: str) -> tuple[str, str] | None:
    """Edition and name of the story whose file is so called; ``None``: it is no such name."""
    edition, _dot, story = file.removesuffix(STORY).rpartition(".")
    known = file.endswith(STORY) and parsed(edition) and SLUG.fullmatch(story)
    return (edition, story) if known and len(story) <= LONGEST_SLUG else None


def story_files(folder: Path, edition: str) -> list[Path]:
    """The files of the stories of an edition."""
    every = folder.glob(f"{glob.escape(edition)}.*{STORY}")
    return sorted(path for path in every if story_in(path.name))


def hidden(name: str, end: str) -> str:
    """A name that no reader of the catalogue looks at."""
    return f".{name}{end}"
