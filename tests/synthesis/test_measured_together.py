"""Which columns were measured together, against every answer and the tables that hold it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from small_tables import domain_of, measured, people, plain_book, rich_book

from lanterne.privacy import Budget
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.group_counts import counts_of_groups
from lanterne.synthesis.measured_together import measured_together, together_of_groups
from lanterne.synthesis.pool import pooled
from lanterne.synthesis.together import Together

CODES = people(domain_of(rich_book()), 300, seed=1)


def listed(frame):
    for row in frame.filter(frame["length"] > 1).iter_rows(named=True):
        yield tuple(
            (row[f"column_{place}"], row[f"value_{place}"]) for place in range(1, row["length"] + 1)
        )


def some_of(made, triples, without=()):
    """Measurements of some of the triples, and without some pairs."""
    kept = [at for at, triple in enumerate(made.triples) if triple in triples]
    sigmas = made.pair_sigmas.copy()
    for i, j in without:
        sigmas[i, j] = sigmas[j, i] = 0.0
    # How large their counts are, nothing here asks.
    return replace(
        made,
        triples=tuple(made.triples[at] for at in kept),
        triple_counts=np.zeros(
            sum(int(np.prod([made.layout.sizes[c] for c in made.triples[at]])) for at in kept),
            np.int64,
        ),
        pair_sigmas=sigmas,
    )


def test_together_is_what_one_measured_table_holds():
    """Of every two and three answers: those that one table has, each in a column of its own."""
    domain = domain_of(rich_book())
    made = measured(CODES, domain.layout)
    made = some_of(made, set(made.triples[::3]), without=[(0, 1)])
    tables = [set(columns) for columns, _, _ in made.tables()]
    holders: dict[tuple[str, str], set[int]] = {}
    together_in_one: dict[int, set[frozenset[tuple[str, str]]]] = {}
    for place, column in enumerate(domain.encoding.columns):
        for code in domain.kept[place]:
            said = [
                (name, text)
                for name, text in zip(column.sources, column.cells[code], strict=True)
                if text not in domain.silent[name]
            ]
            for answer in said:
                holders.setdefault(answer, set()).add(place)
            ways = (combinations(said, length) for length in (1, 2, 3))
            together_in_one.setdefault(place, set()).update(
                frozenset(some) for way in ways for some in way
            )

    def expected(answers):
        for chosen in product(*(holders[one] for one in answers)):
            parts = [
                frozenset(a for a, c in zip(answers, chosen, strict=True) if c == column)
                for column in set(chosen)
            ]
            fits = all(
                some in together_in_one[column]
                for some, column in zip(parts, set(chosen), strict=True)
            )
            if fits and set(chosen) in tables:
                return True
        return False

    found = measured_together(made, domain)
    seen = {True: 0, False: 0}
    every = sorted(holders)
    for length in (2, 3):
        for answers in combinations(every, length):
            if len({name for name, _ in answers}) < length:
                continue
            wanted = expected(answers)
            seen[wanted] += 1
            if not wanted and len({next(iter(holders[one])) for one in answers}) < length:
                continue  # two answers that no record gives together: the table is there
            assert found.has(answers) == wanted, answers
    assert min(seen.values()) > 100


def test_all_that_is_listed_was_measured_together():
    domain = domain_of(rich_book())
    made = measured(CODES, domain.layout, Budget(20.0, 1e-6))
    found = measured_together(made, domain)
    combinations_listed = list(listed(published_counts(Evidence(domain, made), CODES)))
    assert combinations_listed
    for answers in combinations_listed:
        if len({name for name, _ in answers}) == len(answers):
            assert found.has(answers), answers
        assert frozenset(name for name, _ in answers) in found.columns


@pytest.mark.parametrize("lacks", [False, True])
def test_of_groups_pairs_are_counted_where_each_was_measured(lacks):
    domain = domain_of(plain_book(3, 3, 4))
    codes = [people(domain, number, seed) for seed, number in enumerate((300, 200))]
    groups = [measured(rows, domain.layout, Budget(20.0, 1e-6)) for rows in codes]
    if lacks:
        groups[1] = some_of(groups[1], set(), without=[(0, 1)])
    named = dict(zip(("2024", "2025"), groups, strict=True))
    found = together_of_groups(named, "cohort", pooled(groups), domain)
    assert found.has([("cohort", "2025"), ("c2", "v1")])
    assert found.has([("cohort", "2024"), ("c0", "v1"), ("c1", "v1")])
    assert found.has([("cohort", "2025"), ("c0", "v1"), ("c1", "v1")]) != lacks
    assert found.has([("c0", "v1"), ("c1", "v1")]) != lacks
    assert found.has([("c0", "v1"), ("c1", "v1"), ("c2", "v1")]) != lacks
    frame = counts_of_groups(named, "cohort", pooled(groups), domain, codes)
    assert all(map(found.has, listed(frame)))


def test_it_is_written_and_read():
    domain = domain_of(rich_book())
    found = measured_together(measured(CODES, domain.layout), domain)
    assert Together.from_dict(found.to_dict()) == found
    assert not Together(frozenset()).to_dict()["sets"]
    assert Together(frozenset()).has([("age", "1")])


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"parts": [["a"]]},
        {"parts": [["a"], ["b"]], "sets": ["0"]},
        {"parts": [["a"], ["b"]], "sets": ["0 0"]},
        {"parts": [["a"], ["b"]], "sets": ["0 2"]},
        {"parts": [["a"], ["b"]], "sets": [3]},
        {"parts": [["a"], ["b"]], "sets": ["0 x"]},
        {"parts": ["a", "b"], "sets": ["0 1"]},
        {"parts": [["a", "1", "2"], ["b"]], "sets": ["0 1"]},
        {"parts": [[1], ["b"]], "sets": ["0 1"]},
    ],
)
def test_what_cannot_be_is_refused(values):
    with pytest.raises(ValueError, match=r"must be|are measured together"):
        Together.from_dict(values)
