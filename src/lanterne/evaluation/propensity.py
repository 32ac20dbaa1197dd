"""How well released rows can be told from cases: the propensity score mean squared error.

Snoke, Raab, Nowok, Dibben and Slavković 2018, section 2: stack both tables, N rows of which a share
c is released; estimate of each row the probability p̂ that it is released; then

    pMSE = Σ (p̂ − c)² ÷ N        (equation 1)

0 when nothing tells them apart. When the released rows are drawn from the distribution that the
cases have themselves, and p̂ is a logistic regression with k parameters, one of them the intercept,
its expectation is

    (k − 1) (1 − c)² c ÷ N        (equation 2)

and the ratio of the two is about 1. (Of two independent samples of one population it would be
1 ÷ (1 − c), about 2 for samples of one size: cases are no sample here, but the truth.)

Where only a share f of the cases is looked at, drawn by lot, their means vary too: of a difference
between the sides, which has the variance σ² ÷ r with r released rows and all cases, it becomes
σ² ÷ r + (1 − f) σ² ÷ p with p people (sampling without replacement; Cochran 1977,
section 2.6). As r ÷ p = c ÷ (1 − c), the expectation is multiplied by
1 + (1 − f) c ÷ (1 − c), which for f = 0 is the 1 ÷ (1 − c) of two samples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from lanterne.compiled import compiled
from lanterne.evaluation.codes import Cells, CodedTables
from lanterne.evaluation.tables import MOST_CODES, CountedTables

ROUNDS = 25
"""Most rounds of Newton's method; a handful is enough unless a code occurs on one side only."""

MOST_PARAMETERS = 3_000
"""Largest model that is fitted: the matrix of second derivatives is the square of it."""

CONVERGED = 1e-8
"""Change of the pMSE, relative to its size, at which the rounds end."""

RIDGE = 1e-6
"""Weight of the squared coefficients: keeps those of codes on one side only finite."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Propensity:
    """What one propensity model says.

    Attributes:
        pmse: The propensity score mean squared error.
        expected: What it would be for rows drawn at random from the cases.
        parameters: Parameters of the model, the intercept included.
    """

    pmse: float
    expected: float
    parameters: int

    @property
    def ratio(self) -> float | None:
        """pMSE ÷ its expectation; ``None`` where the model has nothing but the intercept."""
        return self.pmse / self.expected if self.expected else None


def propensity_of_cells(cells: Cells) -> Propensity:
    """The pMSE of one contingency table: a logistic regression with a parameter for each cell.

    Such a model is saturated: p̂ is the share of released rows in the cell, so that nothing needs
    to be fitted. Of one column these are its codes, of two their codes and all interactions.
    """
    both = cells.real + cells.released
    total = int(both.sum())
    share = int(cells.released.sum()) / total
    apart = cells.released / both - share
    return _propensity(float((both * apart**2).sum()) / total, len(both), share, total)


def propensity_of_rows(tables: CodedTables) -> Propensity | None:
    """The pMSE of a logistic regression on the codes of all columns at once, without interactions.

    Fitted by Newton's method on all rows. Codes that occur in neither table have no parameter; of
    each column the first that occurs is the one to which others are compared. ``None`` without
    released rows, or where there are more than ``MOST_PARAMETERS`` codes.
    """
    index, parameters = _parameters(tables)
    if not tables.rows_released or parameters > MOST_PARAMETERS:
        return None
    rows = index.shape[0]
    released = np.zeros(rows)
    released[tables.rows_real :] = 1
    share = tables.rows_released / rows
    coefficients = np.zeros(parameters)
    coefficients[0] = np.log(share / (1 - share))
    pmse = 0.0
    for step in range(ROUNDS):
        gradient, hessian, fitted = _newton(index, released, coefficients)
        before, pmse = pmse, float(((fitted - share) ** 2).mean())
        if step > 1 and abs(pmse - before) <= CONVERGED * pmse:
            break
        gradient -= RIDGE * coefficients
        hessian[np.diag_indices(parameters)] += RIDGE
        coefficients = coefficients + np.linalg.solve(hessian, gradient)
    return _propensity(pmse, parameters, share, rows)


def propensity_of_drawn(
    tables: CountedTables, most: int = MOST_CODES
) -> tuple[Propensity | None, int | None]:
    """As :func:`propensity_of_rows`, of so many people and rows as can be held, drawn by lot.

    Args:
        tables: Both tables.
        most: Answers that are held of either.

    Returns:
        The pMSE, and of how many people; ``None``: all people and all rows took part.
    """
    drawn = tables.drawn(most)
    found = propensity_of_rows(drawn)
    whole = (tables.rows_real, tables.rows_released)
    if found is None or (drawn.rows_real, drawn.rows_released) == whole:
        return found, None
    share = drawn.rows_released / (drawn.rows_real + drawn.rows_released)
    left_out = 1 - drawn.rows_real / tables.rows_real
    expected = found.expected * (1 + left_out * share / (1 - share))
    return replace(found, expected=expected), drawn.rows_real


def _propensity(pmse: float, parameters: int, share: float, rows: int) -> Propensity:
    expected = (parameters - 1) * (1 - share) ** 2 * share / rows
    return Propensity(pmse, expected, parameters)


def _parameters(tables: CodedTables) -> tuple[npt.NDArray[np.int32], int]:
    """Per row and column the parameter of its code, 0 being the intercept; and their number."""
    width, rows = tables.codes.shape
    occurring = [np.unique(column) for column in tables.codes]
    starts = list(accumulate((len(codes) - 1 for codes in occurring), initial=0))
    index = np.zeros((rows, width), np.int32)
    for j, codes in enumerate(occurring):
        place = np.zeros(len(tables.texts[j]), np.int32)
        place[codes[1:]] = starts[j] + 1 + np.arange(len(codes) - 1)
        index[:, j] = place[tables.codes[j]]
    return index, 1 + starts[-1]


@compiled()
def _newton(index, released, coefficients):  # type: ignore[no-untyped-def]
    """Gradient and Hessian of the log-likelihood, and the fitted probabilities."""
    rows, width = index.shape
    size = len(coefficients)
    gradient = np.zeros(size)
    hessian = np.zeros((size, size))
    fitted = np.empty(rows)
    here = np.empty(width, np.int64)
    for row in range(rows):
        score = coefficients[0]
        found = 0
        for column in range(width):
            parameter = index[row, column]
            if parameter:
                here[found] = parameter
                found += 1
                score += coefficients[parameter]
        probability = 1 / (1 + np.exp(-score))
        fitted[row] = probability
        weight = probability * (1 - probability)
        residual = released[row] - probability
        gradient[0] += residual
        hessian[0, 0] += weight
        for a in range(found):
            gradient[here[a]] += residual
            hessian[0, here[a]] += weight
            for b in range(a, found):
                hessian[here[a], here[b]] += weight
    for a in range(size):
        for b in range(a):
            hessian[a, b] = hessian[b, a]
    return gradient, hessian, fitted
