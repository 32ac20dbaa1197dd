"""What a page says of its people: a sentence to be quoted, and each figure among them alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from lanterne.codebook.model import Column, Text
from lanterne.hub.languages import percent
from lanterne.hub.portal.counts import PublishedCount
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.bars import MOST_ROWS
from lanterne.hub.portal.figures.caption import isolated
from lanterne.hub.portal.figures.compared import among, filter_words, sentences
from lanterne.hub.portal.figures.figure import Answer, Figure, Kind, Plan
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.grouped import Grouped, grouped
from lanterne.hub.portal.figures.panels import Panels, filters_of, panels_of
from lanterne.hub.portal.profiles.subjects import Subject, Topic, slug
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.messages.punctuation import quoted
from lanterne.release import People


@dataclass(frozen=True)
class Part:
    """A figure among these people alone.

    Attributes:
        plan: The figure.
        told: Its numbers.
        is_figure: Whether the figure of the release can be asked for these people; else it shows
            the answer itself beside others, and what is left of it stands here.
    """

    plan: Plan
    told: Grouped
    is_figure: bool = True

    @property
    def heading(self) -> str:
        """Title and labels in one line."""
        return words.heading(self.plan) if self.is_figure else words.about(self.plan)

    @property
    def between(self) -> str:
        """What stands between two answers."""
        return words.separator(self.plan)

    @property
    def among(self) -> str:
        """Whom alone it is of: what stands by itself must say so."""
        return among(filters_of(self.plan, self.told.asked))

    @property
    def figure(self) -> Figure:
        """Its numbers alone."""
        (group,) = self.told.groups
        return group.figure

    @property
    def says_something(self) -> bool:
        """Whether of any answer it can be said how many gave it."""
        return any(not item.unsaid for item in self.figure.items)

    @property
    def reading(self) -> str:
        """What can be concluded; among whom, the page says once."""
        return sentences(self.told, ())

    @cached_property
    def panels(self) -> Panels:
        """Its bars: without an order the first of which something can be said; the CSV has all."""
        whole = panels_of(self.told)
        if self.plan.ordered:
            return whole
        (panel,) = whole.panels
        lines = (*panel.first, *panel.others)
        known = tuple(one for one in lines if one.item and not one.item.unsaid)
        return replace(whole, panels=(replace(panel, first=known[:MOST_ROWS], others=()),))

    @property
    def few(self) -> int:
        """Answers that are not shown, as there are too few to say."""
        return self._unsaid(Unpublished.FEW)

    @property
    def never(self) -> int:
        """Answers that are not shown, as they were never counted together with that of the page."""
        return self._unsaid(Unpublished.NOT_MEASURED)

    @property
    def untold(self) -> int:
        """Answers that are not shown, and an earlier release does not say why."""
        return self._unsaid(Unpublished.NOT_SAID)

    def _unsaid(self, why: Unpublished) -> int:
        items = (item for group in self.told.groups for item in group.figure.items)
        return 0 if self.plan.ordered else sum(item.unsaid is why for item in items)

    @property
    def left_off(self) -> int:
        """Others that are not shown, as there is no room for them."""
        if self.plan.ordered:
            return self.panels.left_off
        (panel,) = self.panels.panels
        return len(self.told.order) - self.few - self.never - self.untold - len(panel.first)


@dataclass(frozen=True)
class Profile:
    """A page.

    Attributes:
        subject: Of whom it is.
        label: Of the column, or of the group of tick boxes.
        parts: The figures of which there are counts among them.
        lacking: Headings of those of which none were published.
        never: Whether these are known to have never been counted together with the answer.
    """

    subject: Subject
    label: Text
    parts: tuple[Part, ...]
    lacking: tuple[str, ...]
    never: bool

    @property
    def shown(self) -> tuple[Part, ...]:
        """The figures that say something."""
        return tuple(one for one in self.parts if one.says_something)

    @property
    def silent(self) -> tuple[str, ...]:
        """Headings of those that were counted, and of which nothing can be said."""
        return tuple(one.heading for one in self.parts if not one.says_something)

    @property
    def heading(self) -> str:
        """Answer and column in one line, as plain text."""
        column, title = words.said([self.label]), words.said(self.subject.title)
        return f"{title} · {column}"

    @property
    def sentence(self) -> str:
        """How many they are, to be quoted."""
        return sentence(self.subject)

    @property
    def share(self) -> str:
        """How many of the rows with an answer have this one; empty where there are none."""
        rows, answered = self.subject.rows, self.subject.answered
        return share_sentence(rows, answered) if answered else ""


def profile_of(edition: Edition, topic: Topic, subject: Subject) -> Profile:
    """The page of some people."""
    parts = list(_parts(edition, subject))
    return Profile(
        subject,
        topic.label,
        tuple(one for one in parts if one.told.groups),
        tuple(one.heading for one in parts if not one.told.groups),
        subject.people.together is not None,
    )


def _parts(edition: Edition, subject: Subject) -> Iterator[Part]:
    """Each figure; of one that shows the answer itself, or has no counts with it, what is left."""
    column = subject.answer.column
    asked = Asked({column.name: subject.answer.code})
    rest: list[Plan] = []
    alone: set[tuple[str, ...]] = set()
    for plan in plans(edition):
        if plan.people is not subject.people:
            continue
        told = None if column in plan.columns else grouped(plan, asked)
        if told is None or (plan.kind is Kind.AGE_SEX and not told.groups):
            rest += _without(plan, column)
            continue
        alone.add(tuple(one.name for one in plan.columns))
        yield Part(plan, told)
    for plan in rest:
        key = tuple(one.name for one in plan.columns)
        if key not in alone:
            alone.add(key)
            yield Part(plan, grouped(plan, asked), is_figure=False)


def _without(plan: Plan, column: Column) -> Iterator[Plan]:
    """A figure without a column: tick boxes still together, else each other column alone."""
    if plan.flags:
        rows = tuple(one for one in plan.rows if one != column)
        if rows:
            yield replace(plan, rows=rows, across=None, about=plan.about[:1])
        return
    for one in (each for each in plan.columns if each != column):
        kind = Kind.ANSWERS
        name = f"{kind}-{slug([one.name])}"
        yield replace(plan, name=name, kind=kind, rows=(one,), across=None, about=(one.label,))


def sentence(subject: Subject) -> str:
    """How many people gave an answer, in the language of the page: it can stand alone."""
    return people_sentence(subject.people, [subject.answer], subject.published)


def people_sentence(people: People, answers: Sequence[Answer], published: PublishedCount) -> str:
    """How many people gave some answers together, with the interval."""
    # Not isolated: of nothing but isolated parts the direction would be taken for left to right.
    said = quoted(filter_words(answers), words.language())
    return _(
        "%(people)s in these data with the answer %(answer)s: about %(number)s (95%% confidence "
        "interval: %(low)s to %(high)s)."
    ) % {
        "people": words.said([people.table.label]),
        "answer": said,
        "number": isolated(words.whole(published.estimate)),
        "low": isolated(words.whole(published.low)),
        "high": isolated(words.whole(published.high)),
    }


def share_sentence(rows: int, answered: int) -> str:
    """How many of the rows with an answer have one of them; there is at least one."""
    return _("Of the rows with an answer, %(answered)s in all, %(share)s have this one.") % {
        "answered": isolated(words.whole(answered)),
        "share": isolated(percent(rows / answered, words.language())),
    }
