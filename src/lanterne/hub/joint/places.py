"""Places in an agreement: named by who proposes it, taken by whoever has the code, and left again.

The code of a place is shown once, and given to the organisation outside the hub: so nobody can
look up who else is on the hub. Only its SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from lanterne.codebook.spelling import plain
from lanterne.hub.joint.models import Agreement, Partner
from lanterne.hub.people.models import Organisation, User
from lanterne.hub.slugs import short_name

LASTS = timedelta(days=30)
"""How long a code of a place can be used."""

LONGEST_NAME = 200
"""Letters of a name."""

LONGEST = 40
"""Letters of what stands before ids; a number may follow."""


def name_places(agreement: Agreement, names: Sequence[str], by: User) -> list[Partner]:
    """Name organisations that are to take part: the terms are others from then on."""
    return [
        Partner.objects.create(
            agreement=agreement, name=name, code=_free_code(agreement, name), created_by=by
        )
        for name in names
    ]


def _free_code(agreement: Agreement, name: str) -> str:
    wanted = short_name(name, LONGEST) or "organisation"
    taken = set(agreement.partners.values_list("code", flat=True))
    number = 1
    found = wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def new_code(partner: Partner) -> str:
    """A code by which an organisation joins, in the place of the one before; it is not kept."""
    code = secrets.token_urlsafe(12)
    partner.digest, partner.expires = _digest(code), timezone.now() + LASTS
    partner.save(update_fields=["digest", "expires"])
    return code


def opened(code: str) -> Partner | None:
    """The place that a code opens; ``None``: it opens none, or none any more."""
    found = Partner.objects.filter(
        digest=_digest(code.strip()), organisation=None, left=None, expires__gt=timezone.now()
    )
    return found.select_related("agreement__dataset__organisation").first()


def join(partner: Partner, organisation: Organisation, seal: str, by: User) -> bool:
    """An organisation takes a place and signs; ``False``: it has one, or another was quicker."""
    now = timezone.now()
    free = Partner.objects.filter(pk=partner.pk, organisation=None, left=None)
    free = free.exclude(expires__lt=now)
    try:
        with transaction.atomic():
            taken = free.update(
                organisation=organisation,
                digest="",
                seal=seal,
                joined=now,
                signed=now,
                signed_by=by,
            )
    except IntegrityError:
        return False
    return bool(taken)


def sign(partner: Partner, seal: str, by: User) -> None:
    """An organisation signs the terms as they are now."""
    there = Partner.objects.filter(pk=partner.pk, left=None)
    there.update(seal=seal, signed=timezone.now(), signed_by=by)


def take_away(partner: Partner) -> bool:
    """Take a place away that nobody has taken; whether it was there."""
    gone, _what = Partner.objects.filter(pk=partner.pk, organisation=None).delete()
    return bool(gone)


def is_a_name(name: str) -> bool:
    """Whether an organisation can be named so: the sheet of a delivery holds it."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and bool(plain(name))


def leave(partner: Partner, by: User) -> None:
    """An organisation leaves: what it handed in is taken back, and its place stays named."""
    now = timezone.now()
    with transaction.atomic():
        Partner.objects.filter(pk=partner.pk, left=None).update(left=now, left_by=by)
        partner.left, partner.left_by = now, by
        partner.contributions.filter(delivery=None, taken_back=None).update(taken_back=now)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
