"""What is drawn of a network is what is charged, table for table; and no budget is exceeded.

The cost is computed here once more, from the tables that were released and the closed form of a
Gaussian, without the accountant.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from math import sqrt

import numpy as np
import pytest
from scipy import optimize, stats
from tiny_networks import CODEBOOK, DOMAINS, NETWORK, H, P, V, frames, kind_of, random_network

from lanterne.codebook import load_codebook
from lanterne.privacy import Budget, noise
from lanterne.synthesis import measure as single
from lanterne.synthesis.network import plan as planning
from lanterne.synthesis.network import tallies
from lanterne.synthesis.network.bounds import bounds_of, count_links
from lanterne.synthesis.network.exact import CountNetwork
from lanterne.synthesis.network.measure import encode_network, measure_network
from lanterne.synthesis.network.plan import make_network_plan
from lanterne.synthesis.network.sensitivity import sensitivity

DELTA = 1e-6
PROMISES = [
    {V: 4.0},
    {P: 4.0},
    {H: 4.0},
    {V: 4.0, P: 8.0},
    {P: 1.0, V: 4.0},
    {V: 4.0, H: 8.0},
    {H: 4.0, P: 8.0},
    {V: 2.0, H: 4.0, P: 8.0},
]
BY_NAME = pytest.mark.parametrize(
    "promises", PROMISES, ids=lambda promises: "+".join(f"{u}={e:g}" for u, e in promises.items())
)


def plan_of(promises, codebook=CODEBOOK):
    budgets = {unit: Budget(epsilon, DELTA) for unit, epsilon in promises.items()}
    return make_network_plan(codebook, budgets, bounds_of(codebook.network, list(budgets)))


@cache
def plan_of_built_in(promises):
    return plan_of(dict(promises), load_codebook("lanterne-network"))


def counts_for(plan):
    rng = np.random.default_rng(5)
    networks = [random_network(rng, plan.bounds.victim) for _ in range(20)]
    codes = encode_network(
        count_links(frames(networks), NETWORK, plan.bounds, 9), CODEBOOK, DOMAINS
    )
    return CountNetwork.of(CODEBOOK, plan, 9).of_codes(codes)


@pytest.fixture
def drawn(monkeypatch):
    """σ → cells that got noise of that scale, as it happens."""
    cells = Counter()

    def watched(counts, sigma):
        assert counts.dtype == np.int64
        cells[Fraction(sigma)] += counts.size
        return noise.discrete_gaussian(counts, sigma)

    monkeypatch.setattr(single, "discrete_gaussian", watched)
    monkeypatch.setattr(tallies, "discrete_gaussian", watched)
    return cells


def released(measurements):
    """Kind, columns, cells and σ of each table that was released."""
    for name in ("victims", "numbers", "links", "perpetrators"):
        for columns, counts, precision in getattr(measurements, name).tables():
            yield kind_of(name, columns), columns, counts.size, precision**-0.5
    for name in ("steps", "blocks"):
        tally = getattr(measurements, name)
        yield name, (), tally.counts.size, tally.sigma


def rounded(sigma):
    return round(float(sigma), 9)


@BY_NAME
def test_what_is_drawn_is_what_is_charged(drawn, promises):
    plan = plan_of(promises)
    tables = list(released(measure_network(counts_for(plan), plan)))
    cells = Counter()
    for _, _, size, sigma in tables:
        cells[rounded(sigma)] += size
    assert cells == Counter({rounded(sigma): number for sigma, number in drawn.items()})
    planned = Counter((kind, rounded(sigma)) for kind, sigma in plan.sigmas)
    assert planned == Counter((kind, rounded(sigma)) for kind, _, _, sigma in tables)
    for unit in promises:
        change = sensitivity(plan.bounds, unit)
        expected = Counter(
            (rounded(sigma), getattr(change, kind))
            for kind, _, _, sigma in tables
            if getattr(change, kind)
        )
        charged = Counter()
        for event in plan.events[unit]:
            charged[rounded(event.sigma), event.squared_sensitivity] += event.count
        assert charged == expected


def test_a_table_of_links_that_is_charged_as_one_of_victims_alone_is_seen(monkeypatch):
    """The planted fault: the number of perpetrators taken for a column of the victims' own."""
    real = planning._own_columns
    sources = [column.sources for column in DOMAINS.victims.encoding.columns]
    number = sources.index(("perpetrators",))
    monkeypatch.setattr(planning, "_own_columns", lambda *of: real(*of) | {number})
    plan = plan_of({V: 4.0, P: 8.0})
    tables = released(measure_network(counts_for(plan), plan))
    planned = Counter(kind for kind, _ in plan.sigmas)
    assert planned != Counter(kind for kind, *_ in tables)


def epsilon_at(squared_mu, delta=DELTA):
    """ε of one Gaussian with shift μ (Balle and Wang 2018), by a library's root finder."""
    mu = sqrt(squared_mu)

    def beyond(epsilon):
        lost = stats.norm.logcdf(-mu / 2 - epsilon / mu) + epsilon
        return stats.norm.cdf(mu / 2 - epsilon / mu) - np.exp(lost) - delta

    return optimize.brentq(beyond, 0.0, 100.0, xtol=1e-12) if beyond(0.0) > 0 else 0.0


@BY_NAME
def test_every_unit_keeps_its_budget_by_an_independent_computation(promises):
    """The scales of the built-in network, with what is proved of each kind of table."""
    plan = plan_of_built_in(tuple(promises.items()))
    spent = {}
    for unit, epsilon in promises.items():
        change = sensitivity(plan.bounds, unit)
        # The noise of variance σ² counts for σ² - 2²: what is left when it is made continuous.
        squared_mu = sum(getattr(change, kind) / (float(s) ** 2 - 4) for kind, s in plan.sigmas)
        spent[unit] = epsilon_at(squared_mu)
        assert spent[unit] <= epsilon
        assert plan.epsilon[unit] == pytest.approx(spent[unit], rel=1e-6)
    # Somebody's budget is used up: no more noise is drawn than the promises ask for.
    assert max(spent[unit] / epsilon for unit, epsilon in promises.items()) > 0.995


@BY_NAME
def test_no_table_gets_less_noise_than_is_charged(promises):
    """In the built-in network, whose three-way tables are of several kinds."""
    plan = plan_of_built_in(tuple(promises.items()))
    charged = iter(plan.sigmas)
    for part in (plan.victims, plan.numbers, plan.links):
        scales = part.scales
        drawn = [
            *scales.single_sigmas,
            *scales.pair_sigmas.values(),
            *[scales.triple_sigma] * len(part.triples),
        ]
        assert all(sigma >= next(charged)[1] for sigma in drawn)
    rest = Counter(sigma for _, sigma in charged)
    scales = plan.perpetrators.scales
    tables = [*scales.single_sigmas, *scales.pair_sigmas.values()]
    assert rest == Counter([*tables, plan.steps, plan.blocks])
