"""What links are dealt together is what their victims have, and refining keeps it so."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from dealt_links import MASKS, UNBOUND, admission, broken, counts, dealt, goals_of, misfit, unions
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.synthesis.network.assignment import deal_links, united
from lanterne.synthesis.network.links import raked_chances
from lanterne.synthesis.network.refine import refine_links
from lanterne.synthesis.network.repair_links import broken_links
from lanterne.synthesis.refine import Goals

KINDS = st.lists(st.sampled_from([*MASKS, UNBOUND]), min_size=2, max_size=5)
NUMBERS = st.lists(st.integers(0, 7), min_size=1, max_size=12)
SEEDS = st.integers(0, 2**31 - 1)


@given(KINDS, NUMBERS, SEEDS, st.lists(st.integers(1, 4), max_size=2))
@settings(max_examples=150)
def test_links_give_their_victims_just_what_they_have(kinds, numbers, seed, contexts):
    one = dealt(kinds, numbers, seed, contexts)
    codes = deal_links(
        one.folded, one.context, one.layout, one.chances, admission(one.layout), seed
    )
    assert codes.shape == (sum(numbers), len(kinds) + len(contexts))
    assert np.array_equal(codes[:, len(kinds) :], one.context)
    assert (codes < np.array(one.layout.sizes)).all()
    together = unions(codes, one.folded.first, one.folded.masks)
    bound = one.folded.bound
    assert np.array_equal(together[:, bound], one.folded.sets[:, bound])


def test_the_same_seed_deals_the_same_and_another_something_else():
    one = dealt(["set of three", "category"], [4] * 30, 1)
    first, again, other = (
        deal_links(one.folded, one.context, one.layout, one.chances, admission(one.layout), seed)
        for seed in (3, 3, 4)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_an_answer_that_one_of_two_links_gives_stands_in_either_as_often():
    """Else the first link of each victim would be another kind of link than the rest: it may stay
    silent, and the last has to say what is left."""
    one = dealt(["category"], [2] * 2_000, 1, ())
    one.folded.sets[:] = 0b1
    codes = deal_links(
        one.folded, one.context, one.layout, np.ones(one.layout.total), admission(one.layout), 1
    )
    first, other = (int((codes[place::2, 0] == 1).sum()) for place in (0, 1))
    # In turn, the first would say it a thousand times and the other 1,500 times. Five standard
    # deviations of the difference, of which each victim adds at most one.
    assert abs(first - other) < 5 * np.sqrt(2_000)


def test_common_codes_are_dealt_more_often_where_the_set_leaves_a_choice():
    one = dealt(["set of three"], [3] * 2_000, 1, ())
    one.folded.sets[:] = 0b111
    chances = np.ones(one.layout.total)
    chances[3] = 40.0  # all three at once
    codes = deal_links(one.folded, one.context, one.layout, chances, admission(one.layout), 1)
    assert (codes[:, 0] == 3).mean() > 0.5
    assert (unions(codes, one.folded.first, one.folded.masks) == 0b111).all()


@given(KINDS, NUMBERS, SEEDS, st.lists(st.integers(1, 3), max_size=2), st.booleans())
@settings(max_examples=80)
def test_refining_comes_closer_and_keeps_what_victims_have(kinds, numbers, seed, contexts, all_of):
    one = dealt(kinds, numbers, seed, contexts)
    if not sum(numbers):
        return
    rng = np.random.default_rng(seed)
    weights = np.repeat([1.0 if all_of else min(n, 2) / max(n, 1) for n in numbers], numbers)
    weights = weights.astype(np.float32)
    triples = list(combinations(range(len(kinds)), 3))[:3]
    goals = goals_of(one.truth, one.layout, weights, triples, rng)
    codes = deal_links(
        one.folded, one.context, one.layout, one.chances, admission(one.layout), seed
    )
    before = codes.copy()
    made = refine_links(
        codes, one.folded, goals, weights, one.layout, admission(one.layout), 60 * len(codes), seed
    )
    assert np.array_equal(codes[:, len(kinds) :], one.context)
    assert (codes < np.array(one.layout.sizes)).all()
    together = unions(codes, one.folded.first, one.folded.masks)
    bound = one.folded.bound
    assert np.array_equal(together[:, bound], one.folded.sets[:, bound])
    was, now = misfit(before, goals, weights, one.layout), misfit(codes, goals, weights, one.layout)
    if made:
        assert now < was
    else:
        assert np.array_equal(codes, before)


def test_refining_finds_links_whose_answers_belong_together():
    """Two answers that always stand together in the cases, dealt out at random: the misfit of a
    thousand links falls to a twentieth, and nothing is left to gain after."""
    rng = np.random.default_rng(1)
    numbers = rng.integers(1, 5, 400)
    one = dealt(["category", "category", "set of three"], numbers, 1)
    one.truth[:, 1] = one.truth[:, 0]
    folded = one.folded._replace(sets=unions(one.truth, one.folded.first, one.folded.masks))
    weights = np.ones(len(one.truth), np.float32)
    goals = goals_of(one.truth, one.layout, weights, [(0, 1, 2)], rng)
    codes = deal_links(folded, one.context, one.layout, one.chances, admission(one.layout), 2)
    was = misfit(codes, goals, weights, one.layout)
    everything = admission(one.layout)
    refine_links(codes, folded, goals, weights, one.layout, everything, 300 * len(codes), 3)
    assert misfit(codes, goals, weights, one.layout) < was / 20
    assert (codes[:, 0] == codes[:, 1]).mean() > 0.95


@pytest.mark.parametrize("seed", range(6))
def test_refining_again_finds_nothing_more_to_do(seed):
    """The counts that are kept up on the way are those that are counted afresh at the end."""
    rng = np.random.default_rng(seed)
    one = dealt(["category", "set", "category"], rng.integers(1, 5, 25), seed)
    weights = np.ones(len(one.truth), np.float32)
    goals = goals_of(one.truth, one.layout, weights, [(0, 1, 2)], rng)
    goals.triple_counts[:] = rng.permutation(goals.triple_counts)
    codes = deal_links(
        one.folded, one.context, one.layout, one.chances, admission(one.layout), seed
    )
    everything = admission(one.layout)
    made = [
        refine_links(codes, one.folded, goals, weights, one.layout, everything, 150_000, again)
        for again in range(2)
    ]
    assert made[0] > 10
    assert made[1] == 0


def test_goals_that_are_met_already_change_nothing():
    one = dealt(["category", "set of three", UNBOUND], [3, 2, 5, 0, 1], 4)
    layout = one.layout
    weights = np.ones(len(one.truth), np.float32)
    pairs = np.zeros((layout.total, layout.total))
    for row in one.truth:
        here = layout.offsets[:-1] + row
        pairs[np.ix_(here, here)] += 1
    goals = Goals(pairs, (), np.zeros(0))
    codes = one.truth.copy()
    assert refine_links(codes, one.folded, goals, weights, layout, admission(layout), 5_000, 1) == 0
    assert np.array_equal(codes, one.truth)


@given(NUMBERS, SEEDS)
@settings(max_examples=40)
def test_refining_puts_nothing_that_is_forbidden(numbers, seed):
    """Links that break no rule go on breaking none, though the goals ask for it."""
    one = dealt(["category", "category", "set of three", UNBOUND], numbers, seed)
    if not sum(numbers):
        return
    rng = np.random.default_rng(seed)
    forbidden = [((0, 1), (1, 2)), ((0, 2), (3, 4)), ((1, 1), (4, 1))]
    rules = [((0, (3,)), (1, (1, 3)), (2, (3, 5))), ((2, (1,)), (4, (0,)))]
    wished = np.full(one.truth.shape, 1, np.uint16)
    wished[:, 1], wished[:, 4] = 2, one.truth[:, 4]
    weights = np.ones(len(wished), np.float32)
    goals = goals_of(wished, one.layout, weights, [(0, 1, 2)], rng)
    codes = deal_links(
        one.folded, one.context, one.layout, one.chances, admission(one.layout), seed
    )
    before = broken(codes, forbidden, rules)
    refine_links(
        codes,
        one.folded,
        goals,
        weights,
        one.layout,
        admission(one.layout, forbidden, rules),
        3_000,
        seed,
    )
    assert broken(codes, forbidden, rules) <= before


def test_refining_reaches_the_best_links_there_are():
    """Every way to deal a tiny table out, one by one: no single step from the end is better."""
    one = dealt(["category", "set"], [2, 2], 7, ())
    layout, rng = one.layout, np.random.default_rng(7)
    weights = np.ones(4, np.float32)
    goals = goals_of(one.truth, layout, weights, [], rng)
    ways = [
        np.array(way, np.uint16).reshape(4, 2)
        for way in product(*(range(size) for size in layout.sizes * 4))
    ]
    first, masks, sets = one.folded.first, one.folded.masks, one.folded.sets
    good = [way for way in ways if np.array_equal(unions(way, first, masks), sets)]
    best = min(misfit(way, goals, weights, layout) for way in good)
    ends = []
    for seed in range(20):
        codes = deal_links(one.folded, one.context, layout, one.chances, admission(layout), seed)
        refine_links(codes, one.folded, goals, weights, layout, admission(layout), 2_000, seed)
        assert any(np.array_equal(codes, way) for way in good)
        ends.append(misfit(codes, goals, weights, layout))
        for row, column in product(range(4), range(2)):
            for code in range(layout.sizes[column]):
                step = codes.copy()
                step[row, column] = code
                if np.array_equal(unions(step, first, masks), sets):
                    assert misfit(step, goals, weights, layout) > ends[-1] - 1e-4
    assert min(ends) == pytest.approx(best, abs=1e-4)


def test_raked_chances_deal_answers_as_often_as_they_were_counted():
    """What sets leave open makes up for what they decide: dealing by counts alone does not."""
    one = dealt(["set of three", "category"], [1, 2, 3, 5] * 400, 5)
    layout, rules = one.layout, admission(one.layout)

    def counted(chances, seed):
        codes = deal_links(one.folded, one.context, layout, chances, rules, seed)
        return np.maximum(counts(codes, layout, np.ones(len(codes))), 0.5)

    hidden = one.chances * np.exp(np.random.default_rng(5).normal(size=layout.total))
    wanted = counted(hidden, 1)
    links = len(one.truth)
    raked = raked_chances(wanted, np.ones(links), one.folded, one.context, layout, rules, 2)
    apart = [float(np.abs(counted(chances, 3) - wanted).sum()) for chances in (raked, wanted)]
    chance = float(np.abs(counted(hidden, 3) - wanted).sum())
    assert apart[0] < 2 * chance
    assert apart[0] < 0.5 * apart[1]


def test_no_links_at_all():
    one = dealt(["category", UNBOUND], [0, 0], 1)
    codes = deal_links(
        one.folded, one.context, one.layout, np.ones(one.layout.total), admission(one.layout), 1
    )
    assert codes.shape == (0, 3)
    assert counts(codes, one.layout, []).sum() == 0


def test_a_set_can_be_dealt_where_a_rule_takes_codes_out():
    """No link may give both of the first two answers of three, but a victim may have all three.

    After the third answer alone, one link cannot give what is left, though two answers fit a code.
    """
    one = dealt(["set of three"], [2] * 50, 1, ())
    allowed = (0, 0b001, 0b101, 0b110, 0b010, 0b100)
    masks = np.zeros((1, 8), np.uint8)
    masks[0, : len(allowed)] = allowed
    folded = one.folded._replace(sets=np.full((50, 1), 0b111, np.uint8), masks=masks)
    layout = type(one.layout)((len(allowed),))
    codes = deal_links(folded, one.context, layout, np.ones(len(allowed)), admission(layout), 1)
    assert (unions(codes, folded.first, masks) == 0b111).all()


RULES = [
    [((0, (1,)), (1, (1, 2)))],
    [((0, (1,)), (1, (1, 2))), ((1, (3,)), (2, (2,)))],
    [((0, (0,)), (1, (0,))), ((0, (2, 3)), (1, (2, 3)), (2, (0, 1)))],
    [((3, (0,)), (2, (0, 2))), ((3, (1,)), (0, (2,)))],  # with what is known of the victim
]


@given(st.sampled_from(RULES), NUMBERS, SEEDS)
@settings(max_examples=150)
def test_links_break_no_rule_and_still_give_their_victims_what_they_have(rules, numbers, seed):
    """The sets are those of links that break none, so that they can be dealt out without."""
    one = dealt(["category", "category", "set"], numbers, seed)
    rng = np.random.default_rng(seed)
    truth = one.truth.copy()
    while wrong := {link for link, _ in broken(truth, [], rules)}:
        for link in wrong:
            truth[link, :3] = rng.integers((4, 4, 4))
    folded = one.folded._replace(sets=unions(truth, one.folded.first, one.folded.masks))
    some = admission(one.layout, rules=rules)
    codes = deal_links(folded, one.context, one.layout, one.chances, some, seed)
    assert broken(codes, [], rules) == set()
    assert not broken_links(codes, some).any()
    assert np.array_equal(unions(codes, folded.first, folded.masks), folded.sets)
    assert np.array_equal(united(codes, folded), folded.sets)


def test_links_that_break_a_rule_are_named():
    one = dealt(["category", "category", "set"], [3] * 40, 1)
    for rules in RULES:
        found = {link for link, _ in broken(one.truth, [], rules)}
        assert found
        named = broken_links(one.truth, admission(one.layout, rules=rules))
        assert set(np.flatnonzero(named).tolist()) == found


def test_where_no_links_give_a_set_they_give_what_is_nearest():
    """One link of one answer each, and two answers; a link that must answer, and none."""
    one = dealt(["category", "required category"], [1] * 20, 1, ())
    folded = one.folded._replace(sets=np.tile(np.array([0b11, 0], np.uint8), (20, 1)))
    codes = deal_links(folded, one.context, one.layout, one.chances, admission(one.layout), 1)
    given_now = united(codes, folded)
    assert set(given_now[:, 0].tolist()) == {0b01, 0b10}
    assert set(given_now[:, 1].tolist()) <= {0b001, 0b010, 0b100}
