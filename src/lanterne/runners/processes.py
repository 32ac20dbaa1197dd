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

    They begin with the first work and stay for the next, since each loads the program anew; they
    end with this object, and whenever work was not done to its end.

    Args:
        workers: How many, at least 1.
    """

    def __init__(self, workers: int) -> None:
        if workers < 1:
            raise ValueError(f"workers must be at least 1, got {workers}")
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    @property
    def tasks(self) -> int:
        """Two for each process: those that are done first take another."""
        return 2 * self._workers

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """See :meth:`lanterne.runners.Runner.run`.

        Raises:
            LanterneError: A stage raised it; or a process was ended from outside.
        """
        done = False
        try:
            pairs = self._stage(first, [(item,) for item in items])
            for stage in then:
                pairs = self._stage(stage, list(by_key(pairs).items()))
            yield from pairs
            done = True
        except BrokenProcessPool:
            raise LanterneError("runner.process-ended") from None
        finally:
            if not done and self._pool is not None:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None

    def _stage(
        self, stage: FirstStage | LaterStage, each: Sequence[tuple[Any, ...]]
    ) -> Iterator[Pair]:
        """What a stage gives; so many at a time as there are processes, for all are held here."""
        if self._pool is None:
            # A copy of this process would hold the locks of threads that it does not have.
            around = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=around)
        pool = self._pool
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
