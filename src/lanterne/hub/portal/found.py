"""Finding what an address names, or saying what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lanterne.errors import Problem
from lanterne.hub.portal.catalogue import Broken, Edition, catalogue

View = Callable[..., HttpResponseBase]


class BrokenReleaseError(Exception):
    """The release that an address names is not whole, so nothing of it is shown.

    Attributes:
        name: Name of its folder.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class QuestionError(Exception):
    """A question cannot be answered as it was put.

    Attributes:
        problems: All that is wrong with it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*map(str, problems))
        self.problems = tuple(problems)


def edition_or_404(name: str) -> Edition:
    """The release of that name.

    Raises:
        Http404: There is none.
        BrokenReleaseError: It is not whole.
    """
    entry = catalogue().get(name)
    if entry is None:
        raise Http404
    if isinstance(entry, Broken):
        raise BrokenReleaseError(name)
    return entry


def for_people(view: View) -> View:
    """The same view; what goes wrong becomes a page that says so."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **names)
        except BrokenReleaseError as error:
            context = {"name": error.name}
            return render(request, "portal/broken.html", context, status=HTTPStatus.CONFLICT)
        except QuestionError as error:
            told = {"problems": error.problems, **names}
            return render(request, "portal/question.html", told, status=HTTPStatus.BAD_REQUEST)

    return require_safe(answered)
