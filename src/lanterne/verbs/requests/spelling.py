"""Values of requests as words of a command line, and back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from lanterne.errors import UsageError
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
    kind = field.kind.removesuffix(" | None")
    if field.is_repeated:
        # Paths are given one by one: a comma may be a part of a name, and shells list files so.
        return list(words) if "Path" in kind else [name for text in words for name in names(text)]
    text = ",".join(words) if kind.startswith("Mapping[") else words[-1]
    parse = _PARSERS.get(kind)
    return text if parse is None else parse(field, text)


def words_of(field: Described, value: Any) -> list[str]:
    """The words, without the name of the option, that stand for a value; one for each repetition.

    Raises:
        TypeError: It is of a kind that no command line can say, such as a codebook in memory.
    """
    if isinstance(value, Mapping):
        return [",".join(f"{name}={_plain(one)}" for name, one in value.items())]
    if isinstance(value, str | Path | int | float):
        return [_plain(value)]
    if field.is_repeated:
        return [_plain(one) if "Path" in field.kind else _quoted(str(one)) for one in value]
    raise TypeError(f"{field.field} cannot be said on a command line")


def names(text: str) -> list[str]:
    """Names with commas between them; one that holds a comma stands in quotation marks."""
    row = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in row if name.strip()]


def _quoted(name: str) -> str:
    if not any(sign in name for sign in ',"'):
        return name
    line = StringIO()
    csv.writer(line, lineterminator="").writerow([name])
    return line.getvalue()


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(field: Described, text: str, kind: Callable[[str], Number]) -> Number:
    try:
        return kind(text)
    except ValueError:
        code = "option.no-whole-number" if kind is int else "option.no-number"
        raise UsageError(field.option.wrong or code, option=field.flag, text=text) from None


def _by_name(field: Described, text: str, kind: Callable[[str], Number]) -> dict[str, Number]:
    numbers: dict[str, Number] = {}
    for part in text.split(","):
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
