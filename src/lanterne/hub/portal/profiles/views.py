"""The pages of countries and themes, and the same for programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from lanterne.hub.portal.api import csv_answer, for_programs, json_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.drawn_alone import (
    Alone,
    drawn_alone,
    not_drawn,
    picture_to_be_saved,
)
from lanterne.hub.portal.figures.embed import for_frames
from lanterne.hub.portal.figures.render import DrawingError
from lanterne.hub.portal.figures.serialise import figure_header, figure_lines, number_values
from lanterne.hub.portal.figures.share import snippet
from lanterne.hub.portal.lookup import edition_or_404, for_people, for_people_not_kept
from lanterne.hub.portal.profiles import serialise
from lanterne.hub.portal.profiles.profile import Part, Profile, profile_of
from lanterne.hub.portal.profiles.subjects import topics
from lanterne.hub.portal.promise import is_synthetic, promise_of


@for_people
def profiles_page(request: HttpRequest, name: str) -> HttpResponse:
    """All countries and themes of which there is a page."""
    edition = edition_or_404(name)
    found = topics(edition)
    context = {"edition": edition, "topics": found, "several": len(edition.people) > 1}
    return render(request, "portal/profiles.html", context)


@for_people
def profile_page(request: HttpRequest, name: str, profile: str) -> HttpResponse:
    """One country or theme: a sentence to be quoted, the figures, what cannot be said."""
    edition, found = profile_or_404(name, profile)
    shares = [(part, _snippet(request, edition, found, part)) for part in found.shown]
    context = {
        "edition": edition,
        "profile": found,
        "parts": shares,
        "said": found.sentence,
        "promise": promise_of(edition.release, get_language() or "en"),
        "synthetic": is_synthetic(edition.release),
    }
    return render(request, "portal/profile.html", context)


@answers(Operation("Countries and themes of which a release has a profile."))
@for_programs
def profiles_data(request: HttpRequest, name: str, suffix: str = "json") -> HttpResponse:
    """All countries and themes of which there is a profile."""
    edition = edition_or_404(name)
    found = [one for topic in topics(edition) for one in topic.subjects]
    if suffix == "csv":
        lines = map(serialise.subject_line, found)
        return csv_answer(f"{name}-profiles", serialise.LIST, lines)
    return json_answer({"profiles": [serialise.subject_values(edition, one) for one in found]})


@answers(Operation("The people who gave one answer: how many, and each figure among them alone."))
@for_programs
def profile_data(
    request: HttpRequest, name: str, profile: str, suffix: str = "json"
) -> HttpResponse:
    """One country or theme with its numbers."""
    edition, found = profile_or_404(name, profile)
    if suffix == "csv":
        lines = serialise.profile_lines(found)
        return csv_answer(f"{name}-{profile}", serialise.NUMBERS_OF_ONE, lines)
    return json_answer(serialise.profile_values(edition, found))


@for_programs
def part_data(
    request: HttpRequest, name: str, profile: str, part: str, suffix: str = "json"
) -> HttpResponse:
    """One figure of such a page with its numbers."""
    _, _, found = part_or_404(name, profile, part)
    if suffix == "csv":
        header, lines = figure_header(found.figure), figure_lines(found.figure)
        return csv_answer(f"{name}-{profile}-{part}", header, lines)
    return json_answer({"figure": part, **number_values(found.figure)})


@for_people_not_kept
def part_saved(
    request: HttpRequest, name: str, profile: str, part: str, suffix: str
) -> HttpResponse:
    """The picture of one figure of such a page, to be saved."""
    edition, page, found = part_or_404(name, profile, part)
    picture = Alone(edition, f"{profile}/{part}", lambda: found.figure, found.among)
    try:
        content = drawn_alone(picture, png=suffix == "png")
    except DrawingError:
        return not_drawn(request, edition, page.heading, reverse("profile", args=[name, profile]))
    return picture_to_be_saved(request, content, f"{name}-{profile}-{part}.{suffix}")


@for_frames
def part_embed(request: HttpRequest, name: str, profile: str, part: str) -> HttpResponse:
    """One figure of such a page, as it stands in a frame."""
    edition, page, found = part_or_404(name, profile, part)
    context = {
        "edition": edition,
        "profile": page,
        "part": found,
        "promise": promise_of(edition.release, get_language() or "en"),
        "page": reverse("profile", args=[name, profile]),
    }
    return render(request, "portal/embed_profile.html", context)


def _snippet(request: HttpRequest, edition: Edition, profile: Profile, part: Part) -> str:
    """With what somebody puts a figure of such a page into a page of their own."""
    path = reverse("embed-profile", args=[edition.name, profile.subject.name, part.plan.name])
    return snippet(request, path, f"{part.heading} · {profile.heading}")


def part_or_404(name: str, profile: str, wanted: str) -> tuple[Edition, Profile, Part]:
    """A release, one of its profiles and one of the figures there.

    Raises:
        Http404, BrokenReleaseError, SuspendedError, WithdrawnError: As the address deserves.
    """
    edition, found = profile_or_404(name, profile)
    for part in found.parts:
        if part.plan.name == wanted:
            return edition, found, part
    raise Http404


def profile_or_404(name: str, wanted: str) -> tuple[Edition, Profile]:
    """A release and one of its profiles.

    Raises:
        Http404, BrokenReleaseError, SuspendedError, WithdrawnError: As the address deserves.
    """
    edition = edition_or_404(name)
    for topic in topics(edition):
        for subject in topic.subjects:
            if subject.name == wanted:
                return edition, profile_of(edition, topic, subject)
    raise Http404
