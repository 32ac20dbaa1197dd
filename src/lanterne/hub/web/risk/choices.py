"""What somebody asks of the Risk step: columns left out or wider, and how small a group is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from lanterne.codebook import Codebook, Column, in_language
from lanterne.hub.web.models import Report
from lanterne.risk import tables_looked_at

K, LENGTH = 10, 3
"""What is asked when nobody asks otherwise."""

MOST_K = 1000

Choices = dict[str, Any]


@dataclass(frozen=True)
class Choosable:
    """A column of the codebook, and what was chosen for it.

    Attributes:
        name: Of the column.
        label: What people read.
        levels: Steps up its hierarchy that can be chosen, each with examples of its answers.
        level: The step that was chosen; 0: as in the file.
        left_out: Whether it was left out.
    """

    name: str
    label: str
    levels: tuple[tuple[int, str], ...]
    level: int
    left_out: bool


def choices_of(report: Report | None) -> Choices:
    """What was asked when a report was made; without one, what is asked when nobody says."""
    given: Mapping[str, Any] = report.job.arguments if report and report.job else {}
    return {
        "k": given.get("k", K),
        "length": given.get("length", LENGTH),
        "leave_out": list(given.get("leave_out", [])),
        "wider": dict(given.get("wider", {})),
    }


def asked(request: HttpRequest, codebook: Codebook) -> Choices:
    """What the form asks; what makes no sense is as if it had not been asked.

    It is noted with the job, in clear. So while a draft waits, whose columns are named by the cases
    alone, nothing is asked of them.
    """
    columns = {} if codebook.draft else _columns(codebook)
    leave_out = [name for name in request.POST.getlist("leave_out") if name in columns]
    if len(set(leave_out)) == len(columns):  # nothing would be left
        leave_out = []
    wider = {}
    for name, column in columns.items():
        level = request.POST.get(f"level.{name}", "0")
        highest = len(column.hierarchy.levels) if column.hierarchy else 0
        if name not in leave_out and level.isdecimal() and 1 <= int(level) <= highest:
            wider[name] = int(level)
    return {
        "k": _whole(request, "k", 2, MOST_K, K),
        "length": _whole(request, "length", 1, 4, LENGTH),
        "leave_out": sorted(set(leave_out)),
        "wider": wider,
    }


def _whole(request: HttpRequest, key: str, low: int, high: int, otherwise: int) -> int:
    text = request.POST.get(key, "").strip()
    return min(high, max(low, int(text))) if text.isdecimal() and len(text) < 9 else otherwise


def _columns(codebook: Codebook) -> dict[str, Column]:
    """The columns of a codebook that people can be singled out by."""
    own = {column.name for column in codebook.columns}
    return {name: column for name, column in looked_at(codebook).items() if name in own}


def looked_at(codebook: Codebook) -> dict[str, Column]:
    """The columns that figures may speak of."""
    tables = tables_looked_at(codebook)
    return {column.name: column for table in tables for column in table.columns}


def choosable(codebook: Codebook, choices: Choices) -> tuple[Choosable, ...]:
    """The columns that can be left out or made wider, in the language of the page."""
    language = get_language() or "en"
    return tuple(
        Choosable(
            column.name,
            in_language(column.label, language) or column.name,
            _levels(column, language),
            choices["wider"].get(column.name, 0),
            column.name in choices["leave_out"],
        )
        for column in _columns(codebook).values()
    )


def _levels(column: Column, language: str) -> tuple[tuple[int, str], ...]:
    if column.hierarchy is None:
        return ()
    return tuple(
        (step, ", ".join(in_language(value.label, language) for value in level.values[:3]) + "…")
        for step, level in enumerate(column.hierarchy.levels, 1)
    )
