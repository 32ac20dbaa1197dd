"""The search against brute force: every node of the lattice, every loss computed from the texts."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import product

import numpy as np
import polars as pl
import pytest
from generalised_tables import small, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.anonymity.generalised.dimensions import read_dimensions
from lanterne.anonymity.generalised.lattice import best_node
from lanterne.anonymity.generalised.records import Demand, Node, Records
from lanterne.anonymity.generalised.suppression import Recoding, loss_of, solve, suppressed
from lanterne.codebook import Column, load_codebook
from lanterne.codebook.boxes import split_cell
from lanterne.errors import UsageError
from lanterne.fictional import fictional_frame

NAMES = ("age", "minor", "place", "kind", "work")
gentle = settings(max_examples=60, deadline=None)
BLANK = -1


def records_of(rows: pl.DataFrame, names: tuple[str, ...] = NAMES, **weights: float) -> Records:
    all_weights = dict.fromkeys(names, 1.0) | weights
    table = small().table
    secret = rows["secret"].rank("dense").to_numpy().astype(np.int64) - 1
    may_be_blank = [name for name in names if name != "kind"]
    dimensions, codes = read_dimensions(rows, table, names, all_weights, may_be_blank)
    return Records.of(dimensions, codes, [secret])


# What each column is at each level of its dimension, written down by hand.
AGE = [(0, 0), (1, 0), (2, 0), (BLANK, 0), (BLANK, BLANK)]
LADDERS = {
    ("age", "minor"): AGE,
    ("place",): [(0,), (1,), (BLANK,)],
    ("kind",): [(0,)],
    ("work",): [(0,), (BLANK,)],
}


@cache
def _column(name: str) -> Column:
    return small().table.column(name)


@cache
def recoded(name: str, text: str, steps: int) -> str:
    column = _column(name)
    if steps == BLANK:
        return ""
    if column.hierarchy is None or text not in column.codes:
        return text
    return column.hierarchy.lifted(column.codes, steps)[text]


@cache
def cell_loss(name: str, text: str, steps: int) -> float:
    column = _column(name)
    if not split_cell(column, text):
        return 0
    if steps == BLANK:
        return 1
    image = recoded(name, text, steps)
    same = [code for code in column.codes if recoded(name, code, steps) == image]
    return (max(len(same), 1) - 1) / (len(column.codes) - 1)


def by_hand(rows: pl.DataFrame, levels: Node) -> tuple[list[tuple[str, ...]], list[float]]:
    """The recoded rows and the loss of each, when all levels of a column are told apart."""
    texts: list[tuple[str, ...]] = []
    losses = []
    for row in rows.iter_rows(named=True):
        cells, loss = [], 0.0
        for (family, ladder), level in zip(LADDERS.items(), levels, strict=True):
            for name, steps in zip(family, ladder[level], strict=True):
                cells.append(recoded(name, row[name], steps))
                loss += cell_loss(name, row[name], steps)
        texts.append(tuple(cells))
        losses.append(loss)
    return texts, losses


def brute_force(rows: pl.DataFrame, k: int, share: float, limit: float) -> float | None:
    """The least loss over all nodes."""
    best = None
    ladders = [range(len(ladder)) for ladder in LADDERS.values()]
    _, blank = by_hand(rows, tuple(max(levels) for levels in ladders))
    for node in product(*ladders):
        texts, losses = by_hand(rows, node)
        sizes = Counter(texts)
        small_class = [sizes[text] < k for text in texts]
        if sum(small_class) > limit * rows.height:
            continue
        triples = zip(losses, blank, small_class, strict=True)
        total = sum(loss + share * (gone - loss) * bad for loss, gone, bad in triples)
        best = total if best is None else min(best, total)
    return best


@given(tables(), st.integers(2, 8), st.sampled_from([0.1, 0.5, 1.0]), st.sampled_from([0, 0.3, 1]))
@gentle
def test_the_best_node_is_the_best(rows: pl.DataFrame, k: int, share: float, limit: float) -> None:
    best = best_node(records_of(rows), Demand(k), share, limit)
    expected = brute_force(rows, k, share, limit)
    if expected is None:
        assert best is None
    else:
        assert best is not None
        assert best.proven
        assert best.loss == pytest.approx(expected)


@given(tables(), st.integers(2, 6), st.sampled_from([0.2, 0.5]), st.sampled_from([0.1, 1.0]))
@gentle
def test_the_best_node_is_the_best_under_closeness(
    rows: pl.DataFrame, k: int, closeness: float, share: float
) -> None:
    records = records_of(rows)
    for demand in (Demand(k, 2), Demand(k, 1, closeness)):
        best = best_node(records, demand, share)
        every = []
        for node in product(*(range(top + 1) for top in records.top)):
            bad = ~records.good(records.keys(node), demand)
            loss, blank = records.losses(node), records.losses(records.top)
            every.append(float(records.counts @ (loss + share * bad * (blank - loss))))
        assert best is not None
        assert best.loss == pytest.approx(min(every))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize(("victims", "k"), [(60, 2), (300, 3), (900, 5), (900, 25)])
def test_no_better_node_is_ruled_out(victims: int, k: int, share: float) -> None:
    table = load_codebook("lanterne-cases").table
    names = ("yearOfRegistration", "gender", "ageBand", "majorityStatus", "citizenship")
    kept = {"gender", "citizenship"}  # so that even at the top some rows are not hidden
    rows, weights = fictional_frame(victims), dict.fromkeys(names, 1.0)
    blankable = [name for name in names if name not in kept]
    records = Records.of(*read_dimensions(rows, table, names, weights, blankable))
    every, top = [], records.losses(records.top)
    for node in product(*(range(level + 1) for level in records.top)):
        bad, loss = ~records.good(records.keys(node), Demand(k)), records.losses(node)
        every.append(float(records.counts @ (loss + share * bad * (top - loss))))
    best = best_node(records, Demand(k), share)
    assert best is not None
    assert best.proven
    assert best.loss == pytest.approx(min(every))


@given(
    tables(),
    st.integers(2, 8),
    st.sampled_from(list(Recoding)),
    st.sampled_from([(1, None), (2, None), (1, 0.3), (1, 0.6)]),
)
@gentle
def test_every_class_of_a_solution_is_good(
    rows: pl.DataFrame, k: int, recoding: Recoding, spread: tuple[int, float | None]
) -> None:
    records = records_of(rows)
    diversity, closeness = spread
    solution = solve(records, Demand(k, diversity, closeness), recoding)
    assert solution is not None
    classes: dict[tuple[int, ...], list[int]] = {}
    for row, place in enumerate(records.place):
        levels = solution.nodes[:, place]
        if levels[0] >= 0:
            pairs = zip(records.dimensions, levels, records.codes[:, place], strict=True)
            key = tuple(int(d.steps[level, code]) for d, level, code in pairs)
            classes.setdefault(key, []).append(row)
    whole = Counter(rows["secret"])
    for members in classes.values():
        here = Counter(rows[members]["secret"])
        assert len(members) >= k
        assert len(here) >= diversity
        if closeness is not None:
            gaps = (here[text] / len(members) - whole[text] / rows.height for text in whole)
            assert sum(map(abs, gaps)) / 2 <= closeness + 1e-9


@given(tables(), st.integers(2, 8))
@gentle
def test_the_solution_is_no_worse_than_any_node_with_its_rest_blanked(
    rows: pl.DataFrame, k: int
) -> None:
    records, demand = records_of(rows), Demand(k)
    best = best_node(records, demand)
    assert best is not None
    node = suppressed(records, demand, best.node, Recoding.GLOBAL)
    solution = solve(records, demand)
    assert solution is not None
    assert solution.loss <= node.loss
    weight = records.rows * sum(dimension.weight for dimension in records.dimensions)
    pairs = zip(records.dimensions, records.codes, strict=True)
    everything = np.sum([dimension.blank[part] for dimension, part in pairs], axis=0)
    gone = float(np.where(node.nodes[0] < 0, records.counts, 0) @ everything)
    assert node.loss <= (best.loss + gone) / weight + 1e-9


def test_rows_do_not_join_a_class_that_they_would_skew() -> None:
    groups = [("N1", "", "s", 10), ("N1", "", "t", 10), ("N1", "0", "s", 6), ("S1", "0", "t", 6)]
    rows = pl.DataFrame(
        [
            ("", "", place, "p", work, "", "", secret)
            for place, work, secret, number in groups
            for _ in range(number)
        ],
        schema=small().table.names,
        orient="row",
    )
    records = records_of(rows, ("place", "work"))
    solution = suppressed(records, Demand(5, 1, 0.1), (0, 0), Recoding.GLOBAL)
    levels = solution.nodes[:, records.place]
    assert (levels[:, :20] == 0).all()
    assert (levels[:, 20:] == np.array([[records.top[0]], [0]])).all()  # without their place


def test_the_loss_is_that_of_iyengar() -> None:
    rows = pl.DataFrame(
        [("a", "yes", "S1", "p", "1", "", "", "")] * 3 + [("", "", "U", "q", "", "", "", "")],
        schema=small().table.names,
        orient="row",
    )
    records = records_of(rows)
    said = int(np.argmax(records.counts))
    node = np.zeros((4, 2), np.int16)
    assert loss_of(records, node) == 0
    node[:, said] = [1, 1, 0, 0]  # young: 2 of 4; south: 3 of 5
    assert loss_of(records, node) == pytest.approx(3 * (1 / 3 + 2 / 4) / (4 * 5))
    node[:, said] = -1  # dropped; of the other row nothing but kind says anything
    assert loss_of(records, node) == pytest.approx(3 * 5 / (4 * 5))


def test_what_is_important_is_kept() -> None:
    rows = pl.DataFrame(
        [("", "", place, "p", work, "", "", "") for place in ("N1", "S1") for work in "01"],
        schema=small().table.names,
        orient="row",
    )
    for name, other, important in (("place", "work", 5.0), ("work", "place", 5.0)):
        records = records_of(rows, ("place", "work"), **{name: important})
        solution = solve(records, Demand(2))
        assert solution is not None
        levels = dict(zip(("place", "work"), solution.nodes, strict=True))
        assert not levels[name].any()
        assert levels[other].all()


def test_levels_alone_when_nothing_may_be_suppressed() -> None:
    rows = fictional_frame(400).select("yearOfRegistration", "gender", "ageBand", "citizenship")
    table = load_codebook("lanterne-cases").table
    names = ("yearOfRegistration", "gender", "citizenship")
    dimensions, codes = read_dimensions(rows, table, names, dict.fromkeys(names, 1.0), names)
    records = Records.of(dimensions, codes)
    solution = solve(records, Demand(5), limit=0.0)
    assert solution is not None
    assert solution.left == 0
    assert (solution.nodes == np.array(solution.node)[:, None]).all()


def test_local_suppression_loses_far_less_than_dropping_rare_rows() -> None:
    codebook = load_codebook("lanterne-cases")
    names = ("yearOfRegistration", "gender", "ageBand", "majorityStatus", "citizenship")
    rows = fictional_frame(5_000)
    weights = dict.fromkeys(names, 1.0)
    records = Records.of(*read_dimensions(rows, codebook.table, names, weights, names))
    demand = Demand(10)
    bottom = tuple(0 for _ in records.top)
    rare = ~records.good(records.keys(bottom), demand)
    dropped = np.where(rare, -1, 0)[None, :].repeat(len(bottom), axis=0).astype(np.int16)
    plain = loss_of(records, dropped)
    for recoding in Recoding:
        solution = solve(records, demand, recoding)
        assert solution is not None
        assert solution.loss < plain / 3
    only_suppressed = suppressed(records, demand, bottom, Recoding.GLOBAL)
    assert solution.loss < only_suppressed.loss < plain


def test_a_search_that_is_cut_off_still_finds_what_the_limit_allows() -> None:
    names = ("yearOfRegistration", "gender", "ageBand", "majorityStatus", "citizenship")
    table = load_codebook("lanterne-cases").table
    weights = dict.fromkeys(names, 1.0)
    records = Records.of(*read_dimensions(fictional_frame(400), table, names, weights, names))
    best = best_node(records, Demand(40), 1.0, 0.0, patience=3)
    assert best is not None
    assert best.node == records.top
    assert not best.proven
    assert best_node(records, Demand(401), 1.0, 0.0, patience=3) is None


def test_too_large_a_lattice_is_refused_in_words() -> None:
    rows = fictional_frame(50)
    table = load_codebook("lanterne-cases").table
    names = tuple(column.name for column in table.columns if column.name != "dataSource")
    weights = dict.fromkeys(names, 1.0)
    with pytest.raises(UsageError, match="Name fewer quasi-identifiers"):
        solve(Records.of(*read_dimensions(rows, table, names, weights, names)), Demand(2))
