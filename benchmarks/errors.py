"""How far what a method made is from the table, in the figures of `lanterne.evaluation`."""

from __future__ import annotations

import polars as pl

from lanterne.evaluation import compare_frames

LENGTHS = (1, 2, 3)
MAX_SETS = 2600  # all triples of 25 columns; a fixed sample of those of 40

Figures = dict[str, float]


def errors_of(real: pl.DataFrame, released: pl.DataFrame) -> Figures:
    """Return the errors of a released table.

    Keys: ``rows`` (released for each real one) and, with the length behind it, ``distance``
    (total variation, mean over column sets), ``error`` (mean absolute error of the count of a real
    combination), ``fabricated`` and ``suppressed`` (shares of the combinations that only the
    released, only the real table has) and the same by ``_mass`` (shares of the rows in them).
    """
    comparison = compare_frames(real, released, None, LENGTHS, MAX_SETS)
    figures: Figures = {"rows": comparison.rows_ratio}
    for one in comparison.lengths:
        figures |= {
            f"distance_{one.length}": one.distance_mean,
            f"error_{one.length}": one.count_error_all,
            f"fabricated_{one.length}": one.fabricated_share,
            f"fabricated_mass_{one.length}": one.fabricated_mass,
            f"suppressed_{one.length}": one.suppressed_share,
            f"suppressed_mass_{one.length}": one.suppressed_mass,
        }
    return figures
