"""Numbers, dates and labels, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import jinja2
from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from lanterne.codebook.model import Column, Text, in_language, language_of
from lanterne.codebook.words import type_words
from lanterne.hub import languages
from lanterne.hub.languages import direction
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.explore import Choice, View
from lanterne.hub.portal.figures.members_explored import one_by_one
from lanterne.hub.portal.figures.panels import Panels, tip
from lanterne.hub.portal.gate_words import answer_in_words, policy_in_words
from lanterne.hub.portal.unpublished import Unpublished
from lanterne.hub.portal.unpublished import words as words_of
from lanterne.messages import dates, numbers
from lanterne.messages.punctuation import colon

register = template.Library()


@register.simple_tag(name="colon")
def colon_of_the_page() -> str:
    """The sign, with the space before it if there is one."""
    return colon(get_language() or "en")


@register.filter
def number(value: float) -> str:
    """A whole number: 21,000 or 21 000."""
    return languages.number(round(value), get_language() or "en")


@register.filter
def columns(count: int) -> str:
    """So many columns."""
    words = ngettext("%(count)s column", "%(count)s columns", count)
    return words % {"count": number(count)}


@register.filter
def percent(share: float) -> str:
    """A share, 0 to 1, as a percentage."""
    return languages.percent(share, get_language() or "en")


@register.filter
def small(value: float) -> SafeString:
    """A parameter such as ε or δ."""
    return format_html('<bdi dir="ltr">{}</bdi>', languages.power(value, get_language() or "en"))


@register.filter
def said(text: Text) -> SafeString:
    """A text in the language of the page, or in another, English first, that is marked as such."""
    return _said(text, get_language() or "en")


def _said(text: Text, language: str) -> SafeString:
    chosen = language_of(text, language)
    if chosen == language:
        return _escaped(text.get(chosen, ""))
    return format_html(
        '<span lang="{}" dir="{}">{}</span>', chosen, direction(chosen), text.get(chosen, "")
    )


@lru_cache(maxsize=4096)
def _escaped(text: str) -> SafeString:
    """The labels of codebooks are few, and a page says some of them hundreds of times."""
    return escape(text)


@register.filter
def paragraphs(text: Text) -> SafeString:
    """A text of several paragraphs, said as :func:`said` does."""
    language = get_language() or "en"
    chosen = language_of(text, language)
    parts = [part for part in text.get(chosen, "").split("\n") if part.strip()]
    rows = ((part,) for part in parts)
    if chosen == language:
        return format_html_join("", "<p>{}</p>", rows)
    marked = ((chosen, direction(chosen), *row) for row in rows)
    return format_html_join("", '<p lang="{}" dir="{}">{}</p>', marked)


@register.filter
def together(texts: Sequence[Text]) -> SafeString:
    """Answers that are given together."""
    return _together(texts, get_language() or "en")


def _together(texts: Sequence[Text], language: str) -> SafeString:
    if len(texts) == 1:
        return _said(texts[0], language)
    return format_html_join(" + ", "{}", ((_said(text, language),) for text in texts))


@register.filter
def plain(text: Text) -> str:
    """A text without mark-up, for a title."""
    return in_language(text, get_language() or "en")


@register.filter
def iso_day(moment: datetime) -> str:
    """The day of a moment in UTC, ``YYYY-MM-DD``; Django's own filter has another time zone."""
    return moment.date().isoformat()


@register.filter
def date_of(day: str | date) -> str:
    """A day written ``YYYY-MM-DD``, or that of a moment in UTC, as the language writes it."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return dates.day(found, get_language() or "en")


@register.filter
def short_day(when: datetime) -> str:
    """The day of a moment in figures, for tables."""
    return dates.short_day(when, get_language() or "en")


@register.filter
def clock(when: datetime) -> str:
    """Hour and minute of a moment, in UTC."""
    return dates.clock(when, get_language() or "en")


@register.filter
def moment(when: datetime) -> str:
    """A moment in UTC, its month by name."""
    return dates.moment(when, get_language() or "en")


@register.filter
def short_moment(when: datetime) -> str:
    """A moment in UTC in figures, for tables."""
    return dates.short_moment(when, get_language() or "en")


@register.filter
def size(count: int) -> str:
    """A number of bytes, in the unit in which it is read."""
    return numbers.size(count, get_language() or "en")


@register.simple_tag
def gate_answer(edition: Edition) -> str:
    """What the gate said of a release, or that nobody says that it let it pass."""
    return " ".join(answer_in_words(edition.notice, edition.is_stray))


@register.simple_tag
def gate_policy(edition: Edition) -> str:
    """Whose policy it is where that matters, and what refused the release before."""
    return " ".join(policy_in_words(edition.notice))


@register.simple_tag
def panels(view: View, name: str) -> SafeString:
    """The columns of the explorer, each with its bars.

    Args:
        view: The page.
        name: Of the release.
    """
    words = {
        **words_of_tables(),
        "only": _("Only these"),
        "away": _("Remove the filter"),
        "among_group": _("Shares are calculated from the rows with any answer in the group:"),
        "among_answers": _("Shares are calculated from the rows with an answer:"),
        "several": _(
            "One person may give several answers, so the shares may add up to more than the whole."
        ),
        "meaning": _("What it means"),
        "combined": _("Answers as they were given together:"),
    }
    return drawn(
        "panels",
        panels=view.panels,
        one_by_one={panel.column.name: one_by_one(view.question, panel) for panel in view.panels},
        counted=view.counted,
        say={key: str(word) for key, word in words.items()},
        codebook=reverse("codebook", args=[name]),
        csv=reverse("explore-data", args=[name, "csv"]),
        json=reverse("explore-data", args=[name, "json"]),
    )


@register.simple_tag
def lines(panels: Panels, heading: str, between: str, at: str = "", level: int = 3) -> SafeString:
    """The groups of a figure, each with its bars.

    Args:
        panels: What a question to the figure is answered.
        heading: Of the figure.
        between: What stands between two answers.
        at: Where the figure has a page, if it is not this one.
        level: Of the headings of groups.
    """
    words = {
        **words_of_tables(),
        "size": _("Published count of the group:"),
        "all_rows": _("Rows:"),
        "among": _("with an answer:"),
        "numbers": _("Numbers"),
    }
    return drawn(
        "figure_groups",
        panels=panels.panels,
        counted=panels.told.plan.counted,
        heading=heading,
        between=between,
        columns=panels.columns,
        plan=panels.told.plan.name,
        top=panels.top,
        tip=tip,
        at=at,
        level=level,
        say={key: str(word) for key, word in words.items()},
    )


@register.simple_tag
def choices(columns: Sequence[Choice]) -> SafeString:
    """A box to be ticked for each column."""
    return drawn("choices", columns=columns)


def words_of_tables() -> dict[str, object]:
    """The words of tables with bars."""
    return {
        "answer": _("Answer"),
        "rows": _("Rows"),
        "share": _("Share"),
        "published": _("Published count, 95%% interval") % {},
        "few": _("too few to say"),
        "no_answer": _("No answer"),
        "further": _("Further answers:"),
    }


def drawn(name: str, **about: Any) -> SafeString:
    """What a template of Jinja makes of something, in the language of the page."""
    language = get_language() or "en"
    return mark_safe(_template(name).render(language=language, **about))


@cache
def _template(name: str) -> jinja2.Template:
    """A template of Jinja, for what a page holds hundreds of: Django takes five times as long."""
    places = jinja2.PackageLoader("lanterne.hub.portal")
    environment = jinja2.Environment(
        loader=places, autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {
        "number": lambda value, language: languages.number(round(value), language),
        "percent": languages.percent,
        "said": _said,
        "together": _together,
        "why": why,
    }
    return environment.get_template(f"portal/{name}.jinja")


@register.filter
def why(unpublished: Unpublished) -> str:
    """What stands in place of a number that is not said."""
    return words_of(unpublished)


@register.filter
def kind(column: Column) -> str:
    """What kind of answers a column holds."""
    return in_language(type_words(column.type), get_language() or "en")
