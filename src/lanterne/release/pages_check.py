"""Whether the pages of a release state the promise that its privacy statement makes.

Pages are written anew by no later version in the same words, so the numbers are compared: wherever
a page names an ε with a δ, they must be ones of the statement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lanterne.errors import Place, Problem
from lanterne.release.worlds_page import FILE as PICTURES

PAGES = ("README.md", "PRIVACY.md")
"""Pages that name the promise in numbers."""

_NUMBER = r"([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)"
_PAIR = re.compile(
    rf"(?:ε\s*=\s*|epsilon\s+|épsilon\s+|إبسلون\s+){_NUMBER}"
    rf"[^0-9]{{1,30}}?(?:δ\s*=\s*|delta\s+|دلتا\s+){_NUMBER}",
    re.IGNORECASE,
)
"""An ε and the δ that goes with it, in any of the four languages."""

_DRAWN = re.compile(rf'data-epsilon="{_NUMBER}" data-delta="{_NUMBER}"')
"""The same, where it is drawn."""

_DIGITS = 1e-5
"""By how much a number that was written with six digits may differ."""

Pair = tuple[float, float]


def pages_problems(
    folder: Path, statement: Mapping[str, Any]
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Where pages promise something else than the statement, and which promise nothing in numbers.

    Args:
        folder: The release; its statement is in order.
        statement: The privacy statement.

    Returns:
        Problems, and names of pages that could not be compared.
    """
    problems, silent = [], []
    own, others = (statement["epsilon"], statement["delta"]), list(_pairs_of(statement))
    drawn = (PICTURES,) if (folder / PICTURES).exists() else ()  # earlier versions have none
    for name in (*PAGES, *drawn):
        try:
            text = (folder / name).read_text("utf-8")
        except (OSError, ValueError):
            silent.append(name)
            continue
        pair = _DRAWN if name == PICTURES else _PAIR
        found = [(float(epsilon), float(delta)) for epsilon, delta in pair.findall(text)]
        if not found:
            silent.append(name)
        elif not _is_among(own, found) or not all(_is_among(one, others) for one in found):
            problems.append(Problem("privacy-pages.other-promise", place=Place(name)))
    return tuple(problems), tuple(silent)


def _pairs_of(statement: Mapping[str, Any]) -> Iterator[Pair]:
    """Each ε with its δ that a page may name."""
    for promise in (statement, *statement.get("also", ())):
        yield promise["epsilon"], promise["delta"]
        yield promise["epsilon_total"], promise["delta_total"]
    for loss in statement.get("unpromised", ()):
        yield loss["epsilon"], loss["delta"]
        yield math.ceil(loss["epsilon"] * 100) / 100, loss["delta"]  # as pages round a limit up


def _is_among(one: Pair, others: list[Pair]) -> bool:
    return any(
        math.isclose(one[0], other[0], rel_tol=_DIGITS)
        and math.isclose(one[1], other[1], rel_tol=_DIGITS)
        for other in others
    )
