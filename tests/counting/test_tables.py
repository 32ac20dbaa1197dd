"""Tables of any width: where their cells lie, and what is in them, against counting by hand."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.counting import Layout, count_tables, some_tables, split_tables
from lanterne.counting.marginals import padded
from lanterne.counting.tables import next_prefix, table_cell, table_index


@st.composite
def tables(draw):
    """Sizes of one to six columns, up to a dozen rows, and some tables of one to five columns."""
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=6)))
    row = st.tuples(*(st.integers(0, size - 1) for size in sizes))
    rows = draw(st.lists(row, max_size=12))
    possible = [
        columns
        for width in range(1, min(len(sizes), 5) + 1)
        for columns in combinations(range(len(sizes)), width)
    ]
    chosen = draw(st.lists(st.sampled_from(possible), max_size=8, unique=True))
    return sizes, np.array(rows, np.uint16).reshape(len(rows), len(sizes)), chosen


def by_hand(sizes, codes, columns):
    """Counts of one table, cell by cell in C order."""
    cells = product(*(range(sizes[column]) for column in columns))
    return [
        sum(all(row[c] == v for c, v in zip(columns, cell, strict=True)) for row in codes)
        for cell in cells
    ]


@given(tables(), st.integers(0, 12))
@settings(deadline=None)
def test_counts_are_those_counted_by_hand_in_any_batches(table, cut):
    sizes, codes, chosen = table
    flat = count_tables([codes[:cut], codes[cut:]], Layout(sizes), chosen)
    assert flat.dtype == np.int64
    assert flat.tolist() == [
        count for columns in chosen for count in by_hand(sizes, codes, columns)
    ]


@given(tables())
@settings(deadline=None)
def test_a_row_is_counted_in_the_cell_that_the_index_names(table):
    sizes, codes, chosen = table
    index = table_index(Layout(sizes), chosen)
    counts = np.zeros(int(index.starts[-1]), np.int64)
    for row in codes:
        for place in range(len(chosen)):
            counts[table_cell(row, index, place)] += 1
    assert (counts == count_tables([codes], Layout(sizes), chosen)).all()


@given(tables())
@settings(deadline=None)
def test_the_index_knows_which_tables_hold_a_column_and_how_far_its_codes_are_apart(table):
    sizes, _, chosen = table
    index = table_index(Layout(sizes), chosen)
    for column, size in enumerate(sizes):
        here = slice(index.first[column], index.first[column + 1])
        holding = index.of_column[here].tolist()
        assert holding == [place for place, columns in enumerate(chosen) if column in columns]
        for place, stride in zip(holding, index.strides[here], strict=True):
            row = np.zeros(len(sizes), np.uint16)
            start = table_cell(row, index, place)
            row[column] = size - 1
            assert table_cell(row, index, place) == start + (size - 1) * stride


def test_tables_lie_one_after_the_other_in_c_order():
    """Kept files have cells in this order."""
    layout = Layout((3, 2, 4, 5))
    tables = [(0, 1, 2), (2,), (0, 1, 2, 3)]
    assert layout.table_offsets(tables).tolist() == [0, 24, 28, 148]
    assert layout.table_offsets(padded(tables)).tolist() == [0, 24, 28, 148]
    assert layout.table_offsets([]).tolist() == [0]
    flat = count_tables([np.array([[2, 1, 3, 4]], np.uint16)], layout, tables)
    cells = [(2 * 2 + 1) * 4 + 3, 24 + 3, 28 + ((2 * 2 + 1) * 4 + 3) * 5 + 4]
    assert np.flatnonzero(flat).tolist() == cells
    split = split_tables(flat, layout, tables)
    assert [table.shape for table in split] == [(3, 2, 4), (4,), (3, 2, 4, 5)]
    assert split[2][2, 1, 3, 4] == 1
    some = some_tables(np.arange(148), layout, tables, [2, 1])
    assert some.tolist() == [*range(28, 148), *range(24, 28)]


def test_slices_of_rows_and_columns_in_fortran_order_count_alike():
    codes = np.random.default_rng(2).integers(0, 3, (2500, 4)).astype(np.uint16)
    layout, tables = Layout((3, 3, 3, 3)), [(0, 1, 2), (0, 1, 2, 3)]
    expected = count_tables([codes], layout, tables)
    assert (count_tables([np.asfortranarray(codes)], layout, tables) == expected).all()
    assert (count_tables([codes[:, ::-1][:, ::-1]], layout, tables) == expected).all()


@pytest.mark.parametrize("columns", [(0, 1, 2), (1, 2, 3, 0), (2,), (3, 1)])
def test_codes_of_all_columns_but_the_last_come_in_order(columns):
    sizes = (3, 2, 4, 2)
    codes, table = np.zeros(4, np.int64), np.array(columns)
    seen, changed = [], 0
    while changed >= 0:
        seen.append(tuple(codes[: len(columns) - 1].tolist()))
        changed = next_prefix(codes, table, Layout(sizes).offsets, len(columns))
        if changed >= 0:
            assert seen[-1][:changed] == tuple(codes[:changed].tolist())
    assert seen == list(product(*(range(sizes[column]) for column in columns[:-1])))
    assert not codes.any()


def test_narrower_tables_are_filled_up():
    assert padded([(0, 1), (2, 3, 4)]).tolist() == [[0, 1, -1], [2, 3, 4]]
    assert padded([]).shape == (0, 1)
    assert padded(padded([(0, 1), (2,)])).tolist() == [[0, 1], [2, -1]]
