"""Cells of tables, and rows that are drawn, of rows that are cut and read in any way."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from functools import reduce
from itertools import combinations, pairwise
from operator import add

import numpy as np
import polars as pl
import pytest

from lanterne.counting import cells
from lanterne.counting.answered import CountAnswers, HeldAnswers, tallied
from lanterne.counting.cells import CountCells, codes_of, counted_together, keys_of
from lanterne.counting.coding import Coding
from lanterne.counting.gathered import GatherRows
from lanterne.evaluation.drawn import DrawRows

WIDTHS = (3, 1, 9, 5)
TABLES = tuple(one for size in (1, 2, 3, 4) for one in combinations(range(4), size))


def rows_of(number: int, seed: int) -> pl.DataFrame:
    chance = random.Random(seed)
    draw = [[chance.choice(["", *map(str, range(w))]) for w in WIDTHS] for _ in range(number)]
    return pl.DataFrame(draw, schema=list("abcd"), orient="row")


def coding_of(rows: pl.DataFrame) -> Coding:
    (answers,) = HeldAnswers(rows).add_up(CountAnswers(tuple(rows.columns)))
    return Coding.of(rows.columns, answers.columns, {"c": frozenset({"8"})})


def in_parts(asked, rows: pl.DataFrame, seed: int):
    """What is asked of rows cut anywhere and added up in any order; some parts are empty."""
    chance = random.Random(seed)
    ends = sorted([0, 0, rows.height, *(chance.randrange(rows.height) for _ in range(6))])
    parts = [rows[start:stop] for start, stop in pairwise(ends)]
    chance.shuffle(parts)
    travelled = pickle.loads(pickle.dumps(asked))
    return reduce(add, [tallied([travelled], [part, part.clear()])[0] for part in parts])


@pytest.mark.parametrize(("dense", "too_wide"), [(1 << 20, 1 << 62), (12, 1 << 62), (12, 100)])
@pytest.mark.parametrize("pending", [0, 1 << 12])
def test_cells_are_those_of_a_counter(monkeypatch, dense, too_wide, pending):
    """Flat, sorted, and too wide for a number: the codes of each cell, and how many are in it."""
    for name, value in (("DENSE", dense), ("TOO_WIDE", too_wide), ("PENDING", pending)):
        monkeypatch.setattr(cells, name, value)
    rows = rows_of(200, seed=dense)
    coding = coding_of(rows)
    asked = CountCells(coding, TABLES)
    found = list(asked.cells(in_parts(asked, rows, 3)))
    for columns, occupied in zip(TABLES, found, strict=True):
        texts = rows.select(coding.header[j] for j in columns).rows()
        codes = codes_of(occupied.keys, columns, coding.sizes).T.tolist()
        said = [
            tuple(coding.texts[j][c] for j, c in zip(columns, one, strict=True)) for one in codes
        ]
        assert dict(zip(said, occupied.counts.tolist(), strict=True)) == Counter(texts)
        assert codes == sorted(codes)
    assert {one.keys.dtype.kind for one in found} == ({"i", "V"} if too_wide == 100 else {"i"})


def test_silent_codes_come_first():
    coding = coding_of(rows_of(200, seed=1))
    assert coding.silent == (1, 1, 2, 1)
    assert coding.texts[2][:2] == ("", "8")
    assert coding.codes(pl.DataFrame({"a": ["", "2"], "b": ["0", ""], "c": ["8", "0"], "d": "4"}))[
        :, :3
    ].tolist() == [[0, 1, 1], [3, 0, 2]]


def test_keys_of_wide_tables_are_those_of_narrow_ones_in_the_same_order(monkeypatch):
    rows = rows_of(100, seed=2)
    coding = coding_of(rows)
    codes, columns = coding.codes(rows), (0, 2, 3)
    narrow = keys_of(codes, columns, coding.sizes)
    monkeypatch.setattr(cells, "TOO_WIDE", 10)
    wide = keys_of(codes, columns, coding.sizes)
    assert np.argsort(narrow, kind="stable").tolist() == np.argsort(wide, kind="stable").tolist()


def test_tables_are_counted_in_groups_of_so_many_cells(monkeypatch):
    monkeypatch.setattr(cells, "ROOM", 30)
    groups = list(counted_together(TABLES, (4, 2, 10, 6), rows=25))
    assert tuple(one for group in groups for one in group) == TABLES
    for group in groups:
        most = sum(cells.most_cells((4, 2, 10, 6), one, 25) for one in group)
        assert most <= 30 or len(group) == 1
    assert 1 < len(groups) < len(TABLES)


def test_rows_that_are_gathered_are_all_of_them_in_one_order():
    rows = rows_of(80, seed=3)
    asked = GatherRows(coding_of(rows))
    one, other = (in_parts(asked, rows, seed).sorted.codes for seed in (1, 2))
    assert one.tolist() == other.tolist() == sorted(asked.coding.codes(rows).tolist())


def test_few_rows_are_all_drawn():
    rows = rows_of(80, seed=4)
    coding = coding_of(rows)
    found = in_parts(DrawRows(coding, 80, 80), rows, 5)
    assert found.sorted.tolist() == sorted(coding.codes(rows).tolist())


@pytest.mark.parametrize("alike", [False, True])
def test_each_row_is_drawn_by_itself_with_the_same_chance(alike):
    """Also where rows hold the same: by a hash of what they hold, all or none would be drawn."""
    number, most = 20_000, 2_000
    texts = [str(place % 2 if alike else place) for place in range(number)]
    rows = pl.DataFrame({"a": texts})
    asked = DrawRows(coding_of(rows), most, number)
    found = in_parts(asked, rows, 6)
    assert len(found.codes) == most
    values = [int(asked.coding.texts[0][code]) for code in found.codes[:, 0]]
    if alike:
        assert abs(sum(values) / most - 0.5) < 5 * 0.5 / most**0.5
        return
    assert len({*values}) == most
    assert abs(np.mean(values) / number - 0.5) < 5 / (12 * most) ** 0.5
    assert (in_parts(asked, rows, 6).codes == found.codes).all()
