"""What a figure says, in one sentence made of its numbers.

It claims no more than the intervals allow: where two of them overlap, it cannot be told which
count is larger, and the sentence says so. Two intervals of 95 % that do not overlap are more than
is needed for that, never less.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanterne.hub.portal.figures.figure import Figure, Item, Plan, Shape
from lanterne.hub.portal.figures.periods import years
from lanterne.hub.portal.figures.trend import is_uneven, periods
from lanterne.hub.portal.figures.words import answers, language, whole
from lanterne.hub.portal.unpublished import Unpublished, explanations
from lanterne.messages.punctuation import quoted
from lanterne.messages.typography import END, ISOLATE

UNKNOWN = {Unpublished.NOT_MEASURED, Unpublished.NOT_SAID}
"""Why of a number not even that is known that it is small."""

NO_BREAK = "\u2060"
"""Where a line must not end."""


def reading(figure: Figure) -> str:
    """The sentence, in the language of the page."""
    largest = [item for item in figure.largest if round(item.number) > 0]
    if not largest:
        if any(item.unsaid for item in figure.items):
            return not_said(item.unsaid for item in figure.items)
        return _("There is nothing to count: no row of the release has an answer.")
    if figure.plan.shape is Shape.TREND and len(periods(figure)) > 1:
        return _over_time(figure)
    first = largest[0]
    if first.published is None:
        return ngettext(
            "Most often: %(what)s, with %(number)s of the %(count)s row with an answer. There is "
            "no interval.",
            "Most often: %(what)s, with %(number)s of the %(count)s rows with an answer. There is "
            "no interval.",
            round(figure.answered),
        ) % {
            "what": named(figure.plan, first),
            "number": isolated(whole(first.rows)),
            "count": isolated(whole(figure.answered)),
        }
    return _first_of_all(figure, first)


def _first_of_all(figure: Figure, first: Item) -> str:
    """Whether the highest of the counts comes first."""
    if any(item.unsaid in UNKNOWN for item in figure.items):
        return highest(figure.plan, first)
    words = {"what": named(figure.plan, first), **_said(first)}
    others = [item for item in (*figure.largest, *figure.items) if item is not first]
    near = next((item for item in others if item.published and item.high >= first.low), None)
    if near is None:
        return (
            ngettext(
                "Most often: %(what)s, about %(count)s person, between %(low)s and %(high)s.",
                "Most often: %(what)s, about %(count)s people, between %(low)s and %(high)s.",
                round(first.number),
            )
            % words
        )
    return ngettext(
        "The highest count is that of %(what)s: about %(count)s person, between %(low)s and "
        "%(high)s. It is not clear whether it comes first: its interval overlaps with that of "
        "%(other)s.",
        "The highest count is that of %(what)s: about %(count)s people, between %(low)s and "
        "%(high)s. It is not clear whether it comes first: its interval overlaps with that of "
        "%(other)s.",
        round(first.number),
    ) % {**words, "other": named(figure.plan, near)}


def highest(plan: Plan, item: Item) -> str:
    """What is said of the highest count where of other answers none is known."""
    return _("The highest of the counts that were published is that of %(what)s: %(number)s.") % {
        "what": named(plan, item),
        "number": about(item),
    }


def not_said(reasons: Iterable[Unpublished | None]) -> str:
    """What is said where nothing can be said of any answer."""
    seen = set(reasons)
    if Unpublished.FEW not in seen and (whole := " ".join(explanations(seen))):
        return whole
    return _(
        "There are too few people to say, with this much noise, how many gave each answer, or "
        "whether anybody did."
    )


def _over_time(figure: Figure) -> str:
    """How the last number compares with the first, the year with the year."""
    found = [(span, item) for span, item in periods(figure) if item.published or item.rows]
    if not figure.counted or not all(item.published for _span, item in (found[0], found[-1])):
        return _from_rows(figure)
    uneven = is_uneven(figure)
    (span, before), (later, after) = found[0], found[-1]
    shares = [years(one) if uneven else 1 for one in (span, later)]
    words = {
        "first": named(figure.plan, before),
        "last": named(figure.plan, after),
        "before": about(before, shares[0], by_the_year=uneven),
        "after": about(after, shares[1], by_the_year=uneven),
    }
    if after.low / shares[1] > before.high / shares[0]:
        return _("There are more in %(last)s, %(after)s, than in %(first)s, %(before)s.") % words
    if after.high / shares[1] < before.low / shares[0]:
        return _("There are fewer in %(last)s, %(after)s, than in %(first)s, %(before)s.") % words
    return (
        _(
            "It is not clear whether there are more or fewer in %(last)s, %(after)s, than in "
            "%(first)s, %(before)s: the intervals overlap."
        )
        % words
    )


def _from_rows(figure: Figure) -> str:
    """The same without intervals: nothing is said of what is larger."""
    found = periods(figure)
    (_span, before), (_later, after) = found[0], found[-1]
    return ngettext(
        "%(count)s row is from %(first)s, and %(after)s from %(last)s. There is no interval to "
        "show how much of the difference is chance.",
        "%(count)s rows are from %(first)s, and %(after)s from %(last)s. There is no interval "
        "to show how much of the difference is chance.",
        round(before.rows),
    ) % {
        "first": named(figure.plan, before),
        "last": named(figure.plan, after),
        "count": isolated(whole(before.rows)),
        "after": isolated(whole(after.rows)),
    }


def about(item: Item, share: int = 1, *, by_the_year: bool = False) -> str:
    """About 120 (110–130), or the same a year."""
    low, high = whole(item.low / share), whole(item.high / share)
    span = f"{low}–{NO_BREAK}{high}"  # a line that ended at the dash would turn it in Arabic
    words = {"number": isolated(whole(item.number / share)), "range": isolated(span)}
    if by_the_year:
        return _("about %(number)s a year (%(range)s)") % words
    return _("about %(number)s (%(range)s)") % words


def _said(item: Item) -> dict[str, str]:
    return {
        "count": isolated(whole(item.number)),
        "low": isolated(whole(item.low)),
        "high": isolated(whole(item.high)),
    }


def named(plan: Plan, item: Item) -> str:
    """The answers, marked off from the sentence around them."""
    return quoted(isolated(answers(item, plan)), language())


def isolated(text: str) -> str:
    """The text with a direction of its own."""
    return f"{ISOLATE}{text}{END}"
