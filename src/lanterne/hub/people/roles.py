"""What a role may do: verb × scope × purpose. What is not granted here is denied.

Everything that a page or a job does is one verb, done for one purpose. A grant says how far it
reaches: what one made oneself, what one's team is responsible for, or all of one's organisation. No
grant reaches into another organisation, and no role of an administrator reaches a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is in an organisation. A person may have several roles."""

    CASE_WORKER = "case-worker"
    DATA_OFFICER = "data-officer"
    PRIVACY_OFFICER = "privacy-officer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What can be done."""

    SEE_DATASET = "dataset.see"
    """That it exists, its title, its runs and where they stand; nothing of a case."""
    CREATE_DATASET = "dataset.create"
    EDIT_CODEBOOK = "codebook.edit"
    COMMENT_CODEBOOK = "codebook.comment"
    """Say what one thinks of a codebook that somebody proposes."""
    UPLOAD_CASES = "cases.upload"
    READ_CASES = "cases.read"
    """Preview, faults by row, risk: whatever shows something of a case."""
    DELETE_CASES = "cases.delete"
    SWITCH_INTAKE = "intake.switch"
    """Say whether people are registered here, and what they are asked."""
    HOLD_NAMES = "names.hold"
    """Open the names of registered people, close them, and let colleagues in."""
    REGISTER = "intake.register"
    """Search for people by name, and register those who are not there."""
    READ_INTAKE = "intake.read"
    """What was registered of a person."""
    EDIT_INTAKE = "intake.edit"
    COUNT_AGAIN = "intake.count-again"
    """Let a case that is held back be counted again, if its person agrees."""
    GIVE_CODE = "intake.code"
    """Give a person a code and a PIN of their own."""
    MAKE_TEAMS = "intake.teams"
    """Make teams of case workers who stand in for each other."""
    HAND_OVER = "intake.hand-over"
    """Make a colleague responsible for people, with their cases."""
    OPEN_EMERGENCY = "intake.emergency"
    """Open a colleague's person with a reason, for a day, to read."""
    WATCH_EMERGENCIES = "intake.emergency.see"
    """Read who opened a colleague's person, and why."""
    EXPORT_PERSON = "intake.export"
    """All that is held about a person as a file, for that person."""
    PURGE = "intake.purge"
    """Say after how long people are removed, and remove them for good."""
    COUNT_INTAKE = "intake.count"
    """Bring the cases of all who agree to it into a dataset."""
    SEE_FIGURES = "intake.figures"
    """Counts of a month as they are, for a donor: nobody is protected in them."""
    START_RUN = "run.start"
    """Protect: spends budget."""
    SET_CAP = "ledger.cap"
    """Say, once, how much may ever be spent on the people of a dataset."""
    AGREE = "joint.agree"
    """Propose, sign or leave an agreement on a joint dataset, or let organisations in."""
    HAND_IN = "joint.hand-in"
    """Hand in cases for a joint dataset, or take them back."""
    READ_CANDIDATE = "candidate.read"
    """A release that is not public yet: protected, but nobody has approved it."""
    READ_REPORT = "report.read"
    """The private evaluation, which is as sensitive as the cases."""
    RUN_GATE = "gate.run"
    SET_POLICY = "policy.set"
    """Say what every release of the organisation must keep to be public."""
    EXEMPT = "gate.exempt"
    """Say in public why a release is published that the gate has not let pass."""
    SUBMIT = "review.submit"
    DECIDE = "review.decide"
    PUBLISH = "release.publish"
    WITHDRAW = "release.withdraw"
    """Suspend an edition and propose to withdraw it, or decide on what another has proposed."""
    CANCEL_JOB = "job.cancel"
    """End work that runs, or begin again what ended."""
    READ_LEDGER = "ledger.read"
    READ_AUDIT = "audit.read"
    MANAGE_PEOPLE = "people.manage"


class Purpose(StrEnum):
    """What it is done for; written into the audit log with every act."""

    COLLECTION = "collection"
    PROTECTION = "protection"
    REVIEW = "review"
    PUBLICATION = "publication"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"


class Scope(StrEnum):
    """How far a grant reaches; of a thing how near it is to who asks. The narrowest is first."""

    OWN = "own"
    """What somebody made, or is responsible for."""
    TEAM = "team"
    """What a colleague of their team is responsible for."""
    ORGANISATION = "organisation"

    def covers(self, other: Scope) -> bool:
        """Whether a grant that reaches so far reaches a thing of another scope."""
        order = tuple(Scope)
        return order.index(other) <= order.index(self)


@dataclass(frozen=True)
class Grant:
    """One thing that a role may do.

    Attributes:
        verb: What.
        scope: To what: one's own, that of one's team too, or all of the organisation's.
        purposes: For what.
    """

    verb: Verb
    scope: Scope
    purposes: frozenset[Purpose]


def _all(verb: Verb, *purposes: Purpose) -> Grant:
    return Grant(verb, Scope.ORGANISATION, frozenset(purposes))


def _own(verb: Verb, *purposes: Purpose) -> Grant:
    return Grant(verb, Scope.OWN, frozenset(purposes))


def _team(verb: Verb, *purposes: Purpose) -> Grant:
    return Grant(verb, Scope.TEAM, frozenset(purposes))


_SEE = _all(Verb.SEE_DATASET, *Purpose)

GRANTS: Mapping[Role, tuple[Grant, ...]] = {
    Role.CASE_WORKER: (
        _SEE,
        _all(Verb.CREATE_DATASET, Purpose.COLLECTION),
        _own(Verb.EDIT_CODEBOOK, Purpose.COLLECTION),
        _all(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION),
        _own(Verb.UPLOAD_CASES, Purpose.COLLECTION),
        _own(Verb.READ_CASES, Purpose.COLLECTION, Purpose.PROTECTION),
        _own(Verb.DELETE_CASES, Purpose.COLLECTION),
        _own(Verb.CANCEL_JOB, Purpose.PROTECTION),
        _all(Verb.HOLD_NAMES, Purpose.COLLECTION),
        _all(Verb.REGISTER, Purpose.COLLECTION),
        # who stands in must know all of it, write down what they are told, take a withdrawal of
        # consent, and hold a case back at once: none of that can wait for who is responsible
        _team(Verb.READ_INTAKE, Purpose.COLLECTION),
        _team(Verb.EDIT_INTAKE, Purpose.COLLECTION),
        # a hold protects somebody in danger: only who knows the danger may say that it is over
        _own(Verb.COUNT_AGAIN, Purpose.COLLECTION),
        # another code ends the one on the paper that the person has; whether a paper is safe for
        # them at all is known by who is responsible
        _own(Verb.GIVE_CODE, Purpose.COLLECTION),
        # it says who may read from then on: a privacy officer does it where nobody else can
        _own(Verb.HAND_OVER, Purpose.COLLECTION),
        _all(Verb.OPEN_EMERGENCY, Purpose.COLLECTION),
        # the file leaves the hub with all that is held, and nothing protects it: how to give it
        # safely is agreed on with who is responsible, and it is never so urgent as a day's work
        _own(Verb.EXPORT_PERSON, Purpose.COLLECTION),
    ),
    Role.DATA_OFFICER: (
        _SEE,
        _all(Verb.CREATE_DATASET, Purpose.COLLECTION),
        _all(Verb.EDIT_CODEBOOK, Purpose.COLLECTION),
        _all(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION),
        _all(Verb.UPLOAD_CASES, Purpose.COLLECTION),
        _all(Verb.READ_CASES, Purpose.COLLECTION, Purpose.PROTECTION),
        _all(Verb.DELETE_CASES, Purpose.COLLECTION),
        _all(Verb.COUNT_INTAKE, Purpose.COLLECTION),
        _all(Verb.SEE_FIGURES, Purpose.COLLECTION),
        _all(Verb.START_RUN, Purpose.PROTECTION),
        _all(Verb.READ_CANDIDATE, Purpose.PROTECTION),
        _all(Verb.READ_REPORT, Purpose.PROTECTION),
        _all(Verb.RUN_GATE, Purpose.PROTECTION),
        _all(Verb.SUBMIT, Purpose.PROTECTION),
        _all(Verb.CANCEL_JOB, Purpose.PROTECTION),
        _all(Verb.READ_LEDGER, Purpose.PROTECTION, Purpose.OVERSIGHT),
        _all(Verb.HAND_IN, Purpose.PROTECTION),
    ),
    Role.PRIVACY_OFFICER: (
        _SEE,
        _all(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION),
        _all(Verb.SWITCH_INTAKE, Purpose.COLLECTION),
        _all(Verb.SEE_FIGURES, Purpose.COLLECTION),
        _all(Verb.HOLD_NAMES, Purpose.COLLECTION),
        _all(Verb.MAKE_TEAMS, Purpose.COLLECTION),
        _all(Verb.HAND_OVER, Purpose.COLLECTION),
        _all(Verb.WATCH_EMERGENCIES, Purpose.OVERSIGHT),
        _all(Verb.PURGE, Purpose.COLLECTION),
        _all(Verb.READ_CASES, Purpose.PROTECTION),
        _all(Verb.START_RUN, Purpose.PROTECTION),
        _all(Verb.SET_CAP, Purpose.PROTECTION),
        # it binds the organisation, and is about what may be learnt of the people in its cases
        _all(Verb.AGREE, Purpose.PROTECTION),
        _all(Verb.READ_CANDIDATE, Purpose.PROTECTION, Purpose.REVIEW),
        _all(Verb.READ_REPORT, Purpose.PROTECTION, Purpose.REVIEW),
        _all(Verb.RUN_GATE, Purpose.PROTECTION, Purpose.REVIEW),
        _all(Verb.SET_POLICY, Purpose.REVIEW),
        _all(Verb.EXEMPT, Purpose.REVIEW),
        _all(Verb.SUBMIT, Purpose.PROTECTION),
        _all(Verb.DECIDE, Purpose.REVIEW),
        _all(Verb.WITHDRAW, Purpose.PUBLICATION),
        _all(Verb.CANCEL_JOB, Purpose.PROTECTION),
        _all(Verb.READ_LEDGER, Purpose.PROTECTION, Purpose.REVIEW, Purpose.OVERSIGHT),
    ),
    Role.PUBLISHER: (
        _SEE,
        _all(Verb.COMMENT_CODEBOOK, Purpose.COLLECTION),
        _all(Verb.READ_CANDIDATE, Purpose.REVIEW, Purpose.PUBLICATION),
        _all(Verb.DECIDE, Purpose.REVIEW),
        _all(Verb.PUBLISH, Purpose.PUBLICATION),
        _all(Verb.WITHDRAW, Purpose.PUBLICATION),
        _own(Verb.CANCEL_JOB, Purpose.PROTECTION),
        _all(Verb.READ_LEDGER, Purpose.REVIEW, Purpose.OVERSIGHT),
    ),
    Role.AUDITOR: (
        _SEE,
        _all(Verb.READ_AUDIT, Purpose.OVERSIGHT),
        _all(Verb.READ_LEDGER, Purpose.OVERSIGHT),
    ),
    Role.ADMINISTRATOR: (
        _SEE,
        _all(Verb.MANAGE_PEOPLE, Purpose.ADMINISTRATION),
        _all(Verb.READ_AUDIT, Purpose.OVERSIGHT),
    ),
}
"""Role → its grants."""


def reach(roles: Iterable[Role], verb: Verb | str, purpose: Purpose) -> Scope | None:
    """How far somebody with these roles may do something; ``None``: nowhere."""
    granted = {
        grant.scope
        for role in roles
        for grant in GRANTS[role]
        if grant.verb == verb and purpose in grant.purposes
    }
    return next((scope for scope in reversed(Scope) if scope in granted), None)


def allows(roles: Iterable[Role], verb: Verb, purpose: Purpose, scope: Scope) -> bool:
    """Whether somebody with these roles in an organisation may do something there.

    Args:
        roles: Their roles in the organisation that the thing belongs to.
        verb: What they want to do.
        purpose: What for.
        scope: How near the thing is to them; where there is no thing yet, it is the organisation's.
    """
    granted = reach(roles, verb, purpose)
    return granted is not None and granted.covers(scope)
