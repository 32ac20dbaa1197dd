"""Two releases of overlapping people: k-anonymised twice, and drawn by chance twice."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from attacked_tables import frame, population
from lanterne.attacks import Promise, Verdict, difference_releases
from lanterne.errors import UsageError

K = 5


def k_anonymised(people):
    """c0 as it is, all else blank where fewer than K agree in c0 and c1: exact and repeatable."""
    small = pl.len().over("c0", "c1") < K
    return people.select("c0", pl.when(small).then(pl.lit("")).otherwise(pl.col("c1")).alias("c1"))


@pytest.fixture
def people():
    return frame(population(4)(500, np.random.default_rng(1))).select("c0", "c1")


@pytest.mark.parametrize("earlier_known", [True, False])
def test_one_person_more_is_found(people, earlier_known):
    """The planted fault: the same method on the cases of a week later, with one person more."""
    one = pl.DataFrame({"c0": ["v1"], "c1": ["v1"]})
    later = pl.concat([people, one])
    found = difference_releases(
        k_anonymised(later),
        k_anonymised(people),
        k_anonymised(later),
        Promise(k=K),
        k_anonymised(people) if earlier_known else None,
    )
    assert found.verdict == Verdict.BEATS_CHANCE
    assert (found.rate.successes, found.rate.attempts) == (1, 1)
    assert found.detail["people_in_right_claims"] == 1
    assert found.detail["combinations_that_differ"] == 1


def test_one_person_fewer_is_found(people):
    found = difference_releases(
        k_anonymised(people[1:]), k_anonymised(people), k_anonymised(people[1:]), Promise(k=K)
    )
    assert found.verdict == Verdict.BEATS_CHANCE


def test_the_same_release_twice_says_nothing_new(people):
    released = k_anonymised(people)
    found = difference_releases(released, released, released, Promise(k=K))
    assert (found.verdict, found.rate.attempts) == (Verdict.NO, 0)


def test_k_people_more_are_not_a_group_below_k(people):
    many = pl.concat([people, pl.DataFrame({"c0": ["v1"] * K, "c1": ["v1"] * K})])
    found = difference_releases(many, people, many, Promise(k=K))
    assert found.rate.attempts == 0


@pytest.mark.parametrize("earlier_known", [True, False])
def test_two_draws_by_chance_are_not_accused(earlier_known):
    """Forty pairs of releases drawn anew: 0.04 alarms are expected, two are beyond 1e-3."""
    draw, rng, accused = population(5), np.random.default_rng(2), 0
    for _ in range(40):
        people = frame(draw(400, rng))
        later = pl.concat([people, frame(draw(1, rng))])
        found = difference_releases(
            frame(draw(400, rng)),
            frame(draw(400, rng)),
            later,
            Promise(k=K),
            people if earlier_known else None,
            ["c0", "c1", "c2", "c3"],
        )
        assert found.rate.attempts > 20
        accused += found.verdict != Verdict.NO
    assert accused < 2


def test_releases_without_a_common_column_are_refused(people):
    with pytest.raises(UsageError, match="or from its cases: c1, c9"):
        difference_releases(people, people, people.select("c0"), Promise(), None, ["c1", "c9"])
    with pytest.raises(UsageError, match="no column in common"):
        difference_releases(people, people.rename({"c0": "x", "c1": "y"}), people, Promise())
