"""Numbers that are nobody's: measurements of people who do not exist, to rehearse a release on.

Budget that is spent is gone. So all that comes after the noise (fitting, drawing, counting,
writing, keeping, reading back) is done before it, once, on such numbers, with the same codebook,
plan and statement. They are made from sizes and a seed; no case is looked at, and nothing that is
rehearsed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import nsmallest
from math import prod
from typing import TypeVar

import numpy as np

from lanterne.counting import count_pairs, count_tables
from lanterne.counting.marginals import Codes, Columns, Triple
from lanterne.privacy import Protected
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.engine import Fitting, fit
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.number_ranges import RangeCounts
from lanterne.synthesis.plan import Plan
from lanterne.synthesis.scales import Scales
from lanterne.synthesis.worthwhile import worthwhile_triples

Fitted = TypeVar("Fitted")
Rehearse = Callable[[Callable[[], Protected[Fitted]]], None]
"""Is given what makes an invented fitted table or network, and does with it all that will be done
with the real one; raises whatever goes wrong."""

FEWEST, MOST = 200, 600
"""Invented people: enough to stand out from little noise, and few enough to be quick."""

REHEARSED_AS = 1_000_000
"""People for whom the noise of a rehearsal is shared out."""

ANSWERS = 3
"""Different answers that invented people give to a question: each is given by many."""

TRIPLES = 2
"""Three-way tables of a rehearsal."""

QUICK = Fitting(classes=4, first=(3, 0.2, 1.0), again=(2, 0.2, 1.0))
"""A fit that is tried, not used."""

SEED = 20260101
"""Everybody rehearses on the same people."""


def unrehearsed(invented: Callable[[], Protected[Fitted]]) -> None:
    """Rehearse nothing."""


def invented_table(plan: Plan, domain: Domain) -> tuple[Measurements, LatentClassModel]:
    """Measurements of nobody as a plan of one table would make them, and a model of them.

    As of many people: then everything is measured that may be.
    """
    scales = plan.scales(REHEARSED_AS)
    triples = list(worthwhile_triples(plan.layout)) if scales.triple_sigma else []
    tables = [one for some in plan.target.candidates for one in some]
    measurements = invented_measurements(scales, triples, tables if scales.target_sigma else ())
    nobody = tuple(
        RangeCounts(tuple(one.counts(np.zeros(one.cells, np.int64))), float(sigma))
        if sigma
        else RangeCounts()
        for one, sigma in zip(plan.ranges, scales.range_sigmas, strict=True)
    )
    measurements = replace(measurements, ranges=nobody)
    return measurements, fitted_quickly(measurements, domain)


def invented_measurements(
    scales: Scales, triples: Sequence[Triple], tables: Sequence[Columns] = ()
) -> Measurements:
    """Counts of invented people who give few answers, with the noise scales of the plan.

    Args:
        scales: Of the plan.
        triples: Three-way tables that may be measured: the smallest of them are.
        tables: The same of the tables of targets; the largest of them is, which takes longest.
    """
    layout, sizes = scales.layout, scales.layout.sizes
    largest = max((float(sigma) for sigma in scales.pair_sigmas.values()), default=0.0)
    codes = _people(sizes, int(np.clip(30 * largest, FEWEST, MOST)))
    gram = count_pairs([codes], layout)
    pair_sigmas = np.zeros((layout.width, layout.width))
    pairs = np.zeros_like(gram)
    for (i, j), sigma in scales.pair_sigmas.items():
        for here, there in ((i, j), (j, i)):
            block = layout.block(here), layout.block(there)
            pairs[block] = gram[block]
            pair_sigmas[here, there] = float(sigma)
    wide = tuple(sorted(tables, key=lambda t: -prod(sizes[column] for column in t))[:1])
    some = tuple(nsmallest(TRIPLES, triples, key=lambda t: prod(sizes[column] for column in t)))
    return Measurements(
        layout,
        np.diag(gram).copy(),
        np.array([float(sigma) for sigma in scales.single_sigmas]),
        pairs,
        pair_sigmas,
        some,
        count_tables([codes], layout, some),
        float(scales.triple_sigma) if some else 0.0,
        target_tables=wide,
        target_counts=count_tables([codes], layout, wide),
        target_sigma=float(scales.target_sigma) if wide else 0.0,
    )


def fitted_quickly(measurements: Measurements, domain: Domain) -> LatentClassModel:
    """A model of few classes after few steps."""
    return fit(measurements, domain, None, SEED, lambda stage, share: None, QUICK)


def _people(sizes: Sequence[int], number: int) -> Codes:
    rng = np.random.default_rng(SEED)
    columns = [rng.integers(0, min(size, ANSWERS), number) for size in sizes]
    return np.stack(columns, axis=1).astype(np.uint16)
