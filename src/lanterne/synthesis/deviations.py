"""How much noise is in the counts of the measured tables, column by column as they are published.

Computed from the scales of the noise and the sizes of the columns: no count is needed, and there is
no cost. Which three-way tables were measured was chosen by a mechanism, and is public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import sqrt

import numpy as np
import numpy.typing as npt

from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import LENGTH, Items, items_of
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.residuals import variance_of_sums

Floats = npt.NDArray[np.float64]

Deviations = Mapping[frozenset[str], float]
"""One to three published columns → largest standard deviation, in people, of the best linear
unbiased estimate of a count of one answer to each, or of all others; what is not there was not
measured, or only by parts: a set whose members stand alone is never counted as a whole."""


def deviations_of(measured: Measurements, domain: Domain) -> Deviations:
    """The noise of counts of answers in each combination of columns that was measured.

    Args:
        measured: Says what was measured with which scales.
        domain: What each model column stands for; several published columns may share one.
    """
    items = [items_of(domain, column) for column in range(domain.layout.width)]
    said = Counter(name for column in domain.encoding.columns for name in column.sources)
    found: dict[frozenset[str], float] = {}
    for columns in measured.residuals.effects:
        if not 0 < len(columns) <= LENGTH:
            continue
        parts = [items[column] for column in columns]
        sizes = [domain.layout.sizes[column] for column in columns]
        sums = [
            np.concatenate([part.cells, size - part.cells])
            for part, size in zip(parts, sizes, strict=True)
        ]
        variances = variance_of_sums(measured.residuals, columns, sums)
        for names, variance in _by_names(parts, variances):
            if all(said[name] == 1 for name in names):
                found[names] = max(found.get(names, 0.0), sqrt(variance))
    return found


def _by_names(parts: Sequence[Items], variances: Floats) -> Iterator[tuple[frozenset[str], float]]:
    """Published columns, one to three different ones → the largest variance of their answers."""
    kinds = [part.columns for part in parts]
    for chosen in product(*(range(len(names)) for names, _ in kinds)):
        about = [n for (names, _), at in zip(kinds, chosen, strict=True) for n in names[at]]
        if len(about) == len(set(about)) <= LENGTH:
            some = [np.tile(places == at, 2) for (_, places), at in zip(kinds, chosen, strict=True)]
            yield frozenset(about), float(variances[np.ix_(*some)].max())
