"""That the promise fails with probability δ: the events that the proof constructs, in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

LAWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6)
FACTORS = st.fractions(1, 5, max_denominator=6)
"""e to the power of ε."""


def excess(one: list[Fraction], other: list[Fraction], factor: Fraction) -> Fraction:
    """The least δ with which one is within the factor of the other, over the worst outputs."""
    return sum(
        (max(p - factor * q, Fraction(0)) for p, q in zip(one, other, strict=True)), Fraction(0)
    )


def within(one: list[Fraction], other: list[Fraction], factor: Fraction) -> bool:
    """Whether one is at most the factor times the other at each output, and so over each set."""
    return all(p <= factor * q for p, q in zip(one, other, strict=True))


def lessened(
    here: list[Fraction], there: list[Fraction], factor: Fraction, delta: Fraction
) -> tuple[list[Fraction], list[Fraction]]:
    """What is left of two laws without the events in which the promise fails."""
    one = [min(p, factor * q) for p, q in zip(here, there, strict=True)]
    other = [min(q, factor * p) for p, q in zip(here, there, strict=True)]
    if sum(one) < sum(other):
        return tuple(reversed(lessened(there, here, factor, delta)))
    least = [min(p, q) for p, q in zip(one, other, strict=True)]
    between = sum(one) - sum(least)
    share = (sum(one) - sum(other)) / between if between else Fraction(0)
    one = [p + share * (q - p) for p, q in zip(one, least, strict=True)]
    scale = (1 - delta) / sum(other)
    return [scale * p for p in one], [scale * q for q in other]


def laws(weights: list[tuple[int, int]]) -> tuple[list[Fraction], list[Fraction]]:
    """Two laws over the same outputs."""
    one, other = zip(*weights, strict=True)
    return [Fraction(p, sum(one)) for p in one], [Fraction(q, sum(other)) for q in other]


@given(LAWS, FACTORS, st.fractions(0, 1, max_denominator=9))
@example([(9, 1), (0, 9), (3, 3)], Fraction(2), Fraction(0))
@example([(1, 0), (1, 8), (0, 1)], Fraction(1), Fraction(0))
def test_but_for_events_of_probability_delta_the_factor_holds(weights, factor, more):
    assume(all(sum(each) for each in zip(*weights, strict=True)))
    here, there = laws(weights)
    least = max(excess(here, there, factor), excess(there, here, factor))
    delta = least + (1 - least) * more
    assume(delta < 1)
    one, other = lessened(here, there, factor, delta)
    assert sum(one) == sum(other) == 1 - delta
    assert within(one, here, Fraction(1))
    assert within(other, there, Fraction(1))
    assert within(one, other, factor)
    assert within(other, one, factor)


SHARES = [Fraction(kept, 4) for kept in range(5)]
TINY = [
    ([(3, 1), (1, 3)], Fraction(1)),
    ([(3, 1), (1, 3)], Fraction(2)),
    ([(6, 1), (1, 6)], Fraction(3, 2)),
    ([(2, 1), (2, 0), (0, 3)], Fraction(2)),
    ([(1, 1), (3, 1), (1, 3)], Fraction(1)),
]


@pytest.mark.parametrize(("weights", "factor"), TINY)
def test_with_less_than_delta_there_are_no_such_events(weights, factor):
    """Whatever quarters of each output are kept: nothing keeps more than the construction."""
    here, there = laws(weights)
    least = max(excess(here, there, factor), excess(there, here, factor))
    most = sum(lessened(here, there, factor, least)[0])
    for kept in product(SHARES, repeat=2 * len(here)):
        one = [p * share for p, share in zip(here, kept[: len(here)], strict=True)]
        other = [q * share for q, share in zip(there, kept[len(here) :], strict=True)]
        mass = min(sum(one), sum(other))
        if not mass:
            continue
        one, other = ([each * mass / sum(law) for each in law] for law in (one, other))
        if within(one, other, factor) and within(other, one, factor):
            assert mass <= 1 - least
            most = max(most, mass)
    assert most == 1 - least


@given(LAWS, FACTORS)
@example([(3, 1), (1, 3)], Fraction(1))
@example([(1, 0), (3, 4)], Fraction(1))
def test_outputs_beyond_twice_the_factor_are_at_most_twice_as_probable_as_delta(weights, factor):
    assume(all(sum(each) for each in zip(*weights, strict=True)))
    here, there = laws(weights)
    beyond = sum(p for p, q in zip(here, there, strict=True) if p > 2 * factor * q)
    assert beyond <= 2 * excess(here, there, factor)


def test_losses_above_epsilon_may_be_more_probable_than_delta():
    """An output with a loss of 21/20 of the factor and half of the probability: δ is a fortieth."""
    here, there = [Fraction(21, 40), Fraction(19, 40)], [Fraction(1, 2), Fraction(1, 2)]
    assert excess(here, there, Fraction(1)) == Fraction(1, 40)
    above = sum(p for p, q in zip(here, there, strict=True) if p > q)
    assert above == Fraction(21, 40)
