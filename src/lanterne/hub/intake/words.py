"""Relations and consent in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.intake.consent import ConsentTo, Said, SaidBy
from lanterne.intake.relations import Relation

RELATIONS: Mapping[str, Promise] = {
    Relation.FIRST: _("first member"),
    Relation.PARTNER: _("spouse or partner"),
    Relation.CHILD: _("child"),
    Relation.PARENT: _("parent"),
    Relation.SIBLING: _("brother or sister"),
    Relation.GRANDPARENT: _("grandparent"),
    Relation.OTHER: _("other relative"),
    Relation.UNRELATED: _("not related"),
}
"""Who somebody is in a household."""

PURPOSES: Mapping[str, Promise] = {
    ConsentTo.ASSISTANCE: _("Assistance"),
    ConsentTo.REFERRAL: _("Referral to another organisation"),
    ConsentTo.STATISTICS: _("Statistics"),
    ConsentTo.RESEARCH: _("Research"),
}
"""What somebody is asked to agree to."""

ABOUT: Mapping[str, Promise] = {
    ConsentTo.ASSISTANCE: _("That we keep what they told us, to help them."),
    ConsentTo.REFERRAL: _(
        "That we tell an organisation about them; write down which one, or that it may be any."
    ),
    ConsentTo.STATISTICS: _(
        "That their answers are counted in published figures, which hold no record of a person. "
        "They are helped all the same if they do not agree."
    ),
    ConsentTo.RESEARCH: _("That researchers may ask us about their case, without their name."),
}
"""What that means, to who writes it down."""

ABOUT_ME: Mapping[str, Promise] = {
    ConsentTo.ASSISTANCE: _("We keep what you told us, to help you."),
    ConsentTo.REFERRAL: _("We tell another organisation about you."),
    ConsentTo.STATISTICS: _(
        "Your answers are counted in published figures, which hold no record of a person. You are "
        "helped all the same if you do not agree."
    ),
    ConsentTo.RESEARCH: _("Researchers may ask us about your case, without your name."),
}
"""What that means, to the person."""

SAID: Mapping[str, Promise] = {
    Said.GIVEN: _("agreed"),
    Said.REFUSED: _("did not agree"),
    Said.WITHDRAWN: _("withdrew their consent"),
    Said.NOT_ASKED: _("was not asked"),
}
"""What they said."""

BY: Mapping[str, Promise] = {
    SaidBy.PERSON: _("the person"),
    SaidBy.GUARDIAN: _("the guardian"),
    SaidBy.BOTH: _("the guardian, and the minor agrees too"),
}
"""Who said it."""

ROWS: Mapping[str, Promise] = {
    "person": _("Names, and how to reach the person"),
    "nametoken": _("Parts of names, for the search"),
    "case": _("Cases with answers"),
    "earlieranswers": _("Earlier versions of answers"),
    "link": _("What alleged perpetrators did"),
    "perpetrator": _("Alleged perpetrators of whom nobody else's case tells"),
    "consent": _("What they agreed to, with notes"),
    "householdmember": _("Places in households"),
    "household": _("Households in which nobody is left"),
    "event": _("What happened to the cases"),
    "earlierevent": _("Earlier versions of what happened"),
    "owncode": _("Codes that were given to the person"),
    "opening": _("Reasons for which colleagues opened the person"),
}
"""What is removed with a person."""


def chosen_of(words: Mapping[str, Promise]) -> list[tuple[str, Promise | str]]:
    """Choices of which none is chosen yet: nobody says anything by leaving a form as it is."""
    return [("", "–"), *((str(code), said) for code, said in words.items())]
