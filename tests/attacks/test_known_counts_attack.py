"""Published counts against somebody who knows all others: the stated noise, and less than that."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from attacked_tables import book, frame, population
from lanterne.attacks import Promise, PublishedBeside, Rate, Verdict, run_attacks
from lanterne.attacks.known_counts import _too_little_noise, attack_counts, known_counts
from lanterne.codebook.model import Dependency
from lanterne.privacy import discrete_gaussian
from lanterne.synthesis.noise_quantiles import NOMINAL, discrete_gaussian_reach

SIGMA = 12.0
"""Noise of each count; μ of a person's 55 counts is 0.6: ε = 3 at δ = 1e-6 or so."""

PROMISE = Promise(3.5, 1e-6)


def published(people, sigma):
    """Counts of all one and two answers with noise of scale ``sigma``, stated as ``SIGMA``."""
    rows = []
    names = people.columns
    for columns in [*combinations(names, 1), *combinations(names, 2)]:
        cells = people.group_by(columns).len().rows()
        for *values, count in cells:
            said = [part for pair in zip(columns, values, strict=True) for part in pair]
            rows.append([len(columns), *said, *[""] * (4 - len(said)), count])
    header = ["length", "column_1", "value_1", "column_2", "value_2", "count"]
    counts = pl.DataFrame(rows, header, orient="row")
    noisy = discrete_gaussian(counts["count"].to_numpy(), sigma)
    reach = int(discrete_gaussian_reach(np.array([SIGMA]), NOMINAL)[0])
    return counts.with_columns(
        pl.Series("count", noisy),
        pl.Series("count_high", np.maximum(noisy + reach, 0)),
    )


@pytest.fixture(scope="module")
def people():
    return frame(population(2)(3000, np.random.default_rng(5)))


def attack(people, counts, seed):
    table = book().table
    return attack_counts(people, counts, table, PROMISE, np.random.default_rng(seed))


def test_the_stated_noise_is_not_beaten_on_twenty_draws(people):
    """Noise from the operating system: fails by chance at most 20 times in 1,000. Of 2,000
    such draws none was accused. The mean size of the noise is known to 0.006."""
    drawn = []
    for seed in range(20):
        found = attack(people, published(people, SIGMA), seed)
        assert found.rate.attempts >= 100
        used = found.rate.attempts * found.detail["counts_of_a_person"]
        assert used <= found.detail["counts"]  # each is given to one person only
        assert found.verdict in (Verdict.NO, Verdict.BEATS_CHANCE)
        drawn.append(found.detail["noise_drawn_to_stated"])
    assert drawn == pytest.approx([1] * 20, abs=0.25)
    assert np.mean(drawn) == pytest.approx(1, abs=0.03)


def test_a_tenth_of_the_noise_is_found(people):
    found = attack(people, published(people, SIGMA / 10), 1)
    assert found.verdict == Verdict.BEATS_PROMISE
    assert found.rate.rate > found.allowed
    assert found.detail["noise_drawn_to_stated"] == pytest.approx(0.1, abs=0.05)


def test_a_tenth_of_the_noise_is_found_by_people_alone(people):
    """The rate of attacked people by itself exceeds what the stated noise allows."""
    found = attack(people, published(people, SIGMA / 10), 2)
    assert found.rate.interval[0] > found.allowed


def test_too_little_noise_is_seen_by_either_way_alone():
    """By rates of 0.95 against 0.1 where 0.2 is allowed; by 80 squares of half the size."""
    assert not _too_little_noise(Rate(30, 200), Rate(20, 200), 0.6, 0.0, 0)
    assert _too_little_noise(Rate(190, 200), Rate(20, 200), 0.6, 0.0, 0)
    assert _too_little_noise(Rate(30, 200), Rate(20, 200), 0.6, 20.0, 80)
    assert not _too_little_noise(Rate(30, 200), Rate(20, 200), 0.6, 80.0, 80)


def test_half_of_the_noise_is_found(people):
    assert attack(people, published(people, SIGMA / 2), 3).verdict == Verdict.BEATS_PROMISE


def test_noise_is_published_less_exact_count(people):
    counts = published(people, SIGMA)
    known = known_counts(people, counts, book().table)
    exact = people.filter(pl.col("c0") == "v1", pl.col("c3") == "v2").height
    place = known.answers.index((("c0", "v1"), ("c3", "v2")))
    where = (pl.col("column_1") == "c0") & (pl.col("value_1") == "v1")
    row = counts.filter(where, pl.col("column_2") == "c3", pl.col("value_2") == "v2")
    assert known.exact[place] == exact
    assert known.noise[place] == row["count"][0] - exact
    assert known.sigma[place] == pytest.approx(SIGMA, abs=0.6)
    assert known.sigma[place] <= SIGMA


def test_counts_that_share_their_noise_are_left_out(people):
    """c1 follows from c3, so that both are one model column."""
    follows = Dependency("c1", "c3", {"v0": "v0", "v1": "v1", "v2": "v2"})
    table = book(dependencies=(follows,)).table
    known = known_counts(people, published(people, SIGMA), table)
    assert not {name for cell in known.answers for name, _ in cell} & {"c1", "c3"}


def test_the_report_has_it_where_counts_are_given(people):
    released = frame(population(2)(3000, np.random.default_rng(6)))
    report = run_attacks(
        people,
        released,
        book(),
        promise=PROMISE,
        beside=PublishedBeside(published(people, 1.0)),
        draws=50,
    )
    assert report.worst == Verdict.BEATS_PROMISE
    assert report.result("membership-by-counts").detail["counts"] > 500
