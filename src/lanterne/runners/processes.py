"""Several processes of this computer."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any

from lanterne.errors import LanterneError
from lanterne.runners.runner import (
    FirstStage,
    LaterStage,
    Pair,
    by_key,
    guarded,
    unguarded,
)


class Processes:
    """Several processes of this computer; what goes from one stage to the next is held in this one.

    Args:
        workers: How many, at least 1.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, got {workers}")
        self._workers = workers

    @property
    def tasks(self) -> int:
        """Two for each process: those that are done first take another."""
        return 2 * self._workers

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """See :meth:`lanterne.runners.Runner.run`.

        Raises:
            LanterneError: A stage raised it; or a process was ended from outside.
        """
        # A copy of this process would hold the locks of threads that it does not have.
        around = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._workers, mp_context=around) as pool:
            try:
                pairs = self._stage(pool, first, [(item,) for item in items])
                for stage in then:
                    pairs = self._stage(pool, stage, list(by_key(pairs).items()))
                yield from pairs
            except BrokenProcessPool:
                raise LanterneError("runner.process-ended") from None
            finally:
                pool.shutdown(cancel_futures=True)

    def _stage(
        self,
        pool: ProcessPoolExecutor,
        stage: FirstStage | LaterStage,
        each: Sequence[tuple[Any, ...]],
    ) -> Iterator[Pair]:
        """What a stage gives; so many at a time as there are processes, for all are held here."""
        waiting = iter(each)
        running = {pool.submit(_done, stage, one) for one in islice(waiting, self.tasks)}
        while running:
            done = next(as_completed(running))
            running.remove(done)
            following = next(waiting, None)
            if following is not None:
                running.add(pool.submit(_done, stage, following))
            yield from unguarded(done.result())


def _done(stage: FirstStage | LaterStage, arguments: tuple[Any, ...]) -> list[Pair]:
    return list(guarded(stage, *arguments))
