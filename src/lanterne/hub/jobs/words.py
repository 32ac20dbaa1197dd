"""What a person reads of a job: what it does now, how long it takes, how it ended."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.jobs.charge import Standing
from lanterne.hub.jobs.models import State
from lanterne.hub.problem_texts import says
from lanterne.messages import Message
from lanterne.messages.store import english
from lanterne.privacy.units import Unit, called
from lanterne.verbs.road import clock

STATES: Mapping[State, Promise] = {
    State.WAITING: _("Waiting for its turn"),
    State.RUNNING: _("In progress"),
    State.DONE: _("Done"),
    State.FAILED: _("Not done"),
    State.CANCELLED: _("Cancelled"),
    State.INTERRUPTED: _("Interrupted"),
}
"""State → what a person reads."""

ENDS: Mapping[State, Promise] = {
    State.FAILED: _("It could not be done. No incomplete file was left."),
    State.CANCELLED: _("Somebody cancelled it. No incomplete file was left."),
    State.INTERRUPTED: _(
        "The program that did the work ended too early: it was stopped, or the computer was "
        "switched off. Nothing incomplete is shown or used."
    ),
}
"""State → what happened."""

CANCELLING = _("It is being cancelled")
NO_WORKER = _(
    "No worker process is running, so nothing is being done. The work continues by itself as "
    "soon as one is running; on this computer, one starts within a minute."
)
SILENT = _(
    "There has been no sign of activity for a while. If the work has stopped, it is taken up "
    "again by itself."
)

STANDINGS: Mapping[Standing, Promise] = {
    Standing.MADE: _("The release exists and is complete."),
    Standing.KEPT: _(
        "The measurements are kept: the release can be made from them, and nothing is spent again."
    ),
    Standing.LOST: _("There is no result. What was spent cannot be recovered."),
    Standing.UNKNOWN: _(
        "The ledger cannot be read, so nobody knows whether anything was spent. Ask the privacy "
        "officer to look at the ledger before anything else is done."
    ),
}
"""What came of a spend → what a person reads."""


def unit_called(name: str) -> str:
    """Whom a promise protects, as a person reads it."""
    return says(called(name)) if name in set(Unit) else name


def doing(stage: str) -> str:
    """What is done now; nothing for a stage that has no words."""
    code = f"stage.{stage}"
    return says(Message(code)) if code in english() else ""


def time_left(seconds: float | None) -> str:
    """The time left in words, no finer than it is known; nothing when it is not known."""
    if seconds is None:
        return ""
    spelt = clock(seconds)
    return str(_("About %(time)s left") % {"time": spelt}) if spelt else str(_("A moment left"))
