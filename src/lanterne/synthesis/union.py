"""One table of several groups of people that were measured apart, each person in one of them.

The rows say in which group a person is, in a column of their own. Each group has a model of its
own; it begins from the mixture of the models of all groups, and is fitted to the group's counts
until these are met to within their noise: what groups have in common is learnt from all, and where
they differ the counts say so. Counts over all groups are sums; of a group, they are its own.
Everything here reads measurements: it may be repeated for ever at no further cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lanterne.codebook import encode_table
from lanterne.codebook.model import Codebook
from lanterne.privacy import PrivacyStatement, Protected
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.draw import rows_of, settings_of_drawing, texts_of
from lanterne.synthesis.engine import Fitting, Progress, fit
from lanterne.synthesis.group_counts import counts_of_groups
from lanterne.synthesis.measured_together import together_of_groups
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.pool import pooled
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.result import ProtectedTable
from lanterne.synthesis.worth import measured_worth

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.partners import Partner

FITTING = Fitting(again=(80, 0.1, 0.98))
"""How the model of a group is fitted from that of all. On fictional groups of 2,000 people the rows
are closer than by each group's own model, of all (by 1 to 5 %) and of each group (by 11 to 13 %),
also where the shares of answers rise from a fifth to four fifths over six groups
(``python -m benchmarks series``)."""

MOST_CLASSES = 1000
"""Classes of the mixture that are kept, the largest: more make it slower and no better."""

FITTED = 0.5
"""Share of the work that is the fit."""


@dataclass(frozen=True)
class Group:
    """People who were measured together. Protected.

    Attributes:
        name: Their answer in the column that says which group they are of.
        table: What was measured of them.
    """

    name: str
    table: FittedTable


def draw_union(
    groups: Sequence[Group],
    codebook: Codebook,
    statement: PrivacyStatement,
    dial: Dial,
    seed: int,
    progress: Progress,
) -> Protected[ProtectedTable]:
    """Draw one table of all groups: rows, and counts of all and of each group.

    Counts of a group are of its people, of one and of two answers; its name is the first answer.

    Args:
        groups: Of the same columns; one at least. Nobody is in two of them.
        codebook: That of the groups, with one column before all others: the names of the groups.
        statement: What is promised to everybody in them.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing, which protects nothing.
        progress: Told how far things are.
    """
    first, mixture = groups[0].table, _mixture(groups)
    domain = Domain.of(first.codebook.table, encode_table(first.codebook.table))
    together = pooled([group.table.measurements for group in groups])
    rng = np.random.default_rng(seed)
    codes, frames = [], []
    named = codebook.table.columns[0].name
    for place, group in enumerate(groups):

        def tell(stage: str, share: float, place: int = place) -> None:
            done = FITTED * share if stage == "fit" else FITTED
            progress("draw-cohorts", (place + done) / len(groups))

        fitting, drawing = (int(one) for one in rng.integers(2**31, size=2))
        measured = group.table.measurements
        start = replace(mixture, people=group.table.model.people)
        model = fit(measured, domain, start, fitting, tell, FITTING)
        rows, numbers = rows_of(measured, model, domain, dial, drawing, tell)
        codes.append(rows.codes)
        texts = texts_of(rows.codes, numbers, domain, first.codebook)
        frames.append(texts.select(pl.lit(group.name).alias(named), pl.all()))
    progress("count", 0.0)
    measured_of = {group.name: group.table.measurements for group in groups}
    counts = counts_of_groups(measured_of, named, together, domain, codes)
    worth = {codebook.table.name: measured_worth(together, mixture.people)}
    return Protected(
        ProtectedTable(
            codebook,
            pl.concat(frames),
            counts,
            statement,
            settings_of_drawing(together, mixture.people, dial, seed),
            worth,
            together_of_groups(measured_of, named, together, domain),
            definitions=first.definitions if _made_alike(groups) else None,
        )
    )


def with_sources(
    drawn: Protected[ProtectedTable], sources: Sequence[CohortSource], partners: Sequence[Partner]
) -> Protected[ProtectedTable]:
    """The table with what is publicly known of where the people of each group come from.

    Args:
        drawn: The table.
        sources: Of each group.
        partners: The organisations whose cases were counted together; none: they were of one.
    """
    return Protected(replace(drawn.value, cohorts=tuple(sources), partners=tuple(partners)))


def _made_alike(groups: Sequence[Group]) -> bool:
    """Whether the cases of all groups were made by one mapping."""
    return len({group.table.mapping for group in groups}) == 1


def _mixture(groups: Sequence[Group]) -> LatentClassModel:
    """The models of all groups as one, of all their people."""
    models = [group.table.model for group in groups]
    weights = np.concatenate([model.people * model.weights for model in models])
    probabilities = np.concatenate([model.probabilities for model in models], axis=1)
    kept = np.sort(np.argsort(-weights, kind="stable")[:MOST_CLASSES])
    shares = weights[kept] / weights[kept].sum()
    people = sum(model.people for model in models)
    return LatentClassModel(models[0].layout, shares, probabilities[:, kept], people)
