"""Runners that do things in any order, as a cluster does, or while something else happens."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from lanterne.runners import InProcess
from lanterne.runners.runner import FirstStage, LaterStage, Pair, by_key


class Meanwhile(InProcess):
    """Something happens in the folder once all of it was read."""

    def __init__(self, change: Callable[[], object]) -> None:
        self._change = change

    def run(self, items: Sequence[object], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        yield from super().run(items, first, *then)
        self._change()


class Anyhow(InProcess):
    """Tasks in any order, and values in any order, as a cluster gives them."""

    def __init__(self, tasks: int, seed: int) -> None:
        self.tasks = tasks
        self._chance = random.Random(seed)

    def run(self, items: Sequence[object], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        pairs = [pair for item in self._mixed(items) for pair in first(item)]
        for stage in then:
            pairs = self._mixed(pairs)
            pairs = [pair for key, some in by_key(pairs).items() for pair in stage(key, some)]
        yield from self._mixed(pairs)

    def _mixed(self, some):
        return self._chance.sample(list(some), len(some))
