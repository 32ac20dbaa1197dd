"""The bar never goes back, and the time left is honest."""

import pytest

from lanterne.cli.progress import time_left
from lanterne.messages import Message
from lanterne.verbs.road import PROTECTING, Road, Step


def walk(stages, seconds):
    """Shares and seconds left, told at each stage when stage i takes ``seconds[i]``."""
    road, now, seen = Road(PROTECTING, 0.0), 0.0, []
    for stage, takes in zip(stages, seconds, strict=True):
        road.tell(stage, 0.0, now)
        seen.append((now, road.share(now), road.left(now)))
        if stage == "fit":
            for tenth in range(1, 10):
                now += takes / 10
                road.tell(stage, tenth / 10, now)
                seen.append((now, road.share(now), road.left(now)))
            now += takes / 10
        else:
            now += takes
    return seen, now


ALL = [step.stage for step in PROTECTING]


@pytest.mark.parametrize(("by_rows", "by_columns"), [(1, 1), (100, 1), (1, 30)])
def test_the_time_left_is_right_when_each_half_keeps_its_pace(by_rows, by_columns):
    seconds = [step.weight * (by_rows if step.by_rows else by_columns) for step in PROTECTING]
    seen, total = walk(ALL, seconds)
    after_plan = [(now, left) for now, _, left in seen if now >= sum(seconds[:2])]
    assert all(now + left == pytest.approx(total) for now, left in after_plan)


@pytest.mark.parametrize("speed", [0.1, 3.0])
def test_the_share_never_goes_back(speed):
    seconds = [step.weight * (speed if i % 2 else 1.0) for i, step in enumerate(PROTECTING)]
    shares = [share for _, share, _ in walk(ALL, seconds)[0]]
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1


def test_a_stage_that_is_not_announced_counts_as_done():
    few = ["read", "plan", "measure", "fit", "sample", "refine", "count", "write", "verify"]
    seen, _ = walk(few, [1.0] * len(few))
    assert seen[-1][2] < 1
    assert seen[-1][1] > 0.85


def test_a_stage_that_takes_longer_than_thought_never_promises_less_than_what_follows():
    road = Road([Step(name, Message(name), 1.0) for name in ("read", "fit", "end")], 0)
    road.tell("read", 0.0, 0.0)
    assert road.left(0.5) is None
    road.tell("fit", 0.0, 2.0)
    assert road.left(2.0) == 4.0
    assert road.left(100.0) == 2.0
    assert road.words == Message("fit")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0.4, "a moment left"),
        (7.2, "about 0:07 left"),
        (61, "about 1:00 left"),
        (3725, "about 1:02:05 left"),
    ],
)
def test_time_left_in_words(seconds, words):
    assert time_left(seconds, "en") == words
