"""What a number of perpetrators, or another answer, makes impossible: by all ways there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product

import pytest

from lanterne.codebook import encode_views
from lanterne.codebook.bands import band_range
from lanterne.codebook.encode_views import encode_victim_view
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import (
    Column,
    ColumnType,
    Condition,
    Dependency,
    Missing,
    Network,
    Reference,
    Rule,
    Table,
    Value,
)
from lanterne.codebook.views import folded_columns, victim_view

LABEL = {"en": "label"}
UNKNOWN = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("?",)}


def column(name: str, codes: str, kind: ColumnType = ColumnType.CATEGORY, **more: object) -> Column:
    values = tuple(Value(code, LABEL) for code in codes)
    return replace(Column(name, kind, values, LABEL), **more)  # type: ignore[arg-type]


SET = ColumnType.SET


def network(
    perpetrators: tuple[Column, ...] = (column("sex", "fm"),),
    links: tuple[Column, ...] = (column("roles", "rst", SET),),
    victims: tuple[Column, ...] = (column("age", "yo"),),
    at_most: int | None = None,
    dependencies: tuple[Dependency, ...] = (),
    rules: tuple[Rule, ...] = (),
) -> Network:
    return Network(
        Table("victims", LABEL, victims, dependencies=dependencies, key="victim"),
        Table("perpetrators", LABEL, perpetrators, key="perpetrator"),
        Table(
            "links",
            LABEL,
            links,
            rules=rules,
            references=(
                Reference("victim", "victims", at_most=at_most),
                Reference("perpetrator", "perpetrators"),
            ),
        ),
    )


def answers_of_one(item: Column) -> list[frozenset[str]]:
    """What one perpetrator or link can answer to a column."""
    sizes = range(2)
    if item.type is SET:
        sizes = range((item.at_most or len(item.values)) + 1)
    some = [frozenset(few) for size in sizes for few in combinations(item.codes, size)]
    return [few for few in some if few or not item.required]


def possible_sets(item: Column, number: int) -> set[frozenset[str]]:
    """What so many together can have answered."""
    united = {frozenset[str]()}
    for _ in range(number):
        united = {one | other for one in united for other in answers_of_one(item)}
    return united


def numbers_of(band: str, reference: Reference) -> range:
    """The numbers of a band; beyond nine, more links bring no new set of four answers."""
    first, last = band_range(band, reference)
    return range(first, min(last, 9) + 1)


def forbidden(encoding: Encoding, one: int, other: int) -> set[tuple[int, int]]:
    """Pairs of codes of two model columns that a rule on these two forbids."""
    return {
        pair
        for rule in encoding.forbidden
        if rule.columns == (one, other)
        for pair in product(*rule.codes)
    }


def places(encoding: Encoding) -> dict[str, int]:
    return {item.sources[0]: place for place, item in enumerate(encoding.columns)}


def impossible(some: Network, item: Column) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Of the number and a folded column: the pairs of codes that cannot be, and the forbidden."""
    encoding = encode_victim_view(some)
    number, place = places(encoding)["perpetrators"], places(encoding)[item.name]
    wrong = set()
    for code, (band,) in enumerate(encoding.columns[number].cells):
        if not encoding.columns[number].possible[code]:
            continue
        can = set()
        for how_many in numbers_of(band, some.of_victim):
            can |= possible_sets(item, how_many)
        for answer, (text,) in enumerate(encoding.columns[place].cells):
            if frozenset(text.split(item.separator) if text else ()) not in can:
                wrong.add((code, answer))
    return wrong, forbidden(encoding, number, place)


COLUMNS = {
    "a category": column("x", "abcd"),
    "a category that is one value": column("x", "a"),
    "a category with two kinds of silence": column("x", "abc", missing=UNKNOWN),
    "an ordinal": column("x", "abc", ColumnType.ORDINAL),
    "a flag": column("x", "1", ColumnType.FLAG),
    "a set": column("x", "abcd", SET),
    "a set joined by a bar": column("x", "abc", SET, separator="|"),
}


@pytest.mark.parametrize("at_most", [None, 1, 3, 6, 40])
@pytest.mark.parametrize("name", COLUMNS)
def test_just_the_sets_that_so_many_perpetrators_cannot_give_are_forbidden(
    name: str, at_most: int | None
) -> None:
    item = COLUMNS[name]
    for some in (network((item,), at_most=at_most), network(links=(item,), at_most=at_most)):
        wrong, stated = impossible(some, item)
        assert stated == wrong
        assert wrong, "something is always impossible: an answer of nobody"


HARD = {
    "a required category": column("x", "abc", required=True),
    "a required set": column("x", "ab", SET, required=True),
    "a set of at most two": column("x", "abc", SET, at_most=2),
}


@pytest.mark.parametrize("name", HARD)
def test_nothing_that_can_be_is_forbidden_of_columns_that_demand_more(name: str) -> None:
    wrong, stated = impossible(network((HARD[name],)), HARD[name])
    assert stated <= wrong


@pytest.mark.parametrize("name", HARD)
def test_what_a_column_demands_of_each_link_binds_the_set_of_all(name: str) -> None:
    """A required answer is one of each; k links of at most m answers give at most k·m."""
    wrong, stated = impossible(network((HARD[name],)), HARD[name])
    assert stated == wrong


def test_answers_that_no_link_may_give_together_are_not_one_link() -> None:
    """One link may not have both roles, so that one perpetrator has not."""
    both = Rule("not-both", LABEL, (Condition("roles", ("r",)), Condition("roles", ("s",))))
    encoding = encode_victim_view(network(links=(column("roles", "rs", SET),), rules=(both,)))
    number, place = places(encoding)["perpetrators"], places(encoding)["roles"]
    one = encoding.columns[number].cells.index(("1",))
    assert (one, encoding.columns[place].cells.index(("r;s",))) in forbidden(
        encoding, number, place
    )


RULED = {
    "not r when m": Rule("a", LABEL, (Condition("roles", ("r",)), Condition("sex", ("m",)))),
    "f says something": Rule("b", LABEL, (Condition("sex", ("f",)), Condition("roles", ("",)))),
    "unlike": Rule("c", LABEL, (Condition("sex", ("m",)), Condition("roles", ("s",), True))),
}


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("names", [(name,) for name in RULED] + [tuple(RULED)])
def test_just_the_sets_that_links_under_a_rule_cannot_give_together_are_forbidden(
    names: tuple[str, ...], required: bool
) -> None:
    """Every way to answer of up to three links, against rules about two columns at once."""
    sex = column("sex", "fm", required=required)
    some = network((sex,), (column("roles", "rs", SET),), rules=tuple(RULED[n] for n in names))
    encoding = encode_victim_view(some)
    number, first, second = (places(encoding)[name] for name in ("perpetrators", "sex", "roles"))

    def holds(condition: Condition, answers: dict[str, frozenset[str]]) -> bool:
        said = answers[condition.column]
        found = bool(said & set(condition.values)) or (not said and "" in condition.values)
        return found != condition.negated

    legal = [
        (one, other)
        for one, other in product(answers_of_one(sex), answers_of_one(some.links.columns[0]))
        for answers in [{"sex": one, "roles": other}]
        if not any(all(holds(c, answers) for c in RULED[name].forbid) for name in names)
    ]
    together = {(frozenset[str](), frozenset[str]())}
    for how_many in range(4):
        code = encoding.columns[number].cells.index((str(how_many),))
        for (a, (x,)), (b, (y,)) in product(
            enumerate(encoding.columns[first].cells), enumerate(encoding.columns[second].cells)
        ):
            row = {number: code, first: a, second: b}
            stated = any(
                all(row[c] in few for c, few in zip(rule.columns, rule.codes, strict=True))
                for rule in encoding.forbidden
            )
            sets = tuple(frozenset(text.split(";") if text else ()) for text in (x, y))
            assert stated == (sets not in together), (how_many, x, y)
        together = {(a | one, b | other) for a, b in together for one, other in legal}


def test_nobody_is_without_a_perpetrator_where_the_codebook_says_so() -> None:
    some = network()
    every = tuple(replace(each, every=True) for each in some.links.references)
    encoding = encode_victim_view(replace(some, links=replace(some.links, references=every)))
    number = encoding.columns[places(encoding)["perpetrators"]]
    can = {cell[0] for cell, can in zip(number.cells, number.possible, strict=True) if can}
    assert "1" in can
    assert "0" not in can


def test_columns_that_follow_from_each_other_are_not_folded() -> None:
    people = (column("place", "abc"), column("zone", "xy"), column("sex", "fm"))
    some = network(people)
    tied = replace(
        some,
        perpetrators=replace(
            some.perpetrators,
            dependencies=(Dependency("zone", "place", {"a": "x", "b": "y", "c": "y"}),),
        ),
    )
    assert [item.name for item in folded_columns(tied)] == ["sex", "roles"]
    assert [item.name for item in folded_columns(network((column("many", "abcde"),)))] == ["roles"]


PLACE = {"a": "x", "b": "y", "c": "y", "d": "z"}
ZONE = {"x": "1", "y": "1", "z": "2"}


def family(missing: Mapping[Missing, tuple[str, ...]], chain: bool) -> Network:
    tied = [Dependency("zone", "place", PLACE)]
    columns = [
        column("zone", "xyz", missing=missing),
        column("place", "abcd", missing=missing),
        column("age", "yo"),
    ]
    if chain:
        tied.append(Dependency("world", "zone", ZONE))
        columns.insert(0, column("world", "12", missing=missing))
    return network(victims=tuple(columns), dependencies=tuple(tied))


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Families are as large as need be for their columns to stand apart."""
    monkeypatch.setattr(encode_views, "LARGEST_FAMILY", 3)


@pytest.mark.parametrize("missing", [{Missing.NOT_RECORDED: ("",)}, UNKNOWN])
def test_just_the_contradictions_of_two_columns_are_forbidden(
    missing: Mapping[Missing, tuple[str, ...]], apart: None
) -> None:
    some = family(missing, chain=False)
    encoding = encode_victim_view(some)
    zone, place = places(encoding)["zone"], places(encoding)["place"]
    assert len(encoding.columns[zone].sources) == len(encoding.columns[place].sources) == 1
    wrong = {
        (one, other)
        for one, (zone_text,) in enumerate(encoding.columns[zone].cells)
        for other, (place_text,) in enumerate(encoding.columns[place].cells)
        if place_text in PLACE and zone_text != PLACE[place_text]
    }
    assert forbidden(encoding, zone, place) == wrong
    age = places(encoding)["age"]
    assert not any(age in rule.columns for rule in encoding.forbidden)


def test_what_follows_from_what_follows_contradicts_the_first_column_too(apart: None) -> None:
    """The world of each place, though the zone between them may not be looked at."""
    encoding = encode_victim_view(family(UNKNOWN, chain=True))
    world, place = places(encoding)["world"], places(encoding)["place"]
    wrong = {
        (one, other)
        for one, (world_text,) in enumerate(encoding.columns[world].cells)
        for other, (place_text,) in enumerate(encoding.columns[place].cells)
        if place_text in PLACE and world_text != ZONE[PLACE[place_text]]
    }
    assert forbidden(encoding, world, place) == wrong


def rows(encoding: Encoding, names: list[str]) -> Iterator[tuple[str, ...]]:
    """Texts of some columns in all rows that no rule forbids."""
    codes = [[code for code, can in enumerate(item.possible) if can] for item in encoding.columns]
    for row in product(*codes):
        if not any(
            all(row[c] in some for c, some in zip(rule.columns, rule.codes, strict=True))
            for rule in encoding.forbidden
        ):
            texts = {
                source: text
                for item, code in zip(encoding.columns, row, strict=True)
                for source, text in zip(item.sources, item.cells[code], strict=True)
            }
            yield tuple(texts[name] for name in names)


@pytest.mark.parametrize("chain", [False, True])
@pytest.mark.parametrize("missing", [{Missing.NOT_RECORDED: ("",)}, UNKNOWN])
def test_a_family_apart_allows_the_rows_that_it_allows_as_one_column(
    missing: Mapping[Missing, tuple[str, ...]], chain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = family(missing, chain)
    small = replace(
        some,
        perpetrators=replace(some.perpetrators, columns=(column("many", "abcde"),)),
        links=replace(some.links, columns=()),
    )
    names = list(victim_view(small).names)
    together = set(rows(encode_victim_view(small), names))
    monkeypatch.setattr(encode_views, "LARGEST_FAMILY", 3)
    encoding = encode_victim_view(small)
    assert all(len(item.sources) == 1 for item in encoding.columns)
    assert set(rows(encoding, names)) == together


def test_small_families_stay_one_column() -> None:
    encoding = encode_victim_view(family(UNKNOWN, chain=True))
    assert [item.sources for item in encoding.columns if len(item.sources) > 1] == [
        ("world", "zone", "place")
    ]
    assert {rule.rule.split("-of-")[0] for rule in encoding.forbidden} == {"sex", "roles"}
