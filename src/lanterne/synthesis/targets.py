"""What the model is fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.counting.marginals import Columns, Triple
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.residuals import Residuals
from lanterne.synthesis.support import supported_answers

CERTAIN = 2.0
"""Weight of what a rule forbids, relative to the best measured cell."""


@dataclass(frozen=True)
class Targets:
    """What the model is fitted to, in counts, with the precision of each cell.

    Attributes:
        layout: Sizes of the columns.
        pairs: T × T symmetric noisy two-way counts.
        pair_precision: T × T, 1/σ² of each cell; zero where nothing was measured, and where the
            one-way estimate of an answer does not support it.
        singles: Length T, best linear unbiased one-way counts.
        single_precision: Length T, 1/σ².
        triples: The measured three-way tables.
        triple_counts: Flat noisy counts of ``triples``.
        triple_precision: One 1/σ² per triple.
        tables: The measured tables of columns that users will model.
        table_counts: Flat noisy counts of ``tables``.
        table_precision: One 1/σ² per table.
        supported: Length T, whether the one-way estimate supports an answer; of tables of three
            columns and more only cells of such answers are fitted.
        people: Estimated number of people.
    """

    layout: Layout
    pairs: npt.NDArray[np.float64]
    pair_precision: npt.NDArray[np.float64]
    singles: npt.NDArray[np.float64]
    single_precision: npt.NDArray[np.float64]
    triples: tuple[Triple, ...]
    triple_counts: npt.NDArray[np.float64]
    triple_precision: npt.NDArray[np.float64]
    tables: tuple[Columns, ...]
    table_counts: npt.NDArray[np.float64]
    table_precision: npt.NDArray[np.float64]
    supported: npt.NDArray[np.bool_]
    people: float


def targets_of(measurements: Measurements, residuals: Residuals, domain: Domain) -> Targets:
    """The measurements as targets of the fit; what a rule forbids is known to be zero."""
    layout = domain.layout
    columns = layout.column_of
    sigmas = measurements.pair_sigmas[np.ix_(columns, columns)]
    precision = np.divide(1.0, sigmas**2, out=np.zeros_like(sigmas), where=sigmas > 0)
    certain = CERTAIN * precision.max(initial=0.0)
    supported = supported_answers(residuals, layout)
    precision *= np.logical_and.outer(supported, supported)
    precision[domain.forbidden_pairs] = certain
    sigma = measurements.triple_sigma or 1.0
    return Targets(
        layout=layout,
        pairs=np.where(domain.forbidden_pairs, 0.0, measurements.pairs),
        pair_precision=precision,
        singles=np.concatenate([residuals.table((c,)) for c in range(layout.width)]),
        single_precision=np.array([1 / residuals.variance((c,)) for c in range(layout.width)])[
            columns
        ],
        triples=measurements.triples,
        triple_counts=measurements.triple_counts.astype(np.float64),
        triple_precision=np.full(len(measurements.triples), sigma**-2.0),
        tables=measurements.target_tables,
        table_counts=measurements.target_counts.astype(np.float64),
        table_precision=np.full(
            len(measurements.target_tables), (measurements.target_sigma or 1.0) ** -2.0
        ),
        supported=supported,
        people=max(float(residuals.table(())), 1.0),
    )
