"""How far a long verb is: the stage, the share of the whole, and the time left.

The share never goes back. Half of the work grows with the rows of the file and half with the
columns of the codebook, so the two are timed apart: a long reading says how long the second
counting will take, and nothing about the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lanterne.messages import Message


@dataclass(frozen=True)
class Step:
    """One stage of the road.

    Attributes:
        stage: Name that the engine gives to it.
        words: What a person reads, in no language.
        weight: Seconds for 20,000 people in 40 columns, or in linked tables; only their
            proportions matter.
        by_rows: Whether it grows with the rows, and not with the columns.
    """

    stage: str
    words: Message
    weight: float
    by_rows: bool = False


def _fit(number: int, weight: float) -> Step:
    """One of the three times that the model of one table is fitted."""
    return Step("fit", Message("stage.fit-one", {"number": number, "all": 3}), weight)


_REHEARSE = Step("rehearse", Message("stage.rehearse"), 1.2)
_READ = (
    Step("read", Message("stage.read"), 0.7, by_rows=True),
    Step("plan", Message("stage.plan"), 0.8),
    _REHEARSE,
    Step("measure", Message("stage.measure"), 1.3),
    _fit(1, 0.4),
    Step("count", Message("stage.count"), 0.7, by_rows=True),
    _fit(2, 0.7),
    _fit(3, 4.0),
)
MODELS = 4
"""Models of victims that are fitted to the same counts of linked tables."""

_READ_NETWORK = (
    Step("plan", Message("stage.plan"), 0.1),
    Step("read", Message("stage.read"), 0.2, by_rows=True),
    Step("count", Message("stage.count"), 0.2, by_rows=True),
    _REHEARSE,
    Step("measure", Message("stage.measure"), 3.5),
    *(
        Step("fit", Message("stage.fit-several", {"number": number, "all": MODELS}), weight)
        for number in range(1, MODELS + 1)
        for weight in (0.3, 1.1)
    ),
    Step("fit", Message("stage.fit-links"), 1.0),
)
_DRAW = (
    Step("sample", Message("stage.sample"), 0.5, by_rows=True),
    Step("refine", Message("stage.refine"), 1.0, by_rows=True),
)
_LINK = Step("link", Message("stage.link"), 6.0, by_rows=True)
_WRITE = (
    Step("count", Message("stage.count-published"), 0.8, by_rows=True),
    Step("write", Message("stage.write-release"), 0.3, by_rows=True),
)
_VERIFY = Step("verify", Message("stage.verify-release"), 0.2, by_rows=True)
DRAWING = (*_DRAW, *_WRITE)
DRAWING_NETWORK = (*_DRAW, _LINK, *_WRITE)


def drawing(datasets: int) -> tuple[Step, ...]:
    """The stages of drawing a release of one table with so many data sets for inference."""
    several = (Step("datasets", Message("stage.datasets"), 2.0 * datasets),) if datasets else ()
    return (*_DRAW, _WRITE[0], *several, _WRITE[1])


DRAWING_EDITION = (Step("draw-cohorts", Message("stage.draw-cohorts"), 10.0), *_WRITE)
CHOOSING = Step("choose", Message("stage.choose"), 0.3, by_rows=True)
PROTECTING = (*_READ, *DRAWING, _VERIFY)
PROTECTING_NETWORK = (*_READ_NETWORK, *DRAWING_NETWORK, _VERIFY)


JUDGING = (
    Step("read", Message("stage.read-both"), 1.5, by_rows=True),
    Step("attack", Message("stage.attack"), 8.0, by_rows=True),
)
_END = (_WRITE[1], _VERIFY)
SAMPLING_AMONG_K = (
    _READ[0],
    Step("count", Message("stage.count"), 2.0, by_rows=True),
    Step("sample", Message("stage.sample"), 1.0, by_rows=True),
    Step("refine", Message("stage.refine"), 3.0, by_rows=True),
    Step("check", Message("stage.check-combinations"), 2.0, by_rows=True),
    *_END,
)
RECODING = (
    _READ[0],
    Step("check", Message("stage.check-answers"), 0.5, by_rows=True),
    Step("recode", Message("stage.recode"), 3.0),
    Step("verify", Message("stage.check-groups"), 0.3, by_rows=True),
    *_END,
)
_SEARCH = Step("search", Message("stage.search"), 6.0)
FINDING_RISK = (Step("read", Message("stage.read"), 1.0, by_rows=True), _SEARCH)
FINDING_RISK_NETWORK = (*FINDING_RISK, _SEARCH)


CHECKING = (Step("read", Message("stage.read"), 1.0, by_rows=True),)
EVALUATING = (
    Step("read", Message("stage.read-both"), 1.0, by_rows=True),
    Step("compare", Message("stage.compare"), 2.0, by_rows=True),
    Step("write", Message("stage.write-report"), 0.5),
)


def choosing(candidates: int) -> tuple[Step, ...]:
    """The stages of drawing so many candidates, choosing one and writing it."""
    return (_READ[0], *_DRAW * candidates, _REHEARSE, CHOOSING, *_WRITE, _VERIFY)


class Road:
    """Where we are on a list of steps. A step that is not announced counts as done.

    Args:
        steps: All that may come, in order.
        now: The time at which the first begins, in seconds.
    """

    def __init__(self, steps: Sequence[Step], now: float) -> None:
        self.steps = steps
        self._at = -1
        self._share = 0.0
        self._start = self._since = self._told = now
        self._seconds = {True: 0.0, False: 0.0}
        self._weight = {True: 0.0, False: 0.0}
        self._furthest = 0.0

    @property
    def words(self) -> Message:
        """The stage, for a person."""
        return self.steps[max(self._at, 0)].words

    def tell(self, stage: str, share: float, now: float) -> None:
        """Note that ``share`` of a stage is done; a smaller share than before is its next step."""
        here = self._at >= 0 and self.steps[self._at].stage == stage and share >= self._share
        following = range(self._at + 1, len(self.steps))
        found = next((i for i in following if self.steps[i].stage == stage), None)
        if not here and found is not None:
            self._close(now)
            self._at, self._since = found, now
        self._share, self._told = share, now

    def _close(self, now: float) -> None:
        if self._at >= 0:
            step = self.steps[self._at]
            self._seconds[step.by_rows] += now - self._since
            self._weight[step.by_rows] += step.weight

    def left(self, now: float) -> float | None:
        """Seconds left, at the pace so far; None before there is a pace."""
        paces = {kind: self._pace(kind) for kind in (True, False)}
        known = [pace for pace in paces.values() if pace is not None]
        if self._at < 0 or not known:
            return None
        pace = {kind: known[0] if own is None else own for kind, own in paces.items()}
        later = sum(step.weight * pace[step.by_rows] for step in self.steps[self._at + 1 :])
        return later + self._left_here(pace[self.steps[self._at].by_rows], now)

    def _pace(self, by_rows: bool) -> float | None:
        """Seconds per weight of the steps that are done."""
        weight = self._weight[by_rows]
        return self._seconds[by_rows] / weight if weight else None

    def _left_here(self, pace: float, now: float) -> float:
        """Seconds left of this step: from its own share when it tells one."""
        if self._share > 0:
            left = (self._told - self._since) * (1 - self._share) / self._share
            return max(left - (now - self._told), 0.0)
        return max(self.steps[self._at].weight * pace - (now - self._since), 0.0)

    def share(self, now: float) -> float:
        """Share of the whole that is done, from 0 to 1; never less than before."""
        left = self.left(now)
        if left is not None and now > self._start:
            self._furthest = max(self._furthest, (now - self._start) / (now - self._start + left))
        return self._furthest


def clock(seconds: float) -> str:
    """A time as ``0:40`` or ``1:05:00``, no finer than it is known; nothing for a moment."""
    if seconds < 2:
        return ""
    rounded = round(seconds) if seconds < 10 else round(seconds / 5) * 5
    minutes, rest = divmod(rounded, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
