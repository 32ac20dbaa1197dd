"""Vectors with discrete Gaussian noise: the accountant against sums written out in full."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import UsageError
from lanterne.privacy import (
    GaussianEvent,
    SelectionEvent,
    VectorGaussianEvent,
    delta_spent,
    epsilon_from_zcdp,
    epsilon_spent,
    events_from_list,
    events_to_list,
    zcdp,
)
from lanterne.privacy.accountant import ROUNDING, _compose, bounded_range_delta
from lanterne.privacy.events import SMOOTHING, merge
from lanterne.privacy.gaussian import gaussian_delta, gaussian_epsilon, gaussian_mu

ORDERS = np.linspace(0.0, 4.0, 33)
SIGMAS = (4.0, 5.5, 10.0)
SHIFTS = ((1,), (2,), (3,), (1, 1), (2, 1), (3, -2), (1, 1, 1), (2, 1, 1), (3, 2, 2))


def pmf(sigma, reach=12):
    noise = np.arange(-math.ceil(reach * sigma), math.ceil(reach * sigma) + 1)
    mass = np.exp(-(noise**2) / (2 * sigma**2))
    return noise, mass / mass.sum()


def atoms(sigma, shift):
    """Losses and masses for one shift: (‖d‖² − 2·Σ dⱼxⱼ) / 2σ², summed over all noise x."""
    _, one = pmf(sigma)
    mass = np.ones(1)
    for change in shift:
        stretched = np.zeros((one.size - 1) * abs(change) + 1)
        stretched[:: abs(change)] = one
        mass = np.convolve(mass, stretched)
    total = np.arange(mass.size) - mass.size // 2
    return (sum(d * d for d in shift) - 2 * total) / (2 * sigma**2), mass


def hockey_stick(losses, masses, epsilon):
    return float(np.sum(masses * np.maximum(0, -np.expm1(epsilon - losses))))


def event(sigma, shift, count=1):
    return VectorGaussianEvent(sigma, sum(d * d for d in shift), count)


@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("shift", SHIFTS)
def test_never_below_the_divergence_written_out(sigma, shift):
    losses, masses = atoms(sigma, shift)
    mu = math.sqrt(sum(d * d for d in shift) / (sigma**2 - SMOOTHING**2))
    for order in ORDERS:
        exact = hockey_stick(losses, masses, order)
        assert exact <= gaussian_delta(mu, order) + 1e-13
        assert exact <= delta_spent([event(sigma, shift)], order)
        assert delta_spent([event(sigma, shift)], order) <= gaussian_delta(mu, order) + 2 * ROUNDING


def test_a_pair_that_forgets_that_the_noise_is_discrete_would_be_too_low():
    losses, masses = atoms(4.0, (1,))
    excess = [hockey_stick(losses, masses, o) - gaussian_delta(1 / 4.0, o) for o in ORDERS]
    assert max(excess) > 1e-6


@pytest.mark.parametrize("shift", [(1,), (1, 1), (2, 1)])
def test_many_releases_are_never_below_their_composition(shift):
    losses, masses = atoms(4.0, shift * 6)
    for order in ORDERS:
        exact = hockey_stick(losses, masses, order)
        assert exact <= delta_spent([event(4.0, shift, 6)], order)


def test_smaller_shifts_are_covered():
    events = [VectorGaussianEvent(4.0, 9)]
    for shift in SHIFTS:
        if sum(d * d for d in shift) <= 9:
            losses, masses = atoms(4.0, shift)
            for order in ORDERS:
                assert hockey_stick(losses, masses, order) <= delta_spent(events, order)


def ratios(sigma, smoothing):
    """The two-step noise over the discrete Gaussian, by an integral; 1 where they are the same."""
    rest = math.sqrt(sigma**2 - smoothing**2)
    points = np.arange(-8 * sigma, 8 * sigma, 1 / 512)
    density = np.exp(-(points**2) / (2 * rest**2)) / (rest * math.sqrt(2 * math.pi))
    near = np.arange(-80, 81)
    kernel = np.exp(-((near[:, None] - points) ** 2) / (2 * smoothing**2))
    two_steps = (kernel / kernel.sum(axis=0) * density).sum(axis=1) / 512
    noise, mass = pmf(sigma)
    within = np.abs(noise) <= 3 * sigma
    return two_steps[np.isin(near, noise[within])] / mass[within]


def test_a_continuous_gaussian_then_a_discrete_one_is_the_discrete_gaussian():
    assert ratios(4.0, SMOOTHING) == pytest.approx(1.0, abs=1e-12)
    assert np.abs(ratios(4.0, 0.4) - 1).max() > 1e-4, "a check that cannot fail"


def test_the_slack_of_the_proof_is_far_below_the_rounding():
    eta = 2 * sum(math.exp(-2 * (math.pi * SMOOTHING * k) ** 2) for k in range(1, 4))
    assert eta < 1.1e-34
    assert 7 * 1e19 * eta <= ROUNDING / 1000


@pytest.mark.parametrize("epsilon", [0.0, 0.1, 1.0, 8.0, 60.0, 699.0, 800.0])
@pytest.mark.parametrize("mu", [0.001, 0.1, 1.0, 5.0, 38.0])
def test_the_closed_form_is_the_integral(mu, epsilon):
    points = np.linspace(-12, 12 + mu, 400_001)
    lost = np.exp(np.minimum(epsilon - points**2 / 2, 700))
    gain = np.maximum(0, np.exp(-((points - mu) ** 2) / 2) - lost)
    exact = np.trapezoid(gain, points) / math.sqrt(2 * math.pi)
    ours = gaussian_delta(mu, epsilon)
    if epsilon < 700:
        assert ours == pytest.approx(exact, rel=1e-6, abs=1e-13)
    else:
        assert exact <= ours <= 2 * exact + 1e-13


@given(st.floats(1e-3, 20), st.sampled_from([1e-3, 1e-6, 1e-10]))
def test_the_closed_form_inverts_from_above(mu, delta):
    epsilon = gaussian_epsilon(mu, delta)
    assert gaussian_delta(mu, epsilon) <= delta
    if epsilon > 1e-3:
        assert gaussian_delta(mu, epsilon * (1 - 1e-6)) > delta
        assert gaussian_mu(epsilon, delta) == pytest.approx(mu, rel=1e-6)


VECTORS = st.builds(VectorGaussianEvent, st.floats(4, 500), st.integers(1, 400), st.integers(1, 20))


@settings(max_examples=40, deadline=None)
@given(st.lists(VECTORS, min_size=1, max_size=5), st.sampled_from([1e-4, 1e-6, 1e-9]))
def test_the_closed_form_agrees_with_composed_distributions(events, delta):
    closed = epsilon_spent(events, delta)
    composed = _compose(merge(events)).get_epsilon_for_delta(delta - ROUNDING)
    assert closed <= epsilon_from_zcdp(zcdp(events), delta)
    assert min(composed, epsilon_from_zcdp(zcdp(events), delta)) == pytest.approx(
        closed, rel=2e-3, abs=1e-6
    )


@settings(max_examples=40, deadline=None)
@given(VECTORS, st.integers(1, 50))
def test_more_noise_costs_less_and_more_change_costs_more(one, extra):
    cost = epsilon_spent([one], 1e-6)
    larger = VectorGaussianEvent(one.sigma, one.squared_sensitivity + extra, one.count)
    again = VectorGaussianEvent(one.sigma, one.squared_sensitivity, one.count + 1)
    noisier = VectorGaussianEvent(one.sigma * 1.5, one.squared_sensitivity, one.count)
    assert epsilon_spent([noisier], 1e-6) < cost < epsilon_spent([larger], 1e-6)
    assert cost < epsilon_spent([again], 1e-6)
    assert delta_spent([noisier], 1.0) <= delta_spent([one], 1.0) <= delta_spent([larger], 1.0)


def test_vectors_scalars_and_selections_compose():
    """δ(ε) is a mean over the losses of scalars, vectors and the selection, all written out."""
    scalars, vectors = atoms(5.0, (1, 1)), atoms(4.0, (2, 1))
    losses = np.add.outer(scalars[0], vectors[0]).ravel()
    masses = np.multiply.outer(scalars[1], vectors[1]).ravel()
    events = (GaussianEvent(5.0, 2), SelectionEvent(0.8), event(4.0, (2, 1)))
    mu, likely = math.sqrt(5 / 12), scalars[1] > 1e-9
    points = np.linspace(-0.8, 0.8, 401)
    density = np.exp(points / 2) / (4 * math.sinh(0.4))
    for order in (0.0, 0.5, 1.0, 2.0, 3.0):
        exact = float(masses @ bounded_range_delta(0.8, order - losses))
        assert exact <= delta_spent(events, order)
        pairs = [
            np.trapezoid([gaussian_delta(mu, order - loss - p) for p in points] * density, points)
            for loss in scalars[0][likely]
        ]
        composed = _compose(merge(events)).get_delta_for_epsilon(order)
        assert composed == pytest.approx(scalars[1][likely] @ pairs, rel=0.01)


def test_one_more_release_of_another_kind_never_costs_less():
    vectors = [VectorGaussianEvent(20.0, 30, 4)]
    cost = epsilon_spent(vectors, 1e-6)
    for other in (GaussianEvent(30.0), SelectionEvent(0.05, 3)):
        assert cost < epsilon_spent([*vectors, other], 1e-6)


def test_round_trip_and_merging():
    events = merge(
        [
            VectorGaussianEvent(Fraction(59, 8), 128, 3),
            GaussianEvent(10.0, 2),
            VectorGaussianEvent(59 / 8, 128),
            VectorGaussianEvent(59 / 8, 1),
        ]
    )
    assert events == (
        GaussianEvent(10, 2),
        VectorGaussianEvent(Fraction(59, 8), 1),
        VectorGaussianEvent(Fraction(59, 8), 128, 4),
    )
    assert events_from_list(json.loads(json.dumps(events_to_list(events)))) == events


def test_vectors_out_of_range_are_refused():
    for sigma in (3.99, 0.0, -5.0, math.inf, math.nan, 1.1e7):
        with pytest.raises(UsageError, match="noise scale"):
            VectorGaussianEvent(sigma, 1)
    for squared, count in ((0, 1), (-1, 1), (1, 0)):
        with pytest.raises(UsageError):
            VectorGaussianEvent(4, squared, count)
