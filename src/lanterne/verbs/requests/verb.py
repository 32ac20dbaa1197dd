"""A verb is called with its request, or with what the request is made of."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from lanterne.files.handed import Held
from lanterne.verbs.arguments import take
from lanterne.verbs.settings import Progress, silent

P = ParamSpec("P")
Request_contra = TypeVar("Request_contra", contravariant=True)
Request = TypeVar("Request")
Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)


class Verb(Protocol, Generic[P, Request_contra, Answer_co]):
    """What :func:`takes` makes of a function."""

    @overload
    def __call__(self, request: Request_contra, /, *, progress: Progress = silent) -> Answer_co: ...

    @overload
    def __call__(self, *args: P.args, **fields: P.kwargs) -> Answer_co: ...


class Maker(Protocol, Generic[P, Request]):
    """Makes a verb of a function of a request and a progress."""

    def __call__(self, run: Callable[[Request, Progress], Answer], /) -> Verb[P, Request, Answer]:
        """The verb."""


def takes(request: Callable[P, Request]) -> Maker[P, Request]:
    """A verb of a request, and of what is told of its progress.

    ``protect(ProtectRequest(cases, codebook, …))`` and ``protect(cases, codebook, …)`` are the
    same, and both take ``progress`` by its name.

    Args:
        request: The class of the request.
    """

    def made(run: Callable[[Any, Progress], Any]) -> Any:
        @functools.wraps(run)
        def verb(*args: Any, progress: Progress = silent, **fields: Any) -> Any:
            whole = len(args) == 1 and isinstance(args[0], cast(type, request)) and not fields
            given = _read_anew(args[0] if whole else request(*args, **fields))
            return run(given, take("progress", progress, "Progress"))

        verb.__signature__ = _signature(request)  # type: ignore[attr-defined]
        return verb

    return made


def _read_anew(request: Any) -> Any:
    """The same request; a data frame in it is read as it is now, also where it was read before."""
    held = {
        one.name: value.anew()
        for one in dataclasses.fields(request)
        if isinstance(value := getattr(request, one.name), Held)
    }
    return dataclasses.replace(request, **held) if held else request


def _signature(request: Callable[..., Any]) -> inspect.Signature:
    """The fields of the request, and the progress."""
    fields = list(inspect.signature(request).parameters.values())
    progress = inspect.Parameter(
        "progress", inspect.Parameter.KEYWORD_ONLY, default=silent, annotation="Progress"
    )
    return inspect.Signature([*fields, progress])
