"""The accountant against sums written out in full, and against a second proven bound."""

import itertools
import math

import numpy as np
import pytest
from dp_accounting.pld import privacy_loss_distribution
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.errors import LanterneError, UsageError
from lanterne.privacy import (
    GaussianEvent,
    SelectionEvent,
    accountant,
    delta_from_zcdp,
    delta_spent,
    epsilon_from_zcdp,
    epsilon_spent,
    zcdp,
)
from lanterne.privacy.accountant import ROUNDING, _check_below, _compose, bounded_range_delta
from lanterne.privacy.events import merge

ORDERS = np.linspace(0.0, 3.0, 13)


def gaussian_atoms(sigma, count, sensitivity=1):
    """Losses and masses of ``count`` discrete Gaussians: a plain convolution, no Fourier."""
    noise = np.arange(-math.ceil(12 * sigma), math.ceil(12 * sigma) + 1)
    one = np.exp(-(noise**2) / (2 * sigma**2))
    one /= one.sum()
    mass = np.ones(1)
    for _ in range(count):
        mass = np.convolve(mass, one)
    total = np.arange(mass.size) - mass.size // 2
    return sensitivity * (count * sensitivity - 2 * total) / (2 * sigma**2), mass


def exact_delta(losses, masses, epsilon):
    return float(np.sum(masses * np.maximum(0, -np.expm1(epsilon - losses))))


def test_composition_matches_the_sum_written_out():
    first, second = gaussian_atoms(2.0, 3), gaussian_atoms(3.5, 2)
    losses = np.add.outer(first[0], second[0]).ravel()
    masses = np.multiply.outer(first[1], second[1]).ravel()
    events = [GaussianEvent(2.0, 3), GaussianEvent(3.5, 2)]
    for epsilon in ORDERS:
        exact = exact_delta(losses, masses, epsilon)
        assert exact <= delta_spent(events, epsilon) <= exact * 1.01 + 2 * ROUNDING


@pytest.mark.parametrize("sensitivity", [1, 2, 5])
def test_sensitivity_is_the_shift_of_the_noise(sensitivity):
    losses, masses = gaussian_atoms(4.0, 1, sensitivity)
    for epsilon in ORDERS:
        exact = exact_delta(losses, masses, epsilon)
        ours = delta_spent([GaussianEvent(4.0, 1, sensitivity)], epsilon)
        assert exact <= ours <= exact * 1.01 + 2 * ROUNDING


def test_a_gaussian_and_a_selection_match_an_integral():
    """The product's δ(ε) is the mean of the selection's δ(ε − loss) over the Gaussian's losses."""
    losses, masses = gaussian_atoms(3.0, 2)
    events = [GaussianEvent(3.0, 2), SelectionEvent(0.8)]
    for epsilon in ORDERS:
        exact = float(masses @ bounded_range_delta(0.8, epsilon - losses))
        assert exact <= delta_spent(events, epsilon) <= exact * 1.01 + 2 * ROUNDING


def test_twelve_hundred_releases_are_exact_to_the_smallest_delta():
    """The sum of n discrete Gaussians of σ = 60 is N_Z(0, nσ²) to far beyond double precision."""
    sigma, count = 60.0, 1200
    reach = math.ceil(12 * sigma * math.sqrt(count))
    total = np.arange(-reach, reach + 1)
    masses = np.exp(-(total**2) / (2 * count * sigma**2))
    masses /= masses.sum()
    losses = (count - 2 * total) / (2 * sigma**2)
    for epsilon in (0.5, 1.5, 2.5, 3.5, 4.0):
        exact = exact_delta(losses, masses, epsilon)
        ours = delta_spent([GaussianEvent(sigma, count)], epsilon)
        assert exact <= ours <= exact * 1.05 + 2 * ROUNDING
    raw = _compose(merge([GaussianEvent(sigma, count)])).get_delta_for_epsilon(6.0)
    assert exact_delta(losses, masses, 6.0) < 1e-20
    assert abs(raw) < ROUNDING / 100, "what is left at an impossible ε is error"


@pytest.mark.parametrize("sigma", [0.5, 1.0, 7.3, 100.0])
def test_agrees_with_the_librarys_own_discrete_gaussian(sigma):
    library = privacy_loss_distribution.from_discrete_gaussian_mechanism(
        sigma, value_discretization_interval=1e-4, use_connect_dots=True
    )
    expected = library.self_compose(5).get_epsilon_for_delta(1e-6)
    assert epsilon_spent([GaussianEvent(sigma, 5)], 1e-6) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(("epsilon", "rho"), [(1, 0.02436), (4, 0.31106), (12, 2.0895)])
def test_zcdp_conversion_at_known_points(epsilon, rho):
    assert epsilon_from_zcdp(rho, 1e-6) == pytest.approx(epsilon, rel=2e-4)
    assert delta_from_zcdp(rho, epsilon) == pytest.approx(1e-6, rel=1e-2)


def test_zcdp_is_the_sum_of_its_terms():
    events = [GaussianEvent(2.0, 3), GaussianEvent(4.0, 1, 2), SelectionEvent(0.5, 8)]
    assert zcdp(events) == 3 / 8 + 4 / 32 + 8 * 0.25 / 8


GAUSSIANS = st.builds(GaussianEvent, st.floats(0.5, 200), st.integers(1, 50), st.integers(1, 3))
SELECTIONS = st.builds(SelectionEvent, st.floats(0.01, 2), st.integers(1, 50))
EVENTS = st.lists(st.one_of(GAUSSIANS, SELECTIONS), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(EVENTS, st.sampled_from([1e-4, 1e-6, 1e-9]))
def test_exact_answer_is_below_the_zcdp_bound_and_inverts(events, delta):
    epsilon = epsilon_spent(events, delta)
    assert 0 <= epsilon <= epsilon_from_zcdp(zcdp(events), delta)
    assert delta_spent(events, epsilon) <= delta * 1.06


@settings(max_examples=12, deadline=None)
@given(EVENTS, GAUSSIANS)
def test_one_more_release_never_costs_less(events, extra):
    before = epsilon_spent(events, 1e-6)
    assert epsilon_spent([*events, extra], 1e-6) >= before * 0.999


def test_where_the_distributions_prove_nothing_zcdp_still_does():
    """So little noise, so often, that the tails alone are above δ: no contradiction."""
    events = [GaussianEvent(0.5390625, 36, 3), GaussianEvent(1.0)]
    assert epsilon_spent(events, 1e-6) == epsilon_from_zcdp(zcdp(events), 1e-6)


def test_order_and_grouping_do_not_matter():
    together = [GaussianEvent(3.0, 4), SelectionEvent(0.1, 2)]
    apart = [
        SelectionEvent(0.1), GaussianEvent(3, 1), SelectionEvent(0.1), GaussianEvent(3.0, 3)
    ]  # fmt: skip
    assert epsilon_spent(together, 1e-6) == epsilon_spent(apart, 1e-6)


def test_nothing_done_costs_nothing():
    assert epsilon_spent([], 1e-6) == delta_spent([], 1.0) == zcdp([]) == 0.0


def test_a_contradiction_between_the_bounds_stops_everything():
    _check_below(1.0, 1.0)
    with pytest.raises(LanterneError, match="contradict"):
        _check_below(1.02, 1.0)
    with pytest.raises(LanterneError, match="contradict"):
        _check_below(math.inf, 1.0)


def test_what_is_no_number_is_a_contradiction(monkeypatch):
    """``min`` would take it for the smaller of two bounds, or for the larger one."""
    events = [GaussianEvent(1.0, 3)]
    assert epsilon_spent(events, 1e-6) > 0
    monkeypatch.setattr(accountant, "_exact_epsilon", lambda _events, _delta: math.nan)
    with pytest.raises(LanterneError, match="contradict"):
        epsilon_spent(events, 2e-6)


@pytest.mark.parametrize("delta", [0.0, 1e-12, 1.0, math.nan])
def test_delta_beyond_the_arithmetic_is_refused(delta):
    with pytest.raises(UsageError, match="Delta"):
        epsilon_spent([GaussianEvent(1.0)], delta)


@pytest.mark.parametrize("epsilon", [0.01, 0.5, 2.0])
def test_bounded_range_divergence_is_the_largest_over_all_intervals(epsilon):
    """Brute force over the place t of the interval [t − ε, t], with two outcomes at its ends."""
    places = np.linspace(0, epsilon, 20_001)[1:-1]
    likelier = -np.expm1(places - epsilon) / (np.exp(places) - np.exp(places - epsilon))
    for order in np.linspace(-1.5 * epsilon, 1.5 * epsilon, 31):
        ends = np.exp(places), np.exp(places - epsilon)
        gains = [np.maximum(0, end - np.exp(order)) for end in ends]
        brute = np.max(likelier * gains[0] + (1 - likelier) * gains[1])
        ours = bounded_range_delta(epsilon, np.array([order]))[0]
        assert brute <= ours + 1e-12
        assert ours == pytest.approx(brute, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("epsilon", [0.05, 1.0, 6.0, 40.0])
def test_the_dominating_pair_of_a_selection_costs_a_sixth_of_epsilon_squared(epsilon):
    """Rényi divergences of the pair from its density, by the trapezoid rule."""
    losses = np.linspace(-epsilon, epsilon, 100_001)
    density = np.exp(-losses / 2) / (4 * math.sinh(epsilon / 2))
    for order in (1.1, 2.0, 5.0, 10.0):
        moment = np.trapezoid(density * np.exp(order * losses), losses)
        divergence = math.log(moment) / (order - 1)
        assert divergence <= order * epsilon**2 / 6 * (1 + 1e-6)
        assert divergence >= order * epsilon**2 / 6 * (0.9 if epsilon * order < 1 else 0)
    middle = losses[::1000]
    beyond = [np.trapezoid((density * np.maximum(0, np.exp(losses) - np.exp(a))), losses)
              for a in middle]  # fmt: skip
    assert bounded_range_delta(epsilon, middle) == pytest.approx(beyond, rel=1e-4, abs=1e-6)


def test_bounded_range_divergence_covers_the_exponential_mechanism():
    """All neighbours of three small integer scores; the bound is reached closely somewhere."""
    epsilon, closest = 0.5, 0.0
    for scores in itertools.product(range(3), repeat=3):
        for change in itertools.product((-1, 0, 1), repeat=3):
            one = np.exp(epsilon / 2 * np.array(scores))
            other = np.exp(epsilon / 2 * (np.array(scores) + change))
            one, other = one / one.sum(), other / other.sum()
            for order in np.linspace(-0.6, 0.6, 13):
                exact = np.maximum(0, one - np.exp(order) * other).sum()
                bound = bounded_range_delta(epsilon, np.array([order]))[0]
                assert exact <= bound + 1e-15
                closest = max(closest, exact / bound if abs(order) < epsilon else 0)
    assert closest > 0.95


def test_events_out_of_range_are_refused():
    for sigma in (0.0, -1.0, math.inf, math.nan, 1e8):
        with pytest.raises(UsageError):
            GaussianEvent(sigma)
    with pytest.raises(UsageError):
        GaussianEvent(1.0, 0)
    with pytest.raises(UsageError):
        GaussianEvent(1.0, 1, 0)
    for epsilon in (0.0, math.inf, math.nan):
        with pytest.raises(UsageError):
            SelectionEvent(epsilon)
