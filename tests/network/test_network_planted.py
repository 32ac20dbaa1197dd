"""Faults planted in what counts of a network: the check of all neighbours must see each of them.

Each variant is a mistake that somebody could make. Unplanted, the same networks are within what is
stated, which every test makes sure of first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import polars as pl
import pytest
from extreme_networks import household_goes, in_order, perpetrator_goes, victim_makes_room
from tiny_networks import (
    CODEBOOK,
    DOMAINS,
    NETWORK,
    TALLIES,
    H,
    P,
    Rows,
    V,
    changes_of,
    exceeds,
    frames,
    most_links,
    neighbours,
    over_stated,
    random_network,
    worst_changes,
)

from lanterne.privacy import Unit
from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network import measure
from lanterne.synthesis.network.bounds import Bounds, Counted, count_links
from lanterne.synthesis.network.measure import encode_network
from lanterne.synthesis.network.sensitivity import Sensitivity, sensitivity

REAL_FIRST = bounding._first
REAL_ENCODE = encode_network
REAL_COUNT = count_links
REAL_PERPETRATORS = measure.perpetrator_rows


def bounds_for(*units, victim=2, perpetrator=2, household=2):
    return Bounds(frozenset(units), victim, perpetrator, household)


def networks_for(bounds, number=30, refused=True):
    """Random networks; where both sides are promised something, without what is refused."""
    rng = np.random.default_rng(11)
    most = most_links(bounds) if refused else None
    return [random_network(rng, most) for _ in range(number)]


def found_over(bounds, module, name, variant, networks=None):
    """What the check says of the variant; without it there is nothing to say."""
    networks = networks_for(bounds) if networks is None else networks
    assert not over_stated(networks, bounds)
    with patch.object(module, name, variant):
        return over_stated(networks, bounds)


def forgets(column):
    """In place of the cut to the first links: none, of one kind of people."""

    def first(frame, by, most):
        return frame if by.startswith(column) else REAL_FIRST(frame, by, most)

    return first


@pytest.mark.parametrize(
    ("units", "forgotten", "unit", "kinds"),
    [
        ((P,), "perpetrator", P, {"victims", "links", "steps", "blocks"}),
        ((V,), "victim", V, {"links", "perpetrators", "steps"}),
        ((H,), "home", H, {"own", "victims", "links", "perpetrators", "steps"}),
        ((V, P), "perpetrator", P, {"victims", "links", "steps"}),
        ((V, P), "victim", V, set()),
    ],
)
def test_a_forgotten_bound(units, forgotten, unit, kinds):
    bounds = bounds_for(*units, victim=1, perpetrator=1, household=1)
    over = found_over(bounds, bounding, "_first", forgets(forgotten))
    # Where all victims have few links, forgetting to cut them is no fault.
    assert set(over.get(unit, {})) == kinds


EXTREMES = (
    lambda bounds: household_goes(bounds, bounds.household),
    victim_makes_room,
    perpetrator_goes,
)


@pytest.mark.parametrize(
    ("units", "unit", "wrong"),
    [
        ((P,), P, lambda s, b: replace(s, victims=1)),
        ((P,), P, lambda s, b: replace(s, victims=2 * b.perpetrator)),
        ((P,), P, lambda s, b: replace(s, victims=b.perpetrator**2)),
        ((P,), P, lambda s, b: replace(s, links=b.perpetrator)),
        ((V,), V, lambda s, b: replace(s, links=1)),
        ((V,), V, lambda s, b: replace(s, perpetrators=2 * b.victim)),
        ((V,), V, lambda s, b: replace(s, perpetrators=b.victim**2)),
        ((H,), H, lambda s, b: replace(s, own=b.household)),
        ((V, H), V, lambda s, b: replace(s, own=1, victims=1)),
        ((V, H), V, lambda s, b: replace(s, perpetrators=2 * b.victim**2)),
        ((V, P), V, lambda s, b: replace(s, victims=1)),
        ((V, P), V, lambda s, b: replace(s, victims=(1 + b.victim) ** 2)),
        ((V, P), V, lambda s, b: replace(s, links=(b.sample + b.victim) ** 2)),
        ((V, P), P, lambda s, b: replace(s, links=b.perpetrator**2)),
    ],
)
def test_a_sensitivity_that_is_too_small(monkeypatch, units, unit, wrong):
    monkeypatch.setattr(bounding, "_shuffled", in_order)
    monkeypatch.setattr(bounding, "SAMPLE", 2)
    bounds = bounds_for(*units, victim=3, perpetrator=3)
    found = worst_changes([make(bounds) for make in EXTREMES], bounds)[unit]
    stated = sensitivity(bounds, unit)
    assert not exceeds(found, stated)
    assert exceeds(found, wrong(stated, bounds))


def test_a_sensitivity_of_one_for_everything():
    for units in ((V,), (P,), (H,), (V, P)):
        bounds = bounds_for(*units)
        found = worst_changes(networks_for(bounds), bounds)
        assert all(exceeds(change, Sensitivity(1, 1, 1, 1, 1, 1)) for change in found.values())


def degrees(ids: pl.Series, counted: pl.Series) -> np.ndarray:
    """How often each of the ids is among those counted."""
    number = dict(counted.value_counts().iter_rows())
    return np.array([number.get(one, 0) for one in ids], np.uint16)[:, None]


def links_with_degree(counted, codebook, domains):
    """Each row of the table of links also says how many victims its perpetrator has."""
    codes = REAL_ENCODE(counted, codebook, domains)
    number = degrees(counted.sampled["perpetrator"], counted.linked.links["perpetrator"])
    return replace(codes, links=np.hstack([codes.links, number]))


def victims_with_co_victims(counted, codebook, domains):
    """Each row of the table of victims also says how many victims share their perpetrators."""
    codes = REAL_ENCODE(counted, codebook, domains)
    links = counted.linked.links.with_columns(
        pl.len().over("perpetrator").cast(pl.Int64).alias("number")
    )
    most = dict(links.group_by("victim").agg(pl.col("number").max()).iter_rows())
    ids = counted.linked.victims["victim"]
    number = np.array([most.get(one, 0) for one in ids], np.uint16)[:, None]
    return replace(codes, victims=np.hstack([codes.victims, number]))


@pytest.mark.parametrize(
    ("variant", "unit", "kind"),
    [(links_with_degree, V, "links"), (victims_with_co_victims, V, "victims")],
)
def test_a_table_that_depends_on_the_links_of_other_people(variant, unit, kind):
    bounds = bounds_for(unit)
    over = found_over(bounds, measure, "encode_network", variant)
    assert set(over[unit]) == {kind}


def both_greedily(tables, network, bounds, key):
    """A link counts while neither of its two people has as many as may count."""
    shuffled = bounding._shuffled(tables.links, ("victim", "perpetrator"), key)
    taken: dict[str, int] = {}
    keep = []
    for victim, perpetrator in shuffled.select("victim", "perpetrator").iter_rows():
        room = (
            taken.get(victim, 0) < bounds.victim and taken.get(perpetrator, 0) < bounds.perpetrator
        )
        keep.append(room)
        for one in (victim, perpetrator) if room else ():
            taken[one] = taken.get(one, 0) + 1
    links = shuffled.filter(pl.Series(keep, dtype=pl.Boolean))
    counted = REAL_COUNT(tables, network, bounds, key)
    return Counted(replace(counted.linked, links=links), links, links, 0)


def test_cutting_both_sides_greedily():
    """One link that goes lets others in, and these push out others: from person to person."""
    bounds = bounds_for(V, P, victim=1, perpetrator=1)
    networks = networks_for(bounds, number=60, refused=False)
    with patch.object(bounding, "count_links", both_greedily):
        over = over_stated(networks, bounds)
    assert "own" not in over[P]
    assert over[P]["victims"]
    assert over[P]["perpetrators"]


def sampled_before_the_cut(tables, network, bounds, key):
    """The table of links is made of all links, also of those beyond a perpetrator's bound."""
    counted = REAL_COUNT(tables, network, bounds, key)
    everything = bounding._shuffled(tables.links, ("victim", "perpetrator"), key)
    return replace(counted, sampled=everything)


def dropped_members_keep_their_links(tables, network, bounds, key):
    """Members of a household beyond the bound are no rows, but their links count."""
    counted = REAL_COUNT(tables, network, bounds, key)
    links = bounding._shuffled(tables.links, ("victim", "perpetrator"), key)
    shared = REAL_FIRST(links, "victim", bounds.victim)
    return replace(counted, shared=shared)


@pytest.mark.parametrize(
    ("variant", "units", "unit", "kinds"),
    [
        (sampled_before_the_cut, (P,), P, {"links", "blocks"}),
        (dropped_members_keep_their_links, (H,), H, {"perpetrators", "steps"}),
    ],
)
def test_a_cut_that_reaches_one_table_only(variant, units, unit, kinds):
    bounds = bounds_for(*units, victim=1, perpetrator=1, household=1)
    over = found_over(bounds, bounding, "count_links", variant)
    assert set(over[unit]) == kinds


def victims_with_most_links_first(tables, network):
    """The two victims of a perpetrator who are compared are those with the most perpetrators."""
    links = tables.links.with_columns(pl.len().over("victim").alias("number"))
    links = links.sort("number", descending=True, maintain_order=True).drop("number")
    return REAL_PERPETRATORS(replace(tables, links=links), network)


def test_the_compared_victims_chosen_by_what_others_did():
    bounds = bounds_for(P, perpetrator=3)
    over = found_over(bounds, measure, "perpetrator_rows", victims_with_most_links_first)
    assert set(over[P]) == {"perpetrators"}


def by_row_number(frame, columns, key):
    """A hash of where a row stands, not of whom it links."""
    del columns
    number = pl.Series(range(frame.height), dtype=pl.Int64)
    return (
        frame.with_columns(number.alias("number"))
        .sort(pl.col("number").hash(key), maintain_order=True)
        .drop("number")
    )


def alone(one, bounds):
    """The largest change by any victim of one network, each counted by itself."""
    family = [one, *neighbours(one, Unit.VICTIM)]
    rows: dict[str, list[np.ndarray]] = {}
    for each in family:
        counted = count_links(frames([each], side=""), NETWORK, bounds, 5)
        codes = encode_network(counted, CODEBOOK, DOMAINS)
        for name, table in vars(codes).items():
            rows.setdefault(name, []).append(table)
    tables = {
        name: Rows(
            np.concatenate(of_all), np.repeat(np.arange(len(family)), [len(r) for r in of_all])
        )
        for name, of_all in rows.items()
    }
    return changes_of(tables, np.zeros(len(family), np.int64))


def test_a_hash_of_row_numbers():
    """Whoever leaves moves all rows after theirs."""
    bounds = bounds_for(V, victim=1)
    stated = sensitivity(bounds, V)
    (one, *_) = networks_for(bounds, 1)
    assert max(alone(one, bounds)["links"]) <= stated.links
    with patch.object(bounding, "_shuffled", by_row_number):
        changes = alone(one, bounds)
    assert max(changes["links"]) > stated.links
    assert max(changes["perpetrators"]) > stated.perpetrators


def rows_in_any_order(networks: Iterable, bounds, seed):
    """The tables of codes, sorted, when all rows of all files are shuffled."""
    tables = frames(list(networks), side="~")
    if seed is not None:
        tables = type(tables)(
            *(
                frame.sample(fraction=1.0, shuffle=True, seed=seed)
                for frame in (tables.victims, tables.perpetrators, tables.links)
            )
        )
    codes = encode_network(count_links(tables, NETWORK, bounds, 77), CODEBOOK, DOMAINS)
    tallies = {name: count(getattr(codes, name)).tolist() for name, (_, count) in TALLIES.items()}
    tables = {name: table for name, table in vars(codes).items() if name not in TALLIES}
    return tallies | {name: sorted(map(tuple, rows.tolist())) for name, rows in tables.items()}


@pytest.mark.parametrize("units", [(V,), (P,), (H,), (V, H, P)])
def test_the_order_of_the_files_says_nothing(units):
    bounds = bounds_for(*units)
    networks = networks_for(bounds)
    assert rows_in_any_order(networks, bounds, None) == rows_in_any_order(networks, bounds, 1)


def test_the_first_victims_in_the_order_of_the_file_are_seen():
    bounds = bounds_for(V)
    networks = networks_for(bounds)
    with patch.object(bounding, "_shuffled", lambda frame, columns, key: frame):
        before = rows_in_any_order(networks, bounds, None)
        after = rows_in_any_order(networks, bounds, 1)
    assert before["victims"] == after["victims"]
    assert before["perpetrators"] != after["perpetrators"]
