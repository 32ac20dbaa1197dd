"""Small codebooks, people who belong to nobody, and measurements of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from lanterne.codebook import encode_table
from lanterne.codebook.model import ColumnType, Condition, Rule
from lanterne.counting import Layout, count_pairs, count_tables, split_tables
from lanterne.privacy import Budget
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.measure import Measurements, measure_pairs, measure_triples
from lanterne.synthesis.plan import make_plan
from small_codebooks import LABEL, book, column
from small_codebooks import rich_book as rich_book_with

MANY = 1_000_000.0
"""People of whom everything is measured that may be."""


def silent(stage, share):
    """Progress that nobody follows."""


def plain_book(*sizes):
    """Columns c0, c1 … of values v1, v2 …; with the blank, of the given sizes."""
    return book(
        *(
            column(f"c{i}", ColumnType.CATEGORY, [f"v{k}" for k in range(1, size)])
            for i, size in enumerate(sizes)
        )
    )


def rich_book():
    """The rich codebook, with rules over two and over three columns."""
    return rich_book_with(
        Rule(
            "labour-is-forced",
            LABEL,
            (Condition("labour", ("",), negated=True), Condition("forced", ("1",), negated=True)),
        ),
        Rule(
            "no-fish-in-NA-on-land",
            LABEL,
            (
                Condition("sector", ("fish",)),
                Condition("country", ("NA",)),
                Condition("labour", ("land",)),
            ),
        ),
        Rule(
            "no-other-men-on-debt",
            LABEL,
            (Condition("gender", ("other",)), Condition("control", ("debt",))),
        ),
    )


def domain_of(codebook):
    return Domain.of(codebook.table, encode_table(codebook.table))


def breaks_a_rule(domain, row):
    """Whether a row of the domain's codes breaks a rule, from the encoding itself."""
    encoded = [int(kept[code]) for kept, code in zip(domain.kept, row, strict=True)]
    return any(
        all(encoded[c] in codes for c, codes in zip(rule.columns, rule.codes, strict=True))
        for rule in domain.encoding.forbidden
    )


def people(domain, number, seed, classes=4):
    """Rows from a few kinds of people, each with its own habits; none breaks a rule."""
    rng = np.random.default_rng(seed)
    sizes = domain.layout.sizes
    habits = [[rng.dirichlet(np.full(size, 0.4)) for size in sizes] for _ in range(classes)]
    rows = []
    while len(rows) < number:
        habit = habits[rng.integers(classes)]
        row = [rng.choice(size, p=p) for size, p in zip(sizes, habit, strict=True)]
        if not breaks_a_rule(domain, row):
            rows.append(row)
    return np.array(rows, np.uint16).reshape(number, len(sizes))


def measured(codes, layout, budget=None, exact=False):
    """Measurements of all tables of one to three columns; without noise where ``exact``."""
    plan = make_plan(layout, budget or Budget(4.0, 1e-6))
    scales = plan.scales(MANY)
    gram = count_pairs([codes], layout)
    triples = list(combinations(range(layout.width), 3))
    counts = count_tables([codes], layout, triples)
    if not exact:
        pairs = measure_pairs(gram, scales)
        everything = list(range(len(triples)))
        return measure_triples(pairs, counts, triples, everything, scales) if triples else pairs
    columns = layout.column_of
    blocks = np.where(columns[:, None] != columns[None, :], gram, 0)
    sigmas = np.zeros((layout.width, layout.width))
    for (i, j), sigma in scales.pair_sigmas.items():
        sigmas[i, j] = sigmas[j, i] = float(sigma)
    singles = np.array([float(sigma) for sigma in scales.single_sigmas])
    return Measurements(
        layout,
        np.diag(gram).copy(),
        singles,
        blocks,
        sigmas,
        tuple(triples),
        counts,
        float(scales.triple_sigma),
    )


def three_way(model, triple):
    """Expected counts of one three-way table."""
    (table,) = split_tables(model.tables([triple]), model.layout, [triple])
    return table


def counts_of(layout, codes):
    """Exact counts of every table of one to three columns, columns → counts."""
    gram = count_pairs([codes], layout)
    tables = {(i,): np.diag(gram)[layout.block(i)] for i in range(layout.width)}
    for i, j in combinations(range(layout.width), 2):
        tables[i, j] = gram[layout.block(i), layout.block(j)]
    for triple in combinations(range(layout.width), 3):
        sizes = [layout.sizes[column] for column in triple]
        tables[triple] = count_tables([codes], layout, [triple]).reshape(sizes)
    return tables


def layout(*sizes):
    return Layout(tuple(sizes))
