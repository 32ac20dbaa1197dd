"""What a figure says to a question: sentences that no interval contradicts.

Of groups side by side they speak of the answer that most people gave, and of the two groups in
which it counts most. A group without a published count of it is not spoken of: nothing says how
small its number is.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanterne.hub.portal.figures.caption import (
    UNKNOWN,
    about,
    highest,
    isolated,
    named,
    not_said,
    reading,
)
from lanterne.hub.portal.figures.figure import Answer, Item
from lanterne.hub.portal.figures.grouped import Group, Grouped, Key
from lanterne.hub.portal.figures.words import answer, language, said, whole
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.messages.punctuation import colon, quoted


def sentences(told: Grouped, filters: Sequence[Answer]) -> str:
    """What a page says first: among whom it counts, and what can be concluded.

    Args:
        told: What is said to the question.
        filters: The answers that all who are counted gave.
    """
    parts = [among(filters)] if filters else []
    if not told.groups:
        parts.append(_never(told))
    elif told.asked.by is None:
        parts.append(_of_one(told, told.groups[0]))
    else:
        parts.append(_of_groups(told))
    return " ".join(parts)


def _never(told: Grouped) -> str:
    """That there are no counts, and whether that is because there were never any."""
    if told.says_what_was_measured:
        return _("These columns were never counted together, so there is no count of them.")
    return _("No counts of these columns together were published.")


def filter_words(filters: Sequence[Answer]) -> str:
    """Filters in one line: Gender: Woman · Year: 2020."""
    sign = colon(language())
    return " · ".join(f"{said([one.column.label])}{sign} {answer(one)}" for one in filters)


def among(filters: Sequence[Answer]) -> str:
    """Whom alone something is said of."""
    # Not isolated: of nothing but isolated parts the direction would be taken for left to right.
    return _("Only people with these answers are counted: %(filters)s.") % {
        "filters": filter_words(filters)
    }


def _of_one(told: Grouped, group: Group) -> str:
    """The sentence of the figure; of some tick boxes it is not said which comes first of all."""
    if told.plan.counted and not group.figure.items:
        return not_said([])
    known = [item for item in group.figure.largest if item.published and not item.unsaid]
    if told.unpublished and known:
        return highest(told.plan, known[0])
    return reading(group.figure)


def _of_groups(told: Grouped) -> str:
    """How the two groups compare that count most for the answer that most people gave."""
    found = {key: _known(told, key) for key in told.order}
    best = max(found, key=lambda key: sum(item.number for _group, item in found[key]), default=None)
    known = found[best] if best else []
    unsaid = {item.unsaid for group in told.groups for item in group.figure.items}
    if not known:
        return _of_none(unsaid)
    (first, most), *others = known
    words = {"what": named(told.plan, most), "first": _group(first), "before": about(most)}
    if not others:
        return _alone(unsaid) % words
    second, next_ = others[0]
    words |= {"second": _group(second), "after": about(next_)}
    if most.published is None:
        return ngettext(
            "%(what)s: %(count)s row in the group %(first)s, and %(after)s in the group "
            "%(second)s. There is no interval to show how much of the difference is chance.",
            "%(what)s: %(count)s rows in the group %(first)s, and %(after)s in the group "
            "%(second)s. There is no interval to show how much of the difference is chance.",
            most.rows,
        ) % {**words, "count": isolated(whole(most.rows)), "after": isolated(whole(next_.rows))}
    if most.low > next_.high:
        return (
            _(
                "%(what)s: there are more in the group %(first)s, %(before)s, than in the group "
                "%(second)s, %(after)s."
            )
            % words
        )
    return (
        _(
            "%(what)s: it is not clear whether there are more in the group %(first)s, %(before)s, "
            "or in the group %(second)s, %(after)s: the intervals overlap."
        )
        % words
    )


def _of_none(unsaid: set[Unpublished | None]) -> str:
    """What is said where of no group it is known how many gave any answer."""
    if unsaid <= UNKNOWN:
        return not_said(unsaid)
    return _(
        "There are too few people to say, with this much noise, how many in each group gave "
        "each answer, or whether anybody did."
    )


def _alone(unsaid: set[Unpublished | None]) -> str:
    """What is said where it is known of one group."""
    if unsaid & UNKNOWN:
        return _("%(what)s: %(before)s in the group %(first)s; of the others it is not known.")
    return _("%(what)s: %(before)s in the group %(first)s; of the others there are too few to say.")


def _known(told: Grouped, key: Key) -> list[tuple[Group, Item]]:
    """The groups of which it can be said how many gave an answer, those with most first."""
    pairs = [(group, group.items[key]) for group in told.groups if key in group.items]
    pairs = [(group, item) for group, item in pairs if round(item.number) > 0]
    return sorted(pairs, key=lambda pair: -pair[1].number)


def _group(group: Group) -> str:
    assert group.answer is not None
    return quoted(isolated(answer(group.answer)), language())
