"""What a handler is given, and how handlers are found.

    @handler("check", label=_("Checking the cases"), again=Again.RESTART)
    def check(work: Work) -> None:
        work.tell("read", 0.3)

A handler is told the id of its subject and does the rest itself. Sentences that it raises are read
by a person: a :class:`lanterne.errors.LanterneError` with a sentence of the catalogues is shown in
their language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.errors import LanterneError
from lanterne.hub.jobs.charge import Charge
from lanterne.hub.jobs.models import Job
from lanterne.hub.people.models import User
from lanterne.hub.people.roles import Purpose, Scope, Verb, allows
from lanterne.verbs.road import Step


class JobStoppedError(LanterneError):
    """Somebody asked that the job be cancelled: raised by ``Work.tell``, and let through."""


class JobGivenUpError(LanterneError):
    """Raised by a handler that is called again and cannot go on; its sentence says why."""


class Again(StrEnum):
    """What may be done with a job whose worker died."""

    RESTART = "restart"
    """It reads only, or what it writes is replaced: it is done anew, from the beginning."""
    RESUME = "resume"
    """The handler is called again with ``work.again``, looks at what is there, and goes on."""
    ASK = "ask"
    """Nothing: a person decides."""


@dataclass(frozen=True)
class Work:
    """A job that is being done.

    Attributes:
        job: The job.
        tell: Called with the stage and the share of it that is done, as the verbs of
            :mod:`lanterne.verbs` do. Raises :class:`JobStoppedError` when somebody cancelled.
        along: Called with the stages that will come, of :mod:`lanterne.verbs.road`, where the
            handler knows them only now.
    """

    job: Job
    tell: Callable[[str, float], None]
    along: Callable[[Sequence[Step]], None]

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Public choices that the job was started with."""
        return cast(Mapping[str, Any], self.job.arguments)

    @property
    def again(self) -> bool:
        """Whether an earlier attempt at this job died."""
        return self.job.attempts > 1


Handler = Callable[[Work], None]


@dataclass(frozen=True)
class Kind:
    """Jobs of one kind.

    Attributes:
        do: Does one.
        label: What is done, as a heading: "Checking the cases".
        again: What may be done when its worker died.
        verb: What whoever started it must still be allowed to do when it is begun; ``None``: they
            must still belong to the organisation.
        purpose: What it is done for, in the audit log.
        steps: Stages that it goes through, in order; empty: the handler says so, or there is one.
        onward: The page that a person wants next: of what came of it, or of what can be done.
        charge: What the job spent, as the ledger says; ``None``: jobs of this kind spend nothing.
    """

    do: Handler
    label: Promise | str
    again: Again
    verb: Verb | None
    purpose: Purpose
    steps: Sequence[Step]
    onward: Callable[[Job], str | None]
    charge: Callable[[Job], Charge | None] | None


def _nowhere(job: Job) -> None:
    return None


def _nothing(work: Work) -> None:
    raise JobGivenUpError("job.unknown-kind")


UNKNOWN = Kind(_nothing, _("Work"), Again.ASK, None, Purpose.PROTECTION, (), _nowhere, None)
"""A job that another version started."""

KINDS: dict[str, Kind] = {}
"""Kind of a job → how it is done, and what is said of it."""


def kind_of(job: Job) -> Kind:
    """How a job is done."""
    return KINDS.get(job.kind, UNKNOWN)


def may_have_it_done(user: User, job: Job) -> bool:
    """Whether somebody may have a job done, now: roles are given and taken while it waits."""
    roles, verb = user.roles_in(job.organisation), kind_of(job).verb
    scope = Scope.OWN if user.pk == job.created_by_id else Scope.ORGANISATION
    if verb is None:
        return bool(roles)
    return any(allows(roles, verb, purpose, scope) for purpose in Purpose)


def handler(
    kind: str,
    *,
    label: Promise | str = UNKNOWN.label,
    again: Again = Again.ASK,
    verb: Verb | None = None,
    purpose: Purpose = Purpose.PROTECTION,
    steps: Sequence[Step] = (),
    onward: Callable[[Job], str | None] = _nowhere,
    charge: Callable[[Job], Charge | None] | None = None,
) -> Callable[[Handler], Handler]:
    """Register what does jobs of a kind; see :class:`Kind`."""

    def register(function: Handler) -> Handler:
        KINDS[kind] = Kind(function, label, Again(again), verb, purpose, steps, onward, charge)
        return function

    return register
