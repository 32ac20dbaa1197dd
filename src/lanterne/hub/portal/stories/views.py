"""The pages of stories, and the numbers of their figures as CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lanterne.errors import InputError
from lanterne.hub.portal.api import csv_answer, for_programs
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.serialise_grouped import grouped_header, grouped_lines
from lanterne.hub.portal.lookup import BrokenReleaseError, edition_or_404, for_people
from lanterne.hub.portal.promise import is_synthetic, promise_of
from lanterne.hub.portal.stories.shown import ShownStory, shown_story


@for_people
def story_page(request: HttpRequest, name: str, story: str) -> HttpResponse:
    """A story: its text with figures, what its numbers count, and where they come from."""
    edition, found = story_or_404(name, story)
    context = {
        "edition": edition,
        "shown": found,
        "said": found.summary,
        "promise": promise_of(edition.release, get_language() or "en"),
        "synthetic": is_synthetic(edition.release),
    }
    return render(request, "portal/story.html", context)


@for_programs
def figure_data(request: HttpRequest, name: str, story: str, figure: int) -> HttpResponse:
    """The numbers of one figure of a story; it has the same figures in every language."""
    _, found = story_or_404(name, story)
    if not 0 < figure <= len(found.told.figures):
        raise Http404
    told = found.told.figures[figure - 1].told
    header = grouped_header(told.groups[0].figure, told)
    return csv_answer(f"{name}-{story}-{figure}", header, grouped_lines(told))


def story_or_404(name: str, story: str) -> tuple[Edition, ShownStory]:
    """A release and one of its stories.

    Raises:
        Http404, BrokenReleaseError, SuspendedError, WithdrawnError: As the address deserves.
    """
    edition = edition_or_404(name)
    if story not in edition.stories:
        raise Http404
    told = edition.stories[story]
    if told is None:
        raise BrokenReleaseError(f"{name} · {story}")
    try:
        return edition, shown_story(told, edition)
    except InputError as error:
        raise BrokenReleaseError(f"{name} · {story}") from error
