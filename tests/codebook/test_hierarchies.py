"""Hierarchies: each answer has one wider answer at each level, and mistakes are named."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistaken_codebooks import problems

from lanterne.codebook import (
    Codebook,
    ColumnType,
    Hierarchy,
    Level,
    Value,
    builtin_codebooks,
    codebook_from_dict,
    codebook_page,
    codebook_to_dict,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
)
from lanterne.codebook.hierarchy import restricted
from lanterne.codebook.lists import builtin_hierarchy, builtin_list
from lanterne.codebook.reader import read_codebook
from lanterne.codebook.views import folded_columns, victim_view

GOOD = """
name = "good"
version = "1"
title = { en = "Good" }
[[hierarchies.age]]
values = ["young", "old"]
members = { young = ["a", "b"], old = ["c"], d = ["d"] }
[[hierarchies.age]]
values = ["grown"]
members = { young = ["young"], grown = ["old", "d"] }
[[tables]]
name = "t"
label = { en = "T" }
[[tables.columns]]
name = "age"
type = "ordinal"
label = { en = "Age" }
values = ["a", "b", "c", "d"]
missing = { unknown = "U" }
hierarchy = "age"
[[tables.columns]]
name = "land"
type = "country"
label = { en = "Country" }
values = ["FRA", "DEU", "TCD"]
hierarchy = "un-m49"
[[tables.columns]]
name = "means"
type = "set"
label = { en = "Means" }
values = ["x", "y"]
"""


def good() -> Codebook:
    return parse_codebook(GOOD.encode(), "book.toml")


def hierarchy_of(codebook: Codebook, name: str) -> Hierarchy:
    found = codebook.table.column(name).hierarchy
    assert found is not None
    return found


def test_values_are_lifted_level_by_level() -> None:
    age = hierarchy_of(good(), "age")
    codes = ("a", "b", "c", "d")
    assert age.lifted(codes, 0) == {code: code for code in codes}
    assert age.lifted(codes, 1) == {"a": "young", "b": "young", "c": "old", "d": "d"}
    assert age.lifted(codes, 2) == {"a": "young", "b": "young", "c": "grown", "d": "grown"}
    assert age.covered(codes) == {"young": ("a", "b"), "old": ("c",), "grown": ("c", "d")}
    assert [value.code for value in age.values] == ["young", "old", "grown"]


def test_a_built_in_hierarchy_is_cut_to_the_values_of_the_column() -> None:
    land = hierarchy_of(good(), "land")
    subregions = ["Middle Africa", "Western Europe"]
    assert [value.code for value in land.levels[0].values] == subregions
    assert land.lifted(("TCD",), 2) == {"TCD": "Africa"}


@pytest.mark.parametrize("name", ["iso2", "iso3"])
def test_every_country_lies_in_a_subregion_and_a_region(name: str) -> None:
    codes = [value.code for value in builtin_list(name)]
    world = restricted(builtin_hierarchy("un-m49"), codes)
    assert world is not None
    regions = {value.code for value in builtin_list("un-regions")}
    assert set(world.lifted(codes, 2).values()) == regions
    assert len(set(world.lifted(codes, 1).values())) == len(builtin_list("un-subregions"))


def test_subregions_take_the_level_of_regions() -> None:
    codes = [value.code for value in builtin_list("un-subregions")]
    above = restricted(builtin_hierarchy("un-m49"), codes)
    assert above is not None
    assert len(above.levels) == 1
    assert above.lifted(["Caribbean"], 1) == {"Caribbean": "Americas"}
    assert restricted(builtin_hierarchy("un-m49"), ["Nowhere"]) is None


YOUNG = 'young = ["a", "b"], old = ["c"], d = ["d"]'
MISTAKES = [
    # what is replaced, by what, the rule of the problem, a piece of what is said
    ('young = ["a", "b"]', 'young = ["a"]', "hierarchy-hole", "no wider value holds 'b'"),
    ('grown = ["old", "d"]', 'grown = ["old"]', "hierarchy-hole", "no wider value holds 'd'"),
    ('old = ["c"]', 'old = ["c", "e"]', "unknown-value", "no value 'e'"),
    ('old = ["c"]', 'old = ["c", "a"]', "duplicate-value", "'a' is listed both under"),
    ('old = ["c"]', 'olde = ["c"]', "hierarchy-parent", "Did you mean 'old'"),
    ('values = ["young", "old"]', 'values = ["young"]', "hierarchy-parent", "'old' is not a value"),
    ('d = ["d"]', 'a = ["d"]', "hierarchy-cycle", "is circular"),
    (YOUNG, 'young = ["a", "b"], d = ["c", "d"]', "hierarchy-cycle", "'d' is a value of a level"),
    ('grown = ["old", "d"]', 'c = ["old", "d"]', "hierarchy-cycle", "is circular"),
    ('values = ["grown"]', 'values = ["grown", "a"]', "hierarchy-cycle", "already a value"),
    ('values = ["grown"]', 'values = ["grown", "ripe"]', "hierarchy-hole", "leads to the value"),
    ('values = ["grown"]', 'values = ["grown", "U"]', "value-means-missing", "'U'"),
    ('values = ["grown"]', 'values = ["grown", " g"]', "bad-text", "blanks around"),
    ('grown = ["old", "d"]', "grown = 3", "wrong-type", "must be a list"),
    ('values = ["grown"]', 'values = ""', "wrong-type", "list of values"),
    ('hierarchy = "age"', 'hierarchy = "aeg"', "unknown-hierarchy", "Did you mean 'age'"),
    ('hierarchy = "age"', "hierarchy = []", "wrong-type", "list of levels"),
    ('hierarchy = "age"', 'hierarchy = "un-m49"', "hierarchy-hole", "has no 'a'"),
    ('"TCD"]', '"XXX"]', "hierarchy-hole", "has no 'XXX'"),
    ('values = ["x", "y"]', 'values = ["x", "y"]\nhierarchy = "age"', "hierarchy-of-set", "set"),
    ("[[hierarchies.age]]\nvalues", "[[hierarchies.age]]\nname = 1\nvalues", "unknown-key", "name"),
    ("hierarchies.age", "hierarchies.un-m49", "duplicate-name", "built in"),
    ('version = "1"', 'version = "1"\nlanguages = ["en", "de"]', "missing-translation", "un-m49"),
]


@pytest.mark.parametrize(("before", "after", "rule", "said"), MISTAKES)
def test_a_mistake_is_named(before: str, after: str, rule: str, said: str) -> None:
    assert before in GOOD
    found = problems(GOOD.replace(before, after))
    assert any(p.rule == rule and said in str(p) for p in found), [str(p) for p in found]


def test_a_mistake_in_a_level_says_which_column_and_level() -> None:
    found = problems(GOOD.replace('["a", "b"]', '["a"]'))
    hole = next(p for p in found if p.rule == "hierarchy-hole")
    assert hole.column == "age"
    assert "hierarchy (age)[1].members" in hole.says()


def test_a_hierarchy_may_stand_in_the_column() -> None:
    inline = 'hierarchy = [{ values = ["all"], members = { all = ["a", "b", "c", "d"] } }]'
    book = parse_codebook(GOOD.replace('hierarchy = "age"', inline).encode(), "book.toml")
    assert set(hierarchy_of(book, "age").lifted(("a", "d"), 1).values()) == {"all"}


@st.composite
def hierarchies(draw: st.DrawFn, codes: tuple[str, ...]) -> Hierarchy:
    """Random levels above some values; some answers stay as they are."""
    below, levels = list(codes), []
    for number in range(draw(st.integers(1, 3))):
        wider = [f"level {number} {place}" for place in range(draw(st.integers(1, len(below))))]
        stays = {code: code for code in below if draw(st.integers(0, 3)) == 0}
        parents = {code: stays.get(code, draw(st.sampled_from(wider))) for code in below}
        reached = list(dict.fromkeys(parents.values()))
        new = [code for code in wider if code in reached]
        levels.append(Level(tuple(Value(code, {"en": code}) for code in new), parents))
        below = reached
    return Hierarchy(tuple(levels))


@given(hierarchies(("a", "b", "c", "d")))
@settings(max_examples=60, deadline=None)
def test_codebooks_with_hierarchies_come_back_equal(hierarchy: Hierarchy) -> None:
    table = good().table
    first = replace(table.columns[0], hierarchy=hierarchy)
    book = replace(good(), tables=(replace(table, columns=(first, *table.columns[1:])),))
    assert codebook_from_dict(json.loads(json.dumps(codebook_to_dict(book)))) == book
    read, problems = read_codebook(tomllib.loads(codebook_to_toml(book)))
    assert problems == []
    assert read == book


def test_a_built_in_hierarchy_is_written_by_its_name() -> None:
    assert 'hierarchy = "un-m49"' in codebook_to_toml(load_codebook("lanterne-cases"))


@pytest.mark.parametrize("name", builtin_codebooks())
def test_built_in_codebooks_have_hierarchies_in_every_language(name: str) -> None:
    columns = [c for table in load_codebook(name).tables for c in table.columns if c.hierarchy]
    assert columns
    for column in columns:
        assert column.hierarchy is not None
        for value in column.hierarchy.values:
            assert set(value.label) == {"en", "fr", "es", "ar"}


@pytest.mark.parametrize("name", ["lanterne-cases", "ctdc-global-2024"])
def test_no_age_band_holds_minors_and_adults(name: str) -> None:
    table = load_codebook(name).table
    column = next(c for c in table.columns if "0--8" in c.codes)
    assert column.hierarchy is not None
    for band in column.hierarchy.covered(column.codes).values():
        assert len({code in {"0--8", "9--17"} for code in band}) == 1


def test_years_lie_in_their_periods() -> None:
    column = load_codebook("lanterne-cases").table.column("yearOfRegistration")
    assert column.hierarchy is not None
    for period, years in column.hierarchy.covered(column.codes).items():
        first, last = map(int, period.split("-"))
        assert [int(year) for year in years] == list(range(first, last + 1))


def test_the_page_shows_wider_answers() -> None:
    page = codebook_page(load_codebook("lanterne-cases"))
    assert "Wider answers" in page
    assert '<code dir="ltr">South-Eastern Asia</code>' in page


def test_a_set_in_the_victim_view_has_no_hierarchy() -> None:
    network = load_codebook("lanterne-network").network
    assert network is not None
    (place, first), *_ = (
        (place, column)
        for place, column in enumerate(network.perpetrators.columns)
        if column in folded_columns(network)
    )
    up = Level((Value("any", {"en": "Any"}),), dict.fromkeys(first.codes, "any"))
    columns = list(network.perpetrators.columns)
    columns[place] = replace(first, hierarchy=Hierarchy((up,)))
    perpetrators = replace(network.perpetrators, columns=tuple(columns))
    view = victim_view(replace(network, perpetrators=perpetrators))
    assert view.column(first.name).type is ColumnType.SET
    assert view.column(first.name).hierarchy is None
