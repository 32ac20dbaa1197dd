"""Logistic regression on every data set, and its coefficients with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.errors import UsageError
from lanterne.inference.combine import About, Combined, combine
from lanterne.inference.data import Answer, DataSets, gives, is_recorded
from lanterne.inference.foundations import check_cells, check_measured

Floats = npt.NDArray[np.float64]
Term = tuple[Answer, ...]
"""A predictor: whether one answer is given, or two together, which is an interaction."""

STEPS, LONGEST, CLOSE = 50, 2.0, 1e-9
"""Most Newton steps; longest step in a coefficient; step at which the fit is done."""


@dataclass(frozen=True)
class Regression:
    """A logistic regression, term by term.

    Attributes:
        coefficients: Term → its coefficient: the change in the logarithm of the odds.
        refused: Term → why no interval is given: what it rests on was not measured, or the noise
            drowns it. It stays in the model all the same.
    """

    coefficients: Mapping[Term, Combined]
    refused: Mapping[Term, UsageError]


def logistic_regression(
    sets: DataSets,
    outcome: Answer,
    terms: Sequence[Term],
    *,
    recorded: bool = True,
    about: About | str = About.POPULATION,
) -> Regression:
    """Regress whether an answer is given on whether others are.

    A blank counts as another answer to the question of a predictor: of rows without any blank
    nothing was measured.

    Args:
        sets: The data sets.
        outcome: The answer.
        terms: The predictors: ``((column, value),)``, and two answers for an interaction, whose
            parts are terms of their own.
        recorded: Of whom something is recorded in the column of the outcome; else of all rows.
        about: Whom the intervals are to be about.

    Raises:
        UsageError: There is no predictor, a column is not there, is the outcome's, or two were not
            measured together.
    """
    columns = {column for term in terms for column, _ in term}
    if not all(terms) or not terms:
        raise UsageError("inference.no-predictors")
    if outcome[0] in columns:
        raise UsageError("inference.outcome-predicts", column=outcome[0])
    for pair in combinations(sorted(columns), 2):
        check_measured(sets, pair)
    among = is_recorded(outcome[0]) if recorded else pl.repeat(True, pl.len())
    refused = dict(_refused(sets, outcome, terms, among))
    fits = [coefficients_in(frame, outcome, terms, recorded=recorded) for frame in sets.frames]
    coefficients = {
        term: combine(
            [found[place] for found, _ in fits], [usual[place] for _, usual in fits], about
        )
        for place, term in enumerate(terms)
        if term not in refused
    }
    return Regression(coefficients, refused)


def _refused(
    sets: DataSets, outcome: Answer, terms: Sequence[Term], among: pl.Expr
) -> Iterator[tuple[Term, UsageError]]:
    """The terms of which no coefficient is given, and why.

    Beside an interaction, the coefficient of a part of it is about those who do not give the other
    answer: it rests on the same cells. A coefficient compares with those who give none of the
    answers to the same question that are in the model: where there is nobody, there is nothing to
    compare with.
    """
    answers = {answer for term in terms for answer in term}
    for term in terms:
        try:
            for whole in terms:
                if set(term) <= set(whole):
                    _check_term(sets, outcome, whole, among, answers)
        except UsageError as error:
            yield term, error


def _check_term(
    sets: DataSets, outcome: Answer, term: Term, among: pl.Expr, answers: Set[Answer]
) -> None:
    """Every combination of giving the answers of the term, or none, with the outcome, or not."""
    sides = [(gives(outcome), ~gives(outcome))]
    for answer in term:
        same = [gives(other) for other in answers if other[0] == answer[0]]
        sides.append((gives(answer), ~pl.any_horizontal(same)))
    cells = [pl.all_horizontal(among, *which) for which in product(*sides)]
    check_cells(sets, [outcome[0], *(column for column, _ in term)], cells)


def coefficients_in(
    frame: pl.DataFrame, outcome: Answer, terms: Sequence[Term], *, recorded: bool
) -> tuple[Floats, Floats]:
    """The coefficients of the terms in one table, and their usual variances.

    Rows that are alike are fitted together.
    """
    flags = [
        pl.all_horizontal(gives(answer) for answer in term).alias(str(place))
        for place, term in enumerate(terms)
    ]
    rows = frame.filter(is_recorded(outcome[0])) if recorded else frame
    alike = rows.group_by(gives(outcome).alias("outcome"), *flags, maintain_order=True).len()
    values = alike.select(pl.all().cast(pl.Float64)).to_numpy()
    design = np.column_stack([np.ones(len(values)), values[:, 1:-1]])
    found, variances = fit_logistic(design, values[:, 0], values[:, -1])
    return found[1:], variances[1:]


def fit_logistic(design: Floats, given: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Maximum likelihood by Newton's method.

    Args:
        design: Rows × coefficients.
        given: 1.0 where the outcome is given, else 0.0.
        people: How many each row stands for.

    Returns:
        The coefficients, and the diagonal of the inverse of the observed information. Where the
        terms separate the outcomes a coefficient ends far out, and its variance is large.
    """
    found = np.zeros(design.shape[1])
    inverse: Floats = np.zeros((len(found), len(found)))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        information = (design * (people * chances * (1 - chances))[:, None]).T @ design
        inverse = np.asarray(np.linalg.pinv(information, hermitian=True))
        step = inverse @ (design.T @ (people * (given - chances)))
        found += np.clip(step, -LONGEST, LONGEST)
        if np.abs(step).max() < CLOSE:
            break
    return found, np.diag(inverse).copy()
