"""The command line that does the same as a request."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from lanterne.verbs.requests.option import Described, described
from lanterne.verbs.requests.spelling import words_of


def command_line(verb: str, request: Any) -> str:
    """``lanterne VERB …`` for a shell; what is as usual is left out.

    A class of requests that shares its verb with another names in ``MEANT`` what tells them apart.

    Args:
        verb: Of the command line; with its group before it, as in ``series edition``.
        request: A request whose codebook is a name or a path.

    Raises:
        TypeError: The request holds what no command line can say.
    """
    options: list[str] = [*getattr(request, "MEANT", ())]
    arguments: list[str] = []
    for field in described(type(request)).values():
        said = _said(field, getattr(request, field.field))
        (arguments if field.option.argument else options).extend(said)
    if any(word.startswith("-") for word in arguments):  # else they would be taken for options
        return shlex.join(["lanterne", *verb.split(), *options, "--", *arguments])
    return shlex.join(["lanterne", *verb.split(), *arguments, *options])


def _said(field: Described, value: Any) -> Iterator[str]:
    if value is None and field.option.needed:
        raise TypeError(f"{field.field} must be given on a command line")
    if value is None or _is_usual(field, value):
        return
    if field.option.hidden:
        raise TypeError(f"{field.field} cannot be said on a command line")
    if field.is_switch:
        yield field.flag if value else field.option.off
        return
    words = words_of(field, value)
    if not words and (field.required or field.usual):
        raise TypeError(f"{field.field} cannot be said to be empty on a command line")
    for word in words:
        yield from (word,) if field.option.argument else (field.option.short or field.flag, word)


def _is_usual(field: Described, value: Any) -> bool:
    if field.option.spoken:  # a terminal may speak another language
        return False
    usual = tuple(value) if field.is_list and isinstance(value, list) else value
    return bool(usual == field.usual)
