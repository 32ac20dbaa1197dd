"""The risk of people who are counted is that of people who are held, to the last figure."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.codebook.model import Column, ColumnType, Table, Value
from lanterne.counting import cells
from lanterne.counting.answered import CountAnswers, HeldAnswers
from lanterne.counting.coding import Coding
from lanterne.risk import assess_people, counted_classes, counted_search, marked
from lanterne.risk import table as tables
from lanterne.risk.counted_search import Counted, find_rare_counted
from lanterne.risk.found import found_in
from lanterne.risk.people import CodedPeople
from lanterne.risk.search import find_rare

MISSING = {"c1": frozenset({"?"})}


def crowd(people: int, widths: tuple[int, ...], seed: int) -> pl.DataFrame:
    chance = random.Random(seed)
    rows = [
        {f"c{j}": chance.choice(["", "?", *map(str, range(w))]) for j, w in enumerate(widths)}
        for _ in range(people)
    ]
    return pl.DataFrame(rows)


def counted(frame: pl.DataFrame) -> Counted:
    answered = HeldAnswers(frame)
    (answers,) = answered.add_up(CountAnswers(answered.header))
    return Counted(answered, Coding.of(answered.header, answers.columns, MISSING), answers)


def book(frame: pl.DataFrame) -> Table:
    texts = {name: sorted({*frame[name].to_list()} - {""}) for name in frame.columns}
    columns = [
        Column(name, ColumnType.CATEGORY, tuple(Value(t, {"en": t}) for t in some), {"en": name})
        for name, some in texts.items()
    ]
    return Table("people", {"en": "People"}, tuple(columns))


crowds = st.builds(
    crowd,
    st.integers(3, 120),
    st.lists(st.integers(1, 6), min_size=1, max_size=6).map(tuple),
    st.integers(0, 2**32),
)


def alike(one, other) -> None:
    """Every part of what was found, so that a failure names the part."""
    for name in ("threshold", "levels", "visits"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.unique_members.tolist() == other.unique_members.tolist()
    for name in ("shortest", "holding", "without", "uniques", "owners"):
        parts = [getattr(found.standing, name).tolist() for found in (one, other)]
        assert parts[0] == parts[1], name
    assert one.standing.scores == other.standing.scores
    for columns in zip(one.holders, other.holders, strict=True):
        assert columns[0].tolist() == columns[1].tolist()
    for columns in zip(one.standing.isolated, other.standing.isolated, strict=True):
        assert columns[0].tolist() == columns[1].tolist()


@settings(max_examples=60, deadline=None)
@given(crowds, st.integers(2, 12), st.integers(1, 4))
def test_what_is_found_by_counts_is_what_is_found_among_people(frame, threshold, length):
    people = CodedPeople.of(frame, MISSING)
    held = found_in(people, find_rare(people, threshold, length))
    alike(held, find_rare_counted(counted(frame), threshold, length))


@pytest.mark.parametrize("visits", [100, 300, 900])
def test_the_same_sets_are_sampled(visits):
    frame = crowd(90, (4, 5, 3, 4, 6, 2), 3)
    people = CodedPeople.of(frame, MISSING)
    held = found_in(people, find_rare(people, 8, 4, visits=visits))
    assert any(level.sets < level.possible for level in held.levels)
    alike(held, find_rare_counted(counted(frame), 8, 4, visits=visits))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [(cells, "DENSE", 20), (cells, "ROOM", 64), (marked, "LISTED", 30), (marked, "ROOM", 300)],
)
def test_room_makes_no_difference(monkeypatch, module, name, value):
    frame = crowd(150, (4, 5, 3, 4), 4)
    people = counted(frame)
    before = find_rare_counted(people, 6, 3)
    monkeypatch.setattr(module, name, value)
    alike(before, find_rare_counted(people, 6, 3))


def test_a_level_that_is_too_large_is_the_last_and_is_sampled(monkeypatch):
    frame = crowd(150, (4, 5, 3, 4, 4), 5)
    monkeypatch.setattr(counted_search, "CELLS", 150)
    found = find_rare_counted(counted(frame), 6, 4)
    assert [level.sets < level.possible for level in found.levels] == [False, True]
    monkeypatch.setattr(counted_search, "MOST_CELLS", 20)
    monkeypatch.setattr(counted_search, "CELLS", 1 << 27)
    found = find_rare_counted(counted(frame), 6, 4)
    assert found.levels[-1].sets < found.levels[-1].possible
    assert found.levels[-1].length == 2


def test_a_part_that_is_rare_is_seen(monkeypatch):
    """With counts of parts forgotten, what is not minimal would be told as minimal."""
    frame = crowd(90, (4, 5, 3), 6)
    people = CodedPeople.of(frame, MISSING)
    held = found_in(people, find_rare(people, 8, 3))
    monkeypatch.setattr(counted_search, "_counts_of", lambda cells, keys: 0 * keys)
    with pytest.raises(AssertionError):
        alike(held, find_rare_counted(counted(frame), 8, 3))


@settings(max_examples=40, deadline=None)
@given(crowds, st.booleans())
def test_all_figures_are_those_of_people_who_are_held(frame, some):
    table, columns = book(frame), (frame.columns[:2] if some else [])
    held = assess_people(frame, table, MISSING, 3, 3, columns)
    many = tables.assess_many(counted(frame), table, 3, 3, columns)
    if some and frame.width > 2:  # ℓ within all columns, and of each other within the chosen
        assert len(many.chosen.diversity) == frame.width - 2
    assert many == held


def test_what_cannot_be_held_is_said(monkeypatch):
    frame = crowd(60, (4, 5, 3, 4), 7)
    monkeypatch.setattr(counted_classes, "HELD", 10)
    monkeypatch.setattr(counted_classes, "HASHES", 7)
    held = assess_people(frame, book(frame), MISSING, 3, 2)
    many = tables.assess_many(counted(frame), book(frame), 3, 2, household=True)
    assert many.unseen == ("diversity", "household")
    assert many.whole == replace(held.whole, diversity=())
    monkeypatch.setattr(counted_classes, "MOST_CELLS", 40)
    many = tables.assess_many(counted(frame), book(frame), 3, 2, ["c0"])
    assert many.unseen == ("diversity",)
    assert 0 < len(many.chosen.diversity) < 3
