"""The audit log in plain words: what was done, what for, to what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.audit.log import Outcome, Why
from lanterne.hub.people.roles import Purpose, Verb

VERBS: dict[str, Promise] = {
    Verb.SEE_DATASET: _("Looked at a page without cases"),
    Verb.CREATE_DATASET: _("Started a dataset"),
    Verb.EDIT_CODEBOOK: _("Opened or changed a codebook"),
    Verb.COMMENT_CODEBOOK: _("Commented on a proposed codebook, or coded stories with one"),
    Verb.UPLOAD_CASES: _("Uploaded cases"),
    Verb.READ_CASES: _("Read cases"),
    Verb.DELETE_CASES: _("Deleted cases"),
    Verb.SWITCH_INTAKE: _("Opened or changed the intake of the organisation"),
    Verb.HOLD_NAMES: _("Opened or closed names, or let a colleague in"),
    Verb.REGISTER: _("Searched for people by name, or registered somebody"),
    Verb.READ_INTAKE: _("Read what was registered about a person"),
    Verb.EDIT_INTAKE: _("Changed what was registered about a person, or tried to"),
    Verb.COUNT_AGAIN: _("Let a case that was held back be counted again, or tried to"),
    Verb.GIVE_CODE: _("Gave a person a code and a PIN, or tried to"),
    Verb.MAKE_TEAMS: _("Looked at the teams of the intake, or changed them"),
    Verb.HAND_OVER: _("Opened or did a handover of registered people"),
    Verb.OPEN_EMERGENCY: _("Opened a colleague's person with a reason, or looked at that page"),
    Verb.WATCH_EMERGENCIES: _("Looked at who opened a colleague's person, and why"),
    Verb.EXPORT_PERSON: _("Made a file of all that is held about a person, or opened that page"),
    Verb.PURGE: _("Deleted data of registered people, or opened or changed the rules for it"),
    Verb.COUNT_INTAKE: _("Brought registered cases into a dataset, or opened that page"),
    Verb.SEE_FIGURES: _("Looked at the internal figures of the intake, or downloaded them"),
    Verb.START_RUN: _("Opened or started the protection of cases"),
    Verb.SET_CAP: _("Opened or set the limit of what may be spent"),
    Verb.AGREE: _("Opened, signed or changed an agreement on a joint dataset, or left it"),
    Verb.HAND_IN: _("Handed in cases for a joint dataset, or took them back"),
    Verb.READ_CANDIDATE: _("Looked at a release before it was public"),
    Verb.READ_REPORT: _("Read a private report"),
    Verb.RUN_GATE: _("Opened or ran the gate"),
    Verb.SET_POLICY: _("Opened or chose the policy of the organisation"),
    Verb.EXEMPT: _("Made an exception to the policy, or tried to"),
    Verb.SUBMIT: _("Opened or sent a release for review"),
    Verb.DECIDE: _("Opened or took a decision on a release"),
    Verb.PUBLISH: _("Started the publication of a release, or tried to"),
    Verb.WITHDRAW: _("Opened, proposed or decided on a withdrawal"),
    Verb.CANCEL_JOB: _("Cancelled work, or started it again"),
    Verb.READ_LEDGER: _("Looked at the ledger"),
    Verb.READ_AUDIT: _("Looked at the audit log"),
    Verb.MANAGE_PEOPLE: _("Opened or changed the people of the organisation"),
    "joint.measure": _("Cases that were handed in were read for a joint dataset"),
    "consent.withdraw": _("A person withdrew their consent with their own code, or tried to"),
    "organisation.found": _("Set up the organisation in the hub"),
    "session.begin": _("Signed in, or tried to"),
    "session.end": _("Signed out, or was signed out"),
    "session.expire": _("Was inactive for too long, and had to sign in again"),
    "link.make": _("Made a link for somebody at this computer"),
    "invitation.make": _("Invited somebody"),
    "invitation.accept": _("Accepted an invitation"),
    "invitation.revoke": _("Took an invitation back"),
    "role.give": _("Gave a role"),
    "role.take": _("Removed a role"),
    "person.remove": _("Removed a person from the organisation"),
    "account.close": _("Closed an account"),
    "account.open": _("Opened an account again"),
    "account.rescue": _("Restored somebody's account, from the command line"),
    "password.change": _("Changed a password"),
    "factor.add": _("Set up a second factor"),
    "factor.remove": _("Removed a second factor"),
    "factor.renew": _("Made new recovery codes"),
    "key.passphrase": _("Changed the passphrase of the master key"),
    "key.rotate": _("Changed the master key"),
    "key.shred": _("Destroyed the key of the organisation"),
}
"""Verb, or another act that is written down → what a person reads."""

PURPOSES: Mapping[str, Promise] = {
    Purpose.COLLECTION: _("collection"),
    Purpose.PROTECTION: _("protection"),
    Purpose.REVIEW: _("review"),
    Purpose.PUBLICATION: _("publication"),
    Purpose.OVERSIGHT: _("oversight"),
    Purpose.ADMINISTRATION: _("administration"),
}
OUTCOMES: Mapping[str, Promise] = {
    Outcome.ALLOWED: _("allowed"),
    Outcome.DENIED: _("refused"),
    Outcome.DONE: _("done"),
    Outcome.FAILED: _("not done"),
}
WHY: Mapping[str, Promise] = {
    Why.ROLE: _("their roles do not allow it"),
    Why.OWN: _("another person must do this"),
    Why.STALE: _("it had changed since they saw it"),
    Why.STATE: _("it was too early or too late to do this"),
    Why.RULE: _("a rule forbids it"),
    Why.FORM: _("their input was incomplete or wrong"),
    Why.MISSING: _("there is no such thing here"),
}
"""Why something was refused → what a person reads."""

VERDICTS: Mapping[str, Promise] = {
    "approve": _("approve"),
    "return": _("send back"),
    "refuse": _("refuse"),
    "suspend": _("suspend, and propose to withdraw"),
    "withdraw": _("withdraw for good"),
    "restore": _("put back"),
}
"""What somebody decided → what a person reads."""

OPENED: Mapping[str, Promise] = {
    "apart": _("were read"),
    "same-numbers": _("were read; the same number means the same person, perpetrator or household"),
}
"""How encrypted files were read → what a person reads."""

KINDS: dict[str, Promise] = {
    "dataset": _("dataset"),
    "casefile": _("case file"),
    "run": _("run"),
    "report": _("report"),
    "submission": _("submission"),
    "publication": _("publication"),
    "exemption": _("exception"),
    "job": _("work"),
    "user": _("person"),
    "invitation": _("invitation"),
    "membership": _("role"),
    "member": _("person"),
    "withdrawal": _("withdrawal"),
    "intake": _("intake"),
    "person": _("registered person"),
    "namesholder": _("key to the names"),
    "case": _("case"),
    "household": _("household"),
    "perpetrator": _("perpetrator"),
    "link": _("link"),
    "worker": _("person"),
    "opening": _("opening of a colleague's person"),
    "retention": _("retention period"),
    "certificate": _("certificate of deletion"),
    "team": _("team"),
    "event": _("event of a case"),
    "agreement": _("agreement on a joint dataset"),
    "partner": _("organisation in an agreement"),
    "contribution": _("cases that were handed in"),
    "delivery": _("year of a joint dataset"),
    "jointrun": _("edition of a joint dataset"),
}
"""Name of a model → what a person reads."""

JOB_ENDED = _("Work of the hub ended")
"""What is said of ``job.<kind>``."""


def verb(code: str) -> str:
    """What was done; its code where it has no words."""
    if code in VERBS:
        return str(VERBS[code])
    return str(JOB_ENDED) if code.startswith("job.") else code


def said(words: Mapping[str, Promise], code: str) -> str:
    """The words of a code, or the code itself."""
    return str(words.get(code, code))
