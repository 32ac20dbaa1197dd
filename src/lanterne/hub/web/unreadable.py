"""A page in the place of what lies in the vault and cannot be read: deleted, damaged, locked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanterne.hub.problem_texts import error_says
from lanterne.vault import VaultError

log = logging.getLogger("lanterne.hub")


class SayWhatCannotBeRead:
    """Middleware: a file of the vault that cannot be had is no fault of whoever asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says what is wrong; ``None``: it is something else."""
        if not isinstance(error, VaultError):
            return None
        log.error("A file of the vault cannot be had: %s", error.rule)
        context = {"told": error_says(error)}
        return render(request, "workspace/unreadable.html", context, status=HTTPStatus.CONFLICT)
