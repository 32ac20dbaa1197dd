"""The search finds all minimal rare combinations and no others."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rare_by_hand import disagreements, minimal, table

from lanterne.risk import search
from lanterne.risk.search import find_rare


@st.composite
def tables(draw):
    width = draw(st.integers(1, 6))
    most = draw(st.lists(st.integers(0, 6), min_size=width, max_size=width))
    rows = st.tuples(*(st.integers(0, size) for size in most))
    return table(draw(st.lists(rows, min_size=1, max_size=140)), silent=draw(st.integers(1, 2)))


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(2, 12), st.integers(1, 4))
def test_it_agrees_with_the_plain_way(people, threshold, length):
    assert disagreements(people, threshold, length, find_rare(people, threshold, length)) == []


def crowd(people=400, width=6, seed=3):
    random = np.random.default_rng(seed)
    sizes = random.integers(2, 9, width)
    return table([tuple(row) for row in (random.random((people, width)) * sizes).astype(int)])


def test_many_people_and_large_groups_agree_too():
    people = crowd()
    assert disagreements(people, 10, 4, find_rare(people, 10, 4)) == []


@pytest.mark.parametrize("fault", ["threshold", "parts", "blank"])
def test_a_planted_fault_is_found(fault, monkeypatch):
    """One too many is rare; parts are not looked at; a blank is an answer."""
    right, people = search.add_level, crowd()
    searched = people

    def wrong(prefixes, coded, threshold, before, *rest):
        if fault == "threshold":
            threshold += 1
        if fault == "parts":
            for bits in before:
                bits[:] = bits | np.roll(bits, 1, axis=0)
        right(prefixes, coded, threshold, before, *rest)

    monkeypatch.setattr(search, "add_level", wrong)
    if fault == "blank":
        texts = tuple(("", *column) for column in people.texts)
        searched = search.CodedPeople(people.header, texts, people.silent, people.codes + 1)
    assert disagreements(people, 10, 3, find_rare(searched, 10, 3))


def test_leaving_out_a_column_is_as_a_table_without_it():
    """What a column does is told without a second search."""
    people = crowd(seed=8)
    all_columns = find_rare(people, 5, 3)
    for j in range(people.width):
        without = find_rare(people.only([i for i in range(people.width) if i != j]), 5, 3)
        told = all_columns.rare > all_columns.rare_members[:, j]
        assert told.tolist() == (without.rare_at > 0).tolist()


def test_too_much_work_is_sampled_and_a_lower_bound():
    people = crowd(seed=5)
    whole, part = find_rare(people, 10, 4), find_rare(people, 10, 4, visits=3000)
    assert [level.sets for level in whole.levels] == [comb(6, n) for n in (1, 2, 3, 4)]
    assert len(part.levels) < 4
    last = part.levels[-1]
    assert 0 < last.sets < last.possible
    assert set(last.people.items()) < set(whole.levels[last.length - 1].people.items())
    assert (part.rare <= whole.rare).all()
    assert find_rare(people, 10, 4, visits=3000).rare.tolist() == part.rare.tolist()


def test_too_much_memory_makes_combinations_shorter():
    people = crowd(seed=5)
    short = find_rare(people, 10, 4, memory=2 * 8 * 7 * comb(6, 1))
    assert len(short.levels) == 2
    assert short.levels[1].sets == comb(6, 2)
    assert disagreements(people, 10, 2, short) == []


def test_everybody_is_rare_where_k_is_everybody_and_one_more():
    people = table([(1, 1)] * 5 + [(1, 0)])
    assert find_rare(people, 7, 2).rare_at.tolist() == [1] * 6
    assert find_rare(people, 5, 2).rare_at.tolist() == [0] * 6
    assert minimal(people, 6, 2)[0] == [(1,)]


def test_progress_ends_at_the_whole():
    told: list[float] = []
    find_rare(crowd(50), 3, 3, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
