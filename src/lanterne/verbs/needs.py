"""What a protection takes of the machine, memory and time: asked before anything is spent."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, Place, Problem
from lanterne.memory import free_memory
from lanterne.verbs.arguments import checked
from lanterne.verbs.settings import codebook_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class Needs:
    """What a protection takes, about; from public sizes.

    Attributes:
        memory: Bytes, at most.
        seconds: Of one processor of a recent computer, within a factor of two.
    """

    memory: int
    seconds: float


@checked
def expected_needs(codebook: str | Path | Codebook, *, people: int) -> Needs:
    """What a protection of so many people takes, before anything is read or spent.

    Args:
        codebook: What is to be protected; only its public lists count.
        people: How many there are, as is publicly known.

    Raises:
        UsageError: An argument is wrong.
        InputError: The codebook has problems.
    """
    from lanterne.synthesis.duration import seconds_needed
    from lanterne.synthesis.size import memory_needed

    book = codebook_of(codebook)
    return Needs(memory_needed(book, people), seconds_needed(book, people))


def memory_problem(codebook: Codebook, people: int) -> Problem | None:
    """What is wrong where the memory will not do; ``None``: it will, or nobody can tell.

    Args:
        codebook: What is to be protected; only its public lists count.
        people: How many there are, as is publicly known.
    """
    from lanterne.synthesis.size import memory_needed

    needed, free = memory_needed(codebook, people), free_memory()
    if free is None or needed <= free:
        return None
    largest = max(codebook.columns, key=lambda column: len(column.values))
    gaps = {"needed": needed / 1e9, "free": free / 1e9}
    return Problem("too-little-memory", gaps, Place(column=largest.name))


def check_memory(codebook: Codebook, people: int) -> None:
    """Raise InputError where the memory will not do."""
    problem = memory_problem(codebook, people)
    if problem is not None:
        raise InputError([problem])
