"""Stages of work that the workers of a cluster find by name."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lanterne.errors import InputError, Place, Problem
from lanterne.runners.runner import Pair


def by_rest(number: int) -> Iterator[Pair]:
    yield number % 3, pickle.dumps(number)


def sums(key: int, values: Sequence[bytes]) -> Iterator[Pair]:
    yield key, pickle.dumps(sum(map(pickle.loads, values)))


def of_a_file(number: int) -> Iterator[Pair]:
    yield 1, pickle.dumps(1)
    raise InputError([Problem("empty-file.whole", {}, Place(f"{number}.csv"))], 3)


@dataclass(frozen=True)
class DiesOnce:
    """A stage whose worker is killed after it has given something, the first time."""

    died: Path

    def __call__(self, number: int) -> Iterator[Pair]:
        """The number."""
        yield number, pickle.dumps(number)
        if number == 2 and not self.died.exists():
            self.died.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def fails(number: int) -> Iterator[Pair]:
    yield number, b""
    raise ZeroDivisionError(f"a cell: {number}")
