"""Copies of which some answers were changed are found, and what share of them is public."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from attacked_tables import SIZES, frame, nearly, population
from lanterne.attacks import Promise, Verdict, detectable_shares
from lanterne.attacks.chances import (
    chance_of_excess,
    least_successes,
    poisson_mean,
    poisson_quantile,
)
from lanterne.attacks.near_copies import NAMES, find_near_copies
from lanterne.attacks.nearest_pairs import FARTHEST, distance_to_others, find_pairs
from lanterne.attacks.people import code_people
from lanterne.fictional.write import fictional_frame

WIDE = SIZES * 2
"""Twenty columns: most people are far from all others."""

ACCUSED = (Verdict.BEATS_CHANCE, Verdict.BEATS_PROMISE)


def attack(cases, released, control=None, seed=1):
    """Changed columns → what the attack came to."""
    rng = np.random.default_rng(seed)
    people = code_people(cases, released, control, {}, rng)
    return dict(zip(NAMES, find_near_copies(people, Promise(1.0, 1e-6), rng), strict=True))


def with_copies(released, cases, share, changed, seed=1):
    """The release with so many of its rows replaced by rows that are nearly somebody's."""
    copies = int(np.ceil(share * released.height))
    rng = np.random.default_rng(seed)
    return pl.concat([released[copies:], nearly(cases.sample(copies, seed=seed), changed, rng)])


@pytest.fixture(scope="module")
def fictional():
    """Case records of forty columns, others like them, and rows drawn from the same world."""
    people = fictional_frame(10_000, 3)
    texts = pl.all().cast(pl.String).fill_null("")
    cases, control = people[:8_000].select(texts), people[8_000:].select(texts)
    return cases, control, fictional_frame(8_000, 11).select(texts)


@pytest.mark.parametrize(("share", "changed"), [(0.01, 0), (0.003, 1), (0.01, 2), (0.02, 3)])
def test_copies_with_some_answers_changed_are_found(fictional, share, changed):
    cases, _, released = fictional
    found = attack(cases, with_copies(released, cases, share, changed))
    accused = {number for number, one in found.items() if one.verdict in ACCUSED}
    assert changed in accused
    assert found[changed].name == NAMES[changed]
    assert found[changed].rate.successes > found[changed].chance.successes


def test_a_control_group_tells_the_same(fictional):
    cases, control, released = fictional
    copied = attack(cases, with_copies(released, cases, 0.01, 2), control)
    honest = attack(cases, released, control)
    assert copied[2].verdict in ACCUSED
    assert {one.verdict for one in honest.values()} == {Verdict.NO}


def test_pairs_are_those_of_every_row_with_every_row():
    """The packed search against the obvious one, of narrow and wide codes."""
    rng = np.random.default_rng(4)
    for size, width in ((3, 5), (300, 9), (4, 17), (2, 1)):
        rows = rng.integers(size, size=(120, width)).astype(np.uint16)
        rows[:20] = rows[20:40]
        rows[:10, 0] = (rows[:10, 0] + 1) % size
        apart = (rows[:, None] != rows[None]).sum(axis=2)
        np.fill_diagonal(apart, FARTHEST)
        apart = np.minimum(apart, FARTHEST)
        ordered = np.sort(apart, axis=1)
        expected = {
            (i, j, apart[i, j], min(ordered[i, 1], ordered[j, 1]) - apart[i, j])
            for i in range(120)
            for j in range(i + 1, 120)
            if apart[i, j] == ordered[i, 0] == ordered[j, 0]
            and apart[i, j] < min(ordered[i, 1], ordered[j, 1])
        }
        found = find_pairs(rows)
        assert {*zip(found.first, found.second, found.distance, found.gap, strict=True)} == expected
        everyone = np.arange(120)
        assert (distance_to_others(rows, rows, everyone) == ordered[:, 0]).all()


@pytest.mark.parametrize("other", [0.0, 0.3, 1.0])
def test_mixed_pairs_are_no_more_than_pairs_of_a_kind_however_poor_the_model(other):
    """People and rows drawn alike, a little otherwise, and from another world: the claim of the
    module. Of about 500 pairs, mixed ones exceed half by 80 with a chance below 1e-10."""
    people, model = population(1, WIDE), population(1 if not other else 2, WIDE)
    mixed = same = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        cases, poor = people(600, rng), model(600, rng)
        rows = people(600, rng)
        rows[: int(other * 600)] = poor[: int(other * 600)]
        pairs = find_pairs(np.concatenate([cases, rows]).astype(np.uint16))
        near = pairs.distance <= max(NAMES)
        kinds = ((pairs.first < 600) != (pairs.second < 600))[near]
        mixed, same = mixed + int(kinds.sum()), same + int((~kinds).sum())
    assert mixed + same > 200
    assert mixed - same <= 80


def test_false_alarms_are_rarer_than_stated():
    """Of 240 verdicts, each false once in a thousand times at most, more than four: below 1e-5."""
    alarms = []
    for seed in range(30):
        rng, draw = np.random.default_rng(seed), population(seed, WIDE)
        cases, released, control = (frame(draw(number, rng)) for number in (500, 500, 250))
        for others in (None, control):
            found = attack(cases, released, others)
            alarms += [one.name for one in found.values() if one.verdict in ACCUSED]
    assert len(alarms) <= 4, alarms


def test_the_share_that_is_stated_is_seen():
    """Twenty tables with so many copies: by what is stated 19 are seen, and 15 or fewer once in
    four hundred times."""
    seen, stated = 0, 0
    for seed in range(20):
        rng, draw = np.random.default_rng(seed), population(seed, WIDE)
        cases, released = (frame(draw(800, rng)) for _ in range(2))
        changed = seed % 3
        share = detectable_shares(released)[changed]
        if share is None or share > 0.5:
            continue
        stated += 1
        found = attack(cases, with_copies(released, cases, share, changed, seed))
        seen += found[changed].verdict in ACCUSED
    assert stated >= 15
    assert seen >= stated - 4


def test_the_stated_share_is_smaller_for_larger_tables_and_larger_for_more_changes():
    draw, rng = population(3, WIDE), np.random.default_rng(1)
    small, large = (detectable_shares(frame(draw(number, rng))) for number in (300, 2_000))
    assert large[0] < small[0]
    for shares in (small, large):
        known = [share for share in shares.values() if share is not None]
        assert known == sorted(known)


def test_where_rows_are_all_alike_no_copies_can_be_told_from_them():
    rows = pl.DataFrame({"a": ["x", "y"] * 100, "b": ["z"] * 200})
    assert detectable_shares(rows) == dict.fromkeys(NAMES)
    assert set(attack(rows, rows)) == {*NAMES}


def test_the_stated_share_is_of_the_released_rows_alone():
    """The same rows give the same answer, so that anybody can compute it again."""
    rows = frame(population(3, WIDE)(400, np.random.default_rng(1)))
    assert detectable_shares(rows) == detectable_shares(rows)


def test_chances_of_the_stated_share_are_exact():
    assert poisson_quantile(0.0, 0.975) == 0
    assert [poisson_quantile(mean, 0.975) for mean in (3, 50, 1_000)] == [7, 64, 1_062]
    assert poisson_mean(1, 0.95) == pytest.approx(-np.log(0.05))
    least = least_successes(3, 2_000, 1e-3)
    assert chance_of_excess(least, 2_000, 3, 2_000) <= 1e-3
    assert chance_of_excess(least - 1, 2_000, 3, 2_000) > 1e-3
    assert least_successes(40, 40, 1e-3) == 41
