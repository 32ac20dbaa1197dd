"""What ε and δ let somebody learn, as chances: the bounds behind pictures of 100 worlds.

Let P be the law of what is published where a person is in the cases, and Q where they are not.
(ε, δ)-differential privacy says P(S) ≤ e^ε Q(S) + δ and Q(S) ≤ e^ε P(S) + δ for every set S.
Nothing else is used here, so each bound holds for every mechanism that keeps the promise, and
for everybody who reads what is published, whatever else they know.
"""

from __future__ import annotations

import math

LARGEST = 700.0
"""Beyond it e^ε is no number any more, and nothing is promised."""


def belief(epsilon: float, delta: float, before: float) -> float:
    """The most that somebody believes, on average, of a person who is in the cases.

    Proof: let π be the chance ``before``, L = ln(P/Q) at what was published and, by Bayes,
    g(L) = π / (π + (1-π) e^-L) the belief after. In u = e^-L it is convex and 1 at u = 0, so for
    L > ε it lies below its chord: g(L) ≤ g(ε) + (1 - g(ε)) (1 - e^(ε-L)); for L ≤ ε it is at most
    g(ε). The mean of max(0, 1 - e^(ε-L)) under P is the largest P(S) - e^ε Q(S), at most δ. So the
    mean of g under P is at most g(ε) + (1 - g(ε)) δ. At δ = 0 no single release exceeds it. For a
    chance of one half it is (e^ε + δ) / (1 + e^ε): also the largest share of right guesses.

    Args:
        epsilon: At least 0.
        delta: 0 to 1.
        before: The chance that they gave it before, 0 to 1.
    """
    if before in {0.0, 1.0}:
        return before
    sure = 1 / (1 + (1 - before) / before * math.exp(-min(epsilon, LARGEST)))
    return min(1.0, sure + (1 - sure) * delta)


def detected(epsilon: float, delta: float, wrongly: float) -> float:
    """The largest chance that a person who is in the cases is said to be there.

    By whoever says so of one who is not with the chance ``wrongly``. With S the set at which they
    say so, P(S) ≤ e^ε Q(S) + δ, and for what is not in S, 1 - Q(S) ≤ e^ε (1 - P(S)) + δ (Wasserman
    and Zhou 2010, JASA 105 (489), Theorem 2.4; Kairouz, Oh, Viswanath 2015, "The composition
    theorem for differential privacy", Theorem 2.1). Some mechanism reaches it.

    Args:
        epsilon: At least 0.
        delta: 0 to 1.
        wrongly: 0 to 1.
    """
    epsilon = min(epsilon, LARGEST)
    rest = max(0.0, 1 - delta - wrongly)
    return min(1.0, math.exp(epsilon) * wrongly + delta, 1 - math.exp(-epsilon) * rest)


def icons(share: float) -> int:
    """How many of 100 icons a chance fills: rounded up, so that no picture shows less than it."""
    return min(100, math.ceil(100 * share))
