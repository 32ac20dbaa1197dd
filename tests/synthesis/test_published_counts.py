"""Published counts: intervals that hold the truth as often as they say, and order among counts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from scipy import stats
from small_tables import (
    book,
    counts_of,
    domain_of,
    measured,
    people,
    plain_book,
    rich_book,
    silent,
)

from lanterne.cases import decode
from lanterne.counting import count_pairs
from lanterne.privacy import Budget
from lanterne.synthesis import engine
from lanterne.synthesis.aggregates import (
    Evidence,
    discrete_gaussian_reach,
    published_counts,
)
from lanterne.synthesis.attest import Attested, Dial
from lanterne.synthesis.plan import make_plan


@pytest.mark.parametrize("sigma", [1.0, 1.7, 3.3, 12.0, 75.5, 410.0])
@pytest.mark.parametrize("coverage", [0.5, 0.95, 0.999])
def test_the_reach_is_the_least_whole_number_that_covers(sigma, coverage):
    x = np.arange(-int(20 * sigma) - 5, int(20 * sigma) + 6)
    mass = np.exp(-(x**2) / (2 * sigma**2))
    mass /= mass.sum()
    (reach,) = discrete_gaussian_reach(np.array([sigma]), coverage)
    assert mass[np.abs(x) <= reach].sum() >= coverage - 1e-12
    assert mass[np.abs(x) <= reach - 1].sum() < coverage


def test_a_sum_of_discrete_gaussians_is_as_wide_as_one_of_their_joint_scale():
    sigma, parts = 1.0, 5
    x = np.arange(-30, 31)
    mass = np.exp(-(x**2) / (2 * sigma**2))
    mass /= mass.sum()
    total = mass
    for _ in range(parts - 1):
        total = np.convolve(total, mass)
    at = np.arange(len(total)) - len(total) // 2
    (reach,) = discrete_gaussian_reach(np.array([sigma * np.sqrt(parts)]), 0.95)
    assert total[np.abs(at) <= reach].sum() >= 0.95
    assert total[np.abs(at) <= reach - 1].sum() < 0.95


def everything(layout):
    """All combinations attested, so that the list is not chosen by what the noise says."""
    pairs = layout.column_of[:, None] != layout.column_of[None, :]
    starts = np.full((layout.width,) * 3, -1)
    return Attested(layout, pairs | np.eye(layout.total, dtype=bool), starts, np.zeros(1, np.uint8))


def truth_of(frame, domain, codes):
    """The true count of each combination, from the texts of the true rows."""
    texts = decode(domain.expand(codes), domain.encoding)
    holders = {}

    def holds(name, text):
        here = texts[name]
        # The only large set of these codebooks: each member is an answer of its own.
        members = here.str.split(";").list.contains(text)
        flags = members if name == "sector" else here == text
        return flags.to_numpy()

    truth = []
    for row in frame.iter_rows(named=True):
        inside = np.ones(texts.height, bool)
        for answer in combination(row, range(1, row["length"] + 1)):
            if answer not in holders:
                holders[answer] = holds(*answer)
            inside &= holders[answer]
        truth.append(int(inside.sum()))
    return pl.Series("truth", truth, pl.Int64)


def beside(frame, truth):
    """The published counts, the true ones, and whether the intervals hold them."""
    return frame.with_columns(truth).with_columns(
        pl.col("truth").is_between("count_low", "count_high").alias("in_count"),
        pl.col("truth").is_between("estimate_low", "estimate_high").alias("in_estimate"),
    )


def narrow_book():
    """A dependency, a set of each kind and a required column: all ways to sum over cells."""
    kept = {"age", "minor", "country", "control", "sector"}
    table = rich_book().table
    columns = (each for each in table.columns if each.name in kept)
    return book(*columns, dependencies=table.dependencies)


def all_published(codebook, number, epsilon, runs):
    """The counts of all combinations in several independent releases of the same people."""
    domain = domain_of(codebook)
    codes = people(domain, number, seed=1)
    truth = None
    for run in range(runs):
        measurements = measured(codes, domain.layout, Budget(epsilon, 1e-6))
        evidence = Evidence(domain, measurements, measurements.residuals, everything(domain.layout))
        frame = published_counts(evidence, codes)
        truth = truth_of(frame, domain, codes) if truth is None else truth
        yield beside(frame, truth).with_columns(run=pl.lit(run))


@pytest.mark.parametrize(("number", "epsilon"), [(400, 4.0), (400, 0.3), (20, 1.0)])
def test_intervals_of_all_combinations_cover_as_often_as_they_say(number, epsilon):
    """Tolerance: 93 to 97 % of the combinations that somebody has, by length, over 25 releases.

    Combinations of one release share noise, the releases do not: the standard error of the pooled
    coverage comes from the scatter between releases. Where it is above 0.4 %, five of them are
    allowed instead of 2 %, so that chance fails one run of the test in 100,000 at most. Of
    combinations that nobody has, more are covered: no interval goes below zero. So it is where
    there are twenty people in all: intervals are widened to hold what is cut to a parent's count.
    """
    found = pl.concat(all_published(narrow_book(), number, epsilon, runs=25))
    for length in (1, 2, 3):
        for kind in ("in_count", "in_estimate"):
            here = found.filter((pl.col("length") == length) & (pl.col("truth") > 0))
            by_run = here.group_by("run").agg(pl.col(kind).mean())[kind]
            mean, error = by_run.mean(), by_run.std() / 5
            slack = max(0.02, 5 * error)
            most = 0.95 + slack if number > 100 else 0.99
            assert 0.95 - slack <= mean <= most, (length, kind, mean, error)
            assert error < 0.02
            nobody = found.filter((pl.col("length") == length) & (pl.col("truth") == 0))
            assert nobody.height < 500 or nobody[kind].mean() > 0.95


def test_the_check_sees_intervals_of_half_the_width():
    found = pl.concat(all_published(narrow_book(), 400, 4.0, runs=3)).filter(pl.col("truth") > 20)
    for kind in ("count", "estimate"):
        low, high = pl.col(f"{kind}_low"), pl.col(f"{kind}_high")
        quarter = (high - low) / 4
        covered = pl.col("truth").is_between(low + quarter, high - quarter)
        assert found.select(covered.mean()).item() < 0.75


def engine_run(codebook, number, epsilon, seed):
    """People, and the measurements and the model of a whole run of the engine on them."""
    domain = domain_of(codebook)
    codes = people(domain, number, seed)
    plan = make_plan(domain.layout, Budget(epsilon, 1e-6))
    gram = count_pairs([codes], domain.layout)
    return domain, codes, engine.measure(lambda: [codes], gram, plan, domain, seed, silent)


def drawn(codebook, number, epsilon, dial, seed=1):
    """The counts that a whole run publishes."""
    domain, _, fitted = engine_run(codebook, number, epsilon, seed)
    made = engine.synthesise(*fitted, domain, dial, seed, silent)
    return published_counts(made.evidence, made.codes)


def combination(row, places):
    return tuple((row[f"column_{p}"], row[f"value_{p}"]) for p in places)


@pytest.mark.parametrize("dial", list(Dial))
@pytest.mark.parametrize(("number", "epsilon"), [(400, 4.0), (50, 0.5)])
def test_estimates_lie_between_their_bounds_and_below_their_parents(dial, number, epsilon):
    frame = drawn(rich_book(), number, epsilon, dial)
    known = {}
    for row in frame.iter_rows(named=True):
        key = combination(row, range(1, row["length"] + 1))
        assert 0 <= row["estimate_low"] <= row["estimate"] <= row["estimate_high"]
        assert 0 <= row["count_low"] <= row["count_high"]
        assert row["method"] == "measured"
        for shorter in combinations(key, len(key) - 1):
            if shorter in known:
                assert row["estimate"] <= known[shorter]["estimate"]
                assert row["synthetic"] <= known[shorter]["synthetic"]
        known[key] = row
    assert known or epsilon < 1


def test_counts_are_the_noisy_cells_themselves():
    domain = domain_of(plain_book(3, 4, 5))
    codes = people(domain, 200, seed=2)
    measurements = measured(codes, domain.layout)
    evidence = Evidence(domain, measurements, measurements.residuals, everything(domain.layout))
    frame = published_counts(evidence, codes)
    exact = counts_of(domain.layout, codes)
    starts = domain.layout.triple_offsets(measurements.triples)
    tables = {(i,): measurements.singles[domain.layout.block(i)] for i in range(3)}
    for i, j in combinations(range(3), 2):
        tables[i, j] = measurements.pairs[domain.layout.block(i), domain.layout.block(j)]
    tables[0, 1, 2] = measurements.triple_counts[starts[0] : starts[1]].reshape(3, 4, 5)
    assert frame.height == (2 + 3 + 4) + (6 + 8 + 12) + 24
    for row in frame.iter_rows(named=True):
        answers = combination(row, range(1, row["length"] + 1))
        columns = tuple(int(name[1:]) for name, _ in answers)
        cell = tuple(int(value[1:]) for _, value in answers)
        assert row["count"] == tables[columns][cell]
        assert row["synthetic"] == exact[columns][cell]


def test_estimates_are_least_squares_with_a_normal_interval_cut_at_zero():
    domain = domain_of(plain_book(3, 4, 5))
    codes = people(domain, 200, seed=2)
    measurements = measured(codes, domain.layout)
    residuals = measurements.residuals
    evidence = Evidence(domain, measurements, residuals, everything(domain.layout))
    uncut = 0
    for row in published_counts(evidence, codes).iter_rows(named=True):
        answers = combination(row, range(1, row["length"] + 1))
        columns = tuple(int(name[1:]) for name, _ in answers)
        value = residuals.table(columns)[tuple(int(text[1:]) for _, text in answers)]
        reach = stats.norm.ppf(0.975) * np.sqrt(residuals.variance(columns))
        assert row["estimate"] <= max(value, 0) + 1e-9
        assert row["estimate_high"] == pytest.approx(max(value + reach, 0, row["estimate"]))
        low = max(value - reach, 0)
        assert row["estimate_low"] == pytest.approx(min(low, row["estimate"]))
        uncut += row["estimate"] == pytest.approx(value)
    assert uncut > 20


def test_the_shorter_interval_is_the_shorter_one():
    frame = drawn(rich_book(), 2000, 4.0, Dial.BALANCED)
    inside = frame.filter((pl.col("count_low") > 0) & (pl.col("estimate_low") > 0))
    width = inside.select(
        count=pl.col("count_high") - pl.col("count_low"),
        estimate=pl.col("estimate_high") - pl.col("estimate_low"),
    )
    assert width["estimate"].mean() < width["count"].mean()
    assert inside.height > 50


def test_listed_combinations_of_a_sparse_table_are_covered_too():
    """What is listed is chosen by estimates, which could leave the lucky ones: at ε = 1, where
    many true counts are below five, at least 93 % must still be covered.

    Four releases of four tables, 5,000 listed combinations or more at each setting. The coverage
    lies at 94.5 % or above, with a standard error of about 0.4 %.
    """
    found = {Dial.CLOSEST: [], Dial.BALANCED: []}
    for seed in range(4):
        domain, codes, fitted = engine_run(plain_book(3, 8, 12, 15, 6, 2, 10), 1500, 1.0, seed + 1)
        for dial, frames in found.items():
            made = engine.synthesise(*fitted, domain, dial, seed, silent)
            frame = published_counts(made.evidence, made.codes)
            frames.append(beside(frame, truth_of(frame, domain, codes)))
    for frames in found.values():
        listed = pl.concat(frames)
        assert listed.height > 5000
        assert (listed["truth"] < 5).mean() > 0.25
        assert listed["in_count"].mean() > 0.93
        assert listed["in_estimate"].mean() > 0.93
