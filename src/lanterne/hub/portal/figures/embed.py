"""A figure in a frame of somebody else's page: with all that must be said beside it, and no more.

These are the only addresses that may be framed; ``hub/headers.py`` says so, by their path. Nothing
in them can be clicked by mistake for anything but a way to the portal, in a window of its own.
"""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lanterne.hub.portal.answer_cache import View, kept
from lanterne.hub.portal.figures.asked import asked_in
from lanterne.hub.portal.figures.context import shown
from lanterne.hub.portal.figures.grouped import grouped
from lanterne.hub.portal.figures.panels import panels_of
from lanterne.hub.portal.figures.share import query_of
from lanterne.hub.portal.figures.views import figure_or_404
from lanterne.hub.portal.lookup import (
    BrokenReleaseError,
    QuestionError,
    SuspendedError,
    WithdrawnError,
    current_of,
)
from lanterne.hub.portal.promise import promise_of


def for_frames(view: View) -> View:
    """The same view, its answers kept; what goes wrong is said in the frame."""

    @wraps(view)
    def answered(request: HttpRequest, *args: str, **names: str) -> HttpResponseBase:
        try:
            return view(request, *args, **names)
        except WithdrawnError as error:
            about = {"why": "withdrawn", "record": error.record}
            about["current"] = current_of(error.record)
            status = HTTPStatus.GONE
        except SuspendedError as error:
            about = {"why": "suspended", "record": error.record}
            about["current"] = current_of(error.record)
            status = HTTPStatus.FORBIDDEN
        except BrokenReleaseError:
            about, status = {"why": "broken"}, HTTPStatus.CONFLICT
        except QuestionError:
            about, status = {"why": "question"}, HTTPStatus.BAD_REQUEST
        except Http404:
            about, status = {"why": "nothing"}, HTTPStatus.NOT_FOUND
        return render(request, "portal/embed_unavailable.html", about, status=status)

    return require_safe(kept(answered))


@for_frames
def embed(request: HttpRequest, name: str, figure: str) -> HttpResponse:
    """View: a figure as it stands in a frame."""
    edition, found = figure_or_404(name, figure)
    asked = asked_in(request.GET, found.plan, edition, strict=False)
    path = reverse("figure", args=[name, figure])
    context = {
        "edition": edition,
        "view": shown(found, edition),
        "asked": not asked.is_nothing,
        "panels": panels_of(grouped(found.plan, asked)),
        "promise": promise_of(edition.release, get_language() or "en"),
        "path": path,
        "page": f"{path}{query_of(asked)}",
    }
    return render(request, "portal/embed.html", context)
