"""What became of years whose work ended otherwise than it should: nothing stays in between.

What was begun is what the ledgers of the series say. Where nothing was, the year can be closed
again and what was handed in waits; where something was, the year is measured, as far as it can be.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lanterne.hub.joint.handing_in import waiting_of
from lanterne.hub.joint.models import Agreement, Contribution, Delivery
from lanterne.hub.joint.series_folder import folder_of
from lanterne.privacy.stages import STAGE
from lanterne.series.plan_file import load_series

State = Delivery.State


def was_begun(delivery: Delivery) -> bool:
    """Whether a stage of a cohort was begun since a year was closed: then it was charged."""
    folder = folder_of(delivery.agreement)
    if not folder.exists():
        return False
    series, since = load_series(folder), delivery.created.replace(microsecond=0)
    return any(
        entry.kind == STAGE and datetime.fromisoformat(entry.time) >= since
        for cohort in series.plan.cohorts
        for entry in series.ledger(cohort).entries()
    )


def settle(agreement: Agreement) -> None:
    """Bring years to an end whose work is over; to be called before anybody decides on them."""
    open_ = agreement.deliveries.filter(state=State.MEASURING).select_related("job")
    for one in open_:
        if one.job is None or not one.job.is_over:
            continue
        if was_begun(one):
            Delivery.objects.filter(pk=one.pk).update(state=State.MEASURED)
        else:
            fail(one)


def fail(delivery: Delivery) -> None:
    """Note that nothing was measured: what was handed in waits again."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED)
        for one in delivery.contributions.select_related("partner"):
            gone = one.partner.left is not None or waiting_of(one.partner) is not None
            taken = {"taken_back": timezone.now()} if gone else {}
            Contribution.objects.filter(pk=one.pk).update(delivery=None, **taken)
