"""What pages of the intake need: the intake, who is at the desk, and whether names are open."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from django.http import Http404, HttpRequest

from lanterne.codebook import Codebook, parse_codebook
from lanterne.hub.intake.models import Intake, NamesHolder
from lanterne.hub.intake.opened import opened_names
from lanterne.hub.people.access import Desk
from lanterne.vault.secret import Secret

FILE = "codebook.toml"
"""Name of the codebook in messages."""


@dataclass(frozen=True)
class IntakeDesk:
    """Somebody at work in the intake of their organisation.

    Attributes:
        desk: Who, and where.
        intake: The intake.
        names: The names key; ``None``: names are closed in their browser.
    """

    desk: Desk
    intake: Intake
    names: Secret | None = field(repr=False)

    @cached_property
    def holder(self) -> NamesHolder | None:
        """What they hold of the names key; ``None``: nothing yet."""
        return self.intake.holders.filter(user=self.desk.user).first()


def intake_of(desk: Desk) -> Intake | None:
    """The intake of an organisation; ``None``: it was never switched on."""
    return Intake.objects.filter(organisation=desk.organisation).first()


def intake_desk(request: HttpRequest, desk: Desk) -> IntakeDesk:
    """The desk in the intake.

    Raises:
        Http404: The organisation has none.
    """
    intake = intake_of(desk)
    if intake is None:
        raise Http404
    return IntakeDesk(desk, intake, opened_names(request, desk, intake))


def sent_key(request: HttpRequest) -> uuid.UUID:
    """The id of what a form makes: sent twice, it is one thing. A new one, where none was sent."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def seen_revision(request: HttpRequest) -> int:
    """The version of what is changed that was seen; 0, which no version is, where none was sent."""
    return read_revision(request.POST.get("seen", ""))


def read_revision(sent: str) -> int:
    """A version as a form sends it; 0 where it is none."""
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0


def codebook_of(intake: Intake) -> Codebook:
    """What is asked."""
    return parse_codebook(intake.codebook.encode(), FILE)
