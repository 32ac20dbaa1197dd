"""Values of requests as words of a command line, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lanterne.errors import UsageError
from lanterne.name_lists import listed, names, parts
from lanterne.verbs.requests.option import Described

Number = TypeVar("Number", int, float)


def value_of(field: Described, words: Sequence[str]) -> Any:
    """What words of the command line stand for.

    Args:
        field: Of which field.
        words: What was given, once for each time it was; of a list each may hold several names,
            with commas between them and quotation marks around one that holds a comma.

    Raises:
        UsageError: They stand for nothing of this kind.
    """
    if field.is_list:
        return [name for text in words for name in names(text)] if field.is_split else list(words)
    kind = field.kind.removesuffix(" | None")
    text = ",".join(words) if field.is_by_name else words[-1]
    parse = _PARSERS.get(kind)
    return text if parse is None else parse(field, text)


def words_of(field: Described, value: Any) -> list[str]:
    """The words, without the name of the option, that stand for a value; one for each repetition.

    Raises:
        TypeError: It is of a kind that no command line can say, such as a codebook in memory.
    """
    if isinstance(value, Mapping) and "Mapping[" in field.kind:
        by_name = [listed([f"{name}={_plain(one)}"]) for name, one in value.items()]
        return [",".join(by_name)] if by_name else []
    if isinstance(value, str | Path | int | float):
        return [_plain(value)]
    if field.is_list and isinstance(value, Iterable) and not isinstance(value, Mapping):
        return [listed([one]) if field.is_split else str(one) for one in value]
    raise TypeError(f"{field.field} cannot be said on a command line")


def _plain(value: object) -> str:
    """A number with all its digits, and no more."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _number(field: Described, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        code = "option.no-whole-number" if kind is int else "option.no-number"
        raise UsageError(field.option.wrong or code, option=field.flag, text=text) from None


def _by_name(field: Described, text: str, kind: Callable[[str], Number]) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for part in parts(text):
        name, _, number = (word.strip() for word in part.rpartition("="))
        if not name:
            raise UsageError(field.option.wrong, option=field.flag, text=text)
        if name in numbers:
            raise UsageError("option.unit-twice", option=field.flag, unit=name)
        try:
            numbers[name] = kind(number)
        except ValueError:
            raise UsageError(field.option.wrong, option=field.flag, text=number) from None
    return numbers


def _number_or_by_name(field: Described, text: str) -> float | dict[str, float]:
    return _by_name(field, text, float) if "=" in text else _number(field, text, float)


def _length(field: Described, text: str) -> int | str:
    return text if text == "rows" else _number(field, text, int)


_PARSERS: Mapping[str, Callable[[Described, str], Any]] = {
    "int": lambda field, text: _number(field, text, int),
    "float": lambda field, text: _number(field, text, float),
    "int | str": _length,
    "float | Mapping[str, float]": _number_or_by_name,
    "Mapping[str, int]": lambda field, text: _by_name(field, text, int),
}
"""Annotation → what reads such a value; any other is the text itself."""
