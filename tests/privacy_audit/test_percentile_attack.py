"""The attack that breaks a contribution bound read from the data, here and elsewhere.

Some releases bound how many counts a person may touch by a percentile of the persons' own numbers
of answers, chosen by an exponential mechanism. If the candidates end at the data's own maximum and
scores are differences of ranks at the end of ties, one person moves both: the mechanism is not
private, and the bound that it chose shows in the scale of everything that is released after it.

Below is the least that makes such a release, written from its published description (the
percentile step of the aggregate-seeded synthesiser of pac-synth 0.0.8), then the same attack on
Lanterne. The tables: 99,000 persons who give one answer, 1,000 who give twenty; the neighbour has
one person more, who gives twenty-one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import ceil, log, sqrt

import numpy as np
import pytest
from auditing import ASSERTED, Distinguished, distinguish

from lanterne.counting import Layout, count_pairs
from lanterne.privacy import Budget, delta_spent
from lanterne.synthesis.measure import measure_number, measure_pairs
from lanterne.synthesis.plan import make_plan

EPSILON, DELTA = 1.0, 1e-6
NARROW, WIDE, ANSWERS = 99_000, 1_000, 20
PERCENTILE, PERCENTILE_SHARE = 0.99, 0.01


def scores(numbers):
    """Score of each candidate 0 … max: ranks away from the percentile, at the ends of ties."""
    people, values = len(numbers), np.sort(numbers)
    largest = int(values[-1])
    chosen = int(values[ceil(people * PERCENTILE) - 1])
    last = np.searchsorted(values, np.arange(largest + 1), side="right") - 1
    present = np.isin(np.arange(largest + 1), values)
    found = np.empty(largest + 1)
    for candidate in range(largest + 1):
        if candidate == largest:
            found[candidate] = -ceil(people * (1 - PERCENTILE))
        elif candidate == chosen:
            found[candidate] = 0
        elif present[candidate]:
            found[candidate] = -abs(int(last[candidate]) - int(last[chosen]))
        else:
            before = found[candidate - 1] if candidate else -ceil(people * PERCENTILE)
            found[candidate] = min(before, -1)
    return found


class PercentileRelease:
    """Counts of single answers, each person cut to the bound that the percentile step chose."""

    def __init__(self, extra):
        rho = (sqrt(EPSILON + log(2 / DELTA)) - sqrt(log(2 / DELTA))) ** 2
        self.rate = sqrt(2 * rho * PERCENTILE_SHARE) / 2
        self.sigma = 1 / sqrt(2 * rho * (1 - PERCENTILE_SHARE))
        numbers = [1] * NARROW + [ANSWERS] * WIDE + [ANSWERS + 1] * extra
        self.scores = scores(np.array(numbers))
        self.extra = extra

    def draw(self, rng):
        """Released counts of the answers that only people with many answers give."""
        bound = int(np.argmax(self.scores + rng.exponential(1 / self.rate, len(self.scores))))
        order = rng.random((WIDE + self.extra, ANSWERS)).argsort(axis=1)
        kept = (order < bound).sum(axis=0)[1:]
        return kept + self.sigma * sqrt(bound) * rng.normal(size=ANSWERS - 1)


class LanterneRelease:
    """The same people as twenty-one columns with one answer each."""

    def __init__(self, extra):
        codes = np.zeros((NARROW + WIDE + extra, ANSWERS + 1), np.uint16)
        codes[:, 0] = 1
        codes[NARROW:, :ANSWERS] = 1
        codes[NARROW + WIDE :] = 1
        layout = Layout((2,) * (ANSWERS + 1))
        self.gram = count_pairs([codes], layout)
        self.plan = make_plan(layout, Budget(EPSILON, DELTA))
        self.places = layout.offsets[1:ANSWERS] + 1
        self.scales = cache(self.plan.scales)  # the same for the same number

    def draw(self, rng):
        """Released counts of the same answers; their noise is shared out by a noisy number."""
        number = measure_number(self.gram, self.plan.layout, self.plan.number_sigma)
        alone = replace(self.scales(number), pair_sigmas={})  # the attacker looks at no pair
        return measure_pairs(self.gram, alone).singles[self.places]


def level(counts):
    """How high the counts are together: the bound decides how many of them are kept."""
    return counts.mean()


def scale(counts):
    """How far the counts scatter around the truth that the attacker knows: the noise scale."""
    return ((counts - WIDE) ** 2).sum()


def attack(release, runs):
    """What each statistic tells apart, from the same releases of the two tables."""
    rng = np.random.default_rng(1)
    drawn = [[table.draw(rng) for _ in range(runs)] for table in (release(0), release(1))]
    return [
        distinguish(*(np.array([statistic(counts) for counts in table]) for table in drawn))
        for statistic in (level, scale)
    ]


def test_the_attack_breaks_the_percentile():
    """Claimed ε = 1. One person more, and another noise scale for all."""
    by_level, _ = attack(PercentileRelease, runs=600)
    print(f"percentile: eps >= {by_level.epsilon(DELTA):.2f} of {EPSILON:g} claimed")
    assert by_level.epsilon(DELTA, ASSERTED) > 2 * EPSILON


@pytest.mark.long  # what scales of noise tell of a person is seen by test_parts_audit
def test_the_attack_finds_nothing_in_lanterne():
    """The contribution of a person is bounded by the codebook: one cell of each table."""
    chosen = make_plan(Layout((2,) * (ANSWERS + 1)), Budget(EPSILON, DELTA))
    curve = cache(lambda epsilon: delta_spent(chosen.events, epsilon))
    for found in attack(LanterneRelease, runs=400):
        print(f"lanterne: eps >= {found.epsilon(DELTA):.2f} of {EPSILON:g} claimed")
        assert found.epsilon(DELTA, ASSERTED) <= EPSILON
        assert found.excess(curve) <= 0


def test_the_plan_is_the_same_for_both_tables():
    """Nothing that is charged depends on how many answers anybody gave."""
    assert LanterneRelease(0).plan == LanterneRelease(1).plan


def test_the_attack_breaks_the_package_that_has_the_percentile():
    """The same on pac-synth itself, where it is installed; the event was fixed beforehand."""
    pacsynth = pytest.importorskip("pacsynth")
    builder = pacsynth.DpAggregateSeededParametersBuilder()
    settings = builder.reporting_length(1).epsilon(EPSILON).delta(DELTA).build()

    def event(extra):
        header = [f"a{j}" for j in range(ANSWERS + 1)]
        rows = [["1"] + [""] * ANSWERS] * NARROW + [["1"] * ANSWERS + [""]] * WIDE
        rows += [["1"] * (ANSWERS + 1)] * extra
        synthesizer = pacsynth.DpAggregateSeededSynthesizer(settings)
        synthesizer.fit(pacsynth.Dataset([header, *rows]))
        counts = synthesizer.get_dp_aggregates(";")
        seen = [counts.get(f"a{j}:1", 0) for j in range(1, ANSWERS)]
        return np.mean(seen) > WIDE * (1 - 0.5 / ANSWERS)

    runs = 16
    alarms, detections = (sum(event(extra) for _ in range(runs)) for extra in (0, 1))
    found = Distinguished(alarms, runs, detections, runs)
    print(f"pac-synth: eps >= {found.epsilon(DELTA):.2f} of {EPSILON:g} claimed")
    assert found.epsilon(DELTA) > EPSILON
