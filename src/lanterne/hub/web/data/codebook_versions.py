"""The codebooks of a dataset over time: what was used, what is proposed, and who decided.

What is proposed has no list that nobody has confirmed, so it stands in the database as the codebook
in force does. The draft that it was made of is gone meanwhile: there is one text to speak about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils import timezone

from lanterne.codebook import Codebook, codebook_to_toml, parse_codebook
from lanterne.errors import NOTHING
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.drafts import draft_from
from lanterne.hub.web.data.identity_columns import Who, settle, settled, who_from
from lanterne.hub.web.models import CodebookComment, CodebookVersion, Dataset

State = CodebookVersion.State


class StateError(Exception):
    """It cannot be done any more, or not yet: somebody has done something else meanwhile."""


def proposed(dataset: Dataset) -> CodebookVersion | None:
    """What waits for a decision; ``None``: nothing does."""
    found = dataset.codebook_versions.filter(state=State.OPEN).select_related("created_by")
    return found.first()


def decided(dataset: Dataset) -> Sequence[CodebookVersion]:
    """What was used or sent back, the newest first."""
    found = dataset.codebook_versions.exclude(state=State.OPEN).order_by(*NEWEST_FIRST)
    people = found.select_related("created_by", "decided_by")
    comments = CodebookComment.objects.order_by(*OLDEST_FIRST).select_related("created_by")
    return tuple(people.prefetch_related(Prefetch("comments", comments)))


def codebook_in(version: CodebookVersion) -> Codebook:
    """The codebook of a version."""
    return parse_codebook(version.codebook.encode(), dataset_codebook.FILE)


def propose(dataset: Dataset, codebook: Codebook, note: str, user: User) -> CodebookVersion:
    """Propose the draft, which is whole and confirmed, to others; the draft is taken away.

    Raises:
        StateError: Something else is proposed already.
    """
    ignored = dataset_codebook.left_out(dataset)
    who = replace(dataset_codebook.who_of(dataset), ignored=ignored)
    text = codebook_to_toml(dataset_codebook.titled_for(dataset, codebook))
    try:
        with transaction.atomic():
            made = CodebookVersion.objects.create(
                dataset=dataset,
                codebook=text,
                version=codebook.version,
                note=note,
                who={"then": settled(dataset).as_dict(), "wanted": who.as_dict()},
                created_by=user,
            )
    except IntegrityError:
        raise StateError from None
    dataset_codebook.drop_draft(dataset)
    return made


def comment(version: CodebookVersion, column: str, text: str, user: User) -> None:
    """Say something of a codebook that is proposed.

    Raises:
        StateError: It has been decided on.
        ValueError: It has no such column.
    """
    if column and column not in {one.name for one in codebook_in(version).columns}:
        raise ValueError("no such column")
    with transaction.atomic():
        _open(version)
        CodebookComment.objects.create(version=version, column=column, text=text, created_by=user)


def adopt(version: CodebookVersion, reason: str, user: User) -> None:
    """Put a codebook in force that was proposed.

    Raises:
        StateError: It has been decided on, or somebody works on another draft, which would be lost.
    """
    with transaction.atomic():
        dataset = _open(version).dataset
        if dataset.draft:
            raise StateError
        settle(dataset, _who_now(version, settled(dataset)))
        dataset_codebook.put_in_force(dataset, codebook_in(version))
        _decide(version, State.ADOPTED, reason, user)


def send_back(version: CodebookVersion, reason: str, user: User) -> None:
    """Make a draft of what was proposed, for its author to work on, unless there is another.

    Raises:
        StateError: It has been decided on.
    """
    with transaction.atomic():
        dataset = _open(version).dataset
        _decide(version, State.RETURNED, reason, user)
    if not dataset.draft:
        who = _who_now(version, settled(dataset))
        draft = draft_from(codebook_in(version))
        excluded = dict.fromkeys(who.ignored, NOTHING)
        dataset_codebook.keep_draft(dataset, replace(draft, excluded=excluded, who=who))


def note_use(dataset: Dataset, user: User) -> None:
    """Note that somebody has put the codebook in force that is, without asking others."""
    codebook = dataset_codebook.codebook_of(dataset)
    version = CodebookVersion(
        dataset=dataset,
        codebook=codebook_to_toml(codebook),
        version=codebook.version,
        created_by=user,
    )
    _decide(version, State.ADOPTED, "", user)


def _who_now(version: CodebookVersion, now: Who) -> Who:
    """Who is who once a codebook is used: as people have said since it was proposed, if they did.

    What it leaves out is left out in any case.
    """
    then, wanted = who_from(version.who["then"]), who_from(version.who["wanted"])
    if now == then:
        return wanted
    named = {now.subject_id, now.household}
    return replace(now, ignored=tuple(sorted({*now.ignored, *wanted.ignored} - named)))


def _open(version: CodebookVersion) -> CodebookVersion:
    """The version, locked until the transaction ends; nobody has decided on it."""
    found = CodebookVersion.objects.select_for_update().get(pk=version.pk)
    if found.state != State.OPEN:
        raise StateError
    return found


def _decide(version: CodebookVersion, state: str, reason: str, user: User) -> None:
    version.state, version.reason = state, reason
    version.decided, version.decided_by = timezone.now(), user
    version.save()
