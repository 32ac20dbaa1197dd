"""Counts over ranges of numbers: closer than where the same ten bins are spread evenly."""

from __future__ import annotations

import secrets

import numpy as np
import polars as pl
import pytest
from test_number_ranges import book

from lanterne.cases import encode_frame
from lanterne.codebook.encode import encode_table
from lanterne.privacy import Budget
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import measure, silent, synthesise
from lanterne.synthesis.exact_counts import CountedRows
from lanterne.synthesis.number_ranges import count_numbers
from lanterne.synthesis.number_spread import numbers_of_rows
from lanterne.synthesis.plan import make_plan

PEOPLE = 3000
DRAWS = 3


def ages(rng):
    """Of people of whom a third round to five years."""
    exact = np.clip(rng.gamma(6, 5, PEOPLE), 0, 99).astype(int)
    return np.where(rng.random(PEOPLE) < 0.35, np.minimum((exact + 2) // 5 * 5, 99), exact)


def amounts(rng):
    """Of which few are large, and most are round."""
    exact = np.clip(rng.lognormal(3.3, 1.1, PEOPLE), 0, 999)
    coarse = rng.choice([1, 5, 10], PEOPLE)
    return np.clip(np.round(exact / coarse) * coarse, 0, 999).astype(int)


def drawn(domain, codes, epsilon, ranges):
    """Rows with each number; without ``ranges``, as the same bins spread evenly have them."""
    encoding = domain.encoding
    batches = [np.ascontiguousarray(part) for part in domain.compress([codes])]
    exact = count_numbers([codes], encoding, domain.ranges) if ranges else ()
    within = domain.ranges if ranges else ()
    plan = make_plan(domain.layout, Budget(epsilon, 1e-6), None, within)
    counts = CountedRows(batches, domain.layout, exact)
    measured, model = measure(counts, plan, domain, 1, silent)
    rows = synthesise(measured, model, domain, Dial.BALANCED, secrets.randbits(31), silent).codes
    (own,) = domain.ranges
    if ranges:
        numbers = numbers_of_rows(measured.ranges, model.people, domain, rows, secrets.randbits(31))
        return np.bincount(numbers[:, 0], minlength=own.cells + 1)[1:]
    bins = own.bins[rows[:, 0]]
    widths = np.diff([*own.starts, own.cells])
    return np.repeat(np.bincount(bins[bins >= 0], minlength=len(widths)) / widths, widths)


@pytest.mark.parametrize("epsilon", [1.0, 4.0])
@pytest.mark.parametrize(("make", "last"), [(ages, 99), (amounts, 999)])
def test_200_random_ranges_are_closer_than_with_ten_even_bins(make, last, epsilon):
    """On 3,000 people the error is 0.1 to 0.6 of the other's; that it is more has not been seen."""
    rng = np.random.default_rng(7)
    values = make(rng)
    codebook = book({"from": 0, "to": last}, 4)
    domain = Domain.of(codebook.table, encode_table(codebook.table))
    assert len(domain.ranges[0].starts) == 10
    beside = (values % 4).astype(str)
    frame = pl.DataFrame({"x": values.astype(str), "c": beside})
    codes = encode_frame(frame, codebook, domain.encoding)
    truth = np.bincount(values, minlength=last + 1)
    ends = np.sort(rng.integers(0, last + 2, (200, 2)), axis=1)

    def error(ranges):
        found = []
        for _ in range(DRAWS):
            off = np.cumsum([0, *(drawn(domain, codes, epsilon, ranges) - truth)])
            found.append(np.abs(off[ends[:, 1]] - off[ends[:, 0]]).mean())
        return np.mean(found)

    own, by_hand = error(True), error(False)
    print(f"{make.__name__}, eps {epsilon}: {own:.1f} people for {by_hand:.1f}")
    assert own < by_hand
