"""Tell: a story comes beside its edition, takes the place of what was told before, or goes.

One file, renamed when it is whole: whoever reads sees the story before or the story after.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from lanterne.catalogue import storage
from lanterne.catalogue.fields import field_problems
from lanterne.catalogue.file_names import story_file
from lanterne.catalogue.notice import Notice
from lanterne.catalogue.recover import recover_locked
from lanterne.catalogue.refusal import EditionRefused
from lanterne.catalogue.series import read_state
from lanterne.catalogue.story import MOST_CHANGES, Story, read_story, story_faults
from lanterne.disk import reason, sync_folder
from lanterne.errors import InputError, LanterneError, UsageError
from lanterne.messages import Message


@dataclass(frozen=True)
class Told:
    """What was told.

    Attributes:
        story: As it stands in the catalogue now.
        is_new: Whether there was none of that name.
        is_changed: Whether its words took the place of others.
    """

    story: Story
    is_new: bool
    is_changed: bool


def tell(story: Story, catalogue: Path, *, wait: float = storage.WAIT) -> Told:
    """Put a story beside its edition, which must be shown to the public.

    What its words mean, and whether their numbers are there, is not looked at here. Where a story
    of that name is there, it keeps the moment at which it was first told, and that of this change
    is added to it; where its words are the same, nothing happens.

    Args:
        story: What is told, ``published`` now. What ties it to the edition is filled in.
        catalogue: Folder that the portal reads.
        wait: Seconds to wait for somebody else who publishes or withdraws.

    Raises:
        UsageError: A folder is none or cannot be used, or there is no such edition.
        InputError: Something is wrong with the story, or with the one that is there.
        EditionRefused: ``busy``, or ``not-shown``: the edition is withdrawn or suspended.
        LanterneError: The disk is full or failed; nothing was changed.
    """
    with storage.locked(catalogue, Message("at-work.tell", {"edition": story.name}), wait):
        recover_locked(catalogue, None)
        notice = _shown(catalogue, story.name)
        place = catalogue / story.file
        before = read_story(place) if place.exists() else None
        told = replace(story, mark=notice.mark, notice=notice.digest)
        if before is not None:
            if before.is_of(notice) and told.says_the_same(before):
                return Told(before, is_new=False, is_changed=False)
            changed = (*before.changed, story.published)[-MOST_CHANGES:]
            told = replace(
                told, published=before.published, changed=changed, previous=before.digest
            )
        problems = field_problems(story_faults(told), told.file)
        if problems:
            raise InputError(problems)
        _write(catalogue, told)
    return Told(told, is_new=before is None, is_changed=before is not None)


def untell(edition: str, story: str, catalogue: Path, *, wait: float = storage.WAIT) -> None:
    """Take a story away; its address is answered no more.

    Raises:
        UsageError: The folder is none or cannot be used, or there is no such story.
        EditionRefused: ``busy``.
        LanterneError: The disk failed; the story may still be there.
    """
    place = catalogue / story_file(edition, story)
    with storage.locked(catalogue, Message("at-work.tell", {"edition": edition}), wait):
        if not place.is_file():
            raise UsageError("story.not-there", story=story, edition=edition)
        try:
            place.unlink()
            sync_folder(catalogue)
        except OSError as error:
            raise LanterneError("story.not-removed", story=story, why=reason(error)) from error


def _shown(catalogue: Path, edition: str) -> Notice:
    """The notice of an edition that the public is shown."""
    state = read_state(catalogue)
    record = state.record(edition)
    if record is None:
        raise UsageError("edition.without-notice", edition=edition, catalogue=str(catalogue))
    if not record.is_shown:
        raise EditionRefused("not-shown.edition", edition=edition)
    if edition in state.problems:
        raise InputError(state.problems[edition])
    return record.notice


def _write(catalogue: Path, story: Story) -> None:
    try:
        storage.put(catalogue / story.file, story.content, instead=True)
    except OSError as error:
        raise LanterneError("story.not-written", story=story.story, why=reason(error)) from error
