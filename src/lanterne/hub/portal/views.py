"""The pages: the catalogue, a release, its codebook, its people explored; and the glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lanterne.hub.portal import codebook_shown, explore, promise, worth
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Broken
from lanterne.hub.portal.editions import grouped
from lanterne.hub.portal.harvest import described
from lanterne.hub.portal.lookup import archive_or_broken, edition_or_404, for_people
from lanterne.hub.portal.query import question_in
from lanterne.messages.glossary import in_alphabet


@for_people
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """All releases."""
    entries = catalogue().entries()
    whole = tuple(entry for entry in entries if not isinstance(entry, Broken))
    context = {
        "groups": grouped(whole, catalogue().state()),
        "broken": [entry for entry in entries if isinstance(entry, Broken)],
    }
    return render(request, "portal/catalogue.html", context)


@for_people
def release_page(request: HttpRequest, name: str) -> HttpResponse:
    """What a release is, what it promises, what it cannot say, its files."""
    edition = edition_or_404(name)
    language = get_language() or "en"
    context = {
        "edition": edition,
        "promise": promise.promise_of(edition.release, language),
        "worlds": promise.worlds_of(edition.release, language),
        "worth": worth.worth_of(edition.release, language),
        "cuts": worth.cuts_of(edition.release, language),
        "coverage": codebook_shown.coverage(edition),
        "whole": archive_or_broken(edition),
        "synthetic": promise.is_synthetic(edition.release),
        "described": described.in_a_page(request, edition),
    }
    return render(request, "portal/release.html", context)


@for_people
def codebook_page(request: HttpRequest, name: str) -> HttpResponse:
    """What the columns mean; with ``?q=``, those that have to do with a word."""
    edition = edition_or_404(name)
    wanted = request.GET.get("q", "").strip()
    context = {
        "edition": edition,
        "codebook": edition.release.codebook,
        "wanted": wanted,
        "tables": codebook_shown.columns_about(edition.release.codebook, wanted),
    }
    answer = render(request, "portal/codebook.html", context)
    if wanted:  # what somebody looks for may be a name, and is not kept
        answer["Cache-Control"] = "private, no-store"
    return answer


@for_people
def explore_page(request: HttpRequest, name: str) -> HttpResponse:
    """Bars for each column, with filters by click."""
    edition = edition_or_404(name)
    question = question_in(request.GET, edition, most=None)
    context = {"edition": edition, "view": explore.view(question, edition)}
    return render(request, "portal/explore.html", context)


@for_people
def glossary_page(request: HttpRequest) -> HttpResponse:
    """What the words of all pages mean; each has its own place on the page."""
    language = get_language() or "en"
    entries = [
        {
            "name": term.name,
            "word": term.word(language),
            "also": term.also.get(language, ""),
            "in_english": "" if language == "en" else term.word("en"),
            "meaning": term.meaning_in(language),
        }
        for term in in_alphabet(language)
    ]
    return render(request, "portal/glossary.html", {"entries": entries})
