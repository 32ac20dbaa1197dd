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
        "That their answers are counted in published figures, in a form in which nobody can find "
        "them. Nothing depends on it: they are helped all the same."
    ),
    ConsentTo.RESEARCH: _("That researchers may ask us about their case, without their name."),
}
"""What that means."""

SAID: Mapping[str, Promise] = {
    Said.GIVEN: _("agreed"),
    Said.REFUSED: _("refused"),
    Said.WITHDRAWN: _("withdrew their consent"),
    Said.NOT_ASKED: _("not asked"),
}
"""What they said."""

BY: Mapping[str, Promise] = {
    SaidBy.PERSON: _("the person"),
    SaidBy.GUARDIAN: _("the guardian"),
    SaidBy.BOTH: _("the guardian, and the minor agrees too"),
}
"""Who said it."""


def chosen_of(words: Mapping[str, Promise]) -> list[tuple[str, Promise | str]]:
    """Choices of which none is chosen yet: nobody says anything by leaving a form as it is."""
    return [("", "–"), *((str(code), said) for code, said in words.items())]
