"""What blocks of victims say of the largest ring, and when they say nothing of it."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.synthesis.network.ring_law import ANY, ring_room
from lanterne.synthesis.network.tallies import LEVELS, Tally

SIGMA = 30.0


def tally_of(sizes, seed):
    rng = np.random.default_rng(seed)
    exact = np.array([(sizes // level).sum() for level in LEVELS])
    noisy = np.round(exact + rng.normal(0, SIGMA, len(exact))).astype(np.int64)
    return Tally(LEVELS, noisy, SIGMA)


def largest_of(room):
    """The size from which on no ring may be."""
    return int(room.levels[np.flatnonzero(room.left > 0)[-1] + 1]) if room.left.any() else 4


def stretched(rings, slope):
    """Rings of which as many are at least so large as the law says."""
    shares = (np.arange(rings) + 0.5) / rings
    return np.floor((np.sqrt(2) - np.log(shares) / slope) ** 2).astype(np.int64)


@pytest.mark.parametrize(("rings", "slope"), [(1_600, 0.9), (1_600, 0.6), (8_000, 1.2)])
def test_the_largest_ring_is_about_as_large(rings, slope):
    sizes = stretched(rings, slope)
    found = [largest_of(ring_room(tally_of(sizes, seed), 50_000)) for seed in range(20)]
    assert sizes.max() / 2 <= np.median(found) <= 2 * sizes.max()
    assert min(found) >= sizes.max() / 3
    assert max(found) <= 3 * sizes.max()


def test_where_everybody_hangs_together_nothing_limits_rings():
    for seed in range(20):
        assert ring_room(tally_of(np.array([10_000]), seed), 10_000) is ANY


def test_earlier_files_and_single_people_have_no_limit():
    assert ring_room(None, 10_000) is ANY
    assert ring_room(tally_of(np.array([1]), 1), 1) is ANY


@pytest.mark.parametrize("victims", range(7))
def test_few_people_have_no_limit_or_no_more_room_than_they_fill(victims):
    for seed in range(5):
        room = ring_room(tally_of(np.array([victims]), seed), victims)
        if victims < LEVELS[0]:
            assert room is ANY
        else:
            assert room.levels[0] == LEVELS[0]
            assert (room.left <= np.round(victims / room.levels)).all()


def test_room_falls_with_the_size_of_blocks():
    room = ring_room(tally_of(stretched(1_600, 0.9), 3), 17_000)
    assert (np.diff(room.levels) > 0).all()
    assert (np.diff(room.left) <= 0).all()
    assert room.levels[0] == LEVELS[0]
