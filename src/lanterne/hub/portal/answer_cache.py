"""Answers that were given before, so that many visitors who ask the same are answered once.

What is kept is public: only views of the portal are asked, and an answer that would set a cookie or
knows who asks is not kept. It belongs to the releases as they were when it was made, those of one
dataset or all: as soon as a file of one of them is touched, nothing that was made of it is given
any more. While an answer is made, whoever asks the same waits for it.

Answers lie compressed. Compressing a page that repeats what the visitor wrote beside a secret would
give the secret away by its length (BREACH); there is no secret in these pages, and where there is a
door they are not sent compressed.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from lanterne.hub.portal.catalogue import Look, catalogue

View = Callable[..., HttpResponseBase]

SECONDS = 60
"""How long a browser or a proxy may show a public answer without asking again."""

LARGEST = 8
"""An answer that takes more than one part in so many of the whole is not kept."""

_OVERHEAD = 1024  # bytes of an answer without its content: key, headers, place in the list
_LEVEL = 5  # of compression: 6 and more take twice the time for a hundredth less


@dataclass(frozen=True)
class Kept:
    """An answer.

    Attributes:
        content: Its content, compressed by gzip.
        headers: Its headers.
        tag: Names the content and no other.
    """

    content: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str

    @property
    def size(self) -> int:
        """Bytes, roughly."""
        return len(self.content) + _OVERHEAD

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer as this visitor can read it; compressed only where everything is public."""
        small = settings.LANTERNE_PUBLIC and reads_gzip(request)
        response = HttpResponse(self.content if small else gzip.decompress(self.content))
        for name, value in self.headers:
            response[name] = value
        response["ETag"] = f'"{self.tag}{"-gzip" if small else ""}"'
        if small:
            response["Content-Encoding"] = "gzip"
        if settings.LANTERNE_PUBLIC:
            response.setdefault("Cache-Control", f"public, max-age={SECONDS}")
            patch_vary_headers(response, ("Accept-Encoding",))
        return response


class Answers:
    """Answers, each of one look at the releases that it is about. Safe for several threads.

    Attributes:
        most: Bytes that they may take together; those that were not asked for longest make room.
        size: Bytes that they take.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._lock = threading.Lock()
        self._looks: dict[str, Look] = {}
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._about: dict[Hashable, str] = {}
        self._turns: dict[Hashable, tuple[threading.Lock, int]] = {}

    def find(self, key: Hashable, look: Look, about: str = "") -> Kept | None:
        """The answer, if it was made of the releases as they are.

        Args:
            key: What was asked.
            look: How the releases are that it is about.
            about: Which these are; empty: all.
        """
        with self._lock:
            self._forget_others(about, look)
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def keep(self, key: Hashable, look: Look, kept: Kept, about: str = "") -> None:
        """Keep an answer that was made after the releases were looked at that it is about."""
        if kept.size * LARGEST > self.most:
            return
        with self._lock:
            self._forget_others(about, look)
            self._looks[about] = look
            self._drop(key)
            self._kept[key], self._about[key] = kept, about
            self.size += kept.size
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Wait until nobody else makes this answer."""
        with self._lock:
            lock, waiting = self._turns.get(key, (threading.Lock(), 0))
            self._turns[key] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._turns.pop(key)
                if waiting > 1:
                    self._turns[key] = lock, waiting - 1

    def _forget_others(self, about: str, look: Look) -> None:
        """Drop what was made of the same releases when they were otherwise."""
        if about in self._looks and self._looks[about] != look:
            del self._looks[about]
            for key in [key for key, of in self._about.items() if of == about]:
                self._drop(key)

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self.size -= self._kept.pop(key).size
            del self._about[key]


def kept(view: View) -> View:
    """The same view of a public page; a good answer is kept and given again."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        if not settings.LANTERNE_KEPT_BYTES or request.method not in {"GET", "HEAD"}:
            return view(request, *args, **names)
        answers = _answers(settings.LANTERNE_FOLDER, settings.LANTERNE_KEPT_BYTES)
        about = str(names.get("name") or names.get("series") or "")
        key, look = _key(request), catalogue().look(about)
        found = answers.find(key, look, about)
        if found is not None:
            return found.response(request)
        with answers.turn(key):
            found = answers.find(key, look, about)
            if found is None:
                response = view(request, *args, **names)
                if not isinstance(response, HttpResponse) or _is_for_one(request, response):
                    return response
                found = kept_of(response.content, response.items())
                answers.keep(key, look, found, about)
        return found.response(request)

    return answered


@cache
def _answers(folder: Path, most: int) -> Answers:
    """The answers about the releases in a folder."""
    return Answers(most)


def forget() -> None:
    """Keep nothing of what was kept."""
    _answers.cache_clear()


def _key(request: HttpRequest) -> Hashable:
    """What an answer depends on, besides the releases; the order of parts of a query is nothing."""
    query = tuple(sorted((name, tuple(texts)) for name, texts in request.GET.lists()))
    return request.scheme, request.get_host(), request.path, query, get_language()


def _is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it may differ from visitor to visitor, is no good answer, or says how to keep it."""
    return (
        response.status_code != HTTPStatus.OK
        or bool(response.cookies)
        or response.has_header("Cache-Control")
        or getattr(getattr(request, "session", None), "accessed", False)
        or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
    )


def kept_of(content: bytes, headers: Iterable[tuple[str, str]]) -> Kept:
    """An answer with this content."""
    tag = hashlib.sha256(content).hexdigest()[:32]
    return Kept(gzip.compress(content, _LEVEL, mtime=0), tuple(headers), tag)


def packed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A good answer of a public page as this visitor can read it, with how long it may be kept."""
    return kept_of(response.content, response.items()).response(request)


def reads_gzip(request: HttpRequest) -> bool:
    """Whether the visitor's program says that it can read what gzip has compressed."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, *parameters = (text.strip() for text in part.split(";"))
        if name in {"gzip", "*"}:
            return not any(text in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for text in parameters)
    return False
