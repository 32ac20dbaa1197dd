"""Work in stages: parts give values under keys, and the values of each key give others.

A stage is a picklable function. The first is given each item by itself and says under which key
each of its results goes on. A later one is given all values of one key together, in any order: what
it makes of them must not depend on that order. So all that is handed in of one person can be
brought to one place before anything is decided about it.
"""

from __future__ import annotations

import pickle
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from lanterne.disk import is_full, reason
from lanterne.errors import LanterneError

Pair = tuple[int, bytes]
"""A key, which is no secret, and a value. On a cluster both travel between machines."""

FirstStage = Callable[[Any], Iterable[Pair]]
LaterStage = Callable[[int, Sequence[bytes]], Iterable[Pair]]

FAILED = -(1 << 62)
"""Key of what a stage raised; no stage may use it."""


class Runner(Protocol):
    """Does work in stages.

    Attributes:
        tasks: Into how many items work is best cut, at least 1.
    """

    @property
    def tasks(self) -> int:
        """Into how many items work is best cut, at least 1."""

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """What the last stage gives, in any order, as it comes.

        Args:
            items: Picklable; each is given to the first stage once. One that fails for a reason
                that is not its own, such as a machine that goes down, may be given again; what it
                gave before is thrown away then.
            first: The first stage.
            then: Later stages.

        Raises:
            LanterneError: A stage raised it, as that of one process would.
        """


class InProcess:
    """One item after the other, here. What goes from one stage to the next is held in memory."""

    tasks = 1

    def run(self, items: Sequence[Any], first: FirstStage, *then: LaterStage) -> Iterator[Pair]:
        """See :meth:`Runner.run`."""
        pairs: Iterable[Pair] = (pair for item in items for pair in first(item))
        for stage in then:
            pairs = _next_stage(pairs, stage)
        yield from pairs


def _next_stage(pairs: Iterable[Pair], stage: LaterStage) -> Iterator[Pair]:
    for key, values in by_key(pairs).items():
        yield from stage(key, values)


def by_key(pairs: Iterable[Pair]) -> dict[int, list[bytes]]:
    """Key → its values."""
    found: defaultdict[int, list[bytes]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def guarded(stage: Callable[..., Iterable[Pair]], *arguments: Any) -> Iterator[Pair]:
    """What a stage gives; of what it raises, an error as a value.

    Another process would give back the text of an error and not the error; and the text of one that
    nobody foresaw may hold a cell, and would lie in the logs of a cluster.
    """
    try:
        yield from stage(*arguments)
    except LanterneError as error:
        yield FAILED, pickle.dumps(error)
    except Exception as error:
        yield FAILED, pickle.dumps(_told(error))


def _told(error: Exception) -> LanterneError:
    """What nobody foresaw: what a machine lacks in words, a fault by its kind and place alone."""
    if isinstance(error, MemoryError):
        return LanterneError("runner.no-memory")
    if isinstance(error, OSError) and (error.errno or is_full(error)):
        return LanterneError("runner.disk", why=reason(error))
    place = traceback.extract_tb(error.__traceback__)[-1]
    kind, file, line = type(error).__name__, Path(place.filename).name, place.lineno or 0
    return LanterneError("runner.stage-failed", kind=kind, file=file, line=str(line))


def unguarded(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The same pairs; raises what :func:`guarded` caught."""
    for key, value in pairs:
        if key == FAILED:
            raise pickle.loads(value)
        yield key, value
