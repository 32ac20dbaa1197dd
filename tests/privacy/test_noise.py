"""The samplers against their exact distributions.

A test here fails by chance with a probability of at most 1e-6.
"""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from lanterne.errors import LanterneError, UsageError
from lanterne.privacy import discrete_gaussian, select_top_k
from lanterne.privacy.noise import _check_map

FALSE_ALARM = 1e-6
DRAWS = 20_000


def chi_square(observed, expected):
    """P-value of counts against expected counts; cells below 20 are pooled with the next."""
    pooled, seen, hoped = [], 0.0, 0.0
    for count, mean in zip(observed, expected, strict=True):
        seen, hoped = seen + count, hoped + mean
        if hoped >= 20:
            pooled.append((seen, hoped))
            seen, hoped = 0.0, 0.0
    pooled[-1] = pooled[-1][0] + seen, pooled[-1][1] + hoped
    statistic = sum((seen - hoped) ** 2 / hoped for seen, hoped in pooled)
    return stats.chi2.sf(statistic, len(pooled) - 1)


def gaussian_fit(draws, sigma):
    reach = math.ceil(12 * sigma)
    values = np.arange(-reach, reach + 1)
    mass = np.exp(-(values**2) / (2 * sigma**2))
    observed = np.bincount(np.clip(draws, -reach, reach) + reach, minlength=values.size)
    return chi_square(observed, mass / mass.sum() * len(draws))


@pytest.mark.parametrize("sigma", [0.5, 1.0, 7.3, 300.0])
def test_noise_has_the_exact_distribution(sigma):
    draws = discrete_gaussian(np.zeros(DRAWS, np.int64), sigma)
    assert gaussian_fit(draws, sigma) > FALSE_ALARM


@pytest.mark.parametrize("sigma", [0.5, 1.0, 7.3, 300.0])
def test_a_rounded_gaussian_of_half_the_scale_is_caught(sigma):
    wrong = np.rint(np.random.default_rng(5).normal(0, sigma / 2, DRAWS)).astype(np.int64)
    assert gaussian_fit(wrong, sigma) < FALSE_ALARM


def test_neighbouring_draws_are_unrelated():
    draws = discrete_gaussian(np.zeros(DRAWS, np.int64), 7.3)
    correlation = np.corrcoef(draws[:-1], draws[1:])[0, 1]
    assert abs(correlation) < stats.norm.isf(FALSE_ALARM / 2) / math.sqrt(DRAWS)


def test_integers_come_out_around_the_counts_in_their_shape():
    counts = np.arange(6, dtype=np.int64).reshape(2, 3) * 10**12
    noisy = discrete_gaussian(counts, Fraction(3, 2))
    assert noisy.dtype == np.int64
    assert noisy.shape == counts.shape
    assert np.abs(noisy - counts).max() < 15
    assert (counts.ravel() == np.arange(6) * 10**12).all()


def test_two_calls_differ():
    counts = np.zeros(200, np.int64)
    assert (discrete_gaussian(counts, 50.0) != discrete_gaussian(counts, 50.0)).any()


def test_no_counts_no_noise():
    assert discrete_gaussian(np.zeros((0, 3), np.int64), 1.0).shape == (0, 3)


@pytest.mark.parametrize("sigma", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_that_is_none_is_refused(sigma):
    with pytest.raises(UsageError, match="noise scale"):
        discrete_gaussian(np.zeros(3, np.int64), sigma)


def test_floating_point_counts_are_refused():
    with pytest.raises(UsageError, match="int64"):
        discrete_gaussian(np.zeros(3), 1.0)
    with pytest.raises(UsageError, match="int64"):
        select_top_k(np.zeros(3), 1, 1.0)


def peeling(scores, k, epsilon):
    """Probability of each ordered choice: k exponential mechanisms, each on what is left."""
    chances = {}
    for order in itertools.permutations(range(len(scores)), k):
        chance, left = 1.0, set(range(len(scores)))
        for pick in order:
            weights = {item: math.exp(epsilon / 2 * scores[item]) for item in left}
            chance *= weights[pick] / sum(weights.values())
            left.remove(pick)
        chances[order] = chance
    return chances


SCORES = np.array([0, 3, 1, -2], dtype=np.int64)


def selection_fit(epsilon):
    """P-value of 4,000 selections at ε = 1 against those of ``epsilon``."""
    chances = peeling(SCORES, 2, epsilon)
    observed = dict.fromkeys(chances, 0)
    for _ in range(4000):
        observed[tuple(select_top_k(SCORES, 2, 1.0))] += 1
    return chi_square(list(observed.values()), [4000 * chance for chance in chances.values()])


def test_selection_is_k_exponential_mechanisms_in_turn():
    assert selection_fit(1.0) > FALSE_ALARM


def test_selection_at_twice_the_range_would_be_caught():
    assert selection_fit(2.0) < FALSE_ALARM


def test_selection_of_all_is_a_permutation():
    assert sorted(select_top_k(SCORES, 4, 0.3)) == [0, 1, 2, 3]


@pytest.mark.parametrize(("k", "epsilon"), [(0, 1.0), (5, 1.0), (1, 0.0), (1, math.nan)])
def test_selections_out_of_range_are_refused(k, epsilon):
    with pytest.raises(UsageError):
        select_top_k(SCORES, k, epsilon)


def test_a_library_that_states_another_cost_stops_everything():
    _check_map(0.125, Fraction(1, 8))
    for stated in (0.1249, 0.25, math.nan):
        if math.isnan(stated):
            continue
        with pytest.raises(LanterneError, match="rho"):
            _check_map(stated, Fraction(1, 8))
