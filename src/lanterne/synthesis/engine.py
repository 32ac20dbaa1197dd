"""From cases to protected rows and counts: the one place where all steps meet.

Everything up to :func:`measure` touches the cases; all of it that leaves goes through a mechanism
of ``lanterne.privacy`` and was charged to the ledger before any noise was drawn. Everything from
:func:`fit` on reads measurements only: it may be repeated for ever at no further cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np
import numpy.typing as npt

from lanterne.counting import Layout
from lanterne.counting.marginals import Codes, Triple
from lanterne.synthesis.attest import Dial, Thresholds
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.exact_counts import ExactCounts
from lanterne.synthesis.fit import fit_model
from lanterne.synthesis.initial_model import anchored_start
from lanterne.synthesis.measure import (
    Measurements,
    measure_number,
    measure_numbers,
    measure_pairs,
    measure_triples,
)
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.plan import ROUNDS, Plan
from lanterne.synthesis.refine import refine_rows
from lanterne.synthesis.repair import repair_rows
from lanterne.synthesis.sample import sample_rows
from lanterne.synthesis.selection import select_left, selected_in
from lanterne.synthesis.target_rounds import candidates_of_targets, measure_targets
from lanterne.synthesis.targets import targets_of
from lanterne.synthesis.terms import terms_of
from lanterne.synthesis.worthwhile import triples_worth_it

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the share of it that is done, 0 to 1."""


def silent(stage: str, share: float) -> None:
    """Tell nobody."""


CELLS_OF_CANDIDATES = 20_000_000
"""Cells of all candidate three-way tables counted together: 160 MB."""

CANDIDATES = 2
"""Candidate three-way tables for each that is measured."""

PROPOSALS_PER_ROW, PROPOSALS = 40, 4_000_000
"""Refinement: proposals per row, and at most in all rows that are drawn together, which may be one
part of many. A million fictional rows by 39 columns with four for each row are drawn in 34 s, and
two columns are off by 0.0034 (total variation); with ten in 46 s, by 0.0030; with forty in 89 s, by
0.0022 (``python -m benchmarks shards``)."""

SMALL_DOMAIN, CLASSES, CLASSES_OF_LARGE = 512, 512, 192
"""Latent classes of a domain of up to ``SMALL_DOMAIN`` codes, and of a larger one: the cost of a
step is classes × codes²."""


@dataclass(frozen=True)
class Fitting:
    """How a model is fitted.

    Attributes:
        classes: Latent classes of a new model; ``None``: what suits the size of the domain.
        first: Steps, pace and χ² at which to stop, for a new model.
        again: The same for a model that was fitted to fewer tables.
        to_targets: The same where tables of targets are among those. Most of their cells hold
            nobody, and make χ² small before the cells are fitted that people are in.
    """

    classes: int | None = None
    first: tuple[int, float, float] = (400, 0.2, 1.02)
    again: tuple[int, float, float] = (200, 0.15, 1.0)
    to_targets: tuple[int, float, float] = (300, 0.15, 0.6)


USUAL = Fitting()

DIAL = {
    Dial.CLOSEST: Thresholds(pair=0.0, triple=0.0, floor=1.0, loss=0.2, bend=1.0, alone=0.0),
    Dial.BALANCED: Thresholds(pair=1.2, triple=0.54, floor=1.0, loss=0.2, bend=1.0, alone=0.0),
    Dial.STRICT: Thresholds(pair=2.5, triple=2.0, floor=5.0, loss=inf, bend=inf, alone=2.5),
}
"""What the settings of the dial mean. Up to ``BALANCED`` rows agree with their counts: of all pairs
of answers of a record a fifth of one is taken out at most, and of one answer, in each table, no
more people than the standard error of its own one-way estimate."""


def measure(
    exact: ExactCounts,
    plan: Plan,
    domain: Domain,
    seed: int,
    progress: Progress,
) -> tuple[Measurements, LatentClassModel]:
    """Measure what the plan paid for, fitting the model between the adaptive rounds.

    How many people there are is measured first, where the noise of all else is shared out by it.

    Args:
        exact: Exact counts of the people.
        plan: Tables, noise scales and selections; already charged to the ledger.
        domain: The domain of the model.
        seed: Seed of the post-processing only.
        progress: Told how far things are.

    Returns:
        The measurements and the model fitted to all of them.
    """
    progress("measure", 0.0)
    sigma = plan.number_sigma
    number = 0 if sigma is None else measure_number(exact.pairs, plan.layout, sigma)
    scales = plan.scales(number)
    measurements = measure_pairs(exact.pairs, scales)
    measurements = measure_numbers(measurements, exact.numbers, plan.ranges, scales)
    model = fit(measurements, domain, None, seed, progress)
    if not scales.triple_sigma:
        return measurements, model
    candidates = candidate_triples(measurements, plan)
    progress("count", 0.0)
    counts = exact.tables(candidates)
    rounds = 1 if plan.all_triples else ROUNDS
    for this_round in range(rounds):
        how_many = selected_in(this_round, rounds, plan.triples)
        taken = set(measurements.triples)
        left = [index for index, triple in enumerate(candidates) if triple not in taken]
        if not left:
            break
        if not plan.all_triples:
            expected = model.tables([candidates[index] for index in left])
            epsilon, of_triple = plan.selection_epsilon, float(scales.triple_sigma)
            left = select_left(
                counts, expected, plan.layout, candidates, left, how_many, epsilon, of_triple
            )
        measurements = measure_triples(measurements, counts, candidates, left, scales)
        model = fit(measurements, domain, model, seed, progress)
    if not scales.target_sigma:
        return measurements, model
    progress("count", 0.0)
    return measure_targets(
        measurements,
        model,
        plan,
        candidates_of_targets(exact, plan),
        scales,
        lambda measured, start: fit(measured, domain, start, seed, progress),
    )


def candidate_triples(measurements: Measurements, plan: Plan) -> list[Triple]:
    """Three-way tables worth looking at: those whose pairs depend on each other the most.

    Reads noisy pairs only.
    """
    layout = plan.layout
    triples = triples_worth_it(layout)
    if plan.all_triples:
        return _as_tuples(triples)
    people = max(float(measurements.singles.sum()) / layout.width, 1.0)
    strength = np.zeros((layout.width, layout.width))
    for i, j in combinations(range(layout.width), 2):
        table = measurements.pairs[layout.block(i), layout.block(j)] / people
        dependence = np.abs(table - np.outer(table.sum(axis=1), table.sum(axis=0)))
        noise = measurements.pair_sigmas[i, j] / people * np.sqrt(2 / np.pi)
        strength[i, j] = (dependence - noise).sum()
    first, second, third = triples.T
    together = strength[first, second] + strength[first, third] + strength[second, third]
    order = np.argsort(-together, kind="stable")
    cells = np.cumsum(np.array(layout.sizes, np.int64)[triples[order]].prod(axis=1))
    fitting = int(np.searchsorted(cells, CELLS_OF_CANDIDATES, side="right"))
    return _as_tuples(triples[order[: min(fitting, CANDIDATES * plan.triples)]])


def _as_tuples(triples: npt.NDArray[np.int64]) -> list[Triple]:
    return [(i, j, k) for i, j, k in triples.tolist()]


def usual_classes(layout: Layout) -> int:
    """Latent classes that suit a domain of such sizes."""
    return CLASSES if layout.total <= SMALL_DOMAIN else CLASSES_OF_LARGE


def fit(
    measurements: Measurements,
    domain: Domain,
    start: LatentClassModel | None,
    seed: int,
    progress: Progress,
    fitting: Fitting = USUAL,
) -> LatentClassModel:
    """Fit the model to the measurements; from a model that was fitted to fewer, if there is one.

    Args:
        measurements: The noisy counts.
        domain: The domain of the model.
        start: The model to begin from; ``None``: one is made from the counts.
        seed: Seed of the first model.
        progress: Told how far things are.
        fitting: How it is fitted.
    """
    targets = targets_of(measurements, measurements.residuals, domain)
    steps, pace, stop = fitting.to_targets if measurements.target_tables else fitting.again
    if start is None:
        start = anchored_start(targets, fitting.classes or usual_classes(domain.layout), seed)
        steps, pace, stop = fitting.first
    model, _ = fit_model(
        targets,
        start,
        steps=steps,
        pace=pace,
        stop=stop,
        tick=lambda share: progress("fit", share),
    )
    return model


@dataclass(frozen=True)
class Synthesis:
    """Rows drawn from a fitted model, and the evidence behind them.

    Attributes:
        codes: Synthetic rows in the codes of the domain.
        evidence: What the published counts are computed from.
    """

    codes: Codes
    evidence: Evidence


def synthesise(
    measurements: Measurements,
    model: LatentClassModel,
    domain: Domain,
    dial: Dial,
    seed: int,
    progress: Progress,
    rows: int | None = None,
    proposals_per_row: int = PROPOSALS_PER_ROW,
) -> Synthesis:
    """Draw rows, take out what is not attested, and bring their counts to the estimates.

    Args:
        measurements: The noisy counts.
        model: The model fitted to them.
        domain: The domain of the model.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing; it protects nothing.
        progress: Told how far things are.
        rows: How many; by default as many as there are people by the noisy counts.
        proposals_per_row: How many changes are tried to bring the counts closer.
    """
    rows = max(round(model.people), 1) if rows is None else rows
    terms = terms_of(measurements, model, domain, DIAL[dial], rows)
    progress("sample", 0.0)
    codes = sample_rows(model, rows, seed)
    repair_rows(codes, model, terms.admission, seed + 1)
    progress("refine", 0.0)
    proposals = min(proposals_per_row * rows, PROPOSALS)
    refine_rows(codes, terms.goals, domain.layout, terms.admission, proposals, seed + 2)
    return Synthesis(codes, Evidence(domain, measurements))
