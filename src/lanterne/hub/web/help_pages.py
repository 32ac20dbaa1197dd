"""Help: the documentation that came with the program, and for each step where to begin in it.

It is text that everybody may read, the same for all, and nothing of the hub stands in it. So
whoever comes through the door may open it, and no role is asked for.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lanterne.documentation.site import Site
from lanterne.documentation.source import Place
from lanterne.hub.web.steps import STEPS
from lanterne.messages import direction

COURSE = "learn/from-sheet-to-release"
"""The course whose lessons, numbered from 1, lead along the road."""


@dataclass(frozen=True)
class Begin:
    """Where to begin for one step.

    Attributes:
        lessons: Numbers of lessons of :data:`COURSE`.
        guides: Names of other pages.
    """

    lessons: tuple[int, ...]
    guides: tuple[str, ...]


BEGIN: Mapping[str, Begin] = {
    "data": Begin((1, 3), ("guides/cases-in-the-browser", "guides/write-a-codebook")),
    "harmonise": Begin((2,), ("guides/cases-in-the-browser", "guides/harmonise")),
    "risk": Begin((), ("guides/know-the-risk", "learn/my-story")),
    "protect": Begin((4, 5), ("guides/release-in-the-browser", "learn/my-story")),
    "evaluate": Begin((5,), ("guides/evaluate", "learn/reading-a-release")),
    "review": Begin((6,), ("guides/release-in-the-browser", "guides/gate")),
    "publish": Begin((6,), ("guides/release-in-the-browser", "guides/deposit")),
}
"""Step → where to begin."""

IN_ONE_LANGUAGE: Mapping[str, tuple[str, ...]] = {"fr": ("guides/du-fichier-a-la-publication",)}
"""Language → guides through all steps that no other language has."""


@dataclass(frozen=True)
class Link:
    """A link to a place in the documentation.

    Attributes:
        address: Where it is.
        title: What it is called, in its own language.
        language: Of the page, which is English where nobody has translated it.
        direction: In which that is written.
    """

    address: str
    title: str
    language: str
    direction: str


@require_safe
def help_for_step(request: HttpRequest, step: str) -> HttpResponse:
    """View: where to begin reading, for one step of the road."""
    labels = dict(STEPS)
    if step not in labels:
        raise Http404
    language, begin = get_language() or "en", BEGIN[step]
    guides = (*IN_ONE_LANGUAGE.get(language, ()), *begin.guides)
    context = {
        "label": labels[step],
        "lessons": [*_lessons(begin, language)],
        "guides": [_page(name, language) for name in guides],
        "everything": _address(Place(f"{language}.html")),
    }
    return render(request, "workspace/help.html", context)


@require_safe
def help_page(_request: HttpRequest, place: str) -> HttpResponse:
    """View: a page of the documentation, or a file beside it."""
    content = _content(place)
    kind = mimetypes.guess_type(place)[0] or "text/plain"
    shown = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return HttpResponse(content, content_type=shown)


@cache
def _site() -> Site:
    return Site.read()


@cache
def _content(place: str) -> bytes:
    """Made when it is first asked for; there are a few hundred, of 5 MB together."""
    make = _site().files.get(Place(place))
    if make is None:
        raise Http404  # which is not kept
    return make()


def _lessons(begin: Begin, language: str) -> Iterator[Link]:
    source = _site().sources.of(COURSE, language)
    parts = [one for one in _site().body(source).sections if one.level == 2]
    for number in begin.lessons:
        part = parts[number - 1]
        yield _link(source.address, f"#{part.anchor}", part.heading, source.language)


def _page(name: str, language: str) -> Link:
    source = _site().sources.of(name, language)
    return _link(source.address, "", _site().body(source).title, source.language)


def _link(place: Place, anchor: str, title: str, language: str) -> Link:
    return Link(f"{_address(place)}{anchor}", title, language, direction(language))


def _address(place: Place) -> str:
    return reverse("help-page", args=[place.as_posix()])
