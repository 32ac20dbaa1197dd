"""What an estimate rests on, and when it is refused: by public numbers alone.

Intervals hold where an estimate changes smoothly with the counts behind it. They break where these
are too few: a count cannot fall below zero, a rare answer is not written, and what is left is bias,
the same in each data set. So each estimate names the cells that it rests on, and each of them must
have

* on average over the data sets at least :data:`CLEAR` standard deviations of the noise in its
  count. A data set has the noise twice, that of the measurement and its own. Cut at zero, a count
  of three deviations is then too large by 0.009 of one on average, and a count of one deviation by
  0.2; and the curvature of a logarithm moves it by at most a third of its deviation;
* at least :data:`FEWEST` people: below, the usual variances of shares and coefficients are wrong
  without any noise;
* and its columns must have been measured together. A coefficient rests on its predictor with the
  outcome, each against those who give no answer to the same question that is in the model, and on
  the predictors with each other; one of an interaction on three columns together. How few have one
  predictor without another is not looked at. What the noise is in counts of four columns and more
  is not given: the rows follow a model there, or a target.

The deviations are those of the best linear unbiased estimates, from the scales of the noise and the
sizes of the columns; the release has them. They are the largest of one answer to each column, or of
all others; of some of the others it may be larger, where a column is long. Refusing by noisy counts
chooses among estimates, but hardly: of the cells near the limit, those that noise raised pass
somewhat more often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

import polars as pl

from lanterne.errors import UsageError
from lanterne.inference.data import DataSets

CLEAR = 3.0
"""Least count of a cell, in standard deviations of its noise."""

FEWEST = 20
"""Least count of a cell, in people."""

MOST_COLUMNS = 3
"""Columns of which a release says how much noise is in their counts together."""


def check_measured(sets: DataSets, columns: Iterable[str]) -> float:
    """The deviation of counts over columns that an estimate needs together, in people.

    Raises:
        UsageError: They were not measured together.
    """
    together = frozenset(columns)
    if len(together) > MOST_COLUMNS:
        raise UsageError("inference.too-many-columns", columns=tuple(sorted(together)))
    if together not in sets.deviations:
        raise UsageError("inference.not-measured", columns=tuple(sorted(together)))
    return sets.deviations[together]


def check_cells(sets: DataSets, columns: Iterable[str], cells: Sequence[pl.Expr]) -> None:
    """Refuse an estimate that rests on counts that the noise drowns, or on few people.

    Args:
        sets: The data sets.
        columns: What the cells are about: they must have been measured together.
        cells: Which rows are in each cell, as conditions.

    Raises:
        UsageError: They were not measured together, or a cell has too few people.
    """
    names = tuple(sorted(set(columns)))
    least = CLEAR * check_measured(sets, names)
    fewest = smallest_cell(sets, cells)
    if fewest < least:
        raise UsageError("inference.drowned", columns=names, count=round(fewest), least=ceil(least))
    if fewest < FEWEST:
        raise UsageError("inference.few-people", columns=names, count=round(fewest), least=FEWEST)


def smallest_cell(sets: DataSets, cells: Sequence[pl.Expr]) -> float:
    """The smallest of some cells, in rows on average over the data sets."""
    sums = [cell.sum().alias(str(place)) for place, cell in enumerate(cells)]
    return float(min(sets.stacked.select(sums).row(0))) / len(sets.frames)
