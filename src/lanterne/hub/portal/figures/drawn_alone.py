"""Pictures to be saved: with a title, what their numbers are, and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.portal.answer_cache import packed
from lanterne.hub.portal.api import to_be_saved
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures import words
from lanterne.hub.portal.figures.figure import Figure
from lanterne.hub.portal.figures.picture import Order, order
from lanterne.hub.portal.figures.picture_cache import Key, drawer
from lanterne.hub.portal.figures.style import THEMES, Look, Size

SVG, PNG = "image/svg+xml", "image/png"

_THEME = "light"


@dataclass(frozen=True)
class Alone:
    """A picture to be saved.

    Attributes:
        edition: Of which release it is.
        name: Names the figure, and among whom it is counted; no other of the release has it.
        figure: Gives the figure, where it must be drawn.
        among: Whom alone it is of, in words; empty: everybody.
    """

    edition: Edition
    name: str
    figure: Callable[[], Figure]
    among: str = ""

    def key(self, *, png: bool) -> Key:
        """What it depends on, in the language of the moment."""
        source = source_of(self.edition)
        return Key(source, self.name, words.language(), Size.ALONE, _THEME, png)

    def order(self) -> Order:
        """How it is drawn."""
        look = Look(Size.ALONE, THEMES[_THEME], words.right_to_left())
        return order(self.figure(), look, source_of(self.edition), self.among)


def drawn_alone(picture: Alone, *, png: bool) -> bytes:
    """The picture, as PNG or as SVG.

    Raises:
        DrawingError: There is none now.
    """
    return drawer().picture(picture.key(png=png), picture.order)


def picture_to_be_saved(request: HttpRequest, content: bytes, file: str) -> HttpResponse:
    """An answer that a browser saves under this name."""
    kind = PNG if file.endswith(".png") else SVG
    return packed(request, to_be_saved(HttpResponse(content, content_type=kind), file))


def not_drawn(request: HttpRequest, edition: Edition, title: str, back: str) -> HttpResponse:
    """The page that says that there is no picture now, and leads back to where its numbers are."""
    context = {"edition": edition, "title": title, "back": back}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "portal/undrawn.html", context, status=status)


def source_of(edition: Edition) -> str:
    """Where a picture comes from: names the release and no other."""
    parts = [words.said([edition.title]), edition.name, edition.publisher]
    return " · ".join([*filter(None, parts), f"SHA-256 {edition.mark}"])
