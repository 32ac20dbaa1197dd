"""Fast counting against counting by hand, and what one more person changes."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.counting import Layout, count_pairs, count_tables, split_tables


@st.composite
def tables(draw):
    """Sizes of one to four columns, sizes of one included, and up to a dozen rows."""
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    row = st.tuples(*(st.integers(0, size - 1) for size in sizes))
    rows = draw(st.lists(row, max_size=12))
    return sizes, np.array(rows, np.uint16).reshape(len(rows), len(sizes))


def all_triples(sizes):
    return list(combinations(range(len(sizes)), 3))


def by_hand(sizes, codes, columns):
    """Counts of one table, cell by cell."""
    counts = np.zeros([sizes[column] for column in columns], np.int64)
    for cell in product(*(range(sizes[column]) for column in columns)):
        counts[cell] = sum(
            all(row[c] == v for c, v in zip(columns, cell, strict=True)) for row in codes
        )
    return counts


@given(tables())
@settings(deadline=None)
def test_one_and_two_way_counts_are_those_counted_by_hand(table):
    sizes, codes = table
    layout = Layout(sizes)
    gram = count_pairs([codes], layout)
    assert gram.dtype == np.int64
    assert gram.shape == (sum(sizes), sum(sizes))
    for i in range(len(sizes)):
        block = gram[layout.block(i), layout.block(i)]
        assert (block == np.diag(by_hand(sizes, codes, (i,)))).all()
    for i, j in combinations(range(len(sizes)), 2):
        expected = by_hand(sizes, codes, (i, j))
        assert (gram[layout.block(i), layout.block(j)] == expected).all()
        assert (gram[layout.block(j), layout.block(i)] == expected.T).all()


@given(tables())
@settings(deadline=None)
def test_three_way_counts_are_those_counted_by_hand(table):
    sizes, codes = table
    layout, triples = Layout(sizes), all_triples(sizes)
    flat = count_tables([codes], layout, triples)
    assert flat.dtype == np.int64
    for triple, counted in zip(triples, split_tables(flat, layout, triples), strict=True):
        assert (counted == by_hand(sizes, codes, triple)).all()


@given(tables(), st.lists(st.integers(0, 12), max_size=3))
@settings(deadline=None)
def test_batches_of_any_size_count_as_one(table, cuts):
    sizes, codes = table
    layout, triples = Layout(sizes), all_triples(sizes)
    batches = np.split(codes, sorted(min(cut, len(codes)) for cut in cuts))
    assert (count_pairs(batches, layout) == count_pairs([codes], layout)).all()
    assert (count_tables(batches, layout, triples) == count_tables([codes], layout, triples)).all()


def test_three_way_counts_pass_the_end_of_a_block_of_rows():
    sizes = (3, 2, 4)
    rng = np.random.default_rng(1)
    codes = np.stack([rng.integers(0, size, 2500) for size in sizes], axis=1).astype(np.uint16)
    expected = np.zeros(sizes, np.int64)
    np.add.at(expected, tuple(codes.T), 1)
    assert (count_tables([codes], Layout(sizes), [(0, 1, 2)]) == expected.ravel()).all()


def test_columns_in_fortran_order_and_slices_count_alike():
    codes = np.random.default_rng(2).integers(0, 3, (50, 4)).astype(np.uint16)
    layout = Layout((3, 3, 3, 3))
    expected = count_pairs([codes], layout)
    assert (count_pairs([np.asfortranarray(codes)], layout) == expected).all()
    assert (count_pairs([codes[:, ::-1][:, ::-1]], layout) == expected).all()


def test_the_order_of_rows_carries_nothing():
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 3, (40, 3)).astype(np.uint16)
    layout = Layout((3, 3, 3))
    shuffled = rng.permutation(codes)
    assert (count_pairs([codes], layout) == count_pairs([shuffled], layout)).all()
    triples = [(0, 1, 2)]
    assert (
        count_tables([codes], layout, triples) == count_tables([shuffled], layout, triples)
    ).all()


def test_nobody_counts_as_zero_everywhere():
    layout = Layout((2, 1, 3))
    assert not count_pairs([], layout).any()
    assert not count_tables(iter(()), layout, [(0, 1, 2)]).any()
    assert count_tables([], layout, []).size == 0


@pytest.mark.parametrize("sizes", [(), (0,), (2, 0, 3)])
def test_a_layout_without_codes_is_refused(sizes):
    with pytest.raises(ValueError, match="positive"):
        Layout(sizes)


def test_a_layout_says_where_columns_lie():
    layout = Layout((2, 1, 3))
    assert layout.offsets.tolist() == [0, 2, 3, 6]
    assert layout.total == 6
    assert layout.column_of.tolist() == [0, 0, 1, 2, 2, 2]
    assert layout.block(2) == slice(3, 6)
    assert layout.table_offsets([(0, 1, 2), (0, 1, 2)]).tolist() == [0, 6, 12]
