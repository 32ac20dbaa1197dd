"""A threshold for members: learnt from one half of the others, counted on the other half."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.attacks.threshold import ALARMS, tell_members


def test_by_hand():
    """Learnt from 0 1 … 19, of whom 18 and 19 are a tenth; half of the others reach it."""
    control = np.stack([np.arange(20), np.tile([18, 17, 30, 0], 5)], axis=1)
    least, found, alarms = tell_members(np.array([17, 18, 25]), control.ravel(), 30)
    assert 17 < least <= 18
    assert (found.successes, found.attempts) == (2, 3)
    assert (alarms.successes, alarms.attempts) == (10, 20)


@pytest.mark.parametrize("kind", ["whole", "real"])
def test_no_more_than_a_tenth_of_those_it_is_learnt_from_are_taken_for_members(kind):
    rng = np.random.default_rng(1)
    for size in range(1, 60):
        scores = rng.integers(0, 6, size) if kind == "whole" else rng.random(size)
        least, found, _ = tell_members(scores[::2], scores, 100)
        assert found.successes <= ALARMS * found.attempts
        below = np.unique(scores[::2][scores[::2] < least])
        assert ((scores[::2] >= below.max()).mean() > ALARMS) or size == 1


def test_where_many_others_have_the_highest_score_it_still_finds_members():
    """A copy of the cases, and a sixth of the others like somebody in it: not blind."""
    control = np.array([9] * 30 + [4] * 150)
    least, found, alarms = tell_members(np.full(200, 9), control, 9)
    assert least == 9
    assert (found.rate, alarms.successes) == (1.0, 15)


def test_without_others_only_the_highest_score_is_a_member():
    least, found, alarms = tell_members(np.array([3, 9]), np.zeros(0, int), 9)
    assert (least, found.successes, alarms.attempts) == (9, 1, 0)
