"""Rows that are too many to be drawn together: how they are drawn shard by shard.

Each shard is drawn from a seed of its own, by itself, anywhere: what one shard is depends on the
recipe and its number alone. How many rows of each class there are is computed for all rows and
dealt out, and so are the counts that the rows should have, to whole numbers: so each answer is
given as often as in rows that were drawn together, and rare ones are not lost. Of a million
fictional rows by 39 columns, ten shards of 100,000 are no further from the cases than rows that are
drawn together with as many changes tried (two columns: 0.0034 and 0.0034; three: 0.0161 and 0.0162;
``python -m benchmarks shards``), and no further than shards that are refined one after the other
towards the counts of all. So there is one way, and it does not depend on where shards are drawn.
Post-processing of released counts: seedable, repeatable, no privacy cost.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.codebook import encode_table
from lanterne.codebook.model import Codebook
from lanterne.privacy import Protected
from lanterne.synthesis.aggregates import Integers, Places, listing_of, rows_listed
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.draw import settings_of_table, texts_of
from lanterne.synthesis.engine import DIAL, PROPOSALS, PROPOSALS_PER_ROW
from lanterne.synthesis.measured_together import measured_together
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.number_ranges import RangeCounts
from lanterne.synthesis.number_spread import numbers_of_rows
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.refine import refine_rows
from lanterne.synthesis.repair import repair_rows
from lanterne.synthesis.result import PlannedTable
from lanterne.synthesis.sample import class_sizes, sample_shard, share_of_shard
from lanterne.synthesis.terms import RowTerms, terms_of
from lanterne.synthesis.worth import measured_worth

ROWS_OF_A_PART = 1_000_000
"""Rows up to which a table is drawn whole, and most rows of a part of a larger one."""


@dataclass(frozen=True)
class PlannedRows:
    """A recipe for rows, which travels to where they are drawn. Protected.

    Attributes:
        codebook: What the columns mean.
        domain: The domain of the model.
        model: Where rows are drawn from.
        terms: What all rows together are held to.
        ranges: Noisy counts of the ranges of each column of numbers.
        places: The combinations that are counted in the rows.
        rows: How many rows there will be.
        shards: In how many shards they are drawn, at least 1.
        seed: Of the drawing.
    """

    codebook: Codebook
    domain: Domain
    model: LatentClassModel
    terms: RowTerms
    ranges: tuple[RangeCounts, ...]
    places: tuple[Places, ...]
    rows: int
    shards: int
    seed: int


@dataclass(frozen=True)
class DrawnShard:
    """The rows of one shard. Protected.

    Attributes:
        texts: The rows as texts, enumerated where a column has a closed list.
        listed: How many of them hold each combination that is counted; those of all shards add up.
    """

    texts: pl.DataFrame
    listed: Integers


def rows_to_draw(fitted: FittedTable, rows: int | None) -> int:
    """How many rows are drawn: as many as somebody chose, else as there are people by the model."""
    return max(round(fitted.model.people), 1) if rows is None else rows


def number_of_shards(rows: int, most: int = ROWS_OF_A_PART) -> int:
    """In how many shards of nearly equal size so many rows are drawn; ``most``: rows of one."""
    return max(-(-rows // most), 1)


def plan_table(
    fitted: Protected[FittedTable],
    dial: Dial = Dial.BALANCED,
    rows: int | None = None,
    seed: int | None = None,
    most: int = ROWS_OF_A_PART,
) -> Protected[PlannedTable]:
    """Plan synthetic rows and their published counts, to be drawn where the release is written.

    Args:
        fitted: Measurements and model.
        dial: From closest to the cases, to least invented.
        rows: Number of rows; by default the estimated number of people.
        seed: Seed of the drawing, which protects nothing; by default a new one.
        most: Rows of a shard, at most.
    """
    table = fitted.value
    seed = secrets.randbits(31) if seed is None else seed
    domain = Domain.of(table.codebook.table, encode_table(table.codebook.table))
    measured, number = table.measurements, rows_to_draw(table, rows)
    listing = listing_of(Evidence(domain, measured))
    planned = PlannedRows(
        table.codebook,
        domain,
        table.model,
        terms_of(measured, table.model, domain, DIAL[dial], number),
        measured.ranges,
        listing.places,
        number,
        number_of_shards(number, most),
        seed,
    )
    return Protected(
        PlannedTable(
            table.codebook,
            planned,
            listing,
            table.statement,
            settings_of_table(table, dial, rows, seed),
            {table.codebook.table.name: measured_worth(measured, table.model.people)},
            measured_together(measured, domain),
            definitions=table.definitions,
            partners=table.partners,
        )
    )


def draw_shard(planned: PlannedRows, shard: int) -> DrawnShard:
    """Draw the rows of one shard, and count them: the same ones whenever it is called.

    Args:
        planned: What all shards have in common.
        shard: Which one it is, from 0.
    """
    domain, model, terms = planned.domain, planned.model, planned.terms
    sampling, repairing, refining, spreading = (
        int(one) for one in np.random.default_rng([planned.seed, shard]).integers(2**31, size=4)
    )
    sizes = class_sizes(model, planned.rows, planned.seed)
    codes = sample_shard(model, share_of_shard(sizes, shard, planned.shards), sampling)
    repair_rows(codes, model, terms.admission, repairing)
    goals = terms.goals.of_shard(shard, planned.shards, planned.seed)
    proposals = min(PROPOSALS_PER_ROW * len(codes), PROPOSALS)
    refine_rows(codes, goals, domain.layout, terms.admission, proposals, refining)
    numbers = numbers_of_rows(planned.ranges, model.people, domain, codes, spreading)
    listed = rows_listed(planned.places, codes, domain)
    return DrawnShard(texts_of(codes, numbers, domain, planned.codebook), listed)
