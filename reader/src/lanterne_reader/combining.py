"""From an estimate on each of several data sets to one, with an interval.

The rule is Rubin's (1987, Multiple Imputation for Nonresponse in Surveys, §3.1) with the variance
for data that are synthetic and hold the noise of protection; why it holds here is said in the
documentation of Lanterne, in its chapter on inference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance


@dataclass(frozen=True)
class Combined:
    """One estimate from several data sets.

    Attributes:
        estimate: Mean of the estimates.
        low: Lower end of the interval.
        high: Upper end.
        standard_error: ≥ 0.
        degrees_of_freedom: > 0; infinite where all data sets agree.
    """

    estimate: float
    low: float
    high: float
    standard_error: float
    degrees_of_freedom: float

    def __str__(self) -> str:
        """The estimate and its interval."""
        return f"{self.estimate:.4g} ({self.low:.4g} to {self.high:.4g})"


def combine(
    estimates: Sequence[float],
    variances: Sequence[float],
    about: str = "population",
    level: float = 0.95,
) -> Combined:
    """Combine the estimates of several data sets.

    Args:
        estimates: One of each data set, at least 2.
        variances: The usual variance of each: the square of its standard error.
        about: ``population``: all people of whom those in the records are a random sample; or
            ``records``: the people in the records and nobody else.
        level: How often such an interval holds, between 0 and 1.

    Raises:
        ValueError: The numbers do not go together, or one of them cannot be.
        ModuleNotFoundError: SciPy is not installed.
    """
    if about not in {"population", "records"}:
        raise ValueError(f"about is population or records, not {about}")
    if len(estimates) != len(variances) or len(estimates) < 2:
        raise ValueError("give an estimate and a variance for each of at least two data sets")
    if not all(map(math.isfinite, (*estimates, *variances))) or min(variances) < 0:
        raise ValueError("estimates and variances must be finite, and no variance below 0")
    if not 0 < level < 1:
        raise ValueError(f"level is between 0 and 1, not {level}")
    sets = len(estimates)
    noise = (1 + 1 / sets) * variance(estimates)
    sampling = fmean(variances) if about == "population" else 0.0
    ratio = 1 + sampling / noise if noise else math.inf
    freedom = (sets - 1) * ratio * ratio  # a power of a large number would be an error
    error, centre = math.sqrt(sampling + noise), fmean(estimates)
    reach = _quantile((1 + level) / 2, freedom) * error
    return Combined(centre, centre - reach, centre + reach, error, freedom)


def _quantile(share: float, freedom: float) -> float:
    """Of Student's distribution."""
    try:
        from scipy.stats import t  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "Intervals from several data sets need SciPy: pip install 'lanterne-reader[intervals]'"
        ) from None
    return float(t.ppf(share, freedom))
