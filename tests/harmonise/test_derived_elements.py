"""Elements and indicators that follow from answers: three-valued, over all combinations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import polars as pl
import pytest

import lanterne
from lanterne import verbs
from lanterne.codebook import Column, load_codebook
from lanterne.harmonise import MappedColumn, Rule
from lanterne.harmonise.rules import ColumnRule, Unknown

MAPPING, ELEMENTS = verbs.open_mapping("lanterne-cases/palermo-elements")
CASES = load_codebook("lanterne-cases")
DERIVED = [
    one.name
    for one in ELEMENTS.table.columns
    if one.traits.flag and MAPPING.column_of(one.name).reads
]


def may_say(source: Column) -> list[str]:
    """Every cell that a column of the cases may have: members of a set in every combination."""
    silent = [word for words in source.missing.values() for word in words]
    if not source.traits.several:
        return [*source.codes, *silent]
    sets = (one for size in range(1, 5) for one in combinations(sorted(source.codes), size))
    return [*(source.separator.join(one) for one in sets), *silent]


def told(cell: str, how: MappedColumn, source: Column) -> bool | None:
    """What one cell says of an element: yes, no, or nothing."""
    parts = cell.split(source.separator) if source.traits.several else [cell]
    same = {"1": "1", "0": "0"} if how.rule is Rule.COPY else {}
    said = [{**same, **how.values}.get(part) for part in parts]
    if "1" in said:
        return True
    return False if set(said) == {"0"} else None


def by_logic(answers: Mapping[str, str], how: MappedColumn) -> bool | None:
    """Kleene's "or" of what each source says."""
    said = [told(cell, how, CASES.table.column(name)) for name, cell in answers.items()]
    if True in said:
        return True
    return None if None in said else False


def combinations_of(how: MappedColumn) -> list[dict[str, str]]:
    cells = [may_say(CASES.table.column(name)) for name in how.sources]
    return [dict(zip(how.sources, row, strict=True)) for row in product(*cells)]


def derived(cases: list[dict[str, str]], how: MappedColumn) -> list[bool | None]:
    unknown, target = Unknown(), ELEMENTS.table.column(how.target)
    made = ColumnRule(how, target).answers(pl.DataFrame(cases), unknown)
    assert not unknown.answers
    assert set(made) <= {"1", "0", "", "Unknown", "NotAsked"}
    return [{"1": True, "0": False}.get(text) for text in made]


@pytest.mark.parametrize("name", DERIVED)
def test_an_element_is_what_three_valued_logic_makes_of_its_answers(name: str) -> None:
    how = MAPPING.column_of(name)
    cases = combinations_of(how)
    expected = [by_logic(case, how) for case in cases]
    assert {True, None} <= {*expected} or {False, None} <= {*expected}
    assert derived(cases, how) == expected


@pytest.mark.parametrize("name", DERIVED)
def test_nothing_known_and_nothing_asked_is_never_no(name: str) -> None:
    how = MAPPING.column_of(name)
    silent = [
        dict.fromkeys(how.sources, word)
        for word in ("", "NotAsked", "Unknown")
        if all(
            word in (text for words in CASES.table.column(one).missing.values() for text in words)
            for one in how.sources
        )
    ]
    assert derived(silent, how) == [None] * len(silent)
    assert silent


def test_no_is_said_only_of_what_was_asked_whole() -> None:
    rules = [MAPPING.column_of(name) for name in DERIVED]
    says_no = {how.target for how in rules if False in derived(combinations_of(how), how)}
    assert says_no == {
        *("isMinor", "meansAbduction", "purpose", "purposeProstitution", "purposeForcedLabour"),
        *("purposeOrgans", "purposeOther"),
    }


def test_an_or_that_takes_silence_for_no_is_caught() -> None:
    """A planted fault: where abduction was not asked, there was none."""
    how = MAPPING.column_of("meansAbduction")
    bad = replace(how, rule=Rule.RECODE, values={"1": "1", "0": "0", "NotAsked": "0"})
    cases = combinations_of(how)
    assert derived(cases, bad) != [by_logic(case, how) for case in cases]


def test_what_nobody_asks_is_said_to_be_so() -> None:
    for column in ELEMENTS.table.columns:
        how = MAPPING.column_of(column.name)
        assert how.rule is Rule.IMPOSSIBLE or how.reads, "it says from which answers it follows"
        assert not column.name.startswith("ilo") or column.source


def test_elements_of_fictional_cases_are_in_order(tmp_path: Path) -> None:
    lanterne.sample(tmp_path / "cases", victims=300, seed=5)
    cases, elements = tmp_path / "cases" / "victims.csv", tmp_path / "elements.csv"
    made = verbs.harmonise_file(file=cases, mapping="lanterne-cases/palermo-elements", out=elements)
    assert made.left_over == ()
    report = verbs.check(elements, codebook="palermo-elements")
    assert report.problems == ()
    table = pl.read_csv(elements, infer_schema=False)
    assert {"1", "0"} <= {*table["purposeForcedLabour"]}
    assert {*table["actTransfer"]} == {"NotAsked"}
