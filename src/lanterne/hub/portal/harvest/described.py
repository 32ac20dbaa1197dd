"""The catalogue and its releases in the words of other catalogues: DCAT-AP, schema.org, Croissant.

What is said is the model of ``lanterne.release.formats``; here it is told where each release is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lanterne.catalogue import Record, Series
from lanterne.codebook.model import Text
from lanterne.hub.languages import TAGS
from lanterne.hub.portal.api import for_programs, json_answer
from lanterne.hub.portal.catalogue import catalogue
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.harvest.addresses import thing
from lanterne.hub.portal.harvest.head import all_data
from lanterne.release.formats import croissant, dcat
from lanterne.release.formats.about import Publication

JSON_LD = "application/ld+json"
TURTLE = "text/turtle; charset=utf-8"

_IN_A_PAGE = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that could end what is written into a page, as JSON may write them too."""


@for_programs
def catalogue_as_turtle(request: HttpRequest) -> HttpResponse:
    """View: the whole catalogue as DCAT-AP 3, in Turtle."""
    return HttpResponse(dcat.turtle(_document(request)), content_type=TURTLE)


@for_programs
def catalogue_as_json_ld(request: HttpRequest) -> HttpResponse:
    """View: the same as JSON-LD."""
    return json_answer(_document(request), kind=JSON_LD)


def in_a_page(request: HttpRequest, edition: Edition) -> SafeString | None:
    """A release as JSON-LD, to stand in its page; ``None`` where page or files are not public.

    It is Croissant 1.1, and so a ``Dataset`` of schema.org too. No sign in it can end its element.
    """
    if not (settings.LANTERNE_PUBLIC and settings.LANTERNE_DOWNLOADS):
        return None
    language = get_language() or "en"
    document = croissant.dataset(edition.release, publication_of(request, edition), language)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    for sign, written in _IN_A_PAGE.items():  # thirty times as fast as translate()
        text = text.replace(sign, written)
    return mark_safe(text)


def publication_of(request: HttpRequest, edition: Edition) -> Publication:
    """Where and as what a release is published on this portal."""
    notice, standing = edition.notice, edition.standing
    last = reverse("api-download", args=[edition.name, "x"])
    before = notice.supersedes if notice else None
    return Publication(
        page=thing(request, "release", edition.name),
        files=request.build_absolute_uri(last.removesuffix("x")),
        title=edition.title,
        description=edition.description,
        publisher=edition.publisher,
        licence=edition.licence,
        issued=notice.published if notice else None,
        version=str(notice.edition) if notice else "",
        series=thing(request, "series", standing.series) if standing else "",
        replaces=thing(request, "release", before) if before else "",
        contact=settings.LANTERNE_CONTACT,
    )


def _document(request: HttpRequest) -> dict[str, Any]:
    whole = [one for one in catalogue().entries() if isinstance(one, Edition) and not one.is_stray]
    publishers = sorted({one.publisher for one in whole if one.publisher})
    return dcat.catalogue(
        dcat.Catalogue(
            page=thing(request, "catalogue"),
            title=_in_all_languages(_title),
            description=_in_all_languages(all_data),
            publisher=" · ".join(publishers) or request.get_host(),
            editions=[_edition(request, one) for one in whole if one.standing is None],
            series=[*_series(request, whole)],
        )
    )


def _series(request: HttpRequest, whole: list[Edition]) -> Iterator[dcat.Series]:
    """The datasets of which there is an edition to be had."""
    by_name = {one.name: one for one in whole}
    for slug, series in catalogue().state().series.items():
        editions = [by_name[one.name] for one in series.records if one.name in by_name]
        if editions:
            lead = _lead(series).notice
            yield dcat.Series(
                page=thing(request, "series", slug),
                title=lead.title,
                editions=[_edition(request, one) for one in editions],
                description=lead.description,
                publisher=lead.publisher,
            )


def _lead(series: Series) -> Record:
    return series.current or series.last


def _edition(request: HttpRequest, edition: Edition) -> dcat.Edition:
    return dcat.Edition(edition.release, publication_of(request, edition))


def _title() -> str:
    return _("What was released")


def _in_all_languages(said: Callable[[], str]) -> Text:
    texts = {}
    for language in TAGS:
        with override(language):
            texts[language] = said()
    return texts
