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
    said = _votes(rows, of).argmax(axis=-1)[_first(real, of)]
    return float((said == real[:, -1]).mean())


def drawn_alike(rows, real, of):
    """The same where a label is drawn from the rows of the same first columns: half tells nothing.

    (Eight cells that tell nothing may well have the right majority in six of them.)
    """
    votes = _votes(rows, of)
    shares = votes / np.maximum(votes.sum(axis=-1, keepdims=True), 1)
    return float(shares[(*_first(real, of), real[:, -1])].mean())


def _votes(rows, of):
    votes = np.zeros((3,) * (of + 1), np.int64)
    np.add.at(votes, (*_first(rows, of), rows[:, -1]), 1)
    return votes


def _first(rows, of):
    return tuple(rows[:, :of].T.astype(np.int64))
