"""What people made of the vignettes of a codebook, each of them alone.

Nobody sees what others made of them before having finished, and answers stay as they are from then
on: else people would agree because they have read each other, and not a definition. Everything is
kept with the dataset locked, so that two windows of one person lose nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lanterne.codebook import Codebook
from lanterne.codebook.model import Text
from lanterne.harmonise.coded_vignettes import CodedVignettes, coded_by, vignettes_for
from lanterne.hub.people.made import NEWEST_FIRST, OLDEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import Dataset, VignetteCoding

TWO = 2
"""So many have to have finished before there is something to compare."""

Answers = Mapping[str, str]
"""Column → answer, as the codebook writes it."""


class OtherCodebookError(Exception):
    """Another codebook is in use by now: its definitions are others, or it has no vignettes."""


class FinishedError(Exception):
    """This person has finished, or has not coded everything yet."""


class OtherAnswersError(Exception):
    """The same person has kept other answers meanwhile, in another window."""


@dataclass(frozen=True)
class Vignettes:
    """What can be coded in a dataset.

    Attributes:
        codebook: The codebook in force, of one table.
        texts: Name of each vignette → its text.
        mark: What tells these definitions from others.
    """

    codebook: Codebook
    texts: Mapping[str, Text]
    mark: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the vignettes, in their order."""
        return tuple(self.texts)


def vignettes_in(dataset: Dataset) -> Vignettes | None:
    """What can be coded with the codebook in force; ``None``: nothing, or there is none."""
    codebook = dataset_codebook.in_force(dataset)
    texts = vignettes_for(codebook) if codebook else {}
    return Vignettes(codebook, texts, coded_by(codebook)) if codebook and texts else None


def coding_of(dataset: Dataset, vignettes: Vignettes, user: User) -> VignetteCoding | None:
    """What a person made of them; ``None``: they have not begun."""
    return dataset.vignette_codings.filter(coded_by=vignettes.mark, created_by=user).first()


def finished(dataset: Dataset, mark: str) -> Sequence[VignetteCoding]:
    """Who has finished, those who began first before the others."""
    found = dataset.vignette_codings.filter(coded_by=mark, finished__isnull=False)
    return tuple(found.select_related("created_by").order_by(*OLDEST_FIRST))


def earlier(dataset: Dataset, vignettes: Vignettes | None, user: User) -> Sequence[VignetteCoding]:
    """What a person made of other definitions, the newest first."""
    found = dataset.vignette_codings.filter(created_by=user).exclude(answers={})
    others = found.exclude(coded_by=vignettes.mark) if vignettes else found
    return tuple(others.order_by(*NEWEST_FIRST))


def is_open(coding: VignetteCoding | None, number: int, may_decide: bool) -> bool:
    """Whether a person sees what others made of the vignettes.

    Args:
        coding: Their own; ``None``: they have not begun.
        number: How many have finished.
        may_decide: Whether they may decide on the codebook: then they may look without coding.
    """
    if coding is None or number < TWO:
        return False
    looks = may_decide and coding.after_others and not coding.answers
    return coding.finished is not None or looks


def mark_of(coding: VignetteCoding | None, name: str) -> str:
    """What tells the answers to a vignette from others; empty: there are none yet."""
    answers = coding.answers.get(name) if coding else None
    if answers is None:
        return ""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def keep(
    dataset: Dataset, vignettes: Vignettes, user: User, name: str, answers: Answers, seen: str
) -> VignetteCoding:
    """Keep what a person made of a vignette.

    Args:
        dataset: The dataset.
        vignettes: What they were shown.
        user: Who.
        name: The vignette.
        answers: Of every column, blank where the vignette does not say.
        seen: See :func:`mark_of`; of what was kept when they were shown it.

    Raises:
        OtherCodebookError: The definitions are others by now.
        FinishedError: They have finished.
        OtherAnswersError: They have kept other answers since.
    """
    with _locked(dataset, vignettes) as now:
        coding = coding_of(now, vignettes, user) or _begun(now, vignettes, user)
        if coding.finished is not None:
            raise FinishedError
        if mark_of(coding, name) != seen and coding.answers.get(name) != dict(answers):
            raise OtherAnswersError
        coding.answers[name] = dict(answers)
        coding.save()
    return coding


def finish(dataset: Dataset, vignettes: Vignettes, user: User) -> None:
    """Finish: the answers stay, and those of others are shown from now on.

    Raises:
        OtherCodebookError: The definitions are others by now.
        FinishedError: They have finished before, or have not coded everything.
    """
    with _locked(dataset, vignettes) as now:
        coding = coding_of(now, vignettes, user)
        if coding is None or coding.finished or set(coding.answers) != set(vignettes.names):
            raise FinishedError
        coding.finished = timezone.now()
        coding.save()


def look(dataset: Dataset, vignettes: Vignettes, user: User) -> None:
    """Show a person who has not begun what others made of them; it is kept that they have seen it.

    Raises:
        OtherCodebookError: The definitions are others by now.
        FinishedError: They have begun.
    """
    with _locked(dataset, vignettes) as now:
        coding = coding_of(now, vignettes, user) or _begun(now, vignettes, user)
        if coding.answers:
            raise FinishedError
        coding.after_others = True
        coding.save()


def forget(dataset: Dataset, user: User, coding_id: str) -> bool:
    """Delete what a person made of the vignettes; whether there was any.

    That they could see what others made of them stays, if they could.
    """
    with transaction.atomic():
        now = Dataset.objects.select_for_update().get(pk=dataset.pk)
        mine = {str(one.pk): one for one in now.vignette_codings.filter(created_by=user)}
        coding = mine.get(coding_id)
        if coding is None:
            return False
        if _saw_others(coding):
            coding.answers, coding.finished, coding.after_others = {}, None, True
            coding.save()
        else:
            coding.delete()
    return True


def as_coded(coding: VignetteCoding, vignettes: Vignettes) -> CodedVignettes:
    """What a person who has finished made of them, as a sheet says it."""
    columns = vignettes.codebook.table.names
    answers = {
        column: tuple(coding.answers[name][column] for name in vignettes.names)
        for column in columns
    }
    return CodedVignettes(vignettes.names, answers)


def _begun(dataset: Dataset, vignettes: Vignettes, user: User) -> VignetteCoding:
    before = dataset.vignette_codings.filter(created_by=user)
    return VignetteCoding(
        dataset=dataset,
        coded_by=vignettes.mark,
        version=vignettes.codebook.version,
        after_others=any(map(_saw_others, before)),
        created_by=user,
    )


def _saw_others(coding: VignetteCoding) -> bool:
    """Whether what others made of the same vignettes was open to a person."""
    if coding.after_others or coding.finished is None:
        return coding.after_others
    return len(finished(coding.dataset, coding.coded_by)) >= TWO


@contextmanager
def _locked(dataset: Dataset, vignettes: Vignettes) -> Iterator[Dataset]:
    """The dataset, locked until the block ends; its definitions are those that were shown."""
    with transaction.atomic():
        now = Dataset.objects.select_for_update().get(pk=dataset.pk)
        there = vignettes_in(now)
        if there is None or there.mark != vignettes.mark:
            raise OtherCodebookError
        yield now
