"""Steps and blocks: counted right, changed by as much as is stated, and by no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_networks import NETWORK, H, P, Tiny, V, frames, random_network, worst_changes

from lanterne.synthesis.network import bounds as bounding
from lanterne.synthesis.network import tallies
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.measure import rings_of
from lanterne.synthesis.network.sensitivity import sensitivity
from lanterne.synthesis.network.tallies import LEVELS, STEPS, Tally, count_blocks, count_steps

HERE, MAN = ("", "a", "x", ""), ("k", "")


@given(st.lists(st.integers(0, 2_000), max_size=60))
def test_steps_are_people_with_at_least_so_many(degrees):
    found = count_steps(np.array(degrees, np.int64))
    assert found.tolist() == [sum(each >= step for each in degrees) for step in STEPS]


@given(st.lists(st.integers(0, 5), max_size=300))
def test_blocks_are_whole_ones_of_each_ring(rings):
    found = count_blocks(np.array(rings, np.int64))
    sizes = [rings.count(ring) for ring in set(rings)]
    assert found.tolist() == [sum(size // level for size in sizes) for level in LEVELS]


def reached(one: Tiny) -> dict[str, frozenset[str]]:
    """The victims whom each victim reaches by links, one step after the other."""
    found = {}
    for victim in one.victims:
        ring, before = {victim}, set()
        while ring != before:
            before = set(ring)
            people = {p for v, p in one.links if v in ring}
            ring |= {v for v, p in one.links if p in people}
        found[victim] = frozenset(ring)
    return found


def test_rings_are_those_whom_links_reach():
    rng = np.random.default_rng(5)
    for _ in range(40):
        one = random_network(rng)
        numbers = rings_of(frames([one], side=""), NETWORK)
        expected = reached(one)
        ids = [f"0{victim}" for victim in one.victims]
        assert len(ids) == len(numbers)
        for (mine, ring), number in zip(expected.items(), numbers, strict=True):
            same = {v for v, other in zip(one.victims, numbers, strict=True) if other == number}
            assert same == ring, mine


def star(spokes: int, each: int) -> Tiny:
    """A victim linked to ``spokes`` perpetrators, each with ``each`` more victims."""
    victims, people, links = {"v": HERE}, {}, {}
    for spoke in range(spokes):
        people[f"p{spoke}"] = MAN
        links["v", f"p{spoke}"] = ("", "")
        for other in range(each):
            victims[f"w{spoke} {other}"] = HERE
            links[f"w{spoke} {other}", f"p{spoke}"] = ("", "")
    return Tiny(victims, people, links)


def hub(victims: int, each: int) -> Tiny:
    """A perpetrator who joins as many rings, each of a victim and ``each - 1`` others."""
    people, all_victims, links = {"p": MAN}, {}, {}
    for number in range(victims):
        people[f"q{number}"] = MAN
        for other in range(each):
            all_victims[f"u{number} {other}"] = HERE
            links[f"u{number} {other}", f"q{number}"] = ("", "")
        links[f"u{number} 0", "p"] = ("", "")
    return Tiny(all_victims, people, links)


def together(one: Tiny, members: int) -> Tiny:
    """As many copies beside each other, whose first victims live together."""
    victims, people, links = {}, {}, {}
    for copy in range(members):
        home = {f"v {copy}": ("home", *HERE[1:])}
        victims |= {f"{v} {copy}": HERE for v in one.victims} | home
        people |= {f"{p} {copy}": MAN for p in one.perpetrators}
        links |= {(f"{v} {copy}", f"{p} {copy}"): row for (v, p), row in one.links.items()}
    return Tiny(victims, people, links)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of four, of which as many may change as are stated: small networks fill them."""
    monkeypatch.setattr(tallies, "LEVELS", (4, 4, 4))


REACHED = {
    "victim": (star(3, 3), Bounds(frozenset({V}), 3, 2, 2), V),
    "household": (together(star(3, 3), 2), Bounds(frozenset({H}), 3, 2, 2), H),
    "perpetrator": (hub(3, 3), Bounds(frozenset({P}), 2, 3, 2), P),
}


@pytest.mark.parametrize("case", REACHED)
def test_what_is_stated_is_reached(small_blocks, case):
    one, bounds, unit = REACHED[case]
    found, stated = worst_changes([one], bounds)[unit], sensitivity(bounds, unit)
    assert found.steps == stated.steps
    assert found.blocks == stated.blocks


def people_in_large_rings(rings):
    """What must not be measured: how many victims are in rings of four or more."""
    sizes = np.bincount(rings, minlength=1)
    return np.full(3, sizes[sizes >= 4].sum())


def people_by_number(degrees):
    """The planted fault: each number alone, so that whoever changes leaves one and enters one."""
    return np.bincount(degrees, minlength=9)[1:]


@pytest.mark.parametrize(
    ("name", "wrong", "kind"),
    [("rings", people_in_large_rings, "blocks"), ("degrees", people_by_number, "steps")],
)
def test_a_count_that_one_victim_changes_by_more_is_seen(monkeypatch, name, wrong, kind):
    import tiny_networks  # noqa: PLC0415

    one, bounds, unit = REACHED["victim"]
    stated = getattr(sensitivity(bounds, unit), kind)
    assert getattr(worst_changes([one], bounds)[unit], kind) <= stated
    monkeypatch.setitem(tiny_networks.TALLIES, name, (kind, wrong))
    assert getattr(worst_changes([one], bounds)[unit], kind) > stated


def test_rings_by_all_links_are_seen(small_blocks, monkeypatch):
    """The planted fault: the cut to a few links of a victim is forgotten."""
    monkeypatch.setattr(bounding, "SAMPLE", 2)
    one, bounds = star(5, 3), Bounds(frozenset({V}), 2, 2, 2)
    stated = sensitivity(bounds, V).blocks
    assert worst_changes([one], bounds)[V].blocks <= stated
    monkeypatch.setattr(bounding, "_first", lambda frame, by, most: frame)
    assert worst_changes([one], bounds)[V].blocks > stated


def test_a_tally_is_of_one_piece():
    for of, counts, sigma in [((1, 2), [1], 4.0), ((1,), [1], 0.0), ((1,), [0.5], 4.0)]:
        with pytest.raises(ValueError, match="whole number"):
            Tally(of, np.array(counts), sigma)
