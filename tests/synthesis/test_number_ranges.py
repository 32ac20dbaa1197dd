"""Ranges within bins: what is counted, how it is brought together, and what comes out."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.cases import encode_frame, open_cases
from lanterne.codebook import codebook_from_dict
from lanterne.codebook.encode import encode_table
from lanterne.counting import count_pairs
from lanterne.privacy import Account, Budget, Ledger, Parts, SelectionEvent
from lanterne.privacy.parts import PARTS
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.draw import draw_table
from lanterne.synthesis.households import squared_sensitivity, who_counts
from lanterne.synthesis.measure import measure_numbers, measure_pairs
from lanterne.synthesis.number_ranges import (
    RangeCounts,
    best_tree,
    count_numbers,
    mean_variance,
)
from lanterne.synthesis.number_shares import share_numbers
from lanterne.synthesis.number_spread import (
    _at_least_nobody,
    draw_numbers,
    reconciled,
    smooth,
    spread_over_numbers,
)
from lanterne.synthesis.plan import make_plan
from lanterne.synthesis.protect import fit_cases
from lanterne.synthesis.saved import load_fitted, save_fitted


def book(number, categories=2):
    columns = [
        {"name": "x", "type": "number", "label": {"en": "X"}, "number": number},
        {
            "name": "c",
            "type": "category",
            "label": {"en": "C"},
            "values": [str(code) for code in range(categories)],
        },
    ]
    table = {"name": "people", "label": {"en": "People"}, "columns": columns}
    return codebook_from_dict(
        {"name": "b", "version": "1", "title": {"en": "B"}, "tables": [table]}
    )


def domain_of(codebook):
    return Domain.of(codebook.table, encode_table(codebook.table))


def ranges_of(number):
    (found,) = domain_of(book(number)).ranges
    return found


ranges = st.builds(
    lambda cells, starts: ranges_of({"from": 0, "to": cells - 1, "bins": [0, *sorted(starts)]}),
    st.just(60),
    st.sets(st.integers(1, 59), min_size=1, max_size=6),
)


@given(ranges)
def test_each_level_holds_each_number_once_and_cuts_the_one_above(found):
    above = found.starts
    for starts in found.levels:
        assert (np.diff(starts) > 0).all()
        assert set(above) <= set(starts)
        assert starts[-1] < found.cells
        above = starts
    assert list(above) == list(range(found.cells))
    fan_out, _ = best_tree(int(np.diff(found.ends).max()))
    for coarse, fine in pairwise([found.starts, *found.levels]):
        inside = np.searchsorted(coarse, fine, side="right")
        assert np.bincount(inside).max() <= fan_out


def by_matrix(found, measured, bins):
    """Generalised least squares with all counts in one matrix, the bins being known."""
    tables = [
        (np.arange(found.cells)[None, :] >= starts[:, None])
        & (np.arange(found.cells)[None, :] < np.append(starts[1:], found.cells)[:, None])
        for starts in (*found.levels, found.starts)
    ]
    counts = [*measured.levels, bins]
    weights = [*[measured.sigma**-1.0] * len(found.levels), 1e6]
    matrix = np.concatenate([table * weight for table, weight in zip(tables, weights, strict=True)])
    right = np.concatenate([part * weight for part, weight in zip(counts, weights, strict=True)])
    return np.linalg.lstsq(matrix, right, rcond=None)[0]


@given(ranges, st.integers(0, 2**32 - 1))
def test_counts_are_brought_together_as_least_squares_would(found, seed):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 50, found.cells)
    levels = tuple(part + rng.integers(-20, 20, len(part)) for part in found.counts(cells))
    measured = RangeCounts(levels, 7.0)
    bins = np.add.reduceat(cells, found.starts).astype(float)
    if not levels:
        return
    estimates, variances = reconciled(found, measured)
    above, totals = found.starts, bins
    for starts, own, variance in zip(found.levels, estimates, variances, strict=True):
        parent = np.searchsorted(above, starts, side="right") - 1
        share = variance / np.bincount(parent, variance)[parent]
        totals = own + share * (totals - np.bincount(parent, own))[parent]
        above = starts
    assert totals == pytest.approx(by_matrix(found, measured, bins), abs=1e-3)


@pytest.mark.parametrize(("fan_out", "depth"), [(2, 1), (3, 1), (2, 3), (3, 2), (4, 2), (2, 4)])
def test_the_variance_by_which_trees_are_chosen_is_that_of_least_squares(fan_out, depth):
    cells = fan_out**depth
    tables = [
        np.kron(np.eye(fan_out**level), np.ones(cells // fan_out**level))
        for level in range(1, depth + 1)
    ]
    known = np.ones((1, cells))
    precision = sum(table.T @ table for table in tables) / depth
    inverse = np.linalg.inv(precision)
    inverse -= inverse @ known.T @ known @ inverse / (known @ inverse @ known.T)
    # Ends lie between two numbers as they lie anywhere: a share f of each number on average.
    steps = np.linspace(0, cells, 400 * cells + 1)
    weights = np.clip(steps[:, None] - np.arange(cells)[None, :], 0, 1)
    mean = np.einsum("ij,jk,ik->i", weights, inverse, weights).mean()
    assert mean == pytest.approx(mean_variance(fan_out, depth), rel=0.01)


@pytest.mark.parametrize("width", [2, 3, 7, 10, 64, 100, 1000])
def test_the_tree_of_least_variance_is_taken_and_reaches_each_number(width):
    fan_out, depth = best_tree(width)
    assert fan_out**depth >= width
    others = [
        (fan, deep)
        for fan in range(2, width + 1)
        for deep in range(1, 11)
        if fan**deep >= width and fan ** (deep - 1) < width
    ]
    assert mean_variance(fan_out, depth) <= min(mean_variance(*tree) for tree in others) * 1.0001


@given(st.lists(st.integers(-20, 60), min_size=1, max_size=8), st.integers(0, 100))
def test_parts_below_nobody_are_mended_by_the_closest_that_are_not(parts, total):
    found = _at_least_nobody(np.array(parts, float), np.zeros(len(parts), int), np.array([total]))
    assert found.min() >= 0
    assert found.sum() == pytest.approx(total, abs=1e-9)
    # Of what is taken from each, all that is left of somebody has lost the same (KKT).
    taken = np.array(parts) - found
    if total:
        assert np.ptp(taken[found > 0]) < 1e-9
        assert (taken[found == 0] <= taken[found > 0].max() + 1e-9).all()


@given(ranges, st.integers(0, 2**32 - 1), st.booleans())
def test_bins_keep_their_people_and_rows_their_bins(found, seed, measured):
    rng = np.random.default_rng(seed)
    bins = rng.integers(0, 40, len(found.starts))
    bins[rng.integers(len(bins))] = 0
    levels = tuple(rng.integers(-9, 30, len(starts)) for starts in found.levels)
    counts = RangeCounts(levels, 5.0) if measured and levels else RangeCounts()
    spread = spread_over_numbers(found, counts, bins.astype(float))
    assert spread.min() >= 0
    assert np.add.reduceat(spread, found.starts) == pytest.approx(bins, abs=1e-6)
    rows = rng.permutation(np.repeat(np.arange(-1, len(bins)), [3, *bins]))
    cells = draw_numbers(found, spread, rows, rng)
    assert (cells[rows < 0] == 0).all()
    given_bin = np.searchsorted(found.starts, cells[rows >= 0] - 1, side="right") - 1
    assert (given_bin == rows[rows >= 0]).all()
    drawn = np.bincount(cells[cells > 0] - 1, minlength=found.cells)
    assert np.abs(drawn - spread).max() <= 1 + 1e-6


def test_without_noise_each_number_comes_out_as_often_as_it_went_in():
    found = ranges_of({"from": 0, "to": 99})
    cells = np.random.default_rng(1).integers(0, 400, 100)
    cells[::5] += 3000
    measured = RangeCounts(tuple(found.counts(cells)), 1e-3)
    bins = np.add.reduceat(cells, found.starts).astype(float)
    assert spread_over_numbers(found, measured, bins) == pytest.approx(cells, rel=1e-3, abs=0.01)


def test_where_nothing_is_measured_the_spread_leans_towards_the_fuller_bin():
    found = ranges_of({"from": 0, "to": 29, "bins": [0, 10, 20]})
    lean = smooth(found, np.array([10.0, 50.0, 90.0]))
    assert np.add.reduceat(lean, found.starts) == pytest.approx([10, 50, 90])
    assert (np.diff(lean) > -1e-9).all()


@given(st.floats(1, 1e6), st.floats(0, 1e6), st.integers(1, PARTS))
def test_what_ranges_take_comes_from_their_own_column(people, variance, parts):
    found = ranges_of({"from": 0, "to": 999})
    left, levels = share_numbers([found], [parts, 7], variance, people)
    assert left[1] == 7
    assert left[0] >= 1
    assert left[0] + sum(levels[0]) == parts
    assert len(set(levels[0])) <= 1
    assert len(levels[0]) in {0, len(found.levels)}


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 4.0, 30.0])
@pytest.mark.parametrize("bound", [None, 3])
def test_all_levels_together_cost_no_more_than_was_charged(epsilon, bound):
    domain = domain_of(book({"from": 0, "to": 99}))
    budget = Budget(epsilon, 1e-6)
    plan = make_plan(domain.layout, budget, bound, domain.ranges)
    assert plan.epsilon <= epsilon
    alone = make_plan(domain.layout, budget, bound)
    for people in (10, 300, 30_000, 1e6):
        scales = plan.scales(people)
        sigmas = [*scales.single_sigmas, *scales.pair_sigmas.values()]
        sigmas += [scales.range_sigmas[0]] * (
            len(domain.ranges[0].levels) if scales.range_sigmas[0] else 0
        )
        rho = sum(1 / Fraction(sigma) ** 2 for sigma in sigmas)
        rho += 1 / plan.number_sigma**2 if plan.number_sigma else 0
        events = [event for event in plan.events if not isinstance(event, SelectionEvent)]
        assert rho <= sum(event.count / Fraction(event.sigma) ** 2 for event in events)
        if isinstance(plan.noise, Parts):
            assert scales.pair_sigmas == alone.scales(people).pair_sigmas
    assert plan.scales(1e6).range_sigmas[0]
    assert epsilon > 1 or not plan.scales(10).range_sigmas[0]


def codes_of(frame, codebook, encoding):
    return encode_frame(pl.DataFrame(frame), codebook, encoding)


def test_one_person_changes_one_range_of_each_level_by_one_and_nothing_else():
    """Neighbours by brute force: each person leaves, and each says another number or none."""
    codebook = book({"from": 0, "to": 39, "bins": [0, 13, 20]})
    domain = domain_of(codebook)
    (found,) = domain.ranges
    rng = np.random.default_rng(3)
    numbers = [str(one) if one < 40 else "" for one in rng.integers(0, 44, 12)]

    def counted(texts):
        codes = codes_of({"x": texts, "c": ["1"] * len(texts)}, codebook, domain.encoding)
        (cells,) = count_numbers([codes], domain.encoding, domain.ranges)
        return found.counts(cells), count_pairs(domain.compress([codes]), domain.layout)

    before, gram = counted(numbers)
    for person, text in enumerate(numbers):
        after, smaller = counted([one for place, one in enumerate(numbers) if place != person])
        for own, other in zip(before, after, strict=True):
            assert np.abs(own - other).sum() == (1 if text else 0)
        one_way = np.diag(gram - smaller)[domain.layout.block(0)]
        assert np.abs(one_way).sum() == 1
        for other_text in ("0", "12", "13", "39", ""):
            moved = [other_text if place == person else one for place, one in enumerate(numbers)]
            for own, other in zip(before, counted(moved)[0], strict=True):
                assert np.abs(own - other).max() <= 1
                assert np.abs(own - other).sum() <= 2


def test_a_household_changes_each_level_no_more_than_it_is_charged_for():
    codebook = book({"from": 0, "to": 19, "bins": [0, 10]})
    domain = domain_of(codebook)
    (found,) = domain.ranges
    bound, reached = 2, 0
    rng = np.random.default_rng(5)
    for _ in range(60):
        numbers = [str(one) for one in rng.integers(0, 4, 9)]
        homes = ["a"] * 5 + ["b"] * 4
        codes = codes_of({"x": numbers, "c": ["1"] * 9}, codebook, domain.encoding)

        def counted(keep, codes=codes, homes=homes):
            some = codes[keep]
            names = pl.Series([homes[place] for place in keep])
            some = some[who_counts(some, names, bound, b"key")]
            return found.counts(count_numbers([some], domain.encoding, domain.ranges)[0])

        whole = counted(list(range(9)))
        variants = [[p for p in range(9) if p != gone] for gone in range(9)] + [list(range(5, 9))]
        for keep in variants:
            for own, other in zip(whole, counted(keep), strict=True):
                change = int(((own - other) ** 2).sum())
                reached = max(reached, change)
                assert change <= squared_sensitivity(bound)
    assert reached == squared_sensitivity(bound)


def test_who_counts_of_a_household_depends_on_numbers_and_not_on_the_order_of_rows():
    codebook = book({"from": 0, "to": 19, "bins": [0, 10]})
    encoding = encode_table(codebook.table)
    codes = codes_of({"x": ["1", "2", "3"], "c": ["1"] * 3}, codebook, encoding)
    homes = pl.Series(["a"] * 3)
    for key in (b"one", b"two", b"three"):
        chosen = codes[who_counts(codes, homes, 1, key)]
        turned = codes[::-1][who_counts(codes[::-1], homes, 1, key)]
        assert (chosen == turned).all()


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    rng = np.random.default_rng(2)
    ages = np.clip(rng.gamma(6, 5, 2000), 0, 99).astype(int)
    lines = [f"{age},{age % 2}" for age in ages]
    (folder / "cases.csv").write_text("x,c\n" + "\n".join(lines) + "\n,1\n")
    cases = open_cases(folder / "cases.csv", book({"from": 0, "to": 99}), "")
    ledger = Ledger(folder / "ledger.jsonl")
    return fit_cases(cases, Budget(4.0, 1e-6), Account(ledger, "test"))


def test_rows_hold_numbers_and_are_the_same_from_the_kept_file(fitted, tmp_path):
    measured = fitted.value.measurements
    assert measured.ranges[0].sigma > 0
    data = draw_table(fitted, seed=4).value.data
    assert set(data["x"].unique()) <= {"", *map(str, range(100))}
    assert data["x"].n_unique() > 30
    kept = load_fitted(save_fitted(fitted, tmp_path / "kept.npz"))
    for own, other in zip(measured.ranges, kept.value.measurements.ranges, strict=True):
        assert own.sigma == other.sigma
        assert all((a == b).all() for a, b in zip(own.levels, other.levels, strict=True))
    assert draw_table(kept, seed=4).value.data.equals(data)


def test_bins_of_the_rows_are_the_published_ones(fitted):
    table = draw_table(fitted, seed=4).value
    numbers = table.codebook.table.column("x").numbers
    codes = table.codebook.table.column("x").codes
    bins = [codes[numbers.bin_of(int(text))] for text in table.data["x"].cast(pl.String) if text]
    single = table.aggregates.filter((pl.col("length") == 1) & (pl.col("column_1") == "x"))
    assert dict(single.select("value_1", "synthetic").iter_rows()) == {
        code: bins.count(code) for code in codes
    }


def test_nothing_is_measured_within_bins_that_are_single_numbers():
    domain = domain_of(book({"from": 0, "to": 4, "bins": [0, 1, 2, 3, 4]}))
    plan = make_plan(domain.layout, Budget(1.0, 1e-6), None, domain.ranges)
    scales = plan.scales(1e6)
    assert scales.range_sigmas == (0,)
    gram = np.zeros((domain.layout.total,) * 2, np.int64)
    measured = measure_numbers(
        measure_pairs(gram, scales), [np.zeros(5, np.int64)], plan.ranges, scales
    )
    assert measured.ranges == (RangeCounts(),)
