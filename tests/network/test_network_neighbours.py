"""By how much one person changes the counts of a network: all neighbours of small networks.

The proofs of the sensitivities are in the code; here every neighbour is made and counted, with the
same hash on both sides. What may be promised together must hold together, for every bound.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from extreme_networks import (
    household_goes,
    in_order,
    perpetrator_goes,
    victim_makes_room,
)
from tiny_networks import (
    CODEBOOK,
    DOMAINS,
    NETWORK,
    TABLES,
    H,
    P,
    V,
    exceeds,
    frames,
    largest_changes,
    most_links,
    neighbours,
    over_stated,
    random_network,
    rows_of,
    worst_changes,
)

from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network import tallies
from lanterne.synthesis.network.bounds import Bounds, count_links
from lanterne.synthesis.network.measure import encode_network
from lanterne.synthesis.network.sensitivity import sensitivity, unpromised

PROMISES = [(V,), (P,), (H,), (V, H), (V, P), (H, P), (V, H, P)]
NETWORKS = 15
"""Networks for each choice of promises and bounds; each has about 25 neighbours."""

LARGEST_KEY = 2**64 - 1


def names(units):
    return "+".join(units) if units else "nobody"


def all_bounds(units):
    """Every choice from 1 to 3 of the bounds that matter to these promises."""
    free = (1, 2, 3)
    victims = free if {V, H} & set(units) else (2,)
    perpetrators = free if P in units else (2,)
    households = free if H in units else (2,)
    for chosen in product(victims, perpetrators, households):
        yield Bounds(frozenset(units), *chosen)


def some_networks(bounds, seed, number=NETWORKS):
    rng = np.random.default_rng([seed, bounds.victim, bounds.perpetrator, bounds.household])
    return [random_network(rng, most_links(bounds)) for _ in range(number)]


@pytest.mark.parametrize("units", PROMISES, ids=names)
# With three in the table of links there is all that there is with one, and who makes room besides.
@pytest.mark.parametrize("sample", [pytest.param(1, marks=pytest.mark.long), 3])
def test_no_neighbour_changes_more_than_is_stated(monkeypatch, units, sample):
    """Of every promised unit, under every choice of bounds."""
    monkeypatch.setattr(bounding, "SAMPLE", sample)
    # As many sizes of blocks as are stated, but such as a few victims fill.
    monkeypatch.setattr(tallies, "LEVELS", (2, 3, 4))
    for bounds in all_bounds(units):
        networks = some_networks(bounds, sample)
        over = over_stated(networks, bounds, key=sample * (LARGEST_KEY // 3))
        assert not over, (bounds, over)


@pytest.mark.parametrize("units", PROMISES, ids=names)
def test_side_by_side_is_as_alone(units):
    """What makes it quick changes nothing: each network, counted alone, gives the same rows."""
    key = 12345
    bounds = Bounds(frozenset(units), 2, 2, 2)
    several = some_networks(bounds, 7, 3)
    family = [one for first in several for one in (first, *neighbours(first, units[-1]))][::6]
    together = rows_of(family, bounds, key)
    assert sum(len(table.codes) for table in together.values()) > 20 * len(family) / 2
    for number, one in enumerate(family):
        counted = count_links(frames([one], side=""), NETWORK, bounds, key)
        alone = encode_network(counted, CODEBOOK, DOMAINS)
        for name, table in together.items():
            mine, theirs = table.codes[table.network == number], getattr(alone, name)
            if name == "rings":  # whatever they are called
                mine, theirs = np.unique_counts(mine).counts, np.unique_counts(theirs).counts
            assert sorted(mine.tolist()) == sorted(theirs.tolist()), name


def extremes(bounds):
    return [
        household_goes(bounds, 1),
        household_goes(bounds, bounds.household),
        victim_makes_room(bounds),
        perpetrator_goes(bounds),
    ]


def loose(units, unit, bounds):
    """Kinds of tables whose stated change is not reached: these networks say so of each.

    With promises to both sides: a victim whose links are all in the table of links has none that
    could be pushed out of it, or that could come in. Of those whose rows change when one victim
    makes room for another, some gain a link and some lose one: they cannot all move alike.
    """
    if not (P in units and {V, H} & set(units)):
        return set()
    found = {"links"} if bounds.sample == bounds.victim else set()
    if unit is P:
        return found
    makes_room = H in units and (unit is V or bounds.household == 1)
    found |= {"victims"} if makes_room else set()
    # A perpetrator of whom one link counts has one after as before, and nobody to compare.
    return found | ({"perpetrators"} if bounds.perpetrator == 1 else set())


@pytest.mark.parametrize("units", PROMISES, ids=names)
def test_what_is_stated_is_reached(monkeypatch, units):
    """Not a formula that is true of anything: networks that change by exactly so much."""
    monkeypatch.setattr(bounding, "_shuffled", in_order)
    for sample, chosen in product((1, 2), [(2, 2, 2), (3, 2, 2), (3, 3, 1), (1, 1, 1)]):
        monkeypatch.setattr(bounding, "SAMPLE", sample)
        bounds = Bounds(frozenset(units), *chosen)
        networks = extremes(bounds)
        assert max(max(one.degrees(0).values()) for one in networks) <= bounds.victim
        for unit, found in worst_changes(networks, bounds).items():
            stated = sensitivity(bounds, unit)
            assert not exceeds(found, stated)
            short = {kind for kind in TABLES if getattr(found, kind) < getattr(stated, kind)}
            assert short == loose(units, unit, bounds), (bounds, unit, found, stated)


def test_with_a_victim_beyond_the_bound_more_could_change():
    """Why such a file is refused where both sides are promised something."""
    bounds = Bounds(frozenset({V, P}), 1, 2, 1)
    rng = np.random.default_rng(1)
    assert set(over_stated([random_network(rng) for _ in range(20)], bounds)) == {V, P}


def without_each(side):
    """Gives a network without each person of one side, by the number of their links."""
    name = "perpetrators" if side else "victims"

    def neighbours_of(one):
        return [
            (degree, one.without(**{name: [person]}))
            for person, degree in one.degrees(side).items()
        ]

    return neighbours_of


def without_each_household(one):
    """The network without each household, by the number of people."""
    return [(len(some), one.without(victims=some)) for some in one.households().values()]


@pytest.mark.parametrize(
    ("units", "unit", "neighbours_of"),
    [
        ((V,), P, without_each(1)),
        ((H,), P, without_each(1)),
        ((V, H), P, without_each(1)),
        ((P,), V, without_each(0)),
        ((V,), H, without_each_household),
        ((V, P), H, without_each_household),
    ],
    ids=lambda value: (
        names(value) if isinstance(value, tuple) else str(getattr(value, "value", ""))
    ),
)
def test_those_to_whom_nothing_is_promised_change_no_more_than_is_stated(
    units, unit, neighbours_of
):
    """Of every size, also beyond the bound: what is stated of them goes by their size alone."""
    for bounds in all_bounds(units):
        networks = some_networks(bounds, 3)
        found = largest_changes([(one, neighbours_of(one)) for one in networks], bounds)
        over = {
            size: exceeds(change, unpromised(bounds, unit, size)) for size, change in found.items()
        }
        assert not any(over.values()), (bounds, over)
        assert max(found) >= 3
