"""Repair and refining by brute force: what every row holds, and every single change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from small_tables import (
    LABEL,
    book,
    breaks_a_rule,
    column,
    counts_of,
    domain_of,
    measured,
    people,
    plain_book,
    rich_book,
)

from lanterne.codebook.model import ColumnType, Condition, Rule
from lanterne.counting import Layout
from lanterne.synthesis.admission import admission_of
from lanterne.synthesis.attest import Attested
from lanterne.synthesis.model import LatentClassModel
from lanterne.synthesis.refine import Goals, refine_rows
from lanterne.synthesis.repair import repair_rows


def required_book():
    """Five columns that must be answered, and rules over two and three of them."""
    columns = [
        column(f"c{i}", ColumnType.CATEGORY, [f"v{k}" for k in range(size)], required=True)
        for i, size in enumerate((4, 5, 3, 6, 2))
    ]
    rules = (
        Rule(
            "three",
            LABEL,
            (
                Condition("c0", ("v0", "v1")),
                Condition("c1", ("v0", "v1", "v2")),
                Condition("c2", ("v0",), negated=True),
            ),
        ),
        Rule("two", LABEL, (Condition("c3", ("v0",)), Condition("c4", ("v0",), negated=True))),
    )
    return book(*columns, rules=rules)


def many_rules_book():
    """Forty rules over random values of seven columns."""
    rng = np.random.default_rng(1)
    sizes = (4, 5, 3, 6, 2, 4, 3)
    columns = [
        column(f"c{i}", ColumnType.CATEGORY, [f"v{k}" for k in range(size)], required=i % 2 == 0)
        for i, size in enumerate(sizes)
    ]
    rules = []
    for number in range(40):
        places = rng.choice(len(sizes), size=rng.integers(2, 4), replace=False)
        tests = tuple(Condition(f"c{p}", (f"v{rng.integers(sizes[p])}",)) for p in sorted(places))
        rules.append(Rule(f"r{number}", LABEL, tests))
    return book(*columns, rules=tuple(rules))


def random_attested(domain, share, rng):
    """A random part of all pairs and triples of answers; silence is always attested."""
    layout, said = domain.layout, domain.informative
    pairs = np.triu(rng.random((layout.total, layout.total)) < share)
    pairs = pairs | pairs.T | ~said[:, None] | ~said[None, :]
    alone = ~said | (rng.random(layout.total) < share)
    pairs &= alone[:, None] & alone[None, :] & ~domain.forbidden_pairs
    np.fill_diagonal(pairs, alone)
    starts = np.full((layout.width,) * 3, -1, np.int64)
    bits, position = [], 0
    for i, j, k in combinations(range(layout.width), 3):
        speaks = np.logical_and.outer(
            np.logical_and.outer(said[layout.block(i)], said[layout.block(j)]),
            said[layout.block(k)],
        )
        if rng.random() < 0.2:
            continue  # a table whose triples are not attested one by one
        allowed = ~speaks | (rng.random(speaks.shape) < share)
        bits.append(np.packbits(allowed.ravel(), bitorder="little"))
        starts[i, j, k] = position
        position += 8 * len(bits[-1])
    return Attested(layout, pairs, starts, np.concatenate([*bits, np.zeros(1, np.uint8)]))


def violations(domain, attested, codes):
    """Rows with something that may not be there, by what it is; each looked at on its own."""
    said, offsets = domain.informative, domain.layout.offsets
    found = {"impossible": 0, "pair": 0, "triple": 0, "rule": 0}
    tables = {
        triple: attested.triple(*triple) for triple in combinations(range(domain.layout.width), 3)
    }
    for row in codes:
        found["impossible"] += bool((row >= domain.layout.sizes).any())
        places = offsets[:-1] + row
        found["pair"] += not attested.pairs[np.ix_(places, places)].all()
        found["rule"] += breaks_a_rule(domain, row)
        found["triple"] += any(
            said[places[list(triple)]].all() and not table[tuple(row[list(triple)])]
            for triple, table in tables.items()
        )
    return found


def uniform_model(layout, classes=4, seed=0):
    rng = np.random.default_rng(seed)
    blocks = [rng.dirichlet(np.ones(size), classes).T for size in layout.sizes]
    return LatentClassModel(layout, np.ones(classes) / classes, np.concatenate(blocks), 500.0)


def uniform_rows(layout, rows, rng):
    return np.stack([rng.integers(0, size, rows) for size in layout.sizes], 1).astype(np.uint16)


@pytest.mark.parametrize("make", [rich_book, required_book, many_rules_book])
@pytest.mark.parametrize("share", [0.9, 0.95, 1.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_mended_row_holds_what_it_may_not(make, share, seed):
    domain = domain_of(make())
    rng = np.random.default_rng(seed)
    attested = random_attested(domain, share, rng)
    codes = uniform_rows(domain.layout, 150, rng)
    before = violations(domain, attested, codes)
    assert before["rule"] > 0
    assert share == 1.0 or before["pair"] > 0 < before["triple"]
    repair_rows(codes, uniform_model(domain.layout), admission_of(attested, domain), seed)
    assert not any(violations(domain, attested, codes).values())
    assert len(codes) == 150


@pytest.mark.parametrize("make", [required_book, many_rules_book])
@pytest.mark.parametrize("share", [0.7, 0.8])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_are_mended_whenever_a_single_record_may_be_written(make, share, seed):
    """Every record is enumerated: attestation is given up only where none has it."""
    domain = domain_of(make())
    rng = np.random.default_rng(seed)
    attested = random_attested(domain, share, rng)
    codes = uniform_rows(domain.layout, 150, rng)
    repair_rows(codes, uniform_model(domain.layout), admission_of(attested, domain), seed)
    found = violations(domain, attested, codes)
    assert found["rule"] == found["impossible"] == 0
    if any_admissible(domain, attested):
        assert not any(found.values())


def any_admissible(domain, attested):
    """Whether some record is attested in all its parts and breaks no rule."""
    layout, said = domain.layout, domain.informative
    records = np.indices(layout.sizes).reshape(layout.width, -1).T
    places = layout.offsets[:-1] + records
    good = np.ones(len(records), bool)
    for i, j in combinations(range(layout.width), 2):
        good &= attested.pairs[places[:, i], places[:, j]]
    for i in range(layout.width):
        good &= attested.pairs[places[:, i], places[:, i]]
    for triple in combinations(range(layout.width), 3):
        speaks = said[places[:, triple]].all(axis=1)
        good &= ~speaks | attested.triple(*triple)[tuple(records[:, triple].T)]
    return any(not breaks_a_rule(domain, record) for record in records[good])


def test_a_row_that_needs_no_mending_stays_as_it_is():
    domain = domain_of(rich_book())
    attested = random_attested(domain, 0.9, np.random.default_rng(3))
    codes = uniform_rows(domain.layout, 100, np.random.default_rng(4))
    model, admission = uniform_model(domain.layout), admission_of(attested, domain)
    repair_rows(codes, model, admission, 1)
    again = codes.copy()
    repair_rows(again, model, admission, 2)
    assert (again == codes).all()


def test_mending_is_repeatable_by_seed():
    domain = domain_of(required_book())
    admission = admission_of(random_attested(domain, 0.9, np.random.default_rng(3)), domain)
    rows = uniform_rows(domain.layout, 100, np.random.default_rng(4))
    drawn = []
    for seed in (1, 1, 2):
        codes = rows.copy()
        repair_rows(codes, uniform_model(domain.layout), admission, seed)
        drawn.append(codes)
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()


def test_no_rows_need_no_mending():
    domain = domain_of(required_book())
    admission = admission_of(random_attested(domain, 0.0, np.random.default_rng(3)), domain)
    codes = np.empty((0, domain.layout.width), np.uint16)
    repair_rows(codes, uniform_model(domain.layout), admission, 1)
    assert codes.shape == (0, domain.layout.width)


def test_rules_hold_even_where_no_row_can_be_attested():
    """Columns that must be answered and not one answer attested: rules come before attestation."""
    domain = domain_of(required_book())
    attested = random_attested(domain, 0.0, np.random.default_rng(3))
    assert not attested.pairs.any()
    codes = uniform_rows(domain.layout, 200, np.random.default_rng(4))
    assert violations(domain, attested, codes)["rule"] > 0
    repair_rows(codes, uniform_model(domain.layout), admission_of(attested, domain), 1)
    found = violations(domain, attested, codes)
    assert found["rule"] == found["impossible"] == 0
    assert len(np.unique(codes, axis=0)) > 20


def test_pairs_stay_attested_where_no_row_can_have_attested_triples():
    domain = domain_of(required_book())
    attested = random_attested(domain, 1.0, np.random.default_rng(3))
    none = Attested(
        attested.layout, attested.pairs, attested.triple_starts, 0 * attested.triple_bits
    )
    codes = uniform_rows(domain.layout, 200, np.random.default_rng(4))
    repair_rows(codes, uniform_model(domain.layout), admission_of(none, domain), 1)
    found = violations(domain, none, codes)
    assert found["rule"] == found["pair"] == 0


def objective(layout, codes, goals):
    """Σ (count - goal)² / (goal + 1); a one-way table weighs as much as d two-way tables."""
    counts = counts_of(layout, codes)
    total = 0.0
    for columns, seen in counts.items():
        if len(columns) == 1:
            goal = np.diag(goals.pairs)[layout.block(columns[0])]
            total += layout.width * ((seen - goal) ** 2 / (goal + 1)).sum()
        elif len(columns) == 2:
            goal = goals.pairs[layout.block(columns[0]), layout.block(columns[1])]
            total += ((seen - goal) ** 2 / (goal + 1)).sum()
    starts = layout.table_offsets(goals.triples)
    for place, triple in enumerate(goals.triples):
        goal = goals.triple_counts[starts[place] : starts[place + 1]]
        total += ((counts[triple].ravel() - goal) ** 2 / (goal + 1)).sum()
    return total


def goals_of(layout, codes, rng, triples=True):
    """Counts of other rows, blurred, as goals."""
    truth = measured(codes, layout, exact=True)
    pairs = truth.pairs + np.diag(truth.singles)
    blur = rng.uniform(0, 0.7, pairs.shape)
    chosen = truth.triples[::2] if triples else ()
    counts = counts_of(layout, codes)
    flat = np.concatenate([np.zeros(0), *(counts[triple].ravel() for triple in chosen)])
    return Goals(pairs + np.triu(blur) + np.triu(blur, 1).T, chosen, flat + 0.3)


@pytest.mark.parametrize("triples", [False, True])
def test_every_single_change_lowers_the_objective(triples):
    """The first n proposals are the same for every n, so each change can be looked at alone."""
    domain = domain_of(plain_book(3, 4, 2, 3))
    layout, rng = domain.layout, np.random.default_rng(5)
    goals = goals_of(layout, people(domain, 60, seed=1), rng, triples)
    everything = Attested(
        layout,
        np.ones((layout.total, layout.total), bool),
        np.full((layout.width,) * 3, -1),
        np.zeros(1, np.uint8),
    )
    admission = admission_of(everything, domain)
    start = uniform_rows(layout, 60, rng)
    previous, value, kinds = start, objective(layout, start, goals), {"exchange": 0, "copy": 0}
    first = value
    for proposals in range(1, 400):
        codes = start.copy()
        refine_rows(codes, goals, layout, admission, proposals, seed=7)
        rows, columns = np.nonzero(codes != previous)
        if not len(rows):
            continue
        now = objective(layout, codes, goals)
        assert now < value + 1e-4
        assert len(set(columns)) == 1
        if len(rows) == 2:
            kinds["exchange"] += 1
            before, after = previous[rows, columns], codes[rows, columns]
            assert (before == after[::-1]).all()
        else:
            kinds["copy"] += 1
            assert len(rows) == 1
        previous, value = codes, now
    assert min(kinds.values()) >= 5
    assert value < 0.7 * first


@pytest.mark.parametrize("make", [rich_book, required_book, many_rules_book])
def test_refined_rows_hold_only_what_they_may(make):
    domain = domain_of(make())
    layout, rng = domain.layout, np.random.default_rng(6)
    attested = random_attested(domain, 0.9, rng)
    admission = admission_of(attested, domain)
    codes = uniform_rows(layout, 150, rng)
    repair_rows(codes, uniform_model(layout), admission, 1)
    goals = goals_of(layout, people(domain, 150, seed=2), rng)
    before = objective(layout, codes, goals)
    changes = refine_rows(codes, goals, layout, admission, 20_000, seed=3)
    assert changes > 20
    assert objective(layout, codes, goals) < before
    assert not any(violations(domain, attested, codes).values())


def test_refining_is_repeatable_by_seed():
    domain = domain_of(plain_book(3, 4, 2, 3))
    rng = np.random.default_rng(8)
    goals = goals_of(domain.layout, people(domain, 60, seed=1), rng)
    admission = admission_of(random_attested(domain, 1.0, rng), domain)
    start, drawn = uniform_rows(domain.layout, 60, rng), []
    for seed in (1, 1, 2):
        codes = start.copy()
        refine_rows(codes, goals, domain.layout, admission, 2000, seed)
        drawn.append(codes)
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != drawn[2]).any()


def test_one_column_is_refined_by_copies_alone():
    domain = domain_of(plain_book(4))
    layout = Layout((4,))
    goals = Goals(np.diag([10.0, 20.0, 30.0, 40.0]), (), np.zeros(0))
    admission = admission_of(random_attested(domain, 1.0, np.random.default_rng(1)), domain)
    codes = np.zeros((100, 1), np.uint16)
    refine_rows(codes, goals, layout, admission, 4000, seed=1)
    assert np.bincount(codes[:, 0], minlength=4).tolist() == [10, 20, 30, 40]
