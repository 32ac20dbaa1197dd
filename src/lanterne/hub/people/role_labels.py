"""Roles and what they may do, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.people.roles import Role, Scope, Verb

ROLES: Mapping[Role, tuple[Promise, Promise]] = {
    Role.CASE_WORKER: (
        _("Case worker"),
        _(
            "Brings in cases, and registers people one by one. Sees and deletes only the files "
            "that they uploaded themselves, and sees only the people in their care and in that of "
            "their team, if they are in one; a search shows the names of others, so that nobody is "
            "registered twice."
        ),
    ),
    Role.DATA_OFFICER: (
        _("Data officer"),
        _("Prepares the data: sees all cases here, protects them, and asks for publication."),
    ),
    Role.PRIVACY_OFFICER: (
        _("Privacy officer"),
        _(
            "Represents the people in the data: sets the limit of the budget, spends the "
            "budget, reads the private reports, approves or refuses what others want to "
            "publish, and withdraws editions together with a second person."
        ),
    ),
    Role.PUBLISHER: (
        _("Publisher"),
        _(
            "Looks at what will be public, approves or refuses it, publishes it, and withdraws "
            "editions together with a second person. Sees no cases."
        ),
    ),
    Role.AUDITOR: (
        _("Auditor"),
        _("Reads the audit log and the ledger. Sees no cases."),
    ),
    Role.ADMINISTRATOR: (
        _("Administrator"),
        _("Invites people, gives and takes roles, and reads the audit log. Never sees a case."),
    ),
}
"""Role → its name, and what it is for."""

SCOPES: Mapping[Scope, Promise] = {
    Scope.OWN: _("for what they made themselves, or are responsible for"),
    Scope.TEAM: _("for what they or colleagues of their team are responsible for"),
}
"""How far a grant reaches that does not reach all of an organisation."""

VERBS: Mapping[Verb, Promise] = {
    Verb.SEE_DATASET: _("See that a dataset exists, and how far it has got"),
    Verb.CREATE_DATASET: _("Start a dataset"),
    Verb.EDIT_CODEBOOK: _("Edit a codebook"),
    Verb.COMMENT_CODEBOOK: _("Comment on a codebook that somebody proposes"),
    Verb.UPLOAD_CASES: _("Upload case files"),
    Verb.READ_CASES: _("See cases: the preview, the problems, the risk"),
    Verb.DELETE_CASES: _("Delete case files"),
    Verb.SWITCH_INTAKE: _("Decide whether people are registered in the hub"),
    Verb.HOLD_NAMES: _("Open the names of registered people, and let colleagues do so"),
    Verb.REGISTER: _("Search for registered people by name, and register others"),
    Verb.READ_INTAKE: _("See what was registered about people"),
    Verb.EDIT_INTAKE: _("Change what was registered about people"),
    Verb.COUNT_AGAIN: _("Let a case that was held back be counted again"),
    Verb.GIVE_CODE: _("Give a person a code and a PIN of their own"),
    Verb.MAKE_TEAMS: _("Decide which case workers stand in for each other"),
    Verb.HAND_OVER: _("Hand registered people over to a colleague"),
    Verb.OPEN_EMERGENCY: _("Read about a colleague's person for a day, with a reason"),
    Verb.WATCH_EMERGENCIES: _("See who opened a colleague's person, and why"),
    Verb.EXPORT_PERSON: _("Give a person all that is held about them"),
    Verb.PURGE: _("Decide when data of registered people are deleted, and delete them"),
    Verb.COUNT_INTAKE: _("Bring registered cases into a dataset, where people agree"),
    Verb.SEE_FIGURES: _("See the internal figures of the intake, in which nobody is protected"),
    Verb.START_RUN: _("Protect cases, which spends budget"),
    Verb.AGREE: _("Propose, sign or leave an agreement on a joint dataset"),
    Verb.HAND_IN: _("Hand in cases for a joint dataset, or take them back"),
    Verb.READ_CANDIDATE: _("See a release before it is public"),
    Verb.READ_REPORT: _("Read the private evaluation"),
    Verb.RUN_GATE: _("Check a release against the policy"),
    Verb.SET_POLICY: _("Choose the policy of the organisation"),
    Verb.EXEMPT: _("Make an exception to the policy, in public"),
    Verb.SUBMIT: _("Ask for publication"),
    Verb.DECIDE: _("Approve, send back or refuse what others made"),
    Verb.PUBLISH: _("Publish"),
    Verb.WITHDRAW: _("Withdraw what was published"),
    Verb.CANCEL_JOB: _("Stop work in progress, or begin it again"),
    Verb.SET_CAP: _("Set the limit that the budget must not pass"),
    Verb.READ_LEDGER: _("Read the ledger"),
    Verb.READ_AUDIT: _("Read the audit log"),
    Verb.MANAGE_PEOPLE: _("Invite people, give roles and take them"),
}
"""What can be done, as the page of a person says it."""
