"""The codebooks of a dataset over time: what was used, what is proposed, and who decided.

What is proposed has no list that nobody has confirmed, so it stands in the database as the codebook
in force does. The draft that it was made of stays in the vault, and is a draft again when it is
sent back. Everything is decided with the dataset locked: nobody's draft is lost meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from lanterne.codebook import Codebook, codebook_to_toml, parse_codebook
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.web import vault_documents
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.identity_columns import Who, settle, settled, who_from
from lanterne.hub.web.models import CodebookComment, CodebookVersion, Dataset

State = CodebookVersion.State


class StateError(Exception):
    """It cannot be done any more, or not yet: somebody has done something else meanwhile."""


class OtherDraftError(StateError):
    """Somebody works on another draft, which would be lost."""


def proposed(dataset: Dataset) -> CodebookVersion | None:
    """What waits for a decision; ``None``: nothing does."""
    found = dataset.codebook_versions.filter(state=State.OPEN).select_related("created_by")
    return found.first()


def is_proposed(dataset: Dataset) -> bool:
    """Whether something waits for a decision."""
    return dataset.codebook_versions.filter(state=State.OPEN).exists()


def decided(dataset: Dataset) -> Sequence[CodebookVersion]:
    """What was used or sent back, the newest first, each without its text."""
    found = dataset.codebook_versions.exclude(state=State.OPEN).order_by(*NEWEST_FIRST)
    people = found.select_related("created_by", "decided_by").defer("codebook")
    comments = CodebookComment.objects.order_by(*OLDEST_FIRST).select_related("created_by")
    return tuple(people.prefetch_related(Prefetch("comments", comments)))


def codebook_in(version: CodebookVersion) -> Codebook:
    """The codebook of a version; raises InputError where this program cannot read it."""
    return parse_codebook(version.codebook.encode(), dataset_codebook.FILE)


def propose(dataset: Dataset, codebook: Codebook, note: str, user: User) -> CodebookVersion:
    """Propose the draft, which is whole and confirmed, to others; it is no draft meanwhile.

    Args:
        dataset: The dataset, as it was when its draft was read.
        codebook: What the draft says.
        note: Why it is proposed.
        user: Who proposes it.

    Raises:
        StateError: Something else is proposed already, or somebody has changed the draft.
    """
    with transaction.atomic():
        now = Dataset.objects.select_for_update().get(pk=dataset.pk)
        if now.draft != dataset.draft or is_proposed(now):
            raise StateError
        made = CodebookVersion.objects.create(
            dataset=now,
            codebook=codebook_to_toml(dataset_codebook.titled_for(now, codebook)),
            version=codebook.version,
            note=note,
            draft=now.draft,
            who=settled(now).as_dict(),
            created_by=user,
        )
        now.draft = ""
        now.save(update_fields=["draft"])
    return made


def comment(version: CodebookVersion, column: str, text: str, user: User) -> None:
    """Say something of a codebook that is proposed; of a column, or of it as a whole.

    Raises:
        StateError: It has been decided on.
    """
    with _deciding(version) as (_, now):
        CodebookComment.objects.create(version=now, column=column, text=text, created_by=user)


def adopt(version: CodebookVersion, reason: str, user: User) -> None:
    """Put a codebook in force that was proposed.

    Raises:
        StateError: It has been decided on, or somebody works on another draft.
        InputError: This program cannot read it.
    """
    codebook = codebook_in(version)
    with _deciding(version) as (dataset, now):
        if dataset.draft:
            raise OtherDraftError
        settle(dataset, _who_now(now, dataset))
        dataset_codebook.put_in_force(dataset, codebook)
        gone, now.draft = now.draft, ""
        _decide(now, State.ADOPTED, reason, user)
    vault_documents.forget(dataset.organisation, gone)


def send_back(version: CodebookVersion, reason: str, user: User) -> None:
    """Make a draft again of what was proposed, for its author to work on.

    Raises:
        StateError: It has been decided on, or somebody works on another draft.
    """
    with _deciding(version) as (dataset, now):
        if dataset.draft:
            raise OtherDraftError
        dataset.draft, now.draft = now.draft, ""
        dataset.save(update_fields=["draft"])
        _decide(now, State.RETURNED, reason, user)


def use(dataset: Dataset, codebook: Codebook, user: User) -> None:
    """Put a codebook of one's own in force without asking others, and note it as a version."""
    with transaction.atomic():
        dataset_codebook.put_in_force(dataset, codebook)
        _note_use(dataset, user)


def use_builtin(dataset: Dataset, name: str, user: User) -> None:
    """Put a built-in codebook in force, and note it as a version."""
    with transaction.atomic():
        dataset_codebook.choose_builtin(dataset, name)
        _note_use(dataset, user)


def _note_use(dataset: Dataset, user: User) -> None:
    codebook = dataset_codebook.codebook_of(dataset)
    text = codebook_to_toml(codebook)
    version = CodebookVersion(dataset=dataset, codebook=text, version=codebook.version)
    version.created_by = user
    _decide(version, State.ADOPTED, "", user)


def _who_now(version: CodebookVersion, dataset: Dataset) -> Who:
    """Who is who once a codebook is used: as people have said since it was proposed, if they did.

    What it leaves out is left out in any case. Reads the vault.
    """
    then, now = who_from(version.who), settled(dataset)
    draft = dataset_codebook.draft_kept(dataset, version.draft) if version.draft else None
    wanted = dataset_codebook.wanted_by(draft, then)
    if now == then:
        return wanted
    named = {now.subject_id, now.household}
    return replace(now, ignored=tuple(sorted({*now.ignored, *wanted.ignored} - named)))


@contextmanager
def _deciding(version: CodebookVersion) -> Iterator[tuple[Dataset, CodebookVersion]]:
    """The dataset and the version, locked until the block ends; nobody has decided on it.

    Raises:
        StateError: Somebody has.
    """
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=version.dataset_id)
        now = CodebookVersion.objects.select_for_update().get(pk=version.pk)
        if now.state != State.OPEN:
            raise StateError
        yield dataset, now


def _decide(version: CodebookVersion, state: str, reason: str, user: User) -> None:
    version.state, version.reason = state, reason
    version.decided, version.decided_by = timezone.now(), user
    version.save()
