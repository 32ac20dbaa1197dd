"""The two mechanisms that touch sensitive counts. Integers go in, integers come out.

Both are OpenDP's: exact samplers on rationals, fed by the operating system's entropy. There is
no seed and no floating-point noise, so nothing here can be replayed (Mironov 2012 shows what the
low bits of a floating-point sample give away). All parameters are public.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lanterne.errors import LanterneError, UsageError

Counts = npt.NDArray[np.int64]


def discrete_gaussian(counts: Counts, sigma: Fraction | float) -> Counts:
    """Counts plus independent noise from N_Z(0, σ²), P[x] ∝ exp(−x² / 2σ²).

    Neighbours: one person more or less. Sensitivity: 1 in one cell, for each table in
    ``counts``; the caller proves it. Cost: one ``GaussianEvent(sigma)`` per table.
    Proof: the noise of a cell that moves from c to c + 1 is N_Z shifted by one, whose privacy
    loss against the unshifted is what the accountant composes; (1 / 2σ²)-zCDP by Canonne,
    Kamath, Steinke 2020, arXiv 2004.00010, Theorem 4. OpenDP's own privacy map has to agree,
    or nothing is released.

    Args:
        counts: Integers of any shape, int64.
        sigma: Scale of the noise, in people. A fraction that no double can hold is rounded up.

    Returns:
        The noisy counts, int64, of the same shape.

    Raises:
        UsageError: The counts are not int64, or σ is not positive and finite.
    """
    _check_integers(counts)
    scale = _float_above(Fraction(sigma)) if 0 < sigma < math.inf else 0.0
    if not scale:
        raise UsageError("noise.scale-not-positive", got=float(sigma))
    if not counts.size:
        return counts.copy()
    noisy = _gaussian(scale)(counts.ravel().tolist())
    return np.array(noisy, dtype=np.int64).reshape(counts.shape)


def select_top_k(scores: Counts, k: int, epsilon: float) -> list[int]:
    """Positions of k scores among the highest, chosen privately, the likeliest highest first.

    Neighbours: one person more or less. Sensitivity: every score moves by at most 1, up or
    down; the caller proves it. Cost: ``SelectionEvent(epsilon, k)``.
    Proof: OpenDP's top-k under zero-concentrated divergence adds Gumbel noise of scale 2/ε
    once and takes the k largest, which has the distribution of k exponential mechanisms, each
    on what the ones before left over, with P[y] ∝ exp(score(y) · ε/2) (Durfee and Rogers 2019,
    arXiv 1905.04273). Each has bounded range ε (see ``SelectionEvent``), and k of
    them are (k ε²/8)-zCDP. OpenDP's own privacy map has to agree, or nothing is selected.

    Args:
        scores: One integer per candidate, int64, in one dimension.
        k: How many to select, from 1 to the number of candidates.
        epsilon: Range ε of each selection.

    Returns:
        k different positions.

    Raises:
        UsageError: The scores are not int64 in one dimension, or k or ε is out of range.
    """
    _check_integers(scores)
    if scores.ndim != 1 or not 1 <= k <= scores.size:
        raise UsageError("noise.cannot-select", number=k, shape=str(scores.shape))
    if not 0 < epsilon < math.inf:
        raise UsageError("noise.range-not-positive", got=float(epsilon))
    return [int(index) for index in _top_k(k, epsilon)(scores.tolist())]


@cache
def _gaussian(scale: float) -> Any:
    dp = _opendp()
    domain = dp.vector_domain(dp.atom_domain(T="i64"))
    mechanism = dp.m.make_gaussian(domain, dp.l2_distance(T="f64"), scale=scale)
    _check_map(mechanism.map(1.0), 1 / (2 * Fraction(scale) ** 2))
    return mechanism


@cache
def _top_k(k: int, epsilon: float) -> Any:
    dp = _opendp()
    domain = dp.vector_domain(dp.atom_domain(T="i64"))
    mechanism = dp.m.make_noisy_top_k(
        domain,
        dp.linf_distance(T="i64"),
        dp.zero_concentrated_divergence(),
        k=k,
        scale=_float_above(2 / Fraction(epsilon)),
    )
    _check_map(mechanism.map(1), k * Fraction(epsilon) ** 2 / 8)
    return mechanism


def _check_map(library: float, ours: Fraction) -> None:
    """Refuse to go on when OpenDP and the accountant disagree on ρ by more than rounding."""
    if not abs(Fraction(library) - ours) <= ours / 10**9:
        raise LanterneError("noise.opendp-disagrees", theirs=library, ours=float(ours))


def _opendp() -> Any:
    import opendp.prelude as dp  # noqa: PLC0415 - a second to import, used by releases only

    dp.enable_features("contrib")
    return dp


def _float_above(value: Fraction) -> float:
    """The smallest double that is at least ``value``: noise is never less than accounted for."""
    nearest = float(value)
    return nearest if Fraction(nearest) >= value else math.nextafter(nearest, math.inf)


def _check_integers(values: Counts) -> None:
    if values.dtype != np.int64:
        raise UsageError("noise.not-integers", type=str(values.dtype))
