"""The trade-off between ε and δ of a continuous Gaussian, in closed form.

μ is the shift divided by the scale of the noise: the whole of what N(0, 1) against N(μ, 1) can
tell. Such pairs compose to μ = √(μ₁² + … + μₙ²) (Dong, Roth, Su 2022, arXiv 1905.02383: the
product of the pairs is one shift of a vector, and rotates to one shift of its first coordinate).
"""

from __future__ import annotations

import math

LARGEST_EXPONENT = 700.0
"""e to a greater power is no double."""


def gaussian_delta(mu: float, epsilon: float) -> float:
    """The smallest δ for which a Gaussian of sensitivity μ and scale 1 is (ε, δ)-private.

    δ = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) (Balle and Wang 2018, arXiv 1805.06530, Theorem 8). It
    grows with μ and falls with ε. The errors of double precision are below 1e-13; where e^ε is
    beyond it, what is subtracted is left out, and the answer is above the true one.

    Args:
        mu: Above 0.
        epsilon: At least 0.
    """
    gained = _normal(-mu / 2 - epsilon / mu)
    lost = math.exp(epsilon) * gained if epsilon < LARGEST_EXPONENT else 0.0
    return max(0.0, _normal(mu / 2 - epsilon / mu) - lost)


def gaussian_epsilon(mu: float, delta: float) -> float:
    """The smallest ε at which :func:`gaussian_delta` is at most δ > 0, from above."""
    if gaussian_delta(mu, 0.0) <= delta:
        return 0.0
    low, high = 0.0, 1.0
    while gaussian_delta(mu, high) > delta:
        low, high = high, 2 * high
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if gaussian_delta(mu, middle) > delta else (low, middle)
    return high


def gaussian_mu(epsilon: float, delta: float) -> float:
    """The largest μ for which a Gaussian of sensitivity μ and scale 1 is (ε, δ)-private."""
    low, high = math.log(1e-12), math.log(1e3)
    while high - low > 1e-12:
        middle = (low + high) / 2
        above = gaussian_delta(math.exp(middle), epsilon)
        low, high = (low, middle) if above > delta else (middle, high)
    return math.exp(low)


def _normal(value: float) -> float:
    return math.erfc(-value / math.sqrt(2)) / 2
