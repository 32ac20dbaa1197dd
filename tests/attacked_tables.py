"""Fictional people of a few kinds, and releases of them that keep or break their promise."""

from __future__ import annotations

import numpy as np
import polars as pl

from lanterne.codebook.model import Codebook, Column, ColumnType, Table, Value

LABEL = {"en": "label"}
SIZES = (6, 4, 5, 3, 8, 4, 3, 5, 6, 4)
"""Answers of each column: enough that a third of the people are unique."""


def book(sizes=SIZES, kinds=(), **more):
    """Columns c0, c1 … with the answers v0, v1 …; categories where ``kinds`` says nothing."""
    columns = tuple(
        Column(
            f"c{j}",
            dict(enumerate(kinds)).get(j, ColumnType.CATEGORY),
            tuple(Value(f"v{k}", LABEL) for k in range(size)),
            LABEL,
        )
        for j, size in enumerate(sizes)
    )
    return Codebook("attacked", "1", LABEL, (Table("people", LABEL, columns, **more),))


def frame(codes):
    """Codes as texts; −1 is blank."""
    codes = np.asarray(codes)
    return pl.DataFrame(
        {
            f"c{j}": ["" if code < 0 else f"v{code}" for code in column]
            for j, column in enumerate(codes.T.tolist())
        },
        schema={f"c{j}": pl.String for j in range(codes.shape[1])},
    )


def population(seed=0, sizes=SIZES, kinds=6):
    """A mixture of kinds of people; ``draw(n, rng)`` gives codes of n of them."""
    habits = np.random.default_rng(seed)
    tables = [[habits.dirichlet(np.full(size, 0.5)) for size in sizes] for _ in range(kinds)]

    def draw(number, rng):
        kind = rng.integers(kinds, size=number)
        codes = np.empty((number, len(sizes)), np.int64)
        for j, size in enumerate(sizes):
            steps = np.cumsum([table[j] for table in tables], axis=1)[kind]
            codes[:, j] = np.minimum((rng.random(number)[:, None] > steps).sum(axis=1), size - 1)
        return codes

    return draw


def nearly(rows, changed, rng):
    """The rows, each with other answers in so many columns: answers that some other row has."""
    answers = {name: sorted(set(rows[name])) for name in rows.columns}
    varied = [name for name in rows.columns if len(answers[name]) > 1]
    made = rows.to_dicts()
    for row in made:
        for name in rng.choice(varied, changed, replace=False):
            others = [answer for answer in answers[name] if answer != row[name]]
            row[name] = others[rng.integers(len(others))]
    return pl.DataFrame(made, schema=rows.schema)
