"""How each kind of figure is read, and what must not be read into it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lanterne.hub.portal.figures.figure import Plan, Shape


def how_to_read(plan: Plan) -> tuple[str, ...]:
    """Sentences in the language of the page, what is seen first."""
    return tuple(_sentences(plan))


def _sentences(plan: Plan) -> Iterator[str]:
    if plan.shape is Shape.TREND:
        yield _(
            "Time runs from left to right. More cases in a year may mean that more were found, or "
            "that more organisations took part, and not that more happened."
        )
    elif plan.shape is Shape.MAP:
        yield _(
            "The darker a country by day, or the lighter by night, the more people were counted: "
            "each colour begins at about three times the number of the one before."
        )
        yield _(
            "A country without colour is not one without victims: too few were counted to say, or "
            "nobody collects there. Countries with an outline alone are none of the answers of "
            "the codebook."
        )
    else:
        yield _(
            "The longer a bar, the more people. Two bars whose intervals overlap cannot be put in "
            "order."
        )
    if plan.across is not None:
        yield _("Each number is of people who gave both answers.")
    elif plan.several:
        yield _("One person may give several answers, and is then counted with each of them.")
    if plan.counted:
        yield _(
            "Noise was added to every published count: it limits what can be learnt about one "
            "person. About 95 of 100 such intervals hold the count without noise."
        )
    yield _(
        "Nobody is counted whose answer is blank: nothing was written down, which never means no."
    )
