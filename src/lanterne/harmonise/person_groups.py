"""Columns of a file that ask the same of several people: ``perp1_sex`` and ``perp2_sex``.

Headers alone are looked at; they are public.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_NUMBER = re.compile(r"\d+")

MOST_PEOPLE = 20
"""Numbers of one group of columns, at most: more are no people."""


@dataclass(frozen=True)
class PersonGroups:
    """What is asked of each of several people.

    Attributes:
        numbers: What stands in the headers for each of them.
        patterns: Header → itself, with what stands before and behind the number.
    """

    numbers: tuple[str, ...] = ()
    patterns: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def person_groups(headers: Sequence[str]) -> PersonGroups:
    """The largest set of columns that are the same but for a number, two or more of each number.

    Other numbered columns, such as ``means_1`` to ``means_9``, have other numbers; where nothing
    tells them apart, a person does.
    """
    by_pattern: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for header in headers:
        for found in _NUMBER.finditer(header):
            by_pattern[header[: found.start()], header[found.end() :]][found[0]] = header
    by_numbers: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for pattern, numbered in by_pattern.items():
        if 1 < len(numbered) <= MOST_PEOPLE:
            by_numbers[tuple(sorted(numbered, key=int))].append(pattern)
    usual = max(by_numbers.items(), key=lambda item: len(item[1]), default=((), []))
    numbers, patterns = usual
    if len(patterns) < 2:  # one numbered column is a list of answers, and no person
        return PersonGroups()
    return PersonGroups(
        numbers,
        {header: each for each in patterns for header in by_pattern[each].values()},
    )
