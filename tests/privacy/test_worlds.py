"""The bounds behind pictures of 100 worlds, held against mechanisms whose laws are known whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.privacy.worlds import belief, detected, icons


def laplace(epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """A count of 1 and of 0 with discrete Laplace noise, cut to a small domain at its ends."""
    return _cut(lambda x: math.exp(-epsilon * abs(x)), 12)


def gaussian(sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """The same with discrete Gaussian noise."""
    return _cut(lambda x: math.exp(-(x**2) / (2 * sigma**2)), int(6 * sigma) + 2)


def _cut(weight, most):
    """Laws on -most … most; noise beyond is put at the ends, which is post-processing."""
    far = np.arange(-4 * most, 4 * most + 1)
    chance = np.array([weight(x) for x in far])
    chance /= chance.sum()
    laws = []
    for count in (1, 0):
        law = np.zeros(2 * most + 1)
        np.add.at(law, np.clip(far + count, -most, most) + most, chance)
        laws.append(law)
    return laws[0], laws[1]


def leaking(epsilon: float, delta: float) -> tuple[np.ndarray, np.ndarray]:
    """Randomised response that tells the truth outright with the chance δ: the worst there is."""
    up = (1 - delta) * math.exp(epsilon) / (1 + math.exp(epsilon))
    down = (1 - delta) - up
    return np.array([delta, up, down, 0.0]), np.array([0.0, down, up, delta])


def delta_of(p: np.ndarray, q: np.ndarray, epsilon: float) -> float:
    """The least δ, both ways round: the largest P(S) - e^ε Q(S) over all sets."""
    return max(np.maximum(a - math.exp(epsilon) * b, 0).sum() for a, b in ((p, q), (q, p)))


def mean_belief(p: np.ndarray, q: np.ndarray, before: float) -> float:
    """The belief after, by Bayes, at each thing that may be published; its mean under P."""
    seen = p > 0
    after = before * p[seen] / (before * p[seen] + (1 - before) * q[seen])
    return float((p[seen] * after).sum())


def best_detection(p: np.ndarray, q: np.ndarray, wrongly: float) -> float:
    """The most powerful test of that size, by Neyman and Pearson: the likeliest first."""
    order = np.argsort(-(p / np.maximum(q, 1e-300)))
    found, left = 0.0, wrongly
    for place in order:
        share = 1.0 if q[place] <= left else left / q[place]
        found, left = found + share * p[place], left - share * q[place]
    return float(found)


LAWS = {
    **{f"laplace-{e}": (laplace(e), e) for e in (0.1, 0.5, 1.0, 2.0, 4.0)},
    **{f"gaussian-{s}-{e}": (gaussian(s), e) for s in (0.7, 2.0, 5.0) for e in (0.2, 1.0, 3.0)},
    **{f"leaking-{e}-{d}": (leaking(e, d), e) for e in (0.5, 2.0) for d in (1e-6, 0.01, 0.2)},
}
CHANCES = (0.001, 0.01, 0.05, 0.5, 0.9)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("chance", CHANCES)
def test_nobody_learns_more_than_the_bounds(law, chance):
    (p, q), epsilon = law
    delta = delta_of(p, q, epsilon)
    assert mean_belief(p, q, chance) <= belief(epsilon, delta, chance) + 1e-12
    assert best_detection(p, q, chance) <= detected(epsilon, delta, chance) + 1e-12
    assert best_detection(q, p, chance) <= detected(epsilon, delta, chance) + 1e-12


@pytest.mark.parametrize("chance", CHANCES)
def test_of_laplace_noise_no_single_release_says_more(chance):
    p, q = laplace(1.0)
    assert delta_of(p, q, 1.0) < 1e-12
    after = chance * p / (chance * p + (1 - chance) * q)
    assert after.max() == pytest.approx(belief(1.0, 0.0, chance))


@pytest.mark.parametrize("epsilon", [0.5, 2.0])
@pytest.mark.parametrize("delta", [0.0, 0.01, 0.2])
def test_the_bounds_are_reached_so_that_no_smaller_ones_hold(epsilon, delta):
    p, q = leaking(epsilon, delta)
    right = (np.maximum(p, q)).sum() / 2  # guesses from even odds
    assert right == pytest.approx(belief(epsilon, delta, 0.5))
    for wrongly in (q[0] + q[1], 0.5 * q[1]):
        assert best_detection(p, q, wrongly) == pytest.approx(detected(epsilon, delta, wrongly))


def test_a_guess_from_even_odds_is_right_no_more_often_than_what_is_believed():
    for (p, q), epsilon in LAWS.values():
        right = np.maximum(p, q).sum() / 2
        assert right <= belief(epsilon, delta_of(p, q, epsilon), 0.5) + 1e-12


@given(st.floats(0.001, 1000), st.floats(0, 1), st.floats(0, 1))
def test_bounds_are_chances_and_never_less_than_what_was_before(epsilon, delta, chance):
    for bound in (belief, detected):
        assert chance - 1e-12 <= bound(epsilon, delta, chance) <= 1
        assert bound(epsilon, delta, chance) <= bound(epsilon + 1, delta, chance) + 1e-12


@given(st.floats(0, 1))
def test_icons_are_whole_and_never_too_few(share):
    filled = icons(share)
    assert filled >= 100 * share
    assert filled - 1 < 100 * share or filled == 0
    assert (icons(0.0), icons(0.5), icons(0.7310586), icons(1.0)) == (0, 50, 74, 100)
