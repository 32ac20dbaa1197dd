"""Which answers the one-way estimates support.

A two-way cell of an answer that hardly anybody gave is noise and nothing else; a table of countries
has thousands of them. Where they are fitted, the model learns noise, and χ² per cell, which they
dominate, says that it fits before it fits the cells that people are in. So cells are fitted only
where each of their answers is seen above the noise in its own one-way estimate, which is far more
precise. Computed from released counts: post-processing, no privacy cost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.synthesis.residuals import Residuals

SUPPORTED_FROM = 2.0
"""Standard errors above zero from which a one-way estimate supports its answer: the usual ones."""


def supported_answers(residuals: Residuals, layout: Layout) -> npt.NDArray[np.bool_]:
    """Whether the best one-way estimate of each code is clear of its noise; length T."""
    supported = np.zeros(layout.total, bool)
    for column in range(layout.width):
        error = np.sqrt(residuals.variance((column,)))
        supported[layout.block(column)] = residuals.table((column,)) > SUPPORTED_FROM * error
    return supported
