"""The command line that does the same as a request."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from lanterne.verbs.requests.option import Described, described
from lanterne.verbs.requests.spelling import words_of


def command_line(verb: str, request: Any) -> str:
    """``lanterne VERB …`` for a shell; what is as usual is left out.

    Args:
        verb: Of the command line.
        request: A request whose codebook is a name or a path.

    Raises:
        TypeError: The request holds what no command line can say.
    """
    fields = [one for one in described(type(request)).values() if not one.option.hidden]
    words = ["lanterne", verb]
    for field in sorted(
        fields, key=lambda one: not one.option.argument
    ):  # as they are, arguments first
        words += _said(field, getattr(request, field.field))
    return shlex.join(words)


def _said(field: Described, value: Any) -> Iterator[str]:
    if value == field.usual or value in (None, (), [], {}):
        return
    if field.is_switch:
        yield field.flag if value else field.option.off
        return
    for word in words_of(field, value):
        yield from (word,) if field.option.argument else (field.option.short or field.flag, word)
