"""What one person more changes in everything that is measured: all neighbours of small tables.

The privacy of every release rests on this: a person is in one cell of each table, so the change of
the whole vector of measured counts, each divided by its noise scale, has a length of at most
√(2ρ), with ρ what the plan's events are charged for.
"""

from __future__ import annotations

from itertools import combinations, product
from math import sqrt

import numpy as np
import pytest

from lanterne.cases import decode, encode_frame, open_cases
from lanterne.codebook import encode_table
from lanterne.codebook.model import ColumnType, Condition, Dependency, Rule
from lanterne.counting import Layout, count_pairs, count_tables, split_tables
from lanterne.privacy import Budget, SelectionEvent, zcdp
from lanterne.synthesis.domain import Domain
from lanterne.synthesis.plan import make_plan
from small_codebooks import LABEL, UNKNOWN, book, column

PEOPLE = (1.0, 300.0, 1e6)
"""Numbers of people for whom noise is shared out."""


def codebook(**more):
    """A dependency, a small set, a large set, a rule, a required column and typed missingness."""
    columns = (
        column("age", ColumnType.ORDINAL, ("child", "adult"), missing=UNKNOWN),
        column("minor", ColumnType.FLAG, ("1", "0")),
        column("control", ColumnType.SET, ("debt", "threat")),
        column("sector", ColumnType.SET, ("a", "b", "c", "d", "e")),
        column("country", ColumnType.COUNTRY, ("NA", "FR"), required=True),
        column("forced", ColumnType.FLAG, ("1",)),
    )
    rule = Rule(
        "debt-is-forced",
        LABEL,
        (Condition("control", ("debt",)), Condition("forced", ("1",), negated=True)),
    )
    follows = Dependency("minor", "age", {"child": "1", "adult": "0"})
    return book(*columns, rules=(rule,), dependencies=(follows,), **more)


def change(layout, before, after, triples):
    """Difference of all measured tables, table by table, one- to three-way."""
    difference = count_pairs([after], layout) - count_pairs([before], layout)
    for i in range(layout.width):
        yield (i,), np.diag(difference[layout.block(i), layout.block(i)])
    for i, j in combinations(range(layout.width), 2):
        yield (i, j), difference[layout.block(i), layout.block(j)]
    three = count_tables([after], layout, triples) - count_tables([before], layout, triples)
    yield from zip(triples, split_tables(three, layout, triples), strict=True)


def sigma_of(scales, columns):
    if len(columns) == 1:
        return scales.single_sigmas[columns[0]]
    return scales.pair_sigmas[columns] if len(columns) == 2 else scales.triple_sigma


def planned_for(layout):
    """A plan, and the noise of its tables for each number of people."""
    plan = make_plan(layout, Budget(1.0, 1e-6))
    return plan, {people: plan.scales(people) for people in PEOPLE}


def assert_bounded(layout, before, added, planned, triples):
    """One person's rows are added: exactly one cell by one in each table, and the length holds.

    However the noise is shared out: for few people, for many, and the number of them measured.
    """
    plan, scales = planned
    after = np.concatenate([before, added])
    of_number = float(plan.number_sigma) ** -2 if plan.number_sigma else 0.0
    squares = dict.fromkeys(scales, of_number)
    for columns, difference in change(layout, before, after, triples):
        assert np.count_nonzero(difference) == 1
        assert difference[tuple(added[0, list(columns)])] == 1
        changed = float((difference.astype(float) ** 2).sum())
        for people, noise in scales.items():
            if sigma := sigma_of(noise, columns):
                squares[people] += changed / float(sigma) ** 2
    gaussians = [event for event in plan.events if not isinstance(event, SelectionEvent)]
    assert sqrt(max(squares.values())) <= sqrt(2 * zcdp(gaussians)) * (1 + 1e-12)


@pytest.mark.parametrize("sizes", [(1,), (3,), (2, 3), (1, 1, 1), (2, 3, 2), (2, 1, 3, 2)])
@pytest.mark.parametrize("rows", [0, 1, 7])
def test_every_possible_person_changes_one_cell_of_each_table_by_one(sizes, rows):
    layout = Layout(sizes)
    planned = planned_for(layout)
    triples = list(combinations(range(len(sizes)), 3))
    assert planned[0].triples == len(triples)
    rng = np.random.default_rng(rows)
    before = np.stack([rng.integers(0, m, rows) for m in sizes], axis=1).astype(np.uint16)
    for record in product(*(range(m) for m in sizes)):
        assert_bounded(layout, before, np.array([record], np.uint16), planned, triples)


def possible_records(domain):
    """Every record that breaks no rule, in the codes of the encoding."""
    for record in product(*(codes.tolist() for codes in domain.kept)):
        broken = any(
            all(record[c] in codes for c, codes in zip(rule.columns, rule.codes, strict=True))
            for rule in domain.encoding.forbidden
        )
        if not broken:
            yield record


def test_the_same_holds_for_dependencies_and_sets_read_from_texts():
    table = codebook().table
    encoding = encode_table(table)
    domain = Domain.of(table, encoding)
    records = np.array(list(possible_records(domain)), np.uint16)
    assert len(records) > 1000
    texts = decode(records, encoding)
    codes = np.concatenate(list(domain.compress([encode_frame(texts, table, encoding)])))
    assert (domain.expand(codes) == records).all()
    planned = planned_for(domain.layout)
    triples = list(combinations(range(domain.layout.width), 3))
    rng = np.random.default_rng(4)
    before = codes[rng.integers(0, len(codes), 20)]
    for record in codes[rng.permutation(len(codes))[:300]]:
        assert_bounded(domain.layout, before, record[None], planned, triples)


def test_all_rows_of_a_person_are_one_record_and_nobody_else_changes(tmp_path):
    people = codebook(subject_id="who")
    header = "who,age,minor,control,sector,country,forced"
    rows = ["p1,child,1,debt,a;b,NA,1", "p2,,,threat,,FR,", "p1,child,1,threat,c,NA,1"]
    more = ["p3,adult,0,,d,FR,1", "p3,,,debt,e,FR,1", "p3,adult,,threat,a,FR,1"]
    counted = []
    for name, lines in (("before", rows), ("after", [rows[0], more[0], *rows[1:], *more[1:]])):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([header, *lines]) + "\n")
        cases = open_cases(path, people)
        domain = Domain.of(people.table, cases.encoding)
        counted.append((domain, np.concatenate(list(domain.compress(cases.batches())))))
    (domain, before), (_, after) = counted
    assert (len(before), len(after)) == (2, 3)
    triples = list(combinations(range(domain.layout.width), 3))
    for _, difference in change(domain.layout, before, after, triples):
        assert np.count_nonzero(difference) == 1
        assert difference.sum() == 1


def test_the_check_sees_a_person_who_is_counted_twice():
    layout = Layout((2, 3))
    planned = planned_for(layout)
    before = np.zeros((2, 2), np.uint16)
    twice = np.zeros((1, 2), np.uint16).repeat(2, axis=0)
    with pytest.raises(AssertionError):
        assert_bounded(layout, before, twice, planned, [])
