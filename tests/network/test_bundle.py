"""Links are bundled into perpetrators of the sizes that were asked, of victims who are alike."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lanterne.counting.components import component_of
from lanterne.synthesis.network.bundle import GROUP, Likeness, Stubs, bundle, shaken_answers
from lanterne.synthesis.network.exchange import NEAR
from lanterne.synthesis.network.perpetrator_sizes import most_of_one, perpetrator_sizes
from lanterne.synthesis.network.ring_law import Room

SEEDS = st.integers(0, 2**31 - 1)


def falling(kinds, largest, power):
    """The same chances of 1, 2, … victims for each kind."""
    row = np.arange(1.0, largest + 1) ** -power
    return np.tile(row / row.sum(), (kinds, 1))


@given(
    st.lists(st.integers(0, 300), min_size=1, max_size=8),
    st.integers(1, 12),
    st.floats(0, 5),
    st.floats(0, 400),
    SEEDS,
)
@settings(max_examples=150)
def test_sizes_take_up_all_links_of_their_kind(kinds, largest, power, people, seed):
    kinds = np.array(kinds)
    sizes = perpetrator_sizes(
        kinds, np.zeros_like(kinds), falling(len(kinds), largest, power), people, seed
    )
    assert len(sizes) == len(kinds)
    for links, some in zip(kinds, sizes, strict=True):
        assert some.sum() == links
        assert ((some >= 1) & (some <= largest)).all()


@given(
    st.lists(st.integers(200, 2_000), min_size=1, max_size=5),
    st.integers(2, 8),
    st.floats(0, 3),
    st.floats(0.1, 0.9),
    SEEDS,
)
@settings(max_examples=100)
def test_there_are_as_many_perpetrators_as_asked(kinds, largest, power, share, seed):
    """Within what rounding to whole people takes: one for each kind."""
    kinds = np.array(kinds)
    least, most = kinds.sum() / largest, kinds.sum()
    people = least + share * (most - least)
    sizes = perpetrator_sizes(
        kinds, np.zeros_like(kinds), falling(len(kinds), largest, power), people, seed
    )
    made = sum(len(some) for some in sizes)
    # Each kind has as many as its links make when each has the largest size.
    assert abs(made - people) <= len(kinds) + 1


def test_kinds_that_have_more_victims_each_keep_that():
    chances = np.array([[0.9, 0.1, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4]])
    kinds = np.array([1_100, 3_000])
    few, many = perpetrator_sizes(kinds, np.zeros_like(kinds), chances, 2_000, 1)
    assert len(few) == pytest.approx(1_000, abs=5)
    assert len(many) == pytest.approx(1_000, abs=5)
    shares = np.bincount(many, minlength=5)[1:] / len(many)
    np.testing.assert_allclose(shares, chances[1], atol=0.01)


def test_no_links_make_no_perpetrators():
    for kinds in (np.zeros(0, np.int64), np.zeros(3, np.int64)):
        sizes = perpetrator_sizes(kinds, np.zeros_like(kinds), falling(len(kinds), 4, 1), 0.0, 1)
        assert [len(some) for some in sizes] == [0] * len(kinds)
        nobody = Stubs(np.zeros(0, np.int64), np.zeros(0, np.int64))
        likeness = Likeness(np.zeros((5, 2), np.int32), np.array([0.5, np.nan]))
        assert bundle(nobody, sizes, likeness, 40, 1).size == 0


def network(seed, victims=60, kinds=3, columns=2, most=5):
    """Stubs, victims' answers of which some are none, and sizes for them."""
    rng = np.random.default_rng(seed)
    victim = np.repeat(np.arange(victims), rng.integers(0, most + 1, victims))
    kind = rng.integers(0, kinds, len(victim))
    answers = rng.integers(-1, 3, (victims, columns)).astype(np.int32)
    links = np.bincount(kind, minlength=kinds)
    sizes = perpetrator_sizes(
        links, most_of_one(victim, kind, kinds), falling(kinds, 6, 1.0), len(victim) / 2, seed
    )
    return Stubs(victim, kind), answers, sizes


@given(
    SEEDS,
    st.integers(1, 80),
    st.integers(1, 4),
    st.integers(1, 8),
    st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=2, max_size=2),
    st.sampled_from([0, 40]),
)
@settings(max_examples=150)
def test_bundles_are_of_one_kind_and_have_each_victim_once(
    seed, victims, kinds, most, same, proposals
):
    stubs, answers, sizes = network(seed, victims, kinds, 2, most)
    assume(len(stubs.victim))
    perpetrator = bundle(stubs, sizes, Likeness(answers, np.array(same)), proposals, seed)
    assert perpetrator.shape == stubs.victim.shape
    pairs = set(zip(stubs.victim.tolist(), perpetrator.tolist(), strict=True))
    assert len(pairs) == len(stubs.victim)
    kinds_of = {(p, k) for p, k in zip(perpetrator.tolist(), stubs.kind.tolist(), strict=True)}
    assert sorted(p for p, _ in kinds_of) == list(range(int(perpetrator.max()) + 1))
    for kind, asked in enumerate(sizes):
        made = np.bincount(perpetrator[stubs.kind == kind]) if len(asked) else np.zeros(1)
        assert made.sum() == asked.sum()
        # Where victims of a kind are too few, a bundle is cut; none is larger than was asked.
        assert made.max() <= asked.max(initial=0)


def test_sizes_are_met_where_there_are_victims_enough():
    stubs = Stubs(np.arange(3_000), np.arange(3_000) % 2)
    sizes = perpetrator_sizes(
        np.array([1_500, 1_500]), np.zeros(2, np.int64), falling(2, 6, 1.0), 1_400, 1
    )
    answers = np.zeros((3_000, 1), np.int32)
    perpetrator = bundle(stubs, sizes, Likeness(answers, np.array([1.0])), 5, 1)
    made = Counter(np.bincount(perpetrator).tolist())
    wanted = Counter(np.concatenate(sizes).tolist())
    # A few at the end of the order find no neighbours, and their victims stay alone.
    assert all(made[size] >= 0.95 * wanted[size] for size in range(1, 7))
    assert sum(made.values()) == pytest.approx(sum(wanted.values()), rel=0.05)


def agreement(victim, perpetrator, answers):
    """Per column: sum over perpetrators of Σ (same - wanted) / pairs, as a function of wanted;
    with it the share of pairs with the same answer among those that both answer."""
    share, weight = np.zeros(answers.shape[1]), np.zeros(answers.shape[1])
    for one in np.unique(perpetrator):
        people = victim[perpetrator == one]
        pairs = len(people) * (len(people) - 1) / 2
        for a, b in combinations(people, 2):
            both = (answers[a] >= 0) & (answers[b] >= 0)
            share += both * (answers[a] == answers[b]) / pairs
            weight += both / pairs
    return share, weight


@given(SEEDS, st.lists(st.floats(0, 1), min_size=2, max_size=2))
@settings(max_examples=40)
def test_exchanges_bring_likeness_closer_to_what_was_measured(seed, same):
    """Together over the columns, in the very measure that is stated, and never away from it."""
    stubs, answers, sizes = network(seed)
    same = np.array(same)
    off = []
    for proposals in (0, 60):
        perpetrator = bundle(stubs, sizes, Likeness(answers, same), proposals, seed)
        share, weight = agreement(stubs.victim, perpetrator, answers)
        off.append(float(((share - same * weight) ** 2).sum()))
    assert off[1] <= off[0] + 1e-6


@pytest.mark.parametrize("same", [0.4, 0.6, 0.8])
def test_victims_of_one_perpetrator_are_as_alike_as_was_measured(same):
    """By chance a third of the pairs would agree."""
    rng = np.random.default_rng(1)
    victim = np.repeat(np.arange(1_500), rng.integers(1, 3, 1_500))
    stubs = Stubs(victim, np.zeros(len(victim), np.int64))
    answers = rng.integers(0, 3, (1_500, 1)).astype(np.int32)
    sizes = perpetrator_sizes(
        np.array([len(victim)]), np.zeros(1, np.int64), falling(1, 4, 0.5), len(victim) / 2, 1
    )
    perpetrator = bundle(stubs, sizes, Likeness(answers, np.array([same])), 40, 1)
    share, weight = agreement(victim, perpetrator, answers)
    assert share[0] / weight[0] == pytest.approx(same, abs=0.03)
    unknown = bundle(stubs, sizes, Likeness(answers, np.array([np.nan])), 40, 1)
    share, weight = agreement(victim, unknown, answers)
    assert share[0] / weight[0] == pytest.approx(1 / 3, abs=0.05)


def test_victims_who_share_one_perpetrator_tend_to_share_another():
    """Two kinds of perpetrators, each victim with one of each: by chance hardly anybody would."""
    victim = np.tile(np.arange(2_000), 2)
    stubs = Stubs(victim, np.repeat([0, 1], 2_000))
    answers = np.random.default_rng(1).integers(0, 4, (2_000, 2)).astype(np.int32)
    sizes = [np.full(1_000, 2), np.full(1_000, 2)]
    perpetrator = bundle(stubs, sizes, Likeness(answers, np.array([0.6, 0.6])), 20, 1)
    together = []
    for half in (slice(0, 2_000), slice(2_000, None)):
        people = {}
        for one, who in zip(victim[half], perpetrator[half], strict=True):
            people.setdefault(who, []).append(int(one))
        together.append({tuple(sorted(some)) for some in people.values() if len(some) == 2})
    assert len(together[0] & together[1]) > 0.02 * len(together[0])


def test_shaken_answers_agree_as_often_as_was_measured():
    """Two victims with the same true answer agree after shaking at the rate that is asked:
    a² + (1 - a²)·chance, here 0.7; the last column is the ring."""
    rng = np.random.default_rng(1)
    answers = rng.integers(0, 4, (40_000, 1)).astype(np.int32)
    shaken = shaken_answers(Likeness(answers, np.array([0.7])), np.zeros(len(answers), np.int64), 1)
    assert shaken.shape == (40_000, 2)
    order = np.argsort(answers[:, 0], kind="stable")
    one, other = shaken[order[:-1], 0], shaken[order[1:], 0]
    alike = answers[order[:-1], 0] == answers[order[1:], 0]
    # Standard error of 40,000 pairs: 0.0025; five of them.
    assert (one[alike] == other[alike]).mean() == pytest.approx(0.7, abs=0.0125)
    assert np.bincount(shaken[:, 1]).max() == GROUP


def test_answers_that_nobody_gives_and_columns_that_are_not_there():
    silent = Likeness(np.full((30, 1), -1, np.int32), np.array([0.5]))
    none = Likeness(np.zeros((30, 0), np.int32), np.zeros(0))
    for likeness in (silent, none):
        stubs = Stubs(np.arange(30), np.zeros(30, np.int64))
        perpetrator = bundle(stubs, [np.full(15, 2)], likeness, 10, 1)
        assert (np.bincount(perpetrator) <= 2).all()


@pytest.mark.parametrize("victims", [2, NEAR, 4 * NEAR, 20 * NEAR])
def test_one_perpetrator_of_everybody_keeps_all(victims):
    stubs = Stubs(np.arange(victims), np.zeros(victims, np.int64))
    likeness = Likeness(np.zeros((victims, 1), np.int32), np.array([1.0]))
    for seed in range(3):
        perpetrator = bundle(stubs, [np.array([victims])], likeness, 40, seed)
        assert np.bincount(perpetrator).tolist() == [victims]


@pytest.mark.parametrize("people", [1, 3, 50, 299])
def test_as_many_perpetrators_as_asked_though_nobody_was_counted_with_several(people):
    """Noise may leave people of one victim only, though there are three hundred links."""
    alone = np.tile(np.eye(1, 1_000), (2, 1))
    for seed in range(3):
        sizes = perpetrator_sizes(np.array([290, 10]), np.zeros(2, np.int64), alone, people, seed)
        # A kind that has links has somebody.
        assert sum(len(some) for some in sizes) == pytest.approx(people, abs=1)
        assert [some.sum() for some in sizes] == [290, 10]


def ring_sizes(victim, perpetrator, victims):
    rings = component_of(victim, victims + perpetrator, victims + int(perpetrator.max()) + 1)
    return np.bincount(rings[:victims])


@given(SEEDS, st.integers(2, 30))
@settings(max_examples=40, deadline=None)
def test_rings_stay_within_their_room_or_are_of_one_perpetrator(seed, least):
    """With no room for blocks of ``least``, no ring of so many, or one of a perpetrator."""
    stubs, answers, sizes = network(seed, victims=200, most=4)
    assume(len(stubs.victim))
    levels = np.arange(least, 201)
    room = Room(levels, np.zeros_like(levels))
    perpetrator = bundle(stubs, sizes, Likeness(answers, np.array([0.8, 0.5])), 20, seed, room)
    largest = ring_sizes(stubs.victim, perpetrator, 200).max()
    most = max((some.max() for some in sizes if len(some)), default=1)
    assert largest < max(least, most + 1)


def test_rings_without_a_limit_are_larger_than_any_perpetrator():
    """Or the test before would say nothing of the limit."""
    for seed in range(5):
        stubs, answers, sizes = network(seed, victims=200, most=4)
        free = bundle(stubs, sizes, Likeness(answers, np.array([0.8, 0.5])), 20, seed)
        most = max(some.max() for some in sizes)
        assert ring_sizes(stubs.victim, free, 200).max() > most + 1


def test_dense_links_make_as_many_perpetrators_as_asked():
    """Each of 40 has a tenth of 600 victims, who have four links of one kind each."""
    rng = np.random.default_rng(4)
    victim = np.repeat(np.arange(600), 4)
    stubs = Stubs(victim, np.zeros(len(victim), np.int64))
    likeness = Likeness(rng.integers(0, 3, (600, 1)).astype(np.int32), np.array([0.4]))
    perpetrator = bundle(stubs, [np.full(40, 60)], likeness, 5, 1)
    assert np.bincount(perpetrator).size == pytest.approx(40, abs=2)


def test_the_most_links_of_one_victim_and_kind():
    victim, kind = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    assert most_of_one(victim, kind, 3).tolist() == [2, 2, 0]
