"""What waits for somebody's decision in an organisation: the first thing on their page.

Each part of the road says what it leaves to a person, by a provider::

    @waits
    def exceptions(desk: Desk) -> Iterator[Waiting]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.access import Desk
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.roles import Purpose, Verb
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CodebookVersion, Dataset, Submission, Withdrawal
from lanterne.hub.web.protect.choices import usable_files
from lanterne.hub.web.protect.limit import limit_of, may_decide
from lanterne.hub.web.second_person import alone


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person.

    Attributes:
        what: What is to be decided.
        about: What it is about: the title of a dataset, or the name of an edition.
        address: Where it is decided.
        since: Since when it waits.
        urgent: Whether somebody may be in danger meanwhile.
    """

    what: Promise
    about: str
    address: str
    since: datetime
    urgent: bool = False


Provider = Callable[[Desk], Iterator[Waiting]]
PROVIDERS: list[Provider] = []
"""What is asked, in this order."""


def waits(provider: Provider) -> Provider:
    """Register what something leaves to people."""
    PROVIDERS.append(provider)
    return provider


def waiting_for(desk: Desk) -> list[Waiting]:
    """What waits for somebody here: what is urgent first, then in the order of the road."""
    found = [one for provider in PROVIDERS for one in provider(desk)]
    return sorted(found, key=lambda one: not one.urgent)


@waits
def withdrawals(desk: Desk) -> Iterator[Waiting]:
    """Editions that others have suspended."""
    if not desk.may(Verb.WITHDRAW, Purpose.PUBLICATION):
        return
    place = {"publication__submission__run__dataset__organisation": desk.organisation}
    found = Withdrawal.objects.filter(state=Withdrawal.State.OPEN, **place)
    if not alone():
        found = found.exclude(created_by=desk.user)
    for one in found.select_related("publication").order_by(*OLDEST_FIRST):
        edition = one.publication
        address = reverse("publication", args=[desk.organisation.slug, edition.pk])
        what = _("Withdraw this edition, or put it back")
        yield Waiting(what, edition.name, address, one.created, urgent=True)


@waits
def limits(desk: Desk) -> Iterator[Waiting]:
    """Datasets that could be protected, but for a limit of the budget."""
    if not may_decide(desk):
        return
    own = Dataset.objects.filter(organisation=desk.organisation, joint=False)
    for one in own.order_by(*OLDEST_FIRST):
        first = usable_files(one).order_by(*OLDEST_FIRST).first()
        if first is not None and dataset_codebook.in_force(one) and limit_of(desk, one).undecided:
            address = reverse("protect", args=[desk.organisation.slug, one.pk])
            what = _("Set the limit of the budget, or decline one")
            yield Waiting(what, one.title, address, first.created)


@waits
def codebooks(desk: Desk) -> Iterator[Waiting]:
    """Codebooks that others propose."""
    place = {"dataset__organisation": desk.organisation, "state": CodebookVersion.State.OPEN}
    found = CodebookVersion.objects.filter(**place).select_related("dataset__created_by")
    for one in found.defer("codebook").order_by(*OLDEST_FIRST):
        owner = one.dataset.created_by
        may = desk.may(Verb.EDIT_CODEBOOK, Purpose.COLLECTION, made_by=owner)
        if may and (alone() or one.created_by_id != desk.user.pk):
            address = reverse("codebook-proposal", args=[desk.organisation.slug, one.dataset_id])
            yield Waiting(
                _("Decide on a proposed codebook"), one.dataset.title, address, one.created
            )


@waits
def reviews(desk: Desk) -> Iterator[Waiting]:
    """Releases that others have submitted."""
    if not desk.may(Verb.DECIDE, Purpose.REVIEW):
        return
    for one in _submissions(desk, Submission.State.OPEN):
        if desk.user.pk not in one.authors():
            address = reverse("submission", args=[desk.organisation.slug, one.pk])
            what = _("Approve a release, send it back or refuse it")
            yield Waiting(what, one.run.dataset.title, address, one.created)


@waits
def publications(desk: Desk) -> Iterator[Waiting]:
    """Releases that were approved and are not public."""
    if not desk.may(Verb.PUBLISH, Purpose.PUBLICATION):
        return
    for one in _submissions(desk, Submission.State.APPROVED):
        address = reverse("publish", args=[desk.organisation.slug, one.run.dataset_id])
        yield Waiting(_("Publish what was approved"), one.run.dataset.title, address, one.created)


def _submissions(desk: Desk, state: Submission.State) -> Iterator[Submission]:
    place = {"run__dataset__organisation": desk.organisation, "run__dataset__joint": False}
    found = Submission.objects.filter(**place, state=state)
    yield from found.select_related("run__dataset").order_by(*OLDEST_FIRST)
