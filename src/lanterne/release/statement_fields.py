"""The fields of a privacy statement, one by one: whether each is there and of its form."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lanterne.errors import Place, Problem
from lanterne.messages import Message, Parameter

FILE = "privacy.json"

FORMS = {
    "as_of": (re.compile(r"\d{4}-\d\d-\d\d"), Message("form.day")),
    "ledger": (re.compile(r"[0-9a-f]{64}"), Message("form.sha256")),
}
"""Field → the form of its text, and how that is called."""


def fault(code: str, **gaps: Parameter) -> Problem:
    """Something that is wrong with the statement."""
    return Problem(code, gaps, Place(FILE))


def must_give(name: str, form: Message) -> Problem:
    """That a field is not there, or not of its form."""
    return fault("privacy.field", name=name, form=form)


def is_of_form(name: str, given: object) -> bool:
    """Whether what is given is of the form of a field."""
    return isinstance(given, str) and bool(FORMS[name][0].fullmatch(given))


def text_faults(said: Mapping[str, Any], names: Iterable[str]) -> Iterator[Problem]:
    """Texts that are not there, or blank."""
    for name in names:
        if not isinstance(said.get(name), str) or not said[name].strip():
            yield fault("privacy.not-said", name=name)


def number_faults(numbers: Mapping[str, float]) -> Iterator[Problem]:
    """Numbers that are not within their range."""
    yield from (must_give(name, NUMBERS[name]) for name in numbers if not _within(name, numbers))


def records(values: object) -> list[Mapping[str, Any]] | None:
    """The values when they are a list of records, and None when they are not."""
    if isinstance(values, list | tuple) and all(isinstance(value, dict) for value in values):
        return list(values)
    return None


def near(given: float, computed: float) -> bool:
    """Whether a number is the one that follows from others."""
    return math.isclose(given, computed, rel_tol=1e-6)


_ABOVE_0 = Message("wanted.above-zero")
NUMBERS = {
    "epsilon": _ABOVE_0,
    "delta": Message("form.between-0-and-1"),
    "rho": _ABOVE_0,
    "epsilon_zcdp": _ABOVE_0,
    "epsilon_total": _ABOVE_0,
    "delta_total": _ABOVE_0,
}
"""Number → what it must be."""


def number(value: object) -> float:
    """The number, or NaN when it is none."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and math.isfinite(value) else math.nan  # type: ignore[arg-type]


def _within(name: str, numbers: Mapping[str, float]) -> bool:
    return numbers[name] > 0 and (name != "delta" or numbers[name] < 1)


def is_positive(value: object) -> bool:
    """Whether it is a whole number of at least 1."""
    return is_whole(value) and value != 0


def is_whole(value: object) -> bool:
    """Whether it is a whole number of at least 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
