"""The auditor itself: it finds what is there, and nothing that is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from auditing import ASSERTED, Distinguished, distinguish
from scipy import stats

from lanterne.privacy.calibration import gaussian_mu


def gaussian_curve(mu):
    def delta(epsilon):
        first = stats.norm.cdf(mu / 2 - epsilon / mu)
        return first - math.exp(epsilon) * stats.norm.cdf(-mu / 2 - epsilon / mu)

    return delta


@pytest.mark.parametrize("mu", [0.3, 1.0, 2.5])
def test_a_gaussian_is_found_to_be_as_private_as_it_is_and_no_less(mu):
    rng = np.random.default_rng(1)
    found = distinguish(rng.normal(0, 1, 4000), rng.normal(mu, 1, 4000))
    assert 0.55 * mu - 0.1 < found.mu() < mu
    assert found.excess(gaussian_curve(mu)) < 0


@pytest.mark.parametrize("mu", [0.85, 1.5])
def test_a_gaussian_at_half_the_scale_is_caught(mu):
    rng = np.random.default_rng(2)
    found = distinguish(rng.normal(0, 1, 3000), rng.normal(2 * mu, 1, 3000))
    assert found.mu(ASSERTED) > mu
    assert found.excess(gaussian_curve(mu)) > 0


def test_false_alarms_are_as_rare_as_stated():
    """Identical outputs: at 95 % a positive ε is found in less than 5 % of the audits."""
    rng = np.random.default_rng(3)
    found = [distinguish(rng.normal(size=200), rng.normal(size=200)).epsilon(0) for _ in range(400)]
    assert np.mean(np.array(found) > 0) < 0.05


def test_bounds_are_those_of_clopper_and_pearson():
    alarms, detections = Distinguished(0, 300, 300, 300).bounds(0.025)
    assert alarms == pytest.approx(1 - 0.025 ** (1 / 300))
    assert detections == pytest.approx(0.025 ** (1 / 300))
    assert Distinguished(5, 5, 0, 5).bounds(0.025) == (1.0, 0.0)


def test_the_curve_of_the_tests_is_that_of_the_calibration():
    assert gaussian_curve(gaussian_mu(1.0, 1e-6))(1.0) == pytest.approx(1e-6, rel=1e-6)
