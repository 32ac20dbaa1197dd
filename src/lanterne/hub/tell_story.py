"""A story is checked against its edition as the portal would show it, and then told.

The portal only reads catalogues: what writes is here, beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings

from lanterne.catalogue import EditionRefused, Story, tell
from lanterne.errors import InputError, UsageError
from lanterne.hub.portal.catalogue import Catalogue
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.stories.check import checked
from lanterne.hub.portal.stories.source import Source
from lanterne.hub.settings import portal_settings
from lanterne.release import verify_release


@dataclass(frozen=True)
class Made:
    """What became of a story.

    Attributes:
        story: What it is called in addresses.
        state: ``published``, ``changed``, ``unchanged``, or ``checked`` where nothing is written.
        sources: Its texts.
    """

    story: str
    state: str
    sources: tuple[Source, ...]


def tell_story(
    edition: str, files: Sequence[str], catalogue: Path, *, try_out: bool = False
) -> Made:
    """Check a story, and put it beside its edition. Where nothing is a portal yet, this process is.

    Args:
        edition: What the edition is called in the catalogue.
        files: The story, one file for each language.
        catalogue: Folder that the portal reads.
        try_out: Whether it is only checked.

    Raises:
        UsageError: The folder is none or cannot be used, or there is no such edition.
        InputError: Something is wrong with the story or the edition; all of it is listed.
        EditionRefused: The edition is withdrawn or suspended, or somebody else is at work.
        LanterneError: The disk is full or failed; nothing was changed.
    """
    if not settings.configured:
        settings.configure(**portal_settings(catalogue, ["localhost"], rate=None, kept_bytes=0))
        django.setup(set_prefix=False)
    found = _edition(edition, catalogue)
    sources = checked(files, found)
    name = sources[0].story
    if try_out:
        return Made(name, "checked", sources)
    assert found.notice is not None  # only editions are found
    told = tell(
        Story(
            found.notice.series,
            found.notice.edition,
            name,
            {one.language: one.title for one in sources},
            {one.language: one.summary for one in sources},
            {one.language: one.text for one in sources},
            datetime.now(UTC).replace(microsecond=0),
        ),
        catalogue,
    )
    state = "published" if told.is_new else "changed" if told.is_changed else "unchanged"
    return Made(name, state, sources)


def _edition(name: str, folder: Path) -> Edition:
    """The edition, whole and shown to the public."""
    if not folder.is_dir():
        raise UsageError("catalogue.not-a-folder", folder=str(folder))
    catalogue = Catalogue(folder)
    found = catalogue.get(name)
    if isinstance(found, Broken):
        problems = catalogue.state().problems.get(name) or verify_release(folder / name).problems
        raise InputError(problems)
    if found is None and (catalogue.withdrawn(name) or catalogue.suspended(name)):
        raise EditionRefused("not-shown.edition", edition=name)
    if found is None or found.notice is None:
        raise UsageError("edition.without-notice", edition=name, catalogue=str(folder))
    return found
