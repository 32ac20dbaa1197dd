"""The pages of countries and themes, and the same for programs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lanterne.hub.portal.api import csv_answer, for_programs, json_answer
from lanterne.hub.portal.api_operations import Operation, answers
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.lookup import edition_or_404, for_people
from lanterne.hub.portal.profiles import serialise
from lanterne.hub.portal.profiles.profile import Profile, profile_of
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
    context = {
        "edition": edition,
        "profile": found,
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
