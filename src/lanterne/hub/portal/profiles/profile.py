"""What a page says of its people: a sentence to be quoted, and each figure among them alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanterne.codebook.model import Column, Text
from lanterne.hub.languages import percent
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.asked import Asked
from lanterne.hub.portal.figures.caption import isolated
from lanterne.hub.portal.figures.compared import filter_words, sentences
from lanterne.hub.portal.figures.figure import Kind, Plan
from lanterne.hub.portal.figures.find import plans
from lanterne.hub.portal.figures.grouped import Grouped, grouped
from lanterne.hub.portal.figures.panels import Panels, panels_of
from lanterne.hub.portal.profiles.subjects import Subject, Topic


@dataclass(frozen=True)
class Part:
    """A figure among these people alone.

    Attributes:
        plan: The figure.
        told: Its numbers.
        is_figure: Whether it is one of the release; else it is one column of such a figure, of
            whose columns together there are no counts among these people.
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
    def reading(self) -> str:
        """What can be concluded; among whom, the page says once."""
        return sentences(self.told, ())

    @cached_property
    def panels(self) -> Panels:
        """Its bars: without an order those of which something can be said. The CSV has them all."""
        whole = panels_of(self.told)
        if self.plan.ordered:
            return whole
        (panel,) = whole.panels
        known = tuple(one for one in panel.first if one.item and not one.item.few)
        left_off = len(self.told.order) - len(known)
        return replace(whole, panels=(replace(panel, first=known, others=()),), left_off=left_off)


@dataclass(frozen=True)
class Profile:
    """A page.

    Attributes:
        subject: Of whom it is.
        label: Of the column, or of the group of tick boxes.
        parts: The figures of which there are counts among them.
        lacking: Headings of those of which none were published.
        several: Whether the release has more than one kind of people.
    """

    subject: Subject
    label: Text
    parts: tuple[Part, ...]
    lacking: tuple[str, ...]
    several: bool

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
        """How many of those who answered; empty where nobody did."""
        return share(self.subject)


def profile_of(edition: Edition, topic: Topic, subject: Subject) -> Profile:
    """The page of some people."""
    parts = list(_parts(edition, subject))
    return Profile(
        subject,
        topic.label,
        tuple(one for one in parts if one.told.groups),
        tuple(one.heading for one in parts if not one.told.groups),
        len(edition.people) > 1,
    )


def _parts(edition: Edition, subject: Subject) -> Iterator[Part]:
    column = subject.answer.column
    asked = Asked({column.name: subject.answer.code})
    for plan in plans(edition):
        if plan.people is not subject.people or column in plan.columns:
            continue
        told = grouped(plan, asked)
        if told.groups or plan.kind is not Kind.AGE_SEX:
            yield Part(plan, told)
            continue
        for each in plan.columns:
            alone = _alone(plan, each)
            yield Part(alone, grouped(alone, asked), is_figure=False)


def _alone(plan: Plan, column: Column) -> Plan:
    """One column of a figure of two."""
    kind = Kind.ANSWERS
    name = f"{kind}-{slugify(column.name)}"
    return replace(plan, name=name, kind=kind, rows=(column,), across=None, about=(column.label,))


def sentence(subject: Subject) -> str:
    """How many people gave an answer, in the language of the page."""
    said = {"answer": filter_words([subject.answer])}
    published = subject.size.published
    if published is None:
        return ngettext(
            "%(count)s row of the release has this answer: %(answer)s. There is no interval.",
            "%(count)s rows of the release have this answer: %(answer)s. There is no interval.",
            subject.size.rows,
        ) % {**said, "count": isolated(words.whole(subject.size.rows))}
    return ngettext(
        "About %(count)s person, between %(low)s and %(high)s, has this answer: %(answer)s.",
        "About %(count)s people, between %(low)s and %(high)s, have this answer: %(answer)s.",
        round(published.estimate),
    ) % {
        **said,
        "count": isolated(words.whole(published.estimate)),
        "low": isolated(words.whole(published.low)),
        "high": isolated(words.whole(published.high)),
    }


def share(subject: Subject) -> str:
    """How many of the rows with an answer have this one; empty where there are none."""
    if not subject.answered:
        return ""
    part = percent(subject.size.rows / subject.answered, words.language())
    return _("Of the rows with an answer, %(answered)s in all, %(share)s have this one.") % {
        "answered": isolated(words.whole(subject.answered)),
        "share": isolated(part),
    }
