"""What an agreement says, who has signed it, and whether it is in force."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from lanterne.codebook import Codebook
from lanterne.hub.joint.models import Agreement, Delivery, Partner
from lanterne.hub.people.made import OLDEST_FIRST
from lanterne.hub.people.models import Organisation
from lanterne.hub.web.data import dataset_codebook
from lanterne.series.partner_files import FEWEST
from lanterne.series.plan import Cohort, cohorts_of


def seal_of(agreement: Agreement, joins: tuple[Partner, Organisation] | None = None) -> str:
    """SHA-256 of all that is signed: the terms, the codebook, and who takes part.

    Which organisation of the hub sits in which place is a part of it: whoever signs has seen who
    the others are. Whoever leaves stays named, so that the others need not sign anew.

    Args:
        agreement: Of which.
        joins: A place, and the organisation that takes it by signing; it signs itself into it.
    """
    dataset = agreement.dataset
    taken = {one: one.organisation_id for one in agreement.partners.all()}
    if joins is not None:
        taken[joins[0]] = joins[1].pk
    said = [
        *(dataset.title, dataset.codebook, str(dataset.organisation_id)),
        *(agreement.purpose, agreement.until.isoformat(), agreement.referred),
        *(agreement.epsilon, agreement.people, agreement.cohorts, agreement.final_after),
        dataset.organisation.policy,
        sorted([one.code, one.name, str(who or "")] for one, who in taken.items()),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def partners_of(agreement: Agreement) -> list[Partner]:
    """All places, in the order in which they were named."""
    found = agreement.partners.select_related("organisation", "signed_by")
    return list(found.order_by(*OLDEST_FIRST))


def place_of(agreement: Agreement, organisation: Organisation) -> Partner:
    """The place of an organisation that has joined."""
    return agreement.partners.get(organisation=organisation)


def has_signed(partner: Partner, seal: str) -> bool:
    """Whether an organisation has signed these very terms."""
    return partner.signed is not None and partner.seal == seal


def there(partners: list[Partner]) -> list[Partner]:
    """Those who have not left."""
    return [one for one in partners if one.left is None]


def is_in_force(agreement: Agreement) -> bool:
    """Whether all who have not left have signed, and are enough."""
    seal, staying = seal_of(agreement), there(partners_of(agreement))
    return len(staying) >= FEWEST and all(has_signed(one, seal) for one in staying)


def is_over(agreement: Agreement, today: date) -> bool:
    """Whether its last day has passed."""
    return today > agreement.until


def codebook_of(agreement: Agreement) -> Codebook:
    """What the columns mean, for all."""
    return dataset_codebook.codebook_of(agreement.dataset)


def cohorts(agreement: Agreement) -> tuple[Cohort, ...]:
    """Its cohorts, in their order."""
    return cohorts_of(agreement.cohorts.split(","))


def years_to_close(agreement: Agreement, today: date) -> list[int]:
    """Years that may be closed now: of a cohort, after the last that was, and not to come."""
    closed = agreement.deliveries.exclude(state=Delivery.State.FAILED)
    if closed.filter(state=Delivery.State.MEASURING).exists():
        return []  # one after the other: a later year measured first would end the earlier one
    last = max(closed.values_list("year", flat=True), default=0)
    return [
        year
        for cohort in cohorts(agreement)
        for year in range(cohort.first, cohort.last + 1)
        if last < year <= today.year
    ]
