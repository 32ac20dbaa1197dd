"""What the verbs take is looked at before anything is read, written or spent.

A verb says in its annotations what it takes; whoever hands over something else is told so, with
the name of the argument. ``True`` is no number, and a text is no list of texts.
"""

from __future__ import annotations

import functools
import inspect
import math
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from lanterne.errors import UsageError

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
    kinds = {
        name: _kinds_of(str(parameter.annotation))
        for name, parameter in signature.parameters.items()
    }

    @functools.wraps(verb)
    def told(*args: P.args, **options: P.kwargs) -> R:
        given = signature.bind(*args, **options)
        for name, value in given.arguments.items():
            given.arguments[name] = _taken(name, value, kinds[name])
        return verb(*given.args, **given.kwargs)

    return told


def _kinds_of(annotation: str) -> tuple[str, ...]:
    kinds = ("Sequence[str | Path]",) if annotation.endswith("Sequence[str | Path]") else ()
    rest = annotation.removesuffix("Sequence[str | Path]")
    found = (*(part for each in rest.split("|") if (part := each.strip())), *kinds)
    unknown = [kind for kind in found if kind not in _KINDS]
    if unknown or not found:
        raise TypeError(f"no check is known of {annotation!r}")
    return found


def _taken(name: str, value: Any, kinds: tuple[str, ...]) -> Any:
    """The value, as plain as it can be; raises UsageError when it is of none of these kinds."""
    if isinstance(value, str | Path) and "Path" in kinds:
        _check_path(name, str(value))
    for kind in kinds:
        take, _ = _KINDS[kind]
        try:
            return take(value)
        except _WrongError:
            continue
    words = " or ".join(dict.fromkeys(_KINDS[kind][1] for kind in kinds if _KINDS[kind][1]))
    raise UsageError(f"The argument {name} must be {words}, and it is {_called(value)}.")


def _check_path(name: str, path: str) -> None:
    if not path or "\0" in path:
        raise UsageError(f"The argument {name} is {'empty' if not path else 'no path'}.")


def _called(value: Any) -> str:
    """What sort of thing a value is, and not the value."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, float) and not math.isfinite(value):
        return "no finite number"
    return f"of the type {type(value).__name__}"


def _instance(*types: type) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:
        if not isinstance(value, types):
            raise _WrongError
        return value

    return take


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
            _check_path("list of paths", str(one))
    return value


def _by_name(value: Any, take: Callable[[Any], Any]) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise _WrongError
    return {name: take(one) for name, one in value.items()}


def _function(value: Any) -> Any:
    if not callable(value):
        raise _WrongError
    return value


_KINDS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "None": (_instance(type(None)), ""),
    "bool": (_instance(bool), "True or False"),
    "int": (_whole, "a whole number"),
    "float": (_number, "a number"),
    "str": (_instance(str), "a text"),
    "Path": (_instance(Path), "a path"),
    "Codebook": (_made_by("lanterne.codebook.model", "Codebook"), "a codebook"),
    "Policy": (_made_by("lanterne.gate.policy", "Policy"), "a policy"),
    "Collection[str]": (lambda value: _many(value, str), "a list of texts"),
    "Sequence[str]": (lambda value: _many(value, str, of=Sequence), "a list of texts"),
    "Sequence[str | Path]": (
        lambda value: _many(value, str, Path, of=Sequence),
        "a list of paths",
    ),
    "Sequence[int]": (
        lambda value: [_whole(one) for one in _many(value, object, of=Sequence)],
        "a list of whole numbers",
    ),
    "Mapping[str, float]": (lambda value: _by_name(value, _number), "a number for each unit"),
    "Mapping[str, int]": (lambda value: _by_name(value, _whole), "a whole number for each name"),
    "Progress": (_function, "a function of a stage and a share"),
    "object": (lambda value: value, ""),
}
"""Annotation → what takes such a value or raises, and its words."""
