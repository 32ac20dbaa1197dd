"""What is listed, and that its intervals know it: tests, thresholds, conditional intervals."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats
from small_tables import MANY, breaks_a_rule, domain_of, measured, people, plain_book, rich_book

from lanterne.counting import count_pairs
from lanterne.privacy import Budget
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.intervals import normal_reach, selected_lower_ends
from lanterne.synthesis.listing import FALSE_SHARE, largest_tails, least_estimates, tails
from lanterne.synthesis.measure import measure_pairs
from lanterne.synthesis.noise_quantiles import NOMINAL
from lanterne.synthesis.plan import make_plan


def exact_tails(sigma, reach=9):
    """Whole numbers and the chance that a discrete Gaussian is as large, or larger."""
    x = np.arange(-int(12 * sigma) - 5, int(12 * sigma) + 6)
    mass = np.exp(-(x**2) / (2 * sigma**2))
    above = np.cumsum(mass[::-1])[::-1] / mass.sum()
    here = (x >= 0) & (x <= reach * sigma)
    return x[here].astype(float), above[here]


@pytest.mark.parametrize("sigma", [1.0, 1.5, 2.0, 4.0, 20.0])
def test_the_tail_of_one_count_is_never_too_small_and_close_to_the_exact_one(sigma):
    """From two to six deviations: 1 to 1.5 times the exact one for σ ≥ 2, to 1.2 times for 4."""
    at, exact = exact_tails(sigma, reach=6)
    at, exact = at[at >= 2 * sigma], exact[at >= 2 * sigma]
    ratio = tails(at, np.full(len(at), sigma)) / exact
    assert ratio.min() > 1
    assert sigma < 2 or ratio.max() < 1.5
    assert sigma < 4 or ratio.max() < 1.2


@pytest.mark.parametrize(("own", "other", "weight"), [(4.0, 3.0, 0.1), (3.0, 8.0, 0.4), (6, 6, 1)])
def test_the_tail_of_a_sum_of_counts_is_never_too_small(own, other, weight):
    """Exact by enumeration; within exp(z / σ), what a whole person would cost, and a tenth."""
    x = np.arange(-int(12 * own), int(12 * own) + 1)
    y = np.arange(-int(12 * other), int(12 * other) + 1)
    mass = np.outer(np.exp(-(x**2) / (2 * own**2)), np.exp(-(y**2) / (2 * other**2))).ravel()
    total = np.add.outer(x, weight * y).ravel()
    order = np.argsort(-total)
    above = np.cumsum(mass[order]) / mass.sum()
    spread = np.sqrt(own**2 + (weight * other) ** 2)
    at = np.linspace(0.5 * spread, 5.5 * spread, 60)
    exact = above[np.searchsorted(-total[order], -at, side="right") - 1]
    ratio = tails(at, np.full(len(at), spread)) / exact
    assert ratio.min() > 1
    assert np.all(ratio < 1.1 * np.exp(at / spread**2))


def test_thresholds_are_those_of_benjamini_and_hochberg_table_by_table():
    rng = np.random.default_rng(3)
    for _ in range(200):
        families = rng.integers(0, 4, 60)
        found = rng.random(60) ** rng.integers(1, 12)
        listed = found <= largest_tails(found, families, np.bincount(families, minlength=4))
        for family in range(4):
            here = np.sort(found[families == family])
            rank = np.flatnonzero(here <= FALSE_SHARE * np.arange(1, len(here) + 1) / len(here))
            number = rank[-1] + 1 if len(rank) else 0
            assert listed[families == family].sum() == number
            assert np.all(found[(families == family) & listed] <= here[: number or 1].max())


def test_tails_that_never_pass_may_be_left_out():
    rng = np.random.default_rng(4)
    families = rng.integers(0, 3, 500)
    found = rng.random(500) ** 6
    tests = np.bincount(families, minlength=3)
    some = found <= FALSE_SHARE
    whole = largest_tails(found, families, tests)[some]
    assert np.array_equal(largest_tails(found[some], families[some], tests), whole)


def test_least_estimates_are_the_inverse_of_tails():
    estimates, deviations = np.array([4.0, 30.0, 90.0]), np.array([2.0, 9.0, 20.0])
    back = least_estimates(tails(estimates, deviations), deviations)
    assert back == pytest.approx(estimates)


@pytest.mark.parametrize("ratio", [0.3, 0.8, 1.0])
@pytest.mark.parametrize("beyond", [-2.0, 0.5, 3.0])
def test_intervals_of_what_was_selected_miss_by_either_side_as_seldom_as_they_say(ratio, beyond):
    """A count C = E + W seen only where E reaches a threshold, ``beyond`` deviations below μ.

    40,000 counts that are seen: six in 1,000 are more than seven standard errors.
    """
    rng = np.random.default_rng(7)
    spread, people_true = 10.0, 200.0
    deviation = ratio * spread
    threshold = people_true - beyond * deviation
    rest = np.sqrt(spread**2 - deviation**2)
    least = stats.norm.cdf(-beyond)
    seen = stats.norm.ppf(least + (1 - least) * rng.random(40_000))
    estimate = people_true + deviation * seen
    count = estimate + rest * rng.standard_normal(40_000)
    every = np.ones(len(count))
    low = selected_lower_ends(count, spread * every, deviation * every, threshold * every)
    assert (low > people_true).mean() == pytest.approx((1 - NOMINAL) / 2, abs=0.006)
    assert (count + normal_reach() * spread < people_true).mean() < (1 - NOMINAL) / 2 + 0.006
    assert np.all((low >= 0) & (low <= np.maximum(count - normal_reach() * spread, 0)))
    if beyond < 0:  # the usual interval is far too high there
        assert (count - normal_reach() * spread > people_true).mean() > 0.03


COUNTRIES, PEOPLE = 70, 1500


@pytest.fixture(scope="module")
def sparse():
    """Two columns of 70 countries and three others, twenty times; the truth beside the counts."""
    domain = domain_of(plain_book(COUNTRIES + 1, COUNTRIES + 1, 7, 3, 4))
    rng = np.random.default_rng(11)
    shares = 1 / np.arange(1, COUNTRIES + 1) ** 1.5
    one, two = (rng.choice(COUNTRIES, PEOPLE, p=shares / shares.sum()) + 1 for _ in range(2))
    two = np.where(rng.random(PEOPLE) < 0.5, one, two)
    others = [rng.integers(0, size, PEOPLE) for size in (7, 3, 4)]
    codes = np.stack([one, two, *others], axis=1).astype(np.uint16)
    gram = count_pairs([codes], domain.layout)
    plan = make_plan(domain.layout, Budget(4.0, 1e-6))
    found = []
    for run in range(20):
        measurements = measure_pairs(gram, plan.scales(MANY))
        frame = published_counts(Evidence(domain, measurements), codes)
        found.append(frame.with_columns(truth=pl.col("synthetic"), run=pl.lit(run)))
    return pl.concat(found)  # the rows that are counted are the people themselves


def held(frame, number):
    return frame.select(pl.col("truth").is_between(f"{number}_low", f"{number}_high").mean()).item()


@pytest.mark.parametrize("number", ["count", "estimate"])
def test_intervals_hold_in_whole_tables_and_among_what_is_selected_for_small_counts_too(
    sparse, number
):
    """93 %, each. 700 intervals or more: seven in 10,000 runs of a true 95 % are below."""
    truth = pl.col("truth")
    sizes = {"nobody": truth == 0, "few": truth.is_between(1, 19), "many": truth >= 20}
    for name, size in sizes.items():
        whole = sparse.filter(size, length=1)
        assert held(whole, number) >= (0.93 if whole.height > 700 else 0.90), name
        listed = sparse.filter(size, pl.col("length") > 1)
        if name != "nobody":
            assert held(listed, number) >= (0.93 if listed.height > 700 else 0.90), name
    assert sparse.filter(truth == 0, length=1).height > 300


def test_of_what_is_listed_hardly_anything_is_of_nobody(sparse):
    """At most 1 % on average; of 2,500 and more, 1.6 % are three standard errors above."""
    listed = sparse.filter(pl.col("length") > 1)
    assert listed.height > 2500
    assert (listed["truth"] == 0).mean() <= 0.016
    single = sparse.filter(pl.col("estimate_low") > 0, length=1)
    assert single.height > 400
    assert (single["truth"] == 0).mean() <= 0.03
    by_count = sparse.filter(pl.col("count_low") > 0, length=1)
    assert (by_count["truth"] == 0).mean() <= 0.03


def test_intervals_of_large_counts_are_hardly_wider_for_it(sparse):
    large = sparse.filter((pl.col("truth") >= 20) & (pl.col("length") > 1))
    usual = 2 * (large["count_high"] - large["noisy_count"])
    assert ((large["count_high"] - large["count_low"]) / usual).median() <= 1.3


def test_every_answer_is_listed_and_every_count_lies_in_its_interval(sparse):
    sizes = (COUNTRIES, COUNTRIES, 6, 2, 3)
    assert sparse.filter(length=1).height == 20 * sum(sizes)
    inside = pl.col("count").is_between("count_low", "count_high")
    assert sparse.select(inside.all()).item()
    assert sparse.select((pl.col("noisy_count") < 0).any()).item()


def test_a_sum_of_noisy_counts_of_a_whole_table_is_unbiased(sparse):
    """Cut at nobody, empty countries add dozens of people that are not there."""
    first = (
        sparse.filter(length=1, column_1="c0")
        .group_by("run")
        .agg(pl.col("noisy_count").sum(), pl.col("count").sum())
    )
    error = first["noisy_count"].std() / np.sqrt(20)
    assert abs(first["noisy_count"].mean() - PEOPLE) < 5 * error
    assert first["count"].mean() - PEOPLE > 5 * error


def test_what_a_rule_forbids_is_never_listed():
    domain = domain_of(rich_book())
    codes = people(domain, 300, seed=3)
    assert not any(breaks_a_rule(domain, row) for row in codes[:20])
    noisy = measured(codes, domain.layout, Budget(0.5, 1e-6))
    frame = published_counts(Evidence(domain, noisy), codes)
    said = pl.concat_list("value_1", "value_2", "value_3").list
    broken = frame.filter(said.contains("other") & said.contains("debt"), length=2)
    assert broken.is_empty()
