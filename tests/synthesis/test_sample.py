"""Rows are drawn with as little chance as possible."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.counting import Layout
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.sample import (
    _systematic,
    class_sizes,
    sample_rows,
    sample_shard,
    share_of_shard,
)

CLASSES = 5


def marked_model(rng, sizes=(4, 1, 7)):
    """A model whose first column says which class a row comes from."""
    blocks = [np.eye(CLASSES), *(rng.dirichlet(np.full(size, 0.5), CLASSES).T for size in sizes)]
    layout = Layout((CLASSES, *sizes))
    return LatentClassModel(layout, rng.dirichlet(np.ones(CLASSES)), np.concatenate(blocks), 1.0)


@pytest.mark.parametrize("rows", [0, 1, 7, 100, 5003])
@pytest.mark.parametrize("seed", range(5))
def test_each_value_of_each_class_comes_as_often_as_expected_give_or_take_one(rows, seed):
    model = marked_model(np.random.default_rng(seed))
    codes = sample_rows(model, rows, seed)
    assert codes.shape == (rows, 4)
    assert codes.dtype == np.uint16
    layout = model.layout
    for k in range(CLASSES):
        members = codes[codes[:, 0] == k]
        assert abs(len(members) - model.weights[k] * rows) <= 1 + 1e-6
        for column in range(1, layout.width):
            counts = np.bincount(members[:, column], minlength=layout.sizes[column])
            expected = model.probabilities[layout.block(column), k] * len(members)
            assert len(counts) == layout.sizes[column]
            assert np.abs(counts - expected).max() <= 1 + 1e-6


def test_the_same_seed_draws_the_same_rows_and_another_draws_others():
    model = marked_model(np.random.default_rng(1))
    assert (sample_rows(model, 200, 3) == sample_rows(model, 200, 3)).all()
    assert (sample_rows(model, 200, 3) != sample_rows(model, 200, 4)).any()


def test_within_a_class_columns_have_nothing_to_do_with_each_other():
    rng = np.random.default_rng(2)
    halves = np.full((2, 1), 0.5)
    model = LatentClassModel(Layout((2, 2)), np.ones(1), np.concatenate([halves, halves]), 1.0)
    codes = sample_rows(model, 4000, int(rng.integers(1000))).astype(float)
    assert abs(np.corrcoef(codes.T)[0, 1]) < 5 / np.sqrt(4000)
    assert abs(np.corrcoef(codes[:-1, 0], codes[1:, 0])[0, 1]) < 5 / np.sqrt(4000)


def test_shares_become_whole_numbers_within_one_that_sum_to_the_total():
    rng = np.random.default_rng(3)
    for _ in range(300):
        shares = rng.dirichlet(np.full(rng.integers(1, 9), 0.3))
        total = int(rng.integers(0, 50))
        numbers = _systematic(shares, total, rng)
        assert numbers.sum() == total
        assert (numbers >= 0).all()
        assert np.abs(numbers - shares * total).max() <= 1 + 1e-9


@pytest.mark.parametrize("shards", [1, 2, 7, 40])
@pytest.mark.parametrize("rows", [0, 5, 1003])
def test_shards_have_their_share_of_each_class_and_all_rows_together(rows, shards):
    model = marked_model(np.random.default_rng(rows))
    sizes = class_sizes(model, rows, 1)
    parts = np.array([share_of_shard(sizes, shard, shards) for shard in range(shards)])
    assert (parts.sum(axis=0) == sizes).all()
    assert np.abs(parts - sizes / shards).max() < 1
    assert np.abs(parts.sum(axis=1) - rows / shards).max() < 1
    for shard, part in enumerate(parts):
        codes = sample_shard(model, part, shard)
        assert (np.bincount(codes[:, 0], minlength=CLASSES) == part).all()


def test_one_shard_is_the_rows_that_are_drawn_together():
    model = marked_model(np.random.default_rng(1))
    sizes = class_sizes(model, 300, 4)
    assert (share_of_shard(sizes, 0, 1) == sizes).all()
    together = sample_rows(model, 300, 4)
    assert (np.bincount(together[:, 0], minlength=CLASSES) == sizes).all()
