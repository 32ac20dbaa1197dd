"""Codebooks with a target, and labels that no pair of columns tells anything of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np


def aimed(codebook, *names):
    """The same codebook with these columns as targets."""
    table = codebook.table
    columns = tuple(replace(one, target=one.name in names) for one in table.columns)
    return replace(codebook, tables=(replace(table, columns=columns),))


def parity_rows(number, columns, of, flipped, seed):
    """Rows of yes and no, codes 1 and 2; the last is the parity of the first ones, but for some."""
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, 2, (number, columns - 1))
    label = answers[:, :of].sum(axis=1) % 2
    label = np.where(rng.random(number) < flipped, 1 - label, label)
    return (np.column_stack([answers, label]) + 1).astype(np.uint16)


def looked_up(rows, real, of):
    """Share of the real labels that a table of the rows gets right, by the first columns."""
    votes = np.zeros((3,) * (of + 1), np.int64)
    np.add.at(votes, tuple(rows[:, [*range(of), -1]].T.astype(np.int64)), 1)
    said = votes.argmax(axis=-1)[tuple(real[:, :of].T.astype(np.int64))]
    return float((said == real[:, -1]).mean())
