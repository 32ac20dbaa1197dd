"""A sentence as data: which one it is, and what stands in its gaps."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, Union

Parameter: TypeAlias = Union[str, int, float, "Message", tuple["Parameter", ...]]
"""What may stand in a gap: a name, a number, another text, or several of them in a row.

Never the value of a cell. A name stays as it is in every language; a number is written as the
language writes it, so that a year, a line of a file or a version is handed over as ``str``.
"""


@dataclass(frozen=True)
class Message:
    """One sentence, or a few that belong together, in no language.

    Attributes:
        code: Which one: a key of the store. A text that the store does not know is its own code,
            such as the words of another program.
        parameters: Name of each gap → what stands in it.
    """

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Of all of it: many texts differ in a number alone, and a set of them must stay quick."""
        return hash((self.code, _frozen(self.parameters)))

    @property
    def rule(self) -> str:
        """Its stable name for programs: one rule may be said in several ways."""
        return self.code.partition(".")[0]

    def __str__(self) -> str:
        """What it says, in English."""
        from lanterne.messages.rendering import say  # noqa: PLC0415 - which needs this class

        return say(self)


def _frozen(value: object) -> Hashable:
    """What has a hash, the same for what is equal."""
    if isinstance(value, Mapping):
        return frozenset((name, _frozen(one)) for name, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_frozen, value))
    return value if isinstance(value, Hashable) else None


def to_json(message: Message) -> dict[str, Any]:
    """The text as JSON holds it: ``{"code": …, "parameters": {…}}``."""
    gaps = {name: _plain(value) for name, value in message.parameters.items()}
    return {"code": message.code, "parameters": gaps}


def from_json(data: Mapping[str, Any]) -> Message:
    """The text that :func:`to_json` wrote.

    Raises:
        ValueError: It is none.
    """
    code, gaps = data.get("code"), data.get("parameters", {})
    if not isinstance(code, str) or not isinstance(gaps, dict):
        raise ValueError("no text: it has no code, or its parameters are no table")
    return Message(code, {str(name): _parameter(value) for name, value in gaps.items()})


def _plain(value: Parameter) -> Any:
    if isinstance(value, Message):
        return to_json(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    # JSON has no word for what is no number
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _parameter(value: object) -> Parameter:
    if isinstance(value, dict):
        return from_json(value)
    if isinstance(value, list):
        return tuple(_parameter(one) for one in value)
    if isinstance(value, str | int | float):
        return value
    raise ValueError("no text: a parameter is neither a name, a number, a text nor a list")
