"""The two baselines: people linked at random, and links guessed from a condensed file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import zip_longest

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import BOOK, network_of, random_tables

from lanterne.cases.network.views import condensed_rows
from lanterne.codebook import load_codebook
from lanterne.codebook.model import Missing
from lanterne.evaluation.network import PERPETRATORS, VICTIMS, compare_networks
from lanterne.evaluation.network.condensed_baseline import unfold
from lanterne.evaluation.network.random_baseline import link_at_random
from lanterne.evaluation.network.rows import NetworkRows, network_rows

NETWORK = network_of(BOOK)
FULL = load_codebook("lanterne-network")

Row = dict[str, str]


def rows(seed: int, victims: int = 60, perpetrators: int = 50, links: int = 120) -> NetworkRows:
    return network_rows(random_tables(BOOK, seed, victims, perpetrators, links), NETWORK)


def degrees(ends: np.ndarray[tuple[int], np.dtype[np.int64]], people: int) -> list[int]:
    return sorted(np.bincount(ends, minlength=people).tolist())


@given(st.integers(0, 10**6))
@settings(max_examples=30)
def test_random_links_keep_all_degrees_when_there_are_as_many_people(seed: int) -> None:
    real = rows(seed)
    drawn = link_at_random(real, real, np.random.default_rng(seed))
    assert degrees(drawn.victim, 60) == degrees(real.victim, 60)
    people = real.many_perpetrators
    assert degrees(drawn.perpetrator, people) == degrees(real.perpetrator, people)
    assert len(set(zip(drawn.victim.tolist(), drawn.perpetrator.tolist(), strict=True))) == 120
    assert drawn.perpetrators.rows() == real.perpetrators.rows()


@given(st.integers(0, 10**6), st.integers(0, 90), st.integers(1, 80), st.integers(0, 200))
@settings(max_examples=40)
def test_random_links_join_the_released_people_to_real_links(
    seed: int, victims: int, perpetrators: int, links: int
) -> None:
    real = rows(seed)
    released = rows(seed + 1, victims, perpetrators, links)
    drawn = link_at_random(real, released, np.random.default_rng(seed))
    assert drawn.victims.equals(released.victims)
    assert set(drawn.perpetrators.rows()) <= set(released.perpetrators.rows())
    assert set(drawn.links.rows()) <= set(real.links.rows())
    assert len(drawn.links) == len(drawn.victim) == len(drawn.perpetrator)
    assert set(drawn.perpetrator.tolist()) == set(range(drawn.perpetrators.height))
    pairs = list(zip(drawn.victim.tolist(), drawn.perpetrator.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)


def test_degrees_of_another_number_of_people_are_the_quantiles_of_the_real_ones() -> None:
    real = rows(1, victims=500, perpetrators=400, links=1300)
    released = rows(2, victims=1000, perpetrators=800, links=4000)
    drawn = link_at_random(real, released, np.random.default_rng(1))
    shares = [
        np.bincount(np.bincount(some.victim, minlength=many), minlength=20) / many
        for some, many in ((real, 500), (drawn, 1000))
    ]
    assert abs(shares[0] - shares[1]).sum() / 2 < 0.02


def test_people_with_many_links_are_not_linked_to_each_other_on_purpose() -> None:
    real = rows(1, victims=900, perpetrators=700, links=3000)
    drawn = link_at_random(real, real, np.random.default_rng(1))
    ends = [np.bincount(end)[end] for end in (drawn.victim, drawn.perpetrator)]
    assert abs(np.corrcoef(*ends)[0, 1]) < 0.08


def test_pairs_that_cannot_be_avoided_are_dropped() -> None:
    real = rows(3, victims=6, perpetrators=5, links=30)  # everybody is linked to everybody
    drawn = link_at_random(real, real, np.random.default_rng(1))
    pairs = Counter(zip(drawn.victim.tolist(), drawn.perpetrator.tolist(), strict=True))
    assert max(pairs.values()) == 1
    assert 15 < len(pairs) <= 30


def test_linked_at_random_people_are_no_more_alike_than_chance() -> None:
    real = random_tables(BOOK, 4, 300, 200, 900)
    sex = pl.when(pl.col("survivor").str.ends_with("1")).then(pl.lit("f")).otherwise(pl.lit("m"))
    region = pl.when(pl.col("offender").str.ends_with("1")).then(pl.lit("north"))
    victims = real.victims.with_columns(sex=sex)
    perpetrators = real.perpetrators.with_columns(region=region.otherwise(pl.lit("south")))
    joined = real.links.join(victims, on="survivor").join(perpetrators, on="offender")
    alike = joined.filter((pl.col("sex") == "f") == (pl.col("region") == "north"))
    tables = type(real)(victims, perpetrators, alike.select(real.links.columns))
    comparison = compare_networks(tables, tables, BOOK)
    assert comparison.apart is not None
    chance = comparison.apart.alike(PERPETRATORS, "region")
    truth = comparison.release.alike(PERPETRATORS, "region")
    assert chance is not None
    assert truth is not None
    assert truth.same_released == 1
    assert chance.same_released is not None
    assert chance.same_released < 0.95
    cross = comparison.apart.across(VICTIMS, PERPETRATORS)
    assert cross is not None
    assert {one.columns: one.distance > 0.05 for one in cross.sets}[("sex", "region")]


def test_both_baselines_are_the_same_for_the_same_seed() -> None:
    real, released = random_tables(FULL, 1), random_tables(FULL, 2)
    one, again, other = (compare_networks(real, released, FULL, seed=s) for s in (1, 1, 2))
    assert one.apart == again.apart != other.apart
    assert one.condensed == again.condensed


def unfolded_by_hand(condensed: list[Row]) -> list[Row]:
    """Links of the lanterne-network codebook, from the rule."""
    roles = ("ControlAbuseKidnap", "Exploiter", "RecruiterBroker", "TransactionProcess")
    single = ("IP_Gender", "IP_ageBroad", "IP_citizen_UNRegion", "IP_Relation", "IP_PayMoney")
    links = []
    for number, row in enumerate(condensed):
        sets = {name: row[name].split(";") if row[name] else [] for name in single}
        role = ";".join(member for member in roles if row[f"IP_{member}"])
        many = max(bool(role), *(len(members) for members in sets.values()))
        for place in range(many):
            answers = {n: m[place % len(m)] if m else "" for n, m in sets.items()}
            links.append({"victim": str(number), "IP_Roles": role} | answers)
    return links


@given(st.integers(0, 10**6))
@settings(max_examples=25)
def test_links_are_guessed_from_a_condensed_file_by_the_rule(seed: int) -> None:
    network = network_of(FULL)
    condensed = condensed_rows(random_tables(FULL, seed, 8, 6, 14), FULL)
    found = unfold(condensed, FULL, network)
    expected = unfolded_by_hand(condensed.to_dicts())
    assert found.victim.tolist() == [int(row["victim"]) for row in expected]
    guessed = found.joined().select(*network.perpetrators.names, *network.links.names)
    for row, other in zip_longest(guessed.to_dicts(), expected):
        assert row == {name: other[name] for name in row}
    assert found.many_victims == condensed.height == 8
    assert found.victims.columns == [n for n in network.victims.names if n in condensed.columns]


def test_a_role_alone_is_one_perpetrator_and_nothing_is_none() -> None:
    nothing = dict.fromkeys(condensed_rows(random_tables(FULL, 1), FULL).columns, "")
    condensed = pl.DataFrame([nothing, nothing | {"IP_Exploiter": "1"}])
    found = unfold(condensed, FULL, network_of(FULL))
    assert found.victim.tolist() == [1]
    assert found.links.to_dicts() == [
        {"IP_Roles": "Exploiter", "IP_Relation": "", "IP_PayMoney": ""}
    ]


def test_answers_that_say_nothing_say_nothing_in_the_folded_file() -> None:
    real = random_tables(FULL, 8)
    victims = real.victims.with_columns(gender=pl.lit("unknown"))
    tables = type(real)(victims, real.perpetrators, real.links)
    unknown = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("unknown",)}
    columns = tuple(replace(c, missing=unknown) for c in network_of(FULL).victims.columns)
    told = replace(FULL, tables=(replace(FULL.tables[0], columns=columns), *FULL.tables[1:]))
    pairs = [
        next(
            one.real
            for one in compare_networks(tables, tables, codebook, False).release.condensed.pairs  # type: ignore[union-attr]
            if one.columns == ("gender", "UN_COO_Region")
        )
        for codebook in (FULL, told)
    ]
    assert pairs[0] > 0 == pairs[1]


def test_what_is_known_of_one_perpetrator_is_guessed_rightly() -> None:
    real = random_tables(FULL, 5, 40, 60, 150)
    single = real.links.unique("victim", maintain_order=True)
    known = single.with_columns(IP_PayMoney=pl.lit("Yes"))  # so that something always is
    tables = type(real)(real.victims, real.perpetrators, known)
    condensed = compare_networks(tables, tables, FULL).condensed
    assert condensed is not None
    assert [one.pooled.distance_max for one in condensed.cross] == [0] * 4
    assert condensed.unanswered == ("degrees", "likeness", "components")
    assert condensed.links is condensed.perpetrators is condensed.components is None


def test_several_perpetrators_cannot_be_told_from_a_condensed_file() -> None:
    real = random_tables(FULL, 6, 40, 60, 200)
    comparison = compare_networks(real, real, FULL)
    condensed = comparison.condensed
    assert condensed is not None
    for one in condensed.cross:
        here = comparison.release.across(*one.tables)
        assert here is not None
        within = here.within(one.columns)
        assert within is not None
        assert within.pooled.sets == one.pooled.sets
        assert within.pooled.distance_max == 0 < one.pooled.distance_mean


def test_a_codebook_without_a_condensed_form_has_no_such_baseline() -> None:
    comparison = compare_networks(random_tables(BOOK, 1), random_tables(BOOK, 2), BOOK)
    assert comparison.condensed is comparison.release.condensed is None
    assert [one.source for one in comparison.sources] == ["release", "apart"]


def test_the_folded_files_are_compared_of_the_release_and_of_random_links() -> None:
    real = random_tables(FULL, 7, 80, 60, 200)
    comparison = compare_networks(real, real, FULL)
    assert comparison.apart is not None
    folded = [one.condensed for one in (comparison.release, comparison.apart)]
    two = [one.length(2) for one in folded if one is not None]
    assert two[0] is not None
    assert two[1] is not None
    assert two[0].distance_mean == 0 < two[1].distance_mean
    assert two[0].sets == 120  # sixteen columns


@pytest.mark.parametrize("links", [0, 1])
def test_a_release_of_almost_nothing_is_linked_too(links: int) -> None:
    released = random_tables(FULL, 1, 1, 1, links)
    comparison = compare_networks(random_tables(FULL, 2), released, FULL)
    assert comparison.apart is not None
    assert comparison.apart.links == links
