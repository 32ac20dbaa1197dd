"""Events in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.intake.events import Assistance, EventKind, EventState
from lanterne.messages.languages import conventions

KINDS: Mapping[str, Promise] = {
    EventKind.IDENTIFICATION: _("Identification"),
    EventKind.EXPLOITATION: _("Exploitation"),
    EventKind.ASSISTANCE: _("Assistance given"),
    EventKind.REFERRAL: _("Referral"),
    EventKind.FOLLOW_UP: _("Follow-up"),
    EventKind.CLOSED: _("Case closed"),
    EventKind.REOPENED: _("Case opened again"),
    EventKind.NOTE: _("Note"),
}
"""What happened."""

ASSISTANCE: Mapping[str, Promise] = {
    Assistance.SHELTER: _("shelter"),
    Assistance.MEDICAL: _("medical help"),
    Assistance.PSYCHOLOGICAL: _("psychological help"),
    Assistance.LEGAL: _("legal help"),
    Assistance.FINANCIAL: _("money"),
    Assistance.EDUCATION_OR_WORK: _("education or work"),
    Assistance.RETURN: _("help to return"),
    Assistance.OTHER: _("other help"),
}
"""What help was given."""

STATES: Mapping[str, Promise] = {
    EventState.PROPOSED: _("proposed"),
    EventState.ACCEPTED: _("accepted"),
    EventState.REFUSED: _("refused by the organisation"),
    EventState.DUE: _("to be done"),
    EventState.DONE: _("done"),
    EventState.REVOKED: _("revoked"),
}
"""Where a referral or a follow-up stands."""

_MORE = ("ckb", "fil", "kmb", "lg", "man", "mnk", "rom", "shi", "tig", "tzm")
"""Languages of three letters that victims often speak, beside all those of two (ISO 639-1)."""

OTHER_LANGUAGE = "und"
"""What BCP 47 says where a language is not known."""


@cache
def languages_of_notes(language: str) -> Mapping[str, str]:
    """Code of a language → its name in the language of the page, in the order of the names."""
    there = conventions(language).languages
    names = {code: str(name) for code, name in there.items() if len(code) == 2 or code in _MORE}
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))
