"""Answers as the database keeps them: sealed, and each version with its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from lanterne.codebook import parse_codebook
from lanterne.forms.make_form import make_form
from lanterne.forms.questions import Form
from lanterne.hub.intake.access import FILE
from lanterne.hub.intake.models import Case, EarlierAnswers, Intake, Link, Perpetrator
from lanterne.hub.intake.sealed import answers_sealer
from lanterne.hub.people.models import Organisation, User
from lanterne.intake.answers import Answers, answers_as_json, answers_from_json
from lanterne.intake.skip_logic import Logic, logics_of
from lanterne.vault.records import RecordSealer

Row = Case | Perpetrator | Link
"""What is answered about."""


@lru_cache(maxsize=8)
def _form(codebook: str) -> tuple[Form, Mapping[str, Logic]]:
    """A codebook's form; public, and long to make."""
    form = make_form(parse_codebook(codebook.encode(), FILE))
    return form, logics_of(form)


def form_of(intake: Intake) -> Form:
    """What is asked."""
    return _form(intake.codebook)[0]


def logic_of(intake: Intake, row: Row) -> Logic:
    """What is asked of a case, a perpetrator or a link."""
    form, logics = _form(intake.codebook)
    network = form.codebook.network
    if network is None:
        return logics[form.cases.name]
    tables = {Case: network.victims, Perpetrator: network.perpetrators, Link: network.links}
    return logics[tables[type(row)].name]


def answers_of(row: Row, logic: Logic, sealer: RecordSealer) -> Answers:
    """The answers that hold now; raises VaultError where the row was changed."""
    return _opened(row, row.revision, row.answers, logic, sealer)


def answers_before(row: Row, revision: int, logic: Logic, sealer: RecordSealer) -> Answers | None:
    """The answers of an earlier version; ``None``: there is no such version."""
    if revision == row.revision:
        return answers_of(row, logic, sealer)
    found = EarlierAnswers.objects.filter(of=row.pk, revision=revision).first()
    return None if found is None else _opened(row, revision, found.answers, logic, sealer)


def answers_until(
    rows: Sequence[Row], moment: datetime, logic: Logic, sealer: RecordSealer
) -> Iterator[Answers]:
    """The answers that held at a moment; of what was typed in later, from paper, those of now.

    Args:
        rows: Rows of one table; all of them are looked up at once.
        moment: When.
        logic: The questions of the table.
        sealer: Opens the answers.
    """
    later = [one.pk for one in rows if one.written > moment]
    earlier = EarlierAnswers.objects.filter(of__in=later, written__lte=moment)
    last = {one.of: one for one in earlier.order_by("revision")} if later else {}
    for row in rows:
        found = last.get(row.pk)
        if found is None:
            yield answers_of(row, logic, sealer)
        else:
            yield _opened(row, found.revision, found.answers, logic, sealer)


def keep_answers(row: Row, answers: Answers, seen: int, user: User) -> bool:
    """Keep answers in the place of those that hold now, which become an earlier version.

    Args:
        row: What is answered about.
        answers: What holds from now on.
        seen: The version that they were made of.
        user: Who gives them.

    Returns:
        Whether they were kept: not if another version holds by now.
    """
    organisation = row.case.organisation if isinstance(row, Link) else row.organisation
    with transaction.atomic():
        fresh = type(row).objects.select_for_update().get(pk=row.pk)
        if fresh.revision != seen:
            return False
        EarlierAnswers.objects.create(
            of=row.pk,
            revision=seen,
            answers=fresh.answers,
            written=fresh.written,
            created_by=user,
        )
        row.revision, row.written = seen + 1, timezone.now()
        row.answers = _sealed(row, answers, answers_sealer(organisation))
        row.save(update_fields=["answers", "revision", "written"])
    return True


def sealed_nothing(row: Row, organisation: Organisation) -> bytes:
    """The answers of a new row, in which nothing was answered yet."""
    return _sealed(row, Answers(), answers_sealer(organisation))


def _sealed(row: Row, answers: Answers, sealer: RecordSealer) -> bytes:
    return sealer.seal(answers_as_json(answers), *_place(row, row.revision))


def _opened(
    row: Row, revision: int, sealed: bytes | memoryview[int], logic: Logic, sealer: RecordSealer
) -> Answers:
    document = sealer.open(sealed, *_place(row, revision))
    return answers_from_json(document, logic.section)


def _place(row: Row, revision: int) -> tuple[str, ...]:
    """Where answers belong: also to whom, so that nobody is given what another has told."""
    place = type(row).__name__.lower(), str(row.pk), str(revision)
    if isinstance(row, Case):
        return (*place, str(row.person_id))
    return (*place, str(row.case_id), str(row.perpetrator_id)) if isinstance(row, Link) else place
