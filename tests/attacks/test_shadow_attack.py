"""Shadow releases: what tells all, what tells nothing, and randomised response in between."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from attacked_tables import frame, population
from lanterne.attacks import Promise, Rate, Verdict, attack_with_shadows, epsilon_at_least
from lanterne.errors import UsageError

TARGET = frame([[5, 3, 4, 2, 7, 3, 2, 4, 5, 3]])


@pytest.fixture
def others():
    return frame(population(3)(60, np.random.default_rng(1)))


def test_a_release_of_the_cases_themselves_tells_all(others):
    found = attack_with_shadows(lambda cases: cases, others, TARGET, Promise(1.0, 1e-6), runs=100)
    assert (found.rate.rate, found.chance.rate) == (1.0, 0.0)
    assert found.verdict == Verdict.BEATS_PROMISE
    assert found.detail["epsilon_at_least"] == pytest.approx(
        math.log((0.025 ** (1 / 50) - 1e-6) / (1 - 0.025 ** (1 / 50)))
    )


def test_a_release_that_reads_nothing_tells_nothing(others):
    rng = np.random.default_rng(2)
    found = attack_with_shadows(
        lambda cases: frame(population(3)(60, rng)), others, TARGET, Promise(0.1, 1e-6), runs=60
    )
    assert found.verdict == Verdict.NO
    assert found.detail["epsilon_at_least"] < 0.5


@pytest.mark.parametrize(("keep", "promised", "expected"), [
    (math.e / (1 + math.e), 1.0, {Verdict.NO, Verdict.BEATS_CHANCE}),
    (0.95, 1.0, {Verdict.BEATS_PROMISE}),
])  # fmt: skip
def test_randomised_response(others, keep, promised, expected):
    """What is said of the target is true with probability ``keep``: ε = ln(keep / (1 − keep))."""
    rng = np.random.default_rng(3)

    def respond(cases):
        there = cases.height > others.height
        told = there if rng.random() < keep else not there
        return pl.concat([others, TARGET]) if told else others

    found = attack_with_shadows(respond, others, TARGET, Promise(promised), runs=300)
    assert found.verdict in expected
    assert found.detail["epsilon_at_least"] <= math.log(keep / (1 - keep))
    assert found.detail["epsilon_at_least"] > 0.3


def test_the_bound_on_epsilon_by_hand():
    """No false alarm and no miss in 300: (0.025^(1/300)) / (1 − 0.025^(1/300))."""
    bound = 0.025 ** (1 / 300)
    assert epsilon_at_least(Rate(300, 300), Rate(0, 300), 0.0) == pytest.approx(
        math.log(bound / (1 - bound))
    )
    assert epsilon_at_least(Rate(0, 300), Rate(0, 300), 0.0) == 0.0


def test_what_cannot_be_attacked_is_refused(others):
    with pytest.raises(UsageError, match="one row"):
        attack_with_shadows(lambda cases: cases, others, others, Promise())
    with pytest.raises(UsageError, match="at least 8"):
        attack_with_shadows(lambda cases: cases, others, TARGET, Promise(), runs=2)
