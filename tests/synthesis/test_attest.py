"""What may be written, at each setting of the dial."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from small_tables import domain_of, measured, people, plain_book, rich_book, silent

from lanterne.privacy import Budget
from lanterne.synthesis import engine
from lanterne.synthesis.attest import Dial, attest
from lanterne.synthesis.estimates import combine


def attested_by(make, number, epsilon, seed):
    """The attested combinations of the same measurements and model, by setting of the dial."""
    domain = domain_of(make())
    codes = people(domain, number, seed)
    measurements = measured(codes, domain.layout, Budget(epsilon, 1e-6))
    model = engine.fit(measurements, domain, None, seed, silent)
    estimates = combine(measurements.residuals, model, measurements.triples)
    return domain, {dial: attest(model, estimates, domain, engine.DIAL[dial]) for dial in Dial}


ENOUGH = [
    (rich_book, 400, 4.0),
    (lambda: plain_book(6, 9, 12, 3), 1000, 1.0),
    (lambda: plain_book(30, 40), 300, 1.0),
]
"""Tables and budgets with which something is attested, whatever the noise."""


@pytest.mark.parametrize(("make", "number", "epsilon"), [*ENOUGH, (rich_book, 30, 0.5)])
def test_a_stricter_setting_never_allows_more(make, number, epsilon):
    domain, by = attested_by(make, number, epsilon, seed=1)
    assert (by[Dial.STRICT].pairs <= by[Dial.BALANCED].pairs).all()
    assert (by[Dial.BALANCED].pairs <= by[Dial.CLOSEST].pairs).all()
    for triple in combinations(range(domain.layout.width), 3):
        strict, balanced, closest = (
            by[dial].triple(*triple) for dial in (Dial.STRICT, Dial.BALANCED, Dial.CLOSEST)
        )
        assert (strict <= balanced).all()
        assert (balanced <= closest).all()


@pytest.mark.parametrize(("make", "number", "epsilon"), ENOUGH)
def test_the_settings_differ(make, number, epsilon):
    _, by = attested_by(make, number, epsilon, seed=1)
    assert by[Dial.STRICT].pairs.sum() < by[Dial.CLOSEST].pairs.sum()


@pytest.mark.parametrize("dial", list(Dial))
def test_nothing_forbidden_is_attested_and_silence_always_is(dial):
    domain, by = attested_by(rich_book, 400, 4.0, seed=2)
    pairs, said = by[dial].pairs, domain.informative
    assert (pairs == pairs.T).all()
    assert not (pairs & domain.forbidden_pairs).any()
    assert domain.forbidden_pairs.any()
    assert np.diag(pairs)[~said].all()
    column = domain.layout.column_of
    silent_pairs = (~said[:, None] & ~said[None, :]) & (column[:, None] != column[None, :])
    assert pairs[silent_pairs & ~domain.forbidden_pairs].all()


def test_a_triple_needs_its_pairs():
    domain, by = attested_by(rich_book, 400, 4.0, seed=3)
    layout = domain.layout
    for i, j, k in combinations(range(layout.width), 3):
        allowed = by[Dial.BALANCED].triple(i, j, k)
        for x, y, z in zip(*np.nonzero(allowed), strict=True):
            places = [layout.offsets[i] + x, layout.offsets[j] + y, layout.offsets[k] + z]
            outside = by[Dial.BALANCED].pairs[np.ix_(places, places)]
            assert outside[np.triu_indices(3, 1)].all()
