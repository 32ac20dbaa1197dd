"""Whether this machine has the memory that a protection takes: asked before anything is spent."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from typing import TYPE_CHECKING

from lanterne.errors import InputError, Problem
from lanterne.memory import free_memory

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


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
    columns = (column for table in codebook.tables for column in table.columns)
    largest = max(columns, key=lambda column: len(column.values))
    return Problem(
        "too-little-memory",
        f"To protect these cases takes about {needed / 1e9:.1f} GB of memory, and "
        f"{free / 1e9:.1f} GB are free.",
        "Widen or leave out columns with many answers, close other programs, or use a machine with "
        "more memory.",
        column=largest.name,
    )


def check_memory(codebook: Codebook, people: int) -> None:
    """Raise InputError where the memory will not do."""
    problem = memory_problem(codebook, people)
    if problem is not None:
        raise InputError([problem])
