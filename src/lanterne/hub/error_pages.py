"""Pages for what goes wrong outside of any page: Django's own have no language and no style."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lanterne.hub.database_retry import AWAY, disk_is_full
from lanterne.hub.portal.page import every_page

RETRY_AFTER = 10
"""Seconds after which it is worth asking again."""


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request is none: such as one for another name than this computer has."""
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def our_fault(request: HttpRequest) -> HttpResponse:
    """A fault of Lanterne's own, or the database is away; the log has its kind and place."""
    error = sys.exc_info()[1]
    if error is not None and disk_is_full(error):
        return no_room(request)
    if isinstance(error, AWAY):
        return database_away(request)
    return render(request, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def database_away(request: HttpRequest) -> HttpResponse:
    """The database cannot be reached; it mostly comes back by itself."""
    # Without the request: who asks, and what they are to be told, stands in the database.
    text = render_to_string("503.html", every_page(request))
    response = HttpResponse(text, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def no_room(request: HttpRequest) -> HttpResponse:
    """The disk is full: the database could not be written, and its transaction was undone."""
    # Without the request, as above: the database cannot be written.
    text = render_to_string("507.html", every_page(request))
    return HttpResponse(text, status=HTTPStatus.INSUFFICIENT_STORAGE)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody's roles do not allow it; the audit log says what it was."""
    return render(request, "workspace/403.html", status=HTTPStatus.FORBIDDEN)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of this hub, or from one that is too old."""
    return render(request, "workspace/stale.html", status=HTTPStatus.FORBIDDEN)


def too_often(request: HttpRequest) -> HttpResponse:
    """Somebody tried to sign in, or asked for e-mails, too often in a short time."""
    return render(request, "people/too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
