"""The store of objects that the AWS variables of this process name, and what it answers.

Whoever reads an object opens the store itself, here or on another machine: no key travels, and none
is ever looked at. What the store says is not repeated either, as it may hold the name of a key or
more; it is told by its kind.
"""

# ruff: noqa: PLC0415 - an extra

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lanterne.errors import InputError, Place, Problem, Refused, UsageError

if TYPE_CHECKING:
    from pyarrow.fs import S3FileSystem

ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Variables that say where the store is, the first before the second; neither: that of Amazon."""

CONNECT, ANSWER, TRIES = 10.0, 20.0, 3
"""Seconds to be reached in, seconds without a byte, and how often a question is asked."""

_ON_THIS_COMPUTER = {"localhost", "127.0.0.1", "::1"}

_KINDS = {
    "no-bucket": r"NO_SUCH_BUCKET",
    "not-there": r"NO_SUCH_KEY|HTTP status 404\b",
    "denied": r"ACCESS_DENIED|INVALID_ACCESS_KEY|SIGNATURE|TOKEN|CREDENTIAL|HTTP status 40[13]\b",
    "region": r"HTTP status (301|307|400)\b|REDIRECT",
    "cut-off": r"curlCode: 18\b",
}
"""Sentence → what Arrow says of an answer, in words of its own, where that is meant."""


def store() -> S3FileSystem:
    """The store, by what the AWS variables, files and roles of this machine say.

    Raises:
        UsageError: pyarrow is not there, or the address of the store is none.
        Refused: Cases would travel from it as they are.
    """
    named = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), "")
    return _store_at(named)


@cache
def _store_at(address: str) -> S3FileSystem:
    try:
        from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem
    except ImportError:
        raise UsageError("store.no-pyarrow") from None
    where: dict[str, str] = {}
    if address:
        try:
            parts = urlsplit(address)
            host = parts.hostname
        except ValueError:
            raise UsageError("store.endpoint") from None
        beyond = parts.path.strip("/"), parts.query, parts.fragment  # Arrow would leave them out
        if not host or parts.scheme not in {"http", "https"} or "@" in parts.netloc or any(beyond):
            raise UsageError("store.endpoint")
        if parts.scheme == "http" and host not in _ON_THIS_COMPUTER:
            raise Refused("store.open")
        where = {"endpoint_override": parts.netloc, "scheme": parts.scheme}
    return S3FileSystem(
        connect_timeout=CONNECT,
        request_timeout=ANSWER,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=TRIES),
        **where,
    )


@contextmanager
def told(place: str) -> Iterator[None]:
    """What the store answers instead of an object, as a problem of that place.

    Raises:
        FileNotFoundError: There is no such object.
        InputError: The store does not answer, or not with what was asked for.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        said = str(error).rpartition("AWS Error")[2]  # before it stands the name of the object
        kinds = (kind for kind, words in _KINDS.items() if re.search(words, said))
        raise refused(place, next(kinds, "no-answer")) from None


def refused(place: str, kind: str) -> InputError:
    """The error for an object that cannot be had."""
    return InputError([Problem(f"unreadable-object.{kind}", place=Place(place))])
