"""Stages of work, and what is counted, that the workers of a cluster find by name."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from parted_networks import CountAllTables

from lanterne.cases.case_records import Batch, Counting
from lanterne.cases.records import ROW
from lanterne.errors import InputError, Place, Problem
from lanterne.runners import FirstStage, LaterStage
from lanterne.runners.runner import Pair

KIND = 1 << 40
"""More than there are places of one kind."""

APART = 1 << 44
"""More than there are keys of one of several pieces of work that are one job."""

BELOW = 1 << 10
"""More than there are keys below 0, such as that of receipts."""


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


@dataclass(frozen=True)
class KilledWhileCounting:
    """What is counted; the first worker that has counted somebody is killed, once."""

    count: Counting
    died: Path

    def __call__(self, batches: Iterable[Batch]) -> Sequence[np.ndarray]:
        """The same counts."""
        counts = self.count(batches)
        if any(one.any() for one in counts) and not self.died.exists():
            self.died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return counts


@dataclass(frozen=True)
class ChangesMeanwhile:
    """What is counted; when the first people come, a file that is being read grows by a row."""

    count: Counting
    path: Path

    def __call__(self, batches: Iterable[Batch]) -> Sequence[np.ndarray]:
        """The same counts."""

        def watched() -> Iterator[Batch]:
            for number, batch in enumerate(batches):
                if number == 0:
                    with self.path.open("a") as file:
                        file.write("woman,,,FR,,,1,sea,,\n")
                yield batch

        return self.count(watched())


def fails(number: int) -> Iterator[Pair]:
    yield number, b""
    raise ZeroDivisionError(f"a cell: {number}")


def takes_all(number: int) -> Iterator[Pair]:
    """More than any machine has."""
    yield number, bytes(np.zeros(1 << 50, np.uint8)[:8])


def to_a_full_disk(number: int) -> Iterator[Pair]:
    with Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"x")
    yield number, b""


@dataclass(frozen=True)
class EachFirst:
    """The first stages of all files: an item says whose it is."""

    stages: Sequence[FirstStage]

    def __call__(self, items: Sequence[tuple[int, Any]]) -> Iterator[Pair]:
        """What each gives, under keys of its own."""
        for number, item in items:
            for key, value in self.stages[number](item):
                yield number * APART + key + BELOW, value


@dataclass(frozen=True)
class EachLater:
    """The same of a later stage."""

    stages: Sequence[LaterStage]

    def __call__(self, key: int, values: Sequence[bytes]) -> Iterator[Pair]:
        """What the stage of this file gives."""
        number, own = divmod(key, APART)
        for to, value in self.stages[number](own - BELOW, values):
            yield number * APART + to + BELOW, value


@dataclass(frozen=True)
class Scattered:
    """A fault that is planted: rows go where chance sends them, by names that are drawn.

    They go to a place of the kind that they go to otherwise.
    """

    stage: FirstStage

    def __call__(self, item: Any) -> Iterator[Pair]:
        """The same values; receipts stay where they are."""
        for key, value in self.stage(item):
            yield (key if key < 0 else key // KIND * KIND + value[0] % 3), value


class CountHalves(CountAllTables):
    """A fault that is planted: a household comes to two places, and each decides who counts."""

    def members(self, victims: pl.DataFrame) -> pl.DataFrame:
        """Who counts of each half."""
        halves = (victims.filter(pl.col(ROW) % 2 == half) for half in (0, 1))
        return pl.concat(map(super().members, halves))


@dataclass(frozen=True)
class Both:
    """All tables of one, two and three columns: of everybody, and of those who count of each
    household."""

    everybody: Counting
    of_households: Counting

    def __call__(self, batches: Iterable[Batch]) -> list[np.ndarray]:
        """Both counts, flat."""
        held = list(batches)
        return [*self.everybody(held), *self.of_households(held)]
