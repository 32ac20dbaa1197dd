"""One table of several groups: their rows, their differences, and counts that agree with both."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from small_tables import domain_of, measured, people, plain_book, silent

from lanterne.codebook.model import ColumnType
from lanterne.release.counts_check import answers_in, counts_problems
from lanterne.synthesis.aggregates import published_counts
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.candidates import Evidence
from lanterne.synthesis.engine import fit
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.union import Group, draw_union
from small_codebooks import book, column

BOOK = plain_book(3, 4, 3)
DOMAIN = domain_of(BOOK)
NAMES = ("2024", "2025", "2026")


def union_book(names=NAMES):
    said = column("group", ColumnType.CATEGORY, names)
    return book(said, *BOOK.table.columns)


def group_of(name, codes, *, exact=False):
    """A group as it is kept."""
    measurements = measured(codes, DOMAIN.layout, exact=exact)
    model = fit(measurements, DOMAIN, None, 1, silent)
    return Group(name, FittedTable(BOOK, measurements, model, SimpleNamespace()))


def drawn(groups, seed=3):
    return draw_union(groups, union_book(), SimpleNamespace(), Dial.BALANCED, seed, silent).value


@pytest.fixture(scope="module")
def groups():
    codes = [people(DOMAIN, number, seed) for seed, number in enumerate((400, 700, 250))]
    return [group_of(name, rows) for name, rows in zip(NAMES, codes, strict=True)]


def test_rows_say_in_which_group_they_are(groups):
    table = drawn(groups)
    assert table.data.columns == ["group", "c0", "c1", "c2"]
    for group in groups:
        rows = table.data.filter(pl.col("group") == group.name).height
        assert rows == round(group.table.model.people)
    assert table.settings["people_estimated"] == pytest.approx(table.data.height, abs=2)


def test_counts_are_in_order_and_those_of_the_rows(groups):
    table = drawn(groups)
    texts = union_book().table
    assert not counts_problems(table.aggregates, answers_in(table.data), texts, "counts.csv")
    said = table.aggregates.filter(pl.col("column_1") == "group")
    assert said.filter(pl.col("length") == 1)["value_1"].to_list() == list(NAMES)
    assert set(said["length"].to_list()) == {1, 2, 3}


def test_the_counts_of_a_group_are_those_of_its_own_release(groups):
    table = drawn(groups)
    own = published_counts(
        Evidence(DOMAIN, groups[1].table.measurements), people(DOMAIN, 10, 1)
    ).filter(pl.col("length") == 1)
    here = table.aggregates.filter(
        (pl.col("value_1") == "2025") & (pl.col("column_1") == "group") & (pl.col("length") == 2)
    )
    for name in ("noisy_count", "count_low", "count_high"):
        assert here[name].to_list() == own[name].to_list()


def test_the_same_seed_gives_the_same_table(groups):
    one, other = drawn(groups), drawn(groups)
    assert one.data.equals(other.data)
    assert one.aggregates.equals(other.aggregates)
    assert not drawn(groups, seed=4).data.equals(one.data)


def test_groups_that_differ_keep_their_differences():
    """What is learnt from all groups gives way to what the counts of a group say."""
    rng = np.random.default_rng(5)
    alike = people(DOMAIN, 1000, 7)
    shares = (0.1, 0.5, 0.9)
    groups = []
    for name, share in zip(NAMES, shares, strict=True):
        codes = alike.copy()
        codes[:, 0] = np.where(rng.random(len(codes)) < share, 1, 2)
        groups.append(group_of(name, codes))
    table = drawn(groups)
    for name, share in zip(NAMES, shares, strict=True):
        rows = table.data.filter(pl.col("group") == name)
        assert (rows["c0"] == "v1").mean() == pytest.approx(share, abs=0.06)


def test_one_group_alone_is_a_union_too(groups):
    table = draw_union(
        groups[:1], union_book(NAMES[:1]), SimpleNamespace(), Dial.STRICT, 1, silent
    ).value
    assert table.data["group"].unique().to_list() == ["2024"]
