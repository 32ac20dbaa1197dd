"""The compiled search against loops that anybody can read."""

from __future__ import annotations

import numpy as np

from lanterne.attacks.copies import _differences, _isolated, _stranded, _words
from lanterne.attacks.nearest import count_agreeing, nearest, nearest_without_each


def tables(seed):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 3, (20, 5)).astype(np.uint16), rng.integers(0, 3, (50, 5)).astype(
        np.uint16
    )


def test_the_first_of_the_most_agreeing_rows():
    for seed in range(10):
        targets, rows = tables(seed)
        place, agreeing = nearest(targets, rows)
        places = nearest_without_each(targets, rows)
        for t, target in enumerate(targets):
            same = rows == target
            assert place[t] == same.sum(axis=1).argmax()
            assert agreeing[t] == same.sum(axis=1).max()
            for j in range(5):
                assert places[t, j] == np.delete(same, j, axis=1).sum(axis=1).argmax()


def test_questions_are_counted_up_to_a_limit():
    _, rows = tables(1)
    columns = np.array([[0, 1], [2, 4]])
    codes = np.array([[1, 2], [0, 0]])
    truth = [(rows[:, c] == a).all(axis=1).sum() for c, a in zip(columns, codes, strict=True)]
    assert count_agreeing(rows, columns, codes, 50).tolist() == truth
    assert count_agreeing(rows, columns, codes, 2).tolist() == np.minimum(truth, 2).tolist()


def test_a_row_is_stranded_when_nothing_is_near():
    for seed in range(5):
        targets, rows = tables(seed)
        rows = np.concatenate([rows[:8], targets[:3]])
        different = (rows[None] != targets[:, None]).sum(axis=2)
        near = ((different > 0) & (different <= 2)).any(axis=1)
        assert _stranded(targets, rows).tolist() == (~near).tolist()


def test_a_person_is_isolated_when_nobody_agrees_in_all_columns_but_one():
    for seed in range(5):
        rows = tables(seed)[0]
        different = (rows[None] != rows[:, None]).sum(axis=2) + 9 * np.eye(len(rows), dtype=int)
        words = _words([rows], np.random.default_rng(seed))
        assert _isolated(rows, words).tolist() == (different.min(axis=1) > 1).tolist()


def test_differences_are_counted_up_to_two():
    targets, rows = tables(3)
    different = (rows[None] != targets[:, None]).sum(axis=2)
    expected = [[(row == many).sum() for many in range(3)] for row in different]
    assert _differences(targets, rows).tolist() == expected
