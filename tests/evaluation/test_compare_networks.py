"""Every figure of linked tables against its definition, person by person."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations, product
from statistics import mean

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import BOOK, network_of, random_tables

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Codebook
from lanterne.errors import UsageError
from lanterne.evaluation.network import (
    LINKS,
    PERPETRATORS,
    VICTIMS,
    NetworkComparison,
    compare_networks,
)

NETWORK = network_of(BOOK)
SILENT = {"", "unknown"}
FULL = load_codebook("lanterne-network")

Row = dict[str, str]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[NetworkTables, NetworkTables]:
    """Cases with a link, and a release that may have none, of other sizes."""
    seeds, people = st.integers(0, 10**6), st.integers(1, 12)
    real = random_tables(BOOK, draw(seeds), draw(people), draw(people), draw(st.integers(1, 40)))
    released = random_tables(
        BOOK, draw(seeds), draw(people), draw(people), draw(st.integers(0, 40))
    )
    return real, released


def joined(tables: NetworkTables) -> list[Row]:
    """One row per link, keys included."""
    victims = {row["survivor"]: row for row in tables.victims.to_dicts()}
    perpetrators = {row["offender"]: row for row in tables.perpetrators.to_dicts()}
    return [
        victims[link["survivor"]] | perpetrators[link["offender"]] | link
        for link in tables.links.to_dicts()
    ]


def distance(real: Counter[object], released: Counter[object]) -> float:
    if not real or not released:
        return float(bool(real) != bool(released))
    cells = real.keys() | released.keys()
    return sum(abs(real[c] / real.total() - released[c] / released.total()) for c in cells) / 2


def compared(pair: tuple[NetworkTables, NetworkTables]) -> NetworkComparison:
    return compare_networks(*pair, BOOK, baselines=False)


def degrees(tables: NetworkTables, key: str, everyone: list[str]) -> Counter[object]:
    found = Counter(tables.links[key].to_list())
    return Counter(found[one] for one in everyone)


@given(pairs())
@settings(max_examples=25)
def test_degrees_are_counted_person_by_person(pair: tuple[NetworkTables, NetworkTables]) -> None:
    release = compared(pair).release
    for of, key in ((VICTIMS, "survivor"), (PERPETRATORS, "offender")):
        found = [
            degrees(
                tables,
                key,
                tables.victims[key].to_list()
                if of == VICTIMS
                else tables.links[key].unique().to_list(),
            )
            for tables in pair
        ]
        measured = release.degree(of)
        assert measured is not None
        assert {one.degree: one.real for one in measured.counts if one.real} == found[0]
        assert {one.degree: one.released for one in measured.counts if one.released} == found[1]
        assert measured.distance == pytest.approx(distance(*found))
        assert measured.people_real == found[0].total()
        assert measured.mean_real == pytest.approx(mean(found[0].elements()))  # type: ignore[type-var]
        assert measured.most_released == max(found[1], default=0)  # type: ignore[type-var]


@given(pairs())
@settings(max_examples=25)
def test_cross_tables_are_those_of_the_joined_rows(
    pair: tuple[NetworkTables, NetworkTables],
) -> None:
    release = compared(pair).release
    names = {
        VICTIMS: NETWORK.victims.names,
        PERPETRATORS: NETWORK.perpetrators.names,
        LINKS: NETWORK.links.names,
    }
    real, released = (joined(tables) for tables in pair)
    assert [one.tables for one in release.cross] == [
        (VICTIMS, PERPETRATORS),
        (VICTIMS, LINKS),
        (PERPETRATORS, LINKS),
        (VICTIMS, LINKS, PERPETRATORS),
    ]
    for measured in release.cross:
        expected = {
            columns: distance(
                *(
                    Counter(tuple(row[c] for c in columns) for row in rows)
                    for rows in (real, released)
                )
            )
            for columns in product(*(names[table] for table in measured.tables))
        }
        assert {one.columns: one.distance for one in measured.sets} == pytest.approx(expected)
        assert measured.pooled.distance_mean == pytest.approx(mean(expected.values()))
        assert measured.pooled.distance_max == pytest.approx(max(expected.values()))
        assert measured.worst[0].distance == pytest.approx(max(expected.values()))
        assert measured.pooled.sets == measured.pooled.sets_possible == len(expected)


def pairs_of(rows: list[Row], group: str, column: str) -> list[tuple[str, str]]:
    """Every pair of links of one person, listed."""
    groups = defaultdict(list)
    for row in rows:
        groups[row[group]].append(row[column])
    return [pair for answers in groups.values() for pair in combinations(answers, 2)]


def both_ways(listed: list[tuple[str, str]]) -> Counter[object]:
    return Counter([*listed, *((b, a) for a, b in listed)])


def share_alike(listed: list[tuple[str, str]]) -> float | None:
    known = [(a, b) for a, b in listed if not {a, b} & SILENT]
    return sum(a == b for a, b in known) / len(known) if known else None


@given(pairs())
@settings(max_examples=25)
def test_likeness_is_that_of_all_pairs_listed(pair: tuple[NetworkTables, NetworkTables]) -> None:
    release = compared(pair).release
    rows = [joined(tables) for tables in pair]
    kinds = [(PERPETRATORS, "survivor", name) for name in ("age", "region", "role", "relation")]
    kinds += [(VICTIMS, "offender", name) for name in NETWORK.victims.names]
    assert [(one.of, one.column) for one in release.likeness] == [(o, c) for o, _, c in kinds]
    for of, group, column in kinds:
        measured = release.alike(of, column)
        assert measured is not None
        real, released = (pairs_of(some, group, column) for some in rows)
        assert (measured.pairs_real, measured.pairs_released) == (len(real), len(released))
        assert measured.known_real == sum(not {a, b} & SILENT for a, b in real)
        assert measured.same_real == pytest.approx(share_alike(real))
        assert measured.same_released == pytest.approx(share_alike(released))
        expected = distance(both_ways(real), both_ways(released)) if real else None
        assert measured.distance == pytest.approx(expected)


def rings(tables: NetworkTables) -> list[int]:
    """Sizes of components, by walking from person to person."""
    neighbours = defaultdict(set)
    for link in tables.links.to_dicts():
        ends = ("v", link["survivor"]), ("p", link["offender"])
        neighbours[ends[0]].add(ends[1])
        neighbours[ends[1]].add(ends[0])
    unseen = set(neighbours) | {("v", key) for key in tables.victims["survivor"]}
    sizes = []
    while unseen:
        ring, edge = set(), [unseen.pop()]
        while edge:
            person = edge.pop()
            ring.add(person)
            edge += neighbours[person] - ring
        unseen -= ring
        sizes.append(len(ring))
    return sizes


@given(pairs())
@settings(max_examples=20)
def test_rings_are_found_by_walking(pair: tuple[NetworkTables, NetworkTables]) -> None:
    measured = compared(pair).release.components
    assert measured is not None
    real, released = (rings(tables) for tables in pair)
    assert (measured.rings_real, measured.rings_released) == (len(real), len(released))
    assert (measured.largest_real, measured.largest_released) == (max(real), max(released))
    expected = Counter[object](), Counter[object]()
    for band in measured.bands:
        for place, sizes in enumerate((real, released)):
            inside = [size for size in sizes if band.low <= size <= (band.high or size)]
            counted = (band.rings_real, band.rings_released)[place]
            people = (band.people_real, band.people_released)[place]
            share = (band.share_real, band.share_released)[place]
            assert (counted, people) == (len(inside), sum(inside))
            assert share == pytest.approx(sum(inside) / sum(sizes))
            expected[place][band.low] = sum(inside)
    assert sum(band.rings_real for band in measured.bands) == len(real)
    assert measured.distance == pytest.approx(distance(*expected))


def renamed(tables: NetworkTables, network: object, seed: int) -> NetworkTables:
    """The same network with other keys and its rows in another order."""
    links = tables.links.with_columns(pl.col("survivor", "offender").str.reverse() + "x")
    return NetworkTables(
        tables.victims.with_columns(pl.col("survivor").str.reverse() + "x").sample(
            fraction=1, shuffle=True, seed=seed
        ),
        tables.perpetrators.with_columns(pl.col("offender").str.reverse() + "x"),
        links.sample(fraction=1, shuffle=True, seed=seed),
    )


@given(pairs(), st.integers(0, 99))
@settings(max_examples=20)
def test_keys_and_the_order_of_rows_change_nothing(
    pair: tuple[NetworkTables, NetworkTables], seed: int
) -> None:
    real, released = pair
    assert compared((real, renamed(released, NETWORK, seed))) == compared(pair)


@pytest.mark.parametrize("codebook", [BOOK, FULL], ids=lambda book: book.name)
def test_cases_are_at_no_distance_from_themselves(codebook: Codebook) -> None:
    real = random_tables(codebook, 3, 60, 50, 140)
    comparison = compare_networks(real, real, codebook)
    release = comparison.release
    tables = (comparison.victims, comparison.perpetrators, comparison.links, release.condensed)
    for one in tables:
        if one is not None:
            assert [length.distance_max for length in one.lengths] == [0] * len(one.lengths)
    assert [one.distance for one in release.degrees] == [0, 0]
    assert [one.pooled.distance_max for one in release.cross] == [0] * 4
    assert {one.distance for one in release.likeness} == {0}
    assert all(one.same_real == one.same_released for one in release.likeness)
    assert release.components is not None
    assert release.components.distance == 0
    assert all(cell.real == cell.released for one in comparison.relations for cell in one.cells)
    assert comparison.apart is not None
    assert comparison.apart.cross[0].pooled.distance_mean > 0.01


def test_each_table_is_also_compared_by_itself() -> None:
    real, released = random_tables(BOOK, 1), random_tables(BOOK, 2, victims=10)
    comparison = compare_networks(real, released, BOOK, baselines=False)
    assert (comparison.victims.rows_real, comparison.victims.rows_released) == (12, 10)
    assert [one.name for one in comparison.links.columns] == ["role", "relation"]
    assert comparison.perpetrators is not None
    assert comparison.perpetrators.rows_real == real.links["offender"].n_unique()
    assert comparison.apart is comparison.condensed is comparison.release.condensed is None
    assert [one.source for one in comparison.sources] == ["release"]


def test_perpetrators_without_a_victim_are_counted_and_left_out() -> None:
    real = random_tables(BOOK, 4)
    more = NetworkTables(
        real.victims,
        pl.concat([real.perpetrators, real.perpetrators.with_columns(pl.col("offender") + "x")]),
        real.links,
    )
    before, after = (compare_networks(some, real, BOOK) for some in (real, more))
    alone = after.perpetrators_alone_real - before.perpetrators_alone_real
    assert alone == real.perpetrators.height
    assert replace(after, perpetrators_alone_real=before.perpetrators_alone_real) == before


def test_a_key_without_a_row_is_somebody_of_whom_nothing_is_recorded() -> None:
    real = random_tables(BOOK, 5)
    gone = real.links["offender"][0]
    blank = pl.when(pl.col("offender") != gone).then(pl.col("age", "region")).otherwise(pl.lit(""))
    described = NetworkTables(real.victims, real.perpetrators.with_columns(blank), real.links)
    absent = NetworkTables(
        real.victims, real.perpetrators.filter(pl.col("offender") != gone), real.links
    )
    assert compared((absent, real)) == compared((described, real))


def test_a_release_without_links_has_nothing_in_common_across_tables() -> None:
    real, released = random_tables(BOOK, 6), random_tables(BOOK, 7, links=0)
    release = compare_networks(real, released, BOOK).release
    assert {one.pooled.distance_max for one in release.cross} == {1}
    assert {one.distance for one in release.likeness} == {1}
    assert {one.same_released for one in release.likeness} == {None}
    assert release.links == release.perpetrators == 0


def test_cases_without_a_link_are_refused() -> None:
    with pytest.raises(UsageError, match="at least one link"):
        compare_networks(random_tables(BOOK, 1, links=0), random_tables(BOOK, 1), BOOK)


def test_a_codebook_of_one_table_is_refused() -> None:
    tables = random_tables(BOOK, 1)
    with pytest.raises(UsageError, match="one table, not a network"):
        compare_networks(tables, tables, load_codebook("gvpsd-2022"))


def test_a_perpetrator_of_a_thousand_victims_is_counted_without_listing_pairs() -> None:
    real = random_tables(BOOK, 8, victims=1000, perpetrators=1, links=1000)
    measured = compare_networks(real, real, BOOK, baselines=False).release.alike(VICTIMS, "sex")
    assert measured is not None
    counts = Counter(real.victims["sex"].to_list())
    known = counts["f"] + counts["m"]
    assert measured.pairs_real == 1000 * 999 // 2
    assert measured.known_real == known * (known - 1) // 2
    same = sum(counts[sex] * (counts[sex] - 1) for sex in "fm") / (known * (known - 1))
    assert measured.same_real == pytest.approx(same)


def test_relations_count_links_once_for_each_member_of_a_set() -> None:
    real, released = random_tables(BOOK, 9, links=60), random_tables(BOOK, 10, links=50)
    comparison = compare_networks(real, released, BOOK, baselines=False)
    assert [one.link_column for one in comparison.relations] == ["role", "relation"]
    for one in comparison.relations:
        columns = (one.victim_column, one.perpetrator_column, one.link_column)
        expected = [
            Counter(
                (row[columns[0]], row[columns[1]], member)
                for row in joined(tables)
                for member in row[columns[2]].split(";")
                if not {row[columns[0]], row[columns[1]], member} & SILENT
            )
            for tables in (real, released)
        ]
        found = {(c.victim, c.perpetrator, c.link): (c.real, c.released) for c in one.cells}
        cells = expected[0].keys() | expected[1].keys()
        assert found == {cell: (expected[0][cell], expected[1][cell]) for cell in cells}


def test_relations_are_those_of_the_columns_that_depend_on_each_other() -> None:
    real = random_tables(BOOK, 11, 60, 60, 300)
    region = pl.when(pl.col("survivor").str.len_chars() == 2).then(pl.lit("north"))
    victims = real.victims.with_columns(origin=region.otherwise(pl.lit("south")))
    kept = real.links.join(victims, on="survivor").join(real.perpetrators, on="offender")
    links = kept.filter(pl.col("origin") == pl.col("region")).select(real.links.columns)
    tables = NetworkTables(victims, real.perpetrators, links)
    relations = compare_networks(tables, tables, BOOK, baselines=False).relations
    assert {(one.victim_column, one.perpetrator_column) for one in relations} == {
        ("origin", "region")
    }


def test_triples_are_sampled_with_a_fixed_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lanterne.evaluation.network.cross.MOST_TRIPLES", 5)
    tables = random_tables(BOOK, 1)
    one, again, other = (
        compare_networks(tables, tables, BOOK, baselines=False, seed=seed).release.cross[-1]
        for seed in (1, 1, 2)
    )
    assert (one.pooled.sets, one.pooled.sets_possible) == (5, 8)
    columns = [[some.columns for some in cross.sets] for cross in (one, again, other)]
    assert columns[0] == columns[1] != columns[2]
    assert len(set(columns[0])) == 5


def test_figures_are_restricted_to_some_columns() -> None:
    cross = compared((random_tables(BOOK, 1), random_tables(BOOK, 2))).release.cross[0]
    within = cross.within({"sex", "age", "region"})
    assert within is not None
    kept = [one.distance for one in cross.sets if one.columns[0] == "sex"]
    assert within.pooled.distance_mean == pytest.approx(mean(kept))
    assert within.columns == {"sex", "age", "region"}
    assert cross.within({"sex"}) is None


def test_the_figures_are_plain_json() -> None:
    comparison = compare_networks(random_tables(FULL, 1), random_tables(FULL, 2), FULL)
    figures = json.loads(json.dumps(comparison.to_dict(), allow_nan=False))
    assert figures["release"]["unanswered"] == {}
    assert set(figures["condensed"]["unanswered"]) == {"degrees", "likeness", "components"}
    assert figures["apart"]["cross"][0]["tables"] == [VICTIMS, PERPETRATORS]
    assert comparison.apart is not None
    assert figures["apart"]["cross"][0]["worst"][0]["columns"] == list(
        comparison.apart.cross[0].worst[0].columns
    )
