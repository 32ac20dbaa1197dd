"""Words and numbers of figures, in the language of the page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.codebook.model import Text, in_language
from lanterne.hub import languages
from lanterne.hub.portal.figures.figure import Answer, Figure, Item, Kind, Plan, Sureness
from lanterne.hub.portal.unpublished import explanations
from lanterne.messages.punctuation import colon
from lanterne.messages.typography import END, ISOLATE

_MARK, _FROM_RIGHT = "\u200f", "\u2067"

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no picture may hold, and what in a label could turn the words around it."""


def language() -> str:
    """The language of the page."""
    return get_language() or "en"


def right_to_left() -> bool:
    """Whether the language of the page is written from right to left."""
    return languages.direction(language()) == "rtl"


def whole(value: float) -> str:
    """A number of people, without decimals."""
    return languages.number(round(value), language())


def apart(text: str) -> str:
    """The text with a direction of its own; see :func:`lanterne.hub.languages.apart`."""
    return languages.apart(text, language())


def said(labels: Sequence[Text]) -> str:
    """Labels that belong together, as one text."""
    texts = (_CONTROLS.sub(" ", in_language(label, language())) for label in labels)
    return " + ".join(map(apart, texts))


def answer(one: Answer) -> str:
    """What a person reads for an answer."""
    return said(one.labels)


def answers(item: Item, plan: Plan) -> str:
    """What a person reads for the answers of an item."""
    if plan.kind is Kind.NUMBER:
        (one,) = item.answers
        return f"{said([one.column.label])}: {answer(one)}"
    return separator(plan).join(answer(one) for one in item.answers)


def separator(plan: Plan) -> str:
    """What stands between two answers: a route has a direction."""
    if plan.kind is Kind.ROUTES:
        return f" {arrow()} "
    return " · "


def arrow() -> str:
    """From here to there, in the direction of the language.

    Between two English names in Arabic the marks keep the first of them on the right.
    """
    return f"{_MARK}←{_MARK}" if right_to_left() else "→"


def title(plan: Plan) -> str:
    """What a figure is called."""
    return {
        Kind.TREND: _("Over time"),
        Kind.MAP: _("On the map"),
        Kind.ROUTES: _("Routes"),
        Kind.AGE_SEX: _("Age and sex"),
        Kind.FORMS: _("Forms of exploitation"),
        Kind.MEANS: _("Means of control"),
        Kind.RECRUITER: _("Recruitment"),
        Kind.LINKED: _("Victims and perpetrators"),
        Kind.NUMBER: _("Number of links"),
        Kind.ANSWERS: _("Answers"),
    }[plan.kind]


def about(plan: Plan) -> str:
    """The labels of its columns."""
    if plan.kind is Kind.NUMBER:
        people, others = (said([label]) for label in plan.about)
        return _("%(people)s · links to: %(others)s") % {"people": people, "others": others}
    between = f" {arrow()} " if plan.kind is Kind.ROUTES else " × "
    return between.join(said([label]) for label in plan.about)


def heading(plan: Plan) -> str:
    """Title and labels in one line; what they both say is said once."""
    named, labels = title(plan), about(plan)
    return named if labels == named else f"{named}{colon(language())} {labels}"


NEEDED = (
    Kind.TREND,
    Kind.MAP,
    Kind.ROUTES,
    Kind.AGE_SEX,
    Kind.FORMS,
    Kind.MEANS,
    Kind.RECRUITER,
    Kind.LINKED,
)
"""Figures of which a page says what they need, when a release has none."""


def need(kind: Kind) -> str:
    """What a release must have for a figure."""
    return {
        Kind.TREND: _("Over time: a column of years, or of periods of years."),
        Kind.MAP: _("On the map: a column of countries."),
        Kind.ROUTES: _(
            "Routes: a column that shows where people come from, and one that shows where they "
            "were exploited."
        ),
        Kind.AGE_SEX: _("Age and sex: a column of ages, and one of gender."),
        Kind.FORMS: _("Forms of exploitation: a group of tick boxes on exploitation."),
        Kind.MEANS: _("Means of control: a group of tick boxes on means of control."),
        Kind.RECRUITER: _("Recruitment: a column, or a group of tick boxes, on the recruiter."),
        Kind.LINKED: _(
            "Victims and perpetrators: columns on perpetrators beside the gender or age of victims."
        ),
    }[kind]


def of_several() -> str:
    """What must stand beside numbers of victims by what is known of their perpetrators."""
    return _(
        "A victim may have several perpetrators: what is known about all of them together "
        "is combined into one answer."
    )


def of_members(plan: Plan) -> str:
    """What must stand beside members of a small set that are counted one by one."""
    if not plan.counted:
        return _("Each answer is counted by itself, however many were given together.")
    return _(
        "Each answer is counted by itself: its number is the sum of the published noisy counts "
        "of all combinations with it, and its interval that of the sum of their noise."
    )


def of_combinations() -> str:
    """What must stand beside answers that are several of a small set."""
    return _("Answers that were given together are one combination, which is counted separately.")


def between(item: Item) -> str:
    """An interval in figures: 12–34."""
    return apart(f"{whole(item.low)}–{whole(item.high)}")


def how_sure(figure: Figure) -> list[str]:
    """What a picture that is saved says of its intervals."""
    if not figure.counted:
        return [_("Rows of the release. Its method publishes no counts, so there is no interval.")]
    said = [_("Published count, with its 95%% confidence interval") % {}]
    kinds = {str(item.sureness) for item in figure.items}
    if Sureness.UNSURE in kinds:
        said.append(_("Hatched or hollow: the interval is wider than half the count."))
    if Sureness.FEW in kinds:
        said.append(
            _(
                "Left empty: too few to say. The interval reaches 0, or no count was published of "
                "what was counted."
            )
        )
    return said + explanations(kinds)


def lines(text: str, width: float, size: float) -> list[str]:
    """A text of a picture, broken where it gets longer than so many pixels, in letters of a size.

    Letters are taken for wide: nobody knows with which font a browser will write them. A picture
    knows no direction, so each line carries that of the page.
    """
    broken = textwrap.wrap(text, max(8, int(width / (0.56 * size)))) or [""]
    if not right_to_left():
        return broken
    return [f"{_FROM_RIGHT}{line}{END}" for line in _balanced(broken)]


def _balanced(broken: Sequence[str]) -> Iterator[str]:
    """The lines, each with the ends of what it begins, and begun anew where one goes on."""
    open_ = 0
    for line in broken:
        begun = ISOLATE * open_ + line
        open_ = begun.count(ISOLATE) - begun.count(END)
        yield begun + END * open_
