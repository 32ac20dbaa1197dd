"""AIM: in rounds, find the marginal that the model gets most wrong, and measure it.

McKenna, Mullins, Sheldon and Miklau (2022), "AIM: an adaptive and iterative mechanism for
differentially private synthetic data", PVLDB 15(11), Algorithm 2, with the paper's settings:
16 d rounds planned, nine tenths of each for measuring, a model of at most 80 MB.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Iterable

import mbi
import numpy as np
import polars as pl
from mbi import junction_tree

from benchmarks.calibrated import CalibratedTree
from benchmarks.coding import CodedTable, Columns, Floats
from benchmarks.graphical import (
    NoisyMarginal,
    as_linear,
    codes_of,
    domain_of,
    fit,
    measure,
    total_of,
)
from benchmarks.noise import rho_for

ROUNDS_PER_COLUMN = 16
MEASURED_SHARE = 0.9
MODEL_MEGABYTES = 80.0
ITERATIONS = 1000
CACHED_CELLS = 20_000


def aim(
    table: CodedTable, epsilon: float, delta: float, degree: int, iterations: int = ITERATIONS
) -> pl.DataFrame:
    """Synthesise by AIM for the workload of all marginals of `degree` columns."""
    run = _Run(table, rho_for(epsilon, delta), iterations)
    workload = _Workload(table, degree)
    while run.spent < run.rho:
        run.plan_last_round()
        run.measure_one(workload.choose(run))
        print(f"{run.spent / run.rho:.1%} of the budget by round {run.round}", file=sys.stderr)
    return table.decode(codes_of(run.model.synthetic_data(round(run.total))))


class _Run:
    """What has been measured and spent so far, and the model that explains it."""

    def __init__(self, table: CodedTable, rho: float, iterations: int) -> None:
        """Measure every column by itself and fit a first model."""
        planned = ROUNDS_PER_COLUMN * len(table.columns)
        self.table, self.rho, self.iterations = table, rho, iterations
        self.sigma = math.sqrt(planned / (2 * MEASURED_SHARE * rho))
        self.epsilon = math.sqrt(8 * (1 - MEASURED_SHARE) * rho / planned)
        self.spent, self.round = 0.0, 0
        self.generator = np.random.default_rng()
        self.domain = domain_of(table)
        self.measured: list[NoisyMarginal] = []
        for column in table.columns:
            self._measure((column,))
        self._fit(None)

    @property
    def size_limit(self) -> float:
        """Megabytes that the model may have now: the share of the budget that is spent."""
        return MODEL_MEGABYTES * min(1.0, self.spent / self.rho)

    def plan_last_round(self) -> None:
        """Spend all that is left in this round when it would not do for two."""
        left = self.rho - self.spent
        if left <= 2 * (0.5 / self.sigma**2 + self.epsilon**2 / 8):
            self.sigma = math.sqrt(1 / (2 * MEASURED_SHARE * left))
            self.epsilon = math.sqrt(8 * (1 - MEASURED_SHARE) * left)

    def measure_one(self, columns: Columns) -> None:
        """Measure what was chosen, fit again, halve the noise if it hid what there was to learn."""
        before = self.estimate(columns)
        self.round += 1
        self.spent += self.epsilon**2 / 8
        self._measure(columns)
        self._fit(self.model)
        if np.abs(self.estimate(columns) - before).sum() <= self.expected_noise(columns):
            self.sigma, self.epsilon = self.sigma / 2, self.epsilon * 2

    def estimate(self, columns: Columns) -> Floats:
        """Return the model's counts of a marginal."""
        return self.total * self.tree.marginal(columns)

    def expected_noise(self, columns: Columns) -> float:
        """Return the L1 norm of the noise that a marginal would get: √(2/π) σ per cell."""
        return math.sqrt(2 / math.pi) * self.sigma * self.table.size(columns)

    def fits(self, columns: Columns) -> bool:
        """Say whether the model with these columns as well stays within its size limit."""
        cliques = [marginal.columns for marginal in self.measured]
        size = junction_tree.hypothetical_model_size(self.domain, [*cliques, columns])
        return float(size) <= self.size_limit

    def _measure(self, columns: Columns) -> None:
        self.measured.append(measure(self.table, columns, self.sigma, self.generator))
        self.spent += 0.5 / self.sigma**2
        if self.spent > self.rho * (1 - 1e-9):
            self.spent = self.rho

    def _fit(self, start: mbi.MarkovRandomField | None) -> None:
        linear = [as_linear(marginal) for marginal in self.measured]
        self.total = total_of(self.measured)
        self.model = fit(self.domain, linear, self.total, self.iterations, start)
        self.tree = CalibratedTree(self.model)


class _Workload:
    """The candidates, what each is worth to the workload, and their true tables."""

    def __init__(self, table: CodedTable, degree: int) -> None:
        self.table = table
        targets = [set(columns) for columns in itertools.combinations(table.columns, degree)]
        bytes_limit = MODEL_MEGABYTES * 2**20
        self.weights = {
            columns: float(sum(len(target & set(columns)) for target in targets))
            for columns in _subsets(table.columns, degree)
            if 8 * table.size(columns) <= bytes_limit
        }
        self._cache: dict[Columns, Floats] = {}

    def choose(self, run: _Run) -> Columns:
        """Choose by the exponential mechanism among the candidates that the model can take.

        It is the candidate with the greatest score plus Gumbel noise: to try them in that order
        until one fits gives the same law, and asks the size of few.
        """
        names = list(self.weights)
        scores = np.array([self._score(columns, run) for columns in names])
        scale = run.epsilon / (2 * max(self.weights.values()))
        noisy = scale * scores + run.generator.gumbel(size=scores.size)
        ranked = (names[index] for index in np.argsort(-noisy))
        return next(columns for columns in ranked if run.tree.holds(columns) or run.fits(columns))

    def _score(self, columns: Columns, run: _Run) -> float:
        distance = np.abs(self._true(columns) - run.estimate(columns)).sum()
        return self.weights[columns] * float(distance - run.expected_noise(columns))

    def _true(self, columns: Columns) -> Floats:
        if columns in self._cache:
            return self._cache[columns]
        counts = self.table.marginal(columns)
        if counts.size <= CACHED_CELLS:
            self._cache[columns] = counts
        return counts


def _subsets(columns: Columns, degree: int) -> Iterable[Columns]:
    return itertools.chain.from_iterable(
        itertools.combinations(columns, length) for length in range(1, degree + 1)
    )
