"""What rows are held to while they are drawn: what each may hold, and the counts of all.

Computed once from released counts, however many parts the rows are drawn in: post-processing, no
privacy cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lanterne.synthesis.admission import Admission, admission_of
from lanterne.synthesis.attest import Thresholds, attest
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.estimates import combine
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.refine import Goals


@dataclass(frozen=True)
class RowTerms:
    """What rows are held to. Protected.

    Attributes:
        admission: What each row may hold.
        goals: The counts that all rows together should have.
    """

    admission: Admission
    goals: Goals


def terms_of(
    measurements: Measurements,
    model: LatentClassModel,
    domain: Domain,
    thresholds: Thresholds,
    rows: int,
) -> RowTerms:
    """What so many rows are held to.

    Args:
        measurements: The noisy counts.
        model: The model fitted to them.
        domain: The domain of the model.
        thresholds: Estimated people from which a combination may be written.
        rows: How many there will be.
    """
    residuals = measurements.residuals
    estimates = combine(residuals, model, measurements.triples, measurements.target_tables)
    attested = attest(model, estimates, domain, thresholds)
    scale = rows / model.people
    attested_pairs = np.where(attested.pairs, estimates.pairs, 0.0)
    goals = Goals(
        attested_pairs * scale,
        estimates.triples,
        estimates.triple_counts * scale,
        estimates.tables,
        estimates.table_counts * scale,
    )
    return RowTerms(admission_of(attested, domain), goals)
