"""What is told of a table, against every combination of its answers."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest
from rare_by_hand import minimal

from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.errors import UsageError
from lanterne.risk import CodedPeople, assess_people

LABEL = {"en": "label"}
ANSWERS = ("", "unknown", "a", "b", "c", "d")
NAMES = ("c0", "c1", "c2", "c3")
TABLE = Table(
    "people",
    LABEL,
    tuple(
        Column(name, ColumnType.CATEGORY, tuple(Value(code, LABEL) for code in "abcd"), LABEL)
        for name in NAMES
    ),
)
MISSING = dict.fromkeys(NAMES, frozenset({"unknown"}))
K, LENGTH = 4, 3


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(2)
    shares = (0.1, 0.1, 0.35, 0.3, 0.1, 0.05)
    return pl.DataFrame({name: rng.choice(ANSWERS, 90, p=shares).tolist() for name in NAMES})


def test_the_figures_are_those_of_all_minimal_combinations(frame):
    risk = assess_people(frame, TABLE, MISSING, K, LENGTH)
    people = CodedPeople.of(frame, MISSING)
    unique, rare = minimal(people, 2, LENGTH), minimal(people, K, LENGTH)
    shortest = [(min(map(len, u), default=0), min(map(len, r), default=0))
                for u, r in zip(unique, rare, strict=True)]  # fmt: skip
    for one in risk.lengths:
        assert one.unique == sum(u == one.length for u, _ in shortest)
        assert one.rare == sum(r == one.length and not u for u, r in shortest)
        assert one.standing_out == sum(0 < r <= one.length for _, r in shortest)
    assert (risk.people, risk.complete) == (90, True)
    assert risk.standing_out == risk.lengths[-1].standing_out == sum(map(bool, rare))
    assert 0 < risk.unique < risk.standing_out < 90
    for column in risk.columns:
        j = NAMES.index(column.column)
        assert column.people == sum(any(j in s for s in sets) for sets in rare)
        assert column.without == sum(any(j not in s for s in sets) for sets in rare)
    assert {one.columns: one.people for one in risk.sets} == Counter(
        tuple(NAMES[j] for j in s) for sets in rare for s in sets
    )


def test_the_part_of_each_answer(frame):
    risk = assess_people(frame, TABLE, MISSING, K, LENGTH)
    rare = minimal(CodedPeople.of(frame, MISSING), K, LENGTH)
    expected = Counter(
        (NAMES[j], frame[person, j])
        for person, sets in enumerate(rare)
        for j in {j for s in sets for j in s}
    )
    assert {(one.column, one.value): one.people for one in risk.values} == expected
    assert not {one.value for one in risk.values} & {"", "unknown"}
    for one in risk.values:
        assert one.holders == (frame[one.column] == one.value).sum()
        assert one.share == one.people / one.holders


def test_each_step_of_the_plan_is_a_table_without_the_columns_before_it(frame):
    risk = assess_people(frame, TABLE, MISSING, K, LENGTH)
    left = list(NAMES)
    assert len(risk.plan) == 3
    for step in risk.plan:
        others = {
            name: assess_people(
                frame, TABLE, MISSING, K, LENGTH, [one for one in left if one != name]
            ).standing_out
            for name in left
        }
        assert step.standing_out == others[step.column] == min(others.values())
        left.remove(step.column)


def test_a_column_that_is_not_there_is_named(frame):
    with pytest.raises(UsageError, match="c7, c9"):
        assess_people(frame, TABLE, MISSING, K, LENGTH, ["c0", "c7", "c9"])


def test_nothing_of_a_person_is_shown_by_what_holds_them(frame):
    """What lands in a traceback or a log has no code and no answer."""
    people = CodedPeople.of(frame, MISSING)
    assert "array" not in repr(people)
    assert "unknown" not in repr(people)
