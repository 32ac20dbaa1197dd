"""Absolute addresses, as others know them: of a thing without a language, of a page in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from lanterne.hub.languages import TAGS


def absolute(request: HttpRequest, name: str, *args: object) -> str:
    """An address by its name, in the language of the request if it has one."""
    return request.build_absolute_uri(reverse(name, args=args))


def thing(request: HttpRequest, name: str, *args: object) -> str:
    """What names a thing whose pages are in four languages: the address of a page without one.

    Whoever goes there is sent on, to the page in the language of their browser.
    """
    with override("en"):
        path = reverse(name, args=args)
    return request.build_absolute_uri(f"/{path.removeprefix('/en/')}")


def in_each_language(request: HttpRequest, path: str) -> Mapping[str, str]:
    """Language → address of a page, and ``x-default`` → that of the thing.

    Args:
        request: Says under which name the portal is reached.
        path: Of the page, below its language.
    """
    return dict(_in_each(request, path))


def _in_each(request: HttpRequest, path: str) -> Iterator[tuple[str, str]]:
    for language in TAGS:
        yield language, request.build_absolute_uri(f"/{language}/{path}")
    yield "x-default", request.build_absolute_uri(f"/{path}")
