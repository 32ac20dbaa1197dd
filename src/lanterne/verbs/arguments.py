"""What the verbs take is looked at before anything is read, written or spent.

A verb says in its annotations what it takes; whoever hands over something else is told so, with
the name of the argument. ``True`` is no number, and a text is no list of texts.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import math
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from lanterne.errors import UsageError
from lanterne.files.handed import HeldFrame, HeldTables, is_frame
from lanterne.files.object_path import ObjectPath
from lanterne.messages import Message, either

P = ParamSpec("P")
R = TypeVar("R")


class _WrongError(Exception):
    """The value is not of this kind."""


def checked(verb: Callable[P, R]) -> Callable[P, R]:
    """The same verb, which raises UsageError for an argument that is not what it is said to be.

    Whole numbers and numbers of other libraries become those of Python.

    Raises:
        TypeError: An annotation is of a kind that is not known here.
    """
    signature = inspect.signature(verb)
    kinds = {name: str(one.annotation) for name, one in signature.parameters.items()}
    for kind in kinds.values():
        _kinds_of(kind)

    @functools.wraps(verb)
    def told(*args: P.args, **options: P.kwargs) -> R:
        given = signature.bind(*args, **options)
        for name, value in given.arguments.items():
            given.arguments[name] = take(name, value, kinds[name])
        return verb(*given.args, **given.kwargs)

    return told


def take_fields(request: Any) -> None:
    """Look at the fields of a frozen request as :func:`checked` looks at arguments.

    Args:
        request: A dataclass whose annotations are texts; numbers become those of Python in place.

    Raises:
        UsageError: A field is not what it is said to be.
        TypeError: An annotation is of a kind that is not known here.
    """
    for one in dataclasses.fields(request):
        value = take(one.name, getattr(request, one.name), str(one.type))
        object.__setattr__(request, one.name, value)


@functools.cache
def _kinds_of(annotation: str) -> tuple[str, ...]:
    kinds = ("Sequence[str | Path]",) if annotation.endswith("Sequence[str | Path]") else ()
    rest = annotation.removesuffix("Sequence[str | Path]")
    found = (*(part for each in rest.split("|") if (part := each.strip())), *kinds)
    unknown = [kind for kind in found if kind not in _KINDS]
    if unknown or not found:
        raise TypeError(f"no check is known of {annotation!r}")
    return found


def take(name: str, value: Any, annotation: str) -> Any:
    """The value, as plain as it can be.

    Args:
        name: What it is called, for whoever handed it over.
        value: What was handed over.
        annotation: What it must be.

    Raises:
        UsageError: It is something else.
    """
    kinds = _kinds_of(annotation)
    if isinstance(value, str | Path) and "Path" in kinds:
        _check_path(name, str(value))
    for kind in kinds:
        take, _ = _KINDS[kind]
        try:
            return take(value)
        except _WrongError:
            continue
    wanted = either(*dict.fromkeys(words for kind in kinds if (words := _KINDS[kind][1])))
    raise UsageError("argument.wrong", name=name, wanted=wanted, given=_called(value))


def _check_path(name: str | Message, path: str) -> None:
    if not path:
        raise UsageError("argument.empty", name=name)
    if "\0" in path:
        raise UsageError("argument.no-path", name=name)
    ObjectPath.of(path)  # what may hold a key is repeated nowhere


def _called(value: Any) -> Message:
    """What sort of thing a value is, and not the value."""
    if value is None:
        return Message("argument.given.nothing")
    if isinstance(value, str):
        return Message("argument.given.words")
    if isinstance(value, bool):
        return Message("argument.given.truth")
    if isinstance(value, float) and not math.isfinite(value):
        return Message("argument.given.not-finite")
    return Message("argument.given.other", {"type": type(value).__name__})


def _instance(*types: type) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:
        if not isinstance(value, types):
            raise _WrongError
        return value

    return take


def _frame(value: Any) -> HeldFrame:
    """Held so that whoever prints a request prints no case."""
    if isinstance(value, HeldFrame):
        return value
    if not is_frame(value):
        raise _WrongError
    return HeldFrame(value)


def _frames(value: Any) -> HeldTables:
    """The same of a frame for each of several tables, also where these are read anew."""
    held = HeldTables(value) if isinstance(value, Mapping) else value
    if not isinstance(held, HeldTables) or not held.are_frames:
        raise _WrongError
    return held


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise _WrongError
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise _WrongError
    if isinstance(value, int):
        return value
    if not math.isfinite(value):
        raise _WrongError
    return float(value)


def _made_by(module: str, name: str) -> Callable[[Any], Any]:
    """Takes what a heavy module makes; whoever has such a thing has loaded the module."""

    def take(value: Any) -> Any:
        loaded = sys.modules.get(module)
        if loaded is None or not isinstance(value, getattr(loaded, name)):
            raise _WrongError
        return value

    return take


def _many(value: Any, *types: type, of: type = Collection) -> Any:
    listed = isinstance(value, of) and not isinstance(value, str | bytes | Mapping)
    if not listed or not all(isinstance(one, types) for one in value):
        raise _WrongError
    for one in value:
        if Path in types:
            _check_path(Message("argument.list-of-paths"), str(one))
    return value


def _by_name(value: Any, take: Callable[[Any], Any]) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise _WrongError
    return {name: take(one) for name, one in value.items()}


def _function(value: Any) -> Any:
    if not callable(value):
        raise _WrongError
    return value


_KINDS: Mapping[str, tuple[Callable[[Any], Any], Message | None]] = {
    "None": (_instance(type(None)), None),
    "bool": (_instance(bool), Message("argument.wanted.truth")),
    "int": (_whole, Message("argument.wanted.whole-number")),
    "float": (_number, Message("argument.wanted.number")),
    "str": (_instance(str), Message("argument.wanted.words")),
    "Path": (_instance(Path), Message("argument.wanted.path")),
    "Frame": (_frame, Message("argument.wanted.frame")),
    "Frames": (_frames, Message("argument.wanted.frames")),
    "Codebook": (
        _made_by("lanterne.codebook.model", "Codebook"),
        Message("argument.wanted.codebook"),
    ),
    "Policy": (_made_by("lanterne.gate.policy", "Policy"), Message("argument.wanted.policy")),
    "Collection[str]": (lambda value: _many(value, str), Message("argument.wanted.list-of-words")),
    "Sequence[str]": (
        lambda value: _many(value, str, of=Sequence),
        Message("argument.wanted.list-of-words"),
    ),
    "Sequence[str | Path]": (
        lambda value: _many(value, str, Path, of=Sequence),
        Message("argument.wanted.list-of-paths"),
    ),
    "Sequence[int]": (
        lambda value: [_whole(one) for one in _many(value, object, of=Sequence)],
        Message("argument.wanted.list-of-numbers"),
    ),
    "Mapping[str, float]": (
        lambda value: _by_name(value, _number),
        Message("argument.wanted.number-by-unit"),
    ),
    "Mapping[str, int]": (
        lambda value: _by_name(value, _whole),
        Message("argument.wanted.number-by-name"),
    ),
    "Progress": (_function, Message("argument.wanted.function")),
    "object": (lambda value: value, None),
}
"""Annotation → what takes such a value or raises, and its words."""
