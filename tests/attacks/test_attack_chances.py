"""Exact chances against SciPy, and what ε allows against the definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lanterne.attacks.chances import (
    chance_of_excess,
    gaussian_detections,
    largest_rate,
    largest_variance_ratio,
    least_rate,
    wilson,
)
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import FALSE_ALARM, Rate, Verdict, judge
from lanterne.errors import UsageError
from lanterne.privacy import PrivacyStatement, UnitPromise


def test_wilsons_interval_by_hand():
    """3 of 10 at z = 1.96: centre (0.3 + 0.192) / 1.384, reach 1.96·√(0.021 + 0.0096) / 1.384."""
    low, high = wilson(3, 10)
    assert (low, high) == pytest.approx((0.1078, 0.6032), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400), st.data())
@settings(max_examples=40, deadline=None)
def test_bounds_are_clopper_and_pearsons(attempts, data):
    successes = data.draw(st.integers(0, attempts))
    error = data.draw(st.sampled_from([0.025, 0.0005]))
    low = stats.beta.ppf(error, successes, attempts - successes + 1) if successes else 0.0
    high = (
        stats.beta.isf(error, successes + 1, attempts - successes) if successes < attempts else 1.0
    )
    assert least_rate(successes, attempts, error) == pytest.approx(low, abs=1e-9)
    assert largest_rate(successes, attempts, error) == pytest.approx(high, abs=1e-9)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
@settings(max_examples=40, deadline=None)
def test_the_exact_test_is_fishers(first, second, data):
    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    expected = stats.fisher_exact([[a, first - a], [b, second - b]], alternative="greater").pvalue
    assert chance_of_excess(a, first, b, second) == pytest.approx(expected, rel=1e-9)


def test_large_tables_are_within_reach():
    assert 0 < chance_of_excess(1560, 156_000, 100, 20_000) < 1e-6
    assert least_rate(1_560, 156_000, 0.025) == pytest.approx(0.0095, abs=1e-4)


def test_the_normal_and_its_squares():
    assert gaussian_detections(0.2, 0.0) == pytest.approx(0.2)
    expected = stats.norm.cdf(stats.norm.ppf(0.2) + 1.5)
    assert gaussian_detections(0.2, 1.5) == pytest.approx(expected)
    assert (gaussian_detections(0.0, 1.5), gaussian_detections(1.0, 1.5)) == (0.0, 1.0)
    expected = 90.0 / stats.chi2.ppf(0.00025, 80)
    assert largest_variance_ratio(90.0, 80, 0.00025) == pytest.approx(expected, rel=0.01)


def test_what_epsilon_allows():
    """Randomised response at ε = 1 touches the bound: e/(1 + e) at 1/(1 + e) false alarms."""
    other = 1 / (1 + math.e)
    assert Promise(1.0).allowed(other) == pytest.approx(1 - other)
    assert Promise(1.0, 1e-3).allowed(0.01) == pytest.approx(math.e * 0.01 + 1e-3)
    assert Promise(1.0).allowed(0.9) == pytest.approx(1 - 0.1 / math.e)
    assert Promise(1.0).allowed(1.0) == 1.0
    assert Promise(k=10).allowed(0.5) is None
    assert Promise(0.5, 1e-6).allowed(0.02, people=1000) == pytest.approx(
        math.exp(0.5) * 0.02 + 1e-3
    )


def test_what_a_statement_promises_to_each_kind_of_people():
    zcdp = {"rho": 0.1, "epsilon_zcdp": 9.0}
    totals = {"releases": 1, "epsilon_total": 9.0, "delta_total": 0.5}
    also = UnitPromise("perpetrator", "", epsilon=2.0, delta=1e-7, mechanisms=(), **zcdp, **totals)
    texts = dict.fromkeys(
        ("definition", "neighbours", "accountant", "noise", "software", "as_of", "ledger"), ""
    )
    statement = PrivacyStatement(
        **texts, **zcdp, **totals, unit="person", epsilon=1.0, delta=1e-6, bounds={},
        mechanisms=(), also=(also,),
    )  # fmt: skip
    assert Promise.of_statement(statement) == Promise(1.0, 1e-6)
    assert Promise.of_statement(statement, "person") == Promise(1.0, 1e-6)
    assert Promise.of_statement(statement, "perpetrator") == Promise(2.0, 1e-7)
    assert Promise.of_statement(statement, "household") == Promise()


@pytest.mark.parametrize("wrong", [{"epsilon": 0.0}, {"epsilon": math.nan}, {"k": 1}, {"delta": 1}])
def test_a_promise_that_cannot_be_is_refused(wrong):
    with pytest.raises(UsageError):
        Promise(**wrong)


def test_verdicts():
    dp = Promise(1.0, 1e-6)
    assert judge(Rate(300, 500), Rate(50, 500), dp)[1] == Verdict.BEATS_PROMISE
    assert judge(Rate(120, 500), Rate(60, 500), dp)[1] == Verdict.BEATS_CHANCE
    assert judge(Rate(60, 500), Rate(55, 500), dp)[1] == Verdict.NO
    assert judge(Rate(0, 0), Rate(55, 500), dp) == (None, Verdict.NOT_TRIED)
    assert judge(Rate(300, 500), Rate(50, 500), Promise(k=5)) == (None, Verdict.BEATS_CHANCE)


def test_the_promise_is_beaten_where_both_exact_bounds_say_so():
    error, promise = FALSE_ALARM / 2, Promise(1.0, 1e-6)
    most = promise.allowed(stats.beta.isf(error, 21, 180))
    for successes in range(60, 140):
        low = stats.beta.ppf(error, successes, 201 - successes)
        verdict = judge(Rate(successes, 200), Rate(20, 200), promise)[1]
        assert (verdict == Verdict.BEATS_PROMISE) == (low > most)


def test_false_alarms_are_as_rare_as_stated():
    """Equal rates of 5 %: 0.001 of 20,000 pairs are expected at most, 36 are far beyond (1e-3)."""
    rng = np.random.default_rng(4)
    pairs = rng.binomial(300, 0.05, (20_000, 2))
    excess = {}
    for a, b in pairs.tolist():
        if (a, b) not in excess:
            excess[a, b] = chance_of_excess(a, 300, b, 300) <= FALSE_ALARM
    assert sum(excess[a, b] for a, b in pairs.tolist()) < 36
