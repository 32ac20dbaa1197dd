"""Which cases of an organisation may be handed in, and why others may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lanterne.hub.joint.models import Agreement, Contribution, Partner
from lanterne.hub.joint.terms import codebook_of
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.models import User
from lanterne.hub.problem_texts import kept_says
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.data.case_files import is_fictional
from lanterne.hub.web.models import CaseFile, Dataset


def fits(dataset: Dataset, agreement: Agreement) -> bool:
    """Whether a dataset has the codebook of the agreement, and ids of people."""
    book, agreed = dataset_codebook.confirmed(dataset), codebook_of(agreement)
    if book is None or replace(book, title=agreed.title) != agreed:
        return False
    subject = dataset_codebook.subject_of(dataset, agreed)
    return bool(agreed.table.subject_id if subject is None else subject)


def may_be_handed_in(partner: Partner) -> Iterator[CaseFile]:
    """Cases that are in order, of datasets that fit, the newest first; of people who exist."""
    organisation, agreement = partner.organisation, partner.agreement
    assert organisation is not None  # who looks has joined
    found = CaseFile.objects.filter(
        dataset__organisation=organisation, dataset__joint=False, state=CaseFile.State.CHECKED
    ).select_related("dataset__organisation", "mapping")
    fitting: dict[object, bool] = {}
    for one in found.order_by(*NEWEST_FIRST):
        if one.dataset_id not in fitting:
            fitting[one.dataset_id] = fits(one.dataset, agreement)
        if fitting[one.dataset_id] and not is_fictional(one):
            yield one


def waiting_of(partner: Partner) -> Contribution | None:
    """What an organisation has handed in for the next year."""
    found = partner.contributions.filter(delivery=None, taken_back=None)
    return found.select_related("case_file__dataset").first()


def hand_in(
    partner: Partner, case_file: CaseFile, user: User, *, most_are_gone: bool = False
) -> Contribution | None:
    """Hand in cases in the place of those that wait; ``None``: somebody was quicker.

    Args:
        partner: Whose they are.
        case_file: One of :func:`may_be_handed_in`.
        user: Who hands them in.
        most_are_gone: Whether most people of earlier years are really not among them.
    """
    try:
        with transaction.atomic():
            take_back(partner)
            return Contribution.objects.create(
                partner=partner,
                case_file=case_file,
                most_are_gone=most_are_gone,
                created_by=user,
            )
    except IntegrityError:
        return None


def take_back(partner: Partner) -> bool:
    """Take back what waits; whether there was something."""
    waits = partner.contributions.filter(delivery=None, taken_back=None)
    return bool(waits.update(taken_back=timezone.now()))


def last_fault(partner: Partner) -> list[str]:
    """Why what was handed in last could not be used, in words, unless other cases wait."""
    return kept_says(_last_fault(partner))


def says_most_are_gone(partner: Partner) -> bool:
    """Whether it could not be used because most people of earlier years are not in it."""
    return any(one.get("code") == "partners.most-are-gone" for one in _last_fault(partner))


def _last_fault(partner: Partner) -> list[dict[str, Any]]:
    last = partner.contributions.order_by(*NEWEST_FIRST).first()
    return [] if last is None or not last.fault else json.loads(last.fault)
