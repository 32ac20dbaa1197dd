"""The released counts of a network, against an attacker who knows all but one person.

Two networks differ in one victim who has as many links as count, or in one perpetrator who is
shared by as many victims as count. The attacker knows both networks and the hash, and sees all
noisy counts. Against Gaussian noise the best statistic is linear: the noisy counts, each weighted
by its difference between the two networks over σ². Cells without a difference say nothing, so that
noise is drawn for the others only; what is given to the mechanism, with which σ, is taken from the
measurement itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from math import sqrt

import numpy as np
import polars as pl
import pytest
from auditing import ASSERTED, distinguish

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import load_codebook
from lanterne.privacy import Budget, Unit, VectorGaussianEvent, delta_spent, noise
from lanterne.synthesis import measure as single
from lanterne.synthesis.network import plan as planning
from lanterne.synthesis.network import tallies
from lanterne.synthesis.network.bounds import bounds_of, count_links
from lanterne.synthesis.network.exact import CountNetwork
from lanterne.synthesis.network.measure import encode_network, measure_network
from lanterne.synthesis.network.plan import Domains, make_network_plan
from lanterne.synthesis.network.sensitivity import Sensitivity, sensitivity

RUNS = 1000
"""Releases of each of the two networks; half of them choose the threshold."""

V, P, H = Unit.VICTIM, Unit.PERPETRATOR, Unit.HOUSEHOLD


def small():
    """The built-in network with one or two columns for each table."""

    def only(table, *names):
        return replace(table, columns=tuple(map(table.column, names)), dependencies=())

    book = load_codebook("lanterne-network")
    victims, perpetrators, links, households = book.tables
    tables = (
        only(victims, "gender"),
        only(perpetrators, "IP_Gender"),
        only(links, "IP_PayMoney"),
        households,
    )
    return replace(book, tables=tables, condensed=None)


BOOK = small()
NETWORK = BOOK.network
DOMAINS = Domains.of(BOOK)


def network(victims, links):
    """Victim → household and gender; links of victims and perpetrators, who are all men."""
    header = ["victim", "household", "gender"]
    rows = [[victim, *answers] for victim, answers in victims.items()]
    people = sorted({perpetrator for _, perpetrator in links})
    return NetworkTables(
        pl.DataFrame(rows, dict.fromkeys(header, pl.String), orient="row"),
        pl.DataFrame({"perpetrator": people, "IP_Gender": ["Male"] * len(people)}),
        pl.DataFrame(
            [[victim, perpetrator, "Yes"] for victim, perpetrator in links],
            dict.fromkeys(["victim", "perpetrator", "IP_PayMoney"], pl.String),
            orient="row",
        ),
    )


def without(tables, victims=(), perpetrators=()):
    """The same, less some people with all their links."""
    by = ~pl.col("victim").is_in(list(victims))
    other = ~pl.col("perpetrator").is_in(list(perpetrators))
    return NetworkTables(
        tables.victims.filter(by),
        tables.perpetrators.filter(other),
        tables.links.filter(by & other),
    )


def victim_with(links):
    """A victim whose perpetrators each have one more victim, all in the same way."""
    victims = {"v": ("", "Female")} | {f"w{n}": ("", "Female") for n in range(links)}
    pairs = [(who, f"p{n}") for n in range(links) for who in ("v", f"w{n}")]
    tables = network(victims, pairs)
    return tables, without(tables, victims=["v"])


def perpetrator_with(links):
    """A perpetrator whose victims have no other."""
    victims = {f"w{n}": ("", "Female") for n in range(links)}
    tables = network(victims, [(victim, "p") for victim in victims])
    return tables, without(tables, perpetrators=["p"])


def household_of(members, links):
    """People of one household, each with perpetrators who have one more victim each."""
    victims, pairs = {}, []
    for member in range(members):
        victims[f"v{member}"] = ("home", "Female")
        for number in range(links):
            other, perpetrator = f"w{member} {number}", f"p{member} {number}"
            victims[other] = ("", "Female")
            pairs += [(f"v{member}", perpetrator), (other, perpetrator)]
    tables = network(victims, pairs)
    return tables, without(tables, victims=[f"v{member}" for member in range(members)])


def given_to_the_mechanism(tables, bounds, plan, key):
    """Exact counts and σ of each call, in the order in which the measurement makes them."""
    calls = []
    with pytest.MonkeyPatch.context() as patch:

        def exact(counts, sigma):
            calls.append((counts.ravel(), sigma))
            return counts

        patch.setattr(single, "discrete_gaussian", exact)
        patch.setattr(tallies, "discrete_gaussian", exact)
        codes = encode_network(count_links(tables, NETWORK, bounds, key), BOOK, DOMAINS)
        measure_network(CountNetwork.of(BOOK, plan, key).of_codes(codes), plan)
    return calls


def differing(neighbours, bounds, plan, key):
    """σ → exact counts without and with somebody, of all cells in which they differ."""
    more, fewer = (given_to_the_mechanism(tables, bounds, plan, key) for tables in neighbours)
    cells = defaultdict(list)
    for (with_them, sigma), (without_them, same) in zip(more, fewer, strict=True):
        assert sigma == same
        cells[sigma].append(np.stack([without_them, with_them])[:, with_them != without_them])
    return {sigma: np.concatenate(parts, axis=1) for sigma, parts in cells.items()}


def squared_mu(cells):
    """What the exact difference amounts to, over σ²."""
    return sum(float(((c[1] - c[0]) ** 2).sum()) / float(s) ** 2 for s, c in cells.items())


def audit(neighbours, promises, counted=None, draw=noise.discrete_gaussian, also=None, keys=1):
    """What the attacker tells apart, the plan, and μ of the exact difference.

    Args:
        neighbours: A network with somebody and without them.
        promises: Unit → ε.
        counted: Unit → what counts in the plan.
        draw: The mechanism.
        also: The same in what is counted, where it is another number.
        keys: Keys of the hash that are tried; the worst for whom it is about is taken.
    """
    budgets = {unit: Budget(epsilon, 1e-6) for unit, epsilon in promises.items()}
    bounds = bounds_of(NETWORK, list(budgets), counted)
    plan = make_network_plan(BOOK, budgets, bounds)
    really = bounds_of(NETWORK, list(budgets), also) if also else bounds
    tried = (differing(neighbours, really, plan, key) for key in range(keys))
    cells, statistics = max(tried, key=squared_mu), np.zeros((2, RUNS))
    for sigma, exact in cells.items():
        difference = exact[1] - exact[0]
        for side in range(2):
            noisy = draw(np.tile(exact[side], (RUNS, 1)), sigma)
            statistics[side] += (noisy - exact[0]) @ difference / float(sigma) ** 2
    return distinguish(*statistics), plan, sqrt(squared_mu(cells))


def claimed_mu(events):
    """μ of all vectors, by the least that is charged for them: Δ²/σ²."""
    assert all(isinstance(event, VectorGaussianEvent) for event in events)
    square = sum(e.count * e.squared_sensitivity / float(e.sigma) ** 2 for e in events)
    return sqrt(square)


def curve_of(events):
    return cache(lambda epsilon: delta_spent(events, epsilon))


WORST = {
    "victim": (victim_with(8), {V: 4.0}, V, {V: 8}, 1),
    "perpetrator": (perpetrator_with(10), {P: 4.0}, P, {P: 10}, 1),
    "household": (household_of(2, 3), {H: 4.0}, H, {V: 3, H: 2}, 1),
    # Only one link of a perpetrator counts: that of the victim, and then that of somebody else.
    "victim of both": (victim_with(3), {V: 4.0, P: 8.0}, V, {V: 3, P: 1}, 20),
    "perpetrator of both": (perpetrator_with(3), {P: 4.0, V: 8.0}, P, {V: 1, P: 3}, 1),
}
"""Neighbours, ε, who differs, what counts, and keys of the hash that are tried."""


@pytest.mark.parametrize("case", WORST)
def test_neighbours_cannot_be_told_apart_better_than_promised(case):
    """Fails by chance at most once in 10,000 runs."""
    neighbours, promises, unit, counted, keys = WORST[case]
    found, plan, exact = audit(neighbours, promises, counted, keys=keys)
    claim = claimed_mu(plan.events[unit])
    print(f"{case}: mu = {exact:.3f}, seen >= {found.mu():.3f} of {claim:.3f} claimed")
    assert found.excess(curve_of(plan.events[unit])) <= 0
    assert found.mu(ASSERTED) <= claim
    assert found.epsilon(1e-6, ASSERTED) <= promises[unit]
    # Nor is much more promised than is kept: these are among the worst neighbours there are.
    assert 0.7 * claim < exact <= claim * (1 + 1e-12)


def assert_caught(found, plan, exact, unit, case):
    """A difference of μ = 2 is missed less than once in 10,000 runs."""
    claim = claimed_mu(plan.events[unit])
    print(f"{case}: mu = {exact:.3f}, seen >= {found.mu():.3f} of {claim:.3f} claimed")
    assert exact > 2
    assert found.mu(ASSERTED) > claim
    assert found.excess(curve_of(plan.events[unit])) > 0


@pytest.mark.parametrize(
    "case",
    # One sensitivity is forged for all units, and the plan asks for that of each by the same call.
    [
        *(pytest.param(one, marks=pytest.mark.long) for one in ("victim", "perpetrator")),
        "household",
    ],
)
def test_noise_for_a_sensitivity_of_one_is_caught(monkeypatch, case):
    """The planted fault: one person is taken to be in one cell of each table."""
    monkeypatch.setattr(planning, "sensitivity", lambda bounds, unit: Sensitivity(1, 1, 1, 1, 1, 1))
    neighbours, promises, unit, counted, _ = WORST[case]
    found, plan, exact = audit(neighbours, promises, counted)
    assert_caught(found, plan, exact, unit, case)


@pytest.mark.parametrize(
    ("neighbours", "unit", "other"),
    [
        (victim_with(24), V, {V: 24}),
        (perpetrator_with(12), P, {P: 12}),
        (household_of(8, 3), H, {V: 3, H: 8}),
    ],
    ids=["victim", "perpetrator", "household"],
)
def test_a_forgotten_bound_is_caught(neighbours, unit, other):
    """The planted fault: the plan is made for a bound, and all links, or people, are counted."""
    counted = dict.fromkeys(other, 3) | {unit: 2}
    found, plan, exact = audit(neighbours, {unit: 4.0}, counted, also=other)
    assert_caught(found, plan, exact, unit, f"no bound of the {unit}")


def test_a_quarter_of_the_noise_is_caught():
    """The planted fault: all is charged as promised, but less noise is drawn."""
    neighbours, promises, unit, counted, _ = WORST["victim"]
    found, plan, exact = audit(
        neighbours,
        promises,
        counted,
        lambda counts, sigma: noise.discrete_gaussian(counts, sigma / 4),
    )
    assert_caught(found, plan, 4 * exact, unit, "a quarter of the noise")


@pytest.mark.parametrize(("kind", "least"), [("steps", tallies.STEPS), ("blocks", tallies.LEVELS)])
@pytest.mark.parametrize("less", [1, 4])
def test_tallies_cost_what_is_charged_and_a_quarter_of_the_noise_is_caught(
    monkeypatch, kind, least, less
):
    """The largest change that is stated, at the noise of the plan; the fault is a quarter of it.

    Nearly all of a large budget goes to the tally, or no attacker would see it at all.
    """
    monkeypatch.setattr(planning, f"SHARE_OF_{kind.upper()}", 1_000.0)
    bounds = bounds_of(NETWORK, [V], {V: 8})
    plan = make_network_plan(BOOK, {V: Budget(16.0, 1e-6)}, bounds)
    sigma = dict(plan.sigmas)[kind]
    assert sigma == getattr(plan, kind)
    squared = getattr(sensitivity(bounds, V), kind)
    claim = sqrt(squared) / float(sigma)
    assert 0.8 < claim <= claimed_mu(plan.events[V])
    size = 8 if kind == "steps" else 2
    change = np.zeros(len(least), np.int64)
    change[: squared // size**2] = size
    assert int(change @ change) == squared
    statistics = [
        np.array(
            [
                tallies.measure_tally(least, side * change, sigma / less).counts @ change
                for _ in range(RUNS)
            ]
        )
        for side in (0, 1)
    ]
    found = distinguish(*statistics)
    assert (found.mu(ASSERTED) > claim) == (less == 4)
