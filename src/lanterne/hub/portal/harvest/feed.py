"""The Atom feed (RFC 4287): whoever waits for data or has used them learns what became of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanterne.catalogue import Series
from lanterne.codebook.model import Text, in_language
from lanterne.hub.languages import number
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.harvest.addresses import absolute
from lanterne.hub.portal.harvest.events import Event, Kind, events
from lanterne.hub.portal.lookup import for_people, series_or_404

MOST = 200
"""Most entries; the last ones."""


@for_people
def feed(request: HttpRequest) -> HttpResponse:
    """View: what happened in the whole catalogue."""
    return _feed(request, _("What was released"), reverse("catalogue"), None)


@for_people
def feed_of_dataset(request: HttpRequest, series: str) -> HttpResponse:
    """View: what happened to one dataset."""
    found = series_or_404(series)
    title = _text((found.current or found.last).notice.title)
    return _feed(request, title, reverse("series", args=[series]), found)


def _feed(request: HttpRequest, title: str, page: str, series: Series | None) -> HttpResponse:
    made = Atom1Feed(
        title,
        request.build_absolute_uri(page),
        "",
        language=get_language() or "en",
        subtitle=_("New editions, corrections, suspensions and withdrawals."),
        feed_url=request.build_absolute_uri(),
        feed_guid=request.build_absolute_uri(request.path),
    )
    for event in events(catalogue(), series)[:MOST]:
        made.add_item(
            _title(event),
            absolute(request, "release", event.name),
            _text(event.about),
            author_name=printed(event.publisher) or _("Publisher not stated"),
            pubdate=event.when,
            updateddate=event.when,
            unique_id=event.identifier,
            categories=[event.kind.value],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _title(event: Event) -> str:
    parts = [_text(event.title)]
    if event.number is not None:
        parts.append(f"{_('Edition')} {number(event.number, get_language() or 'en')}")
    told = {
        Kind.CORRECTION: _("takes the place of an edition that was withdrawn"),
        Kind.SUSPENSION: _("suspended while under review"),
        Kind.WITHDRAWAL: _("withdrawn"),
    }
    return " · ".join([*parts, *filter(None, [told.get(event.kind)])])


def _text(text: Text) -> str:
    return printed(in_language(text, get_language() or "en"))


def printed(text: str) -> str:
    """The text without signs that XML cannot hold; paragraphs stay."""
    return "".join(one for one in text if one.isprintable() or one == "\n")
