"""Where the withdrawal of an edition stands, and who may decide on it."""

from __future__ import annotations

from django.conf import settings

from lanterne.catalogue import Record, read_state
from lanterne.hub.people import lookup
from lanterne.hub.people.access import Desk
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Scope, Verb, allows
from lanterne.hub.web.models import Publication, Withdrawal

State = Withdrawal.State


def open_withdrawal(publication: Publication) -> Withdrawal | None:
    """What waits for a second person; ``None``: nothing does."""
    found = publication.withdrawals.filter(state=State.OPEN).select_related("created_by")
    return found.first()


def record_of(publication: Publication) -> Record | None:
    """The edition as the catalogue has it: what is public is what stands there."""
    return read_state(settings.LANTERNE_HOME.releases).record(publication.name)


def others_who_decide(desk: Desk, proposal: Withdrawal) -> list[User]:
    """Who else here may decide on a proposal."""
    members = lookup.members(desk.organisation).filter(is_active=True)
    return [
        one
        for one in members.exclude(pk=proposal.created_by_id)
        if allows(
            one.roles_in(desk.organisation),
            Verb.WITHDRAW,
            Purpose.PUBLICATION,
            Scope.ORGANISATION,
        )
    ]
