"""Why there is no published count of some answers: that never means that there is nobody."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from django.utils.translation import gettext as _


class Unpublished(StrEnum):
    """Why it is not said how many people gave some answers."""

    FEW = "few"
    """They were counted together, and there are too few to say."""
    NOT_MEASURED = "not-measured"
    """They were never counted together, however many people there are."""
    NOT_SAID = "not-said"
    """An earlier release does not say which of both it is."""
    BLANK = "blank"
    """One of them is blank, which is no answer and is not counted."""
    NONE = "none"
    """The release has no published counts, or nothing was asked of them."""


def words(why: Unpublished) -> str:
    """What a person reads in place of a number, in the language of the page."""
    return {
        Unpublished.FEW: _("too few to say"),
        Unpublished.NOT_MEASURED: _("never counted together"),
        Unpublished.NOT_SAID: _("no count published"),
        Unpublished.BLANK: _("none"),
        Unpublished.NONE: _("none"),
    }[why]


def explanations(seen: Collection[str | None]) -> list[str]:
    """What is said of several numbers at once, by why they are not said; of most, nothing is."""
    said = {
        Unpublished.NOT_MEASURED: _(
            "Never counted together: these columns were not measured together, so nothing is "
            "known of how many people there are. There may be many."
        ),
        Unpublished.NOT_SAID: _(
            "No count published: this release does not say whether there are too few people to "
            "say, or these columns were never counted together."
        ),
    }
    return [text for why, text in said.items() if why in seen]
