"""Numbers that an option gives alone, or one for each unit: ``4``, ``victim=4,perpetrator=8``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lanterne.errors import UsageError

Number = TypeVar("Number", int, float)


def epsilons(text: str) -> float | dict[str, float]:
    """What ``--epsilon`` says: one number, or unit → number.

    Raises:
        UsageError: It is neither.
    """
    if "=" not in text:
        return _number("--epsilon", text, float)
    return _by_unit("--epsilon", text, float)


def bounds(text: str | None) -> dict[str, int]:
    """What ``--bound`` says: unit → whole number; nothing when it is not given.

    Raises:
        UsageError: It is something else.
    """
    return {} if text is None else _by_unit("--bound", text, int)


def _by_unit(option: str, text: str, kind: Callable[[str], Number]) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for part in text.split(","):
        unit, equals, number = (word.strip() for word in part.partition("="))
        if not (unit and equals):
            raise UsageError(_NO_NUMBER[option], text=text)
        if unit in numbers:
            raise UsageError("option.unit-twice", option=option, unit=unit)
        numbers[unit] = _number(option, number, kind)
    return numbers


def _number(option: str, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        raise UsageError(_NO_NUMBER[option], text=text) from None


_NO_NUMBER = {"--epsilon": "option.epsilon-no-number", "--bound": "option.bound-no-number"}
