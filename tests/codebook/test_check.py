"""Whether the rules make sense together, against every record worked out one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from generated import tables
from hypothesis import given, settings
from oracle import allowed, breaks, possible

import lanterne.codebook.check
from lanterne.codebook import (
    Codebook,
    Column,
    ColumnType,
    Condition,
    Dependency,
    Rule,
    Table,
    Value,
    builtin_codebooks,
    check_codebook,
    load_codebook,
)
from lanterne.codebook.feasible import TooTangledError, feasible
from said_everywhere import assert_said_everywhere

COLUMNS = ("a", "b", "c")


def check(*rules: tuple[Condition, ...], **more: object) -> list[str]:
    """The problems of a table of three columns with the values x, y and z."""
    table = Table(
        "t",
        {"en": "t"},
        tuple(column(name) for name in COLUMNS),
        rules=tuple(Rule(f"r{n}", {"en": "r"}, rule) for n, rule in enumerate(rules)),
    )
    return found(replace(table, **more))


def column(name: str, codes: str = "xyz", **more: object) -> Column:
    values = tuple(Value(code, {"en": code}) for code in codes)
    return replace(Column(name, ColumnType.CATEGORY, values, {"en": name}), **more)


def found(table: Table) -> list[str]:
    codebook = Codebook("c", "1", {"en": "c"}, (table,))
    problems = check_codebook(codebook)
    assert_said_everywhere(problems)
    return [problem.rule for problem in problems]


def is_(name: str, *values: str) -> Condition:
    return Condition(name, values)


def is_not(name: str, *values: str) -> Condition:
    return Condition(name, values, negated=True)


def test_a_table_of_good_rules_has_no_problem() -> None:
    assert check((is_("a", "x"), is_("b", "y")), (is_("b", "x"), is_not("c", "z", ""))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((is_("a", "x"), is_("b", "y")), (is_("b", "y"), is_("a", "x"))),  # the same
        ((is_("a", "x"), is_("b", "y")), (is_("a", "x", "z"), is_("b", "y"))),  # wider
        ((is_("a", "x"), is_("b", "y"), is_("c", "z")), (is_("a", "x"), is_("b", "y"))),
        ((is_("a", "x", "y"), is_("b", "y")), (is_not("a", "z", ""), is_("b", "y"))),
    ],
)
def test_rules_that_overlap_are_named(
    first: tuple[Condition, ...], second: tuple[Condition, ...]
) -> None:
    assert check(first, second) == ["overlapping-rules"]
    assert check(second, first) == ["overlapping-rules"]


def test_rules_that_forbid_every_record_are_one_problem() -> None:
    assert check((is_("a", "x", "y", "z"),), (is_("a", ""),)) == ["everything-forbidden"]
    assert check((is_("a", "x", "y", "z", ""),)) == ["everything-forbidden"]


def test_rules_that_leave_a_column_blank_are_a_problem() -> None:
    assert check((is_("a", "x", "y", "z"),)) == ["column-always-blank"]


def test_rules_that_contradict_each_other_lose_a_value() -> None:
    assert check((is_("a", "x"), is_not("b", "y")), (is_("a", "x"), is_("b", "y"))) == [
        "impossible-value"
    ]


def test_a_rule_that_a_dependency_contradicts_loses_a_value() -> None:
    follows = Dependency("b", "a", {"x": "x", "y": "y", "z": "z"})
    rule = Rule("r", {"en": "r"}, (is_("a", "x"), is_("b", "x")))
    assert check(rules=(rule,), dependencies=(follows,)) == ["impossible-value"]


def test_a_rule_that_a_dependency_already_keeps_is_without_effect() -> None:
    follows = Dependency("b", "a", {"x": "x", "y": "y", "z": "z"})
    rule = Rule("r", {"en": "r"}, (is_("a", "x"), is_("b", "y")))
    assert check(rules=(rule,), dependencies=(follows,)) == ["rule-without-effect"]


def test_a_value_that_nothing_leads_to_is_lost_when_the_parent_is_required() -> None:
    columns = (column("a", required=True), column("b"), column("c"))
    follows = Dependency("b", "a", {"x": "x", "y": "y", "z": "x"})
    assert check(columns=columns, dependencies=(follows,)) == ["impossible-value"]


def test_dependencies_in_a_circle_and_two_parents_are_problems() -> None:
    same = {"x": "x", "y": "y", "z": "z"}
    circle = (Dependency("a", "b", same), Dependency("b", "a", same))
    assert check(dependencies=circle) == ["dependency-cycle", "dependency-cycle"]
    assert check(dependencies=(Dependency("a", "a", same),)) == ["dependency-cycle"]
    twice = (Dependency("a", "b", same), Dependency("a", "c", same))
    assert check(dependencies=twice) == ["two-parents"]


def test_dependencies_with_too_many_combinations_are_a_problem() -> None:
    codes = "".join(chr(0x4E00 + n) for n in range(200))
    mapping = dict.fromkeys("xyz", codes[0])
    columns = (column("a"), column("b", codes), column("c", codes))
    both = (Dependency("b", "a", mapping), Dependency("c", "a", mapping))
    assert check(columns=columns, dependencies=both) == ["dependency-too-large"]


def test_a_column_with_one_answer_says_nothing() -> None:
    flag = {"type": ColumnType.FLAG}
    assert check(columns=(column("a", "x"),)) == ["one-value-column"]
    assert check(columns=(column("a", "x", **flag),)) == []
    assert check(columns=(column("a", "x", required=True, **flag),)) == ["one-value-column"]
    assert check(columns=(column("a", "", required=True),)) == ["no-values"]
    assert check(columns=()) == ["no-columns"]


@pytest.mark.parametrize("name", builtin_codebooks())
def test_built_in_codebooks_are_consistent(name: str) -> None:
    assert check_codebook(load_codebook(name)) == ()


@given(tables())
@settings(max_examples=100, deadline=None)
def test_what_is_reported_is_what_the_records_say(table: Table) -> None:
    several = tuple(c if len(c.values) > 1 else replace(c, values=_two(c)) for c in table.columns)
    table = replace(table, columns=several, dependencies=())
    records, rules = allowed(table), found(table)
    assert ("everything-forbidden" in rules) == (not records)
    if records:
        lost = {
            c.name
            for place, c in enumerate(table.columns)
            if any(not _occurs(code, place, records) for code in c.codes)
        }
        reported = {"impossible-value", "column-always-blank"}
        assert bool(lost) == bool(reported & set(rules))
    free = possible(table)
    broken = [{r for r in free if breaks(rule, table, r)} for rule in table.rules]
    if "overlapping-rules" in rules:
        pairs = [(a, b) for n, a in enumerate(broken) for b in broken[:n] + broken[n + 1 :]]
        assert any(a <= b for a, b in pairs)


def _two(column: Column) -> tuple[Value, ...]:
    return (*column.values, Value("other", {"en": "other"}))


def _occurs(code: str, place: int, records: set[tuple[str, ...]]) -> bool:
    return any(code in record[place].split(";") for record in records)


def test_a_column_that_is_there_twice_is_a_problem() -> None:
    assert check(columns=(column("a"), column("a"))) == ["duplicate-name"]


def test_that_rules_are_too_tangled_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object) -> bool:
        raise TooTangledError

    monkeypatch.setattr(lanterne.codebook.check, "feasible", gives_up)
    assert check((is_("a", "x"), is_("b", "y"))) == ["tangled-rules"]


def test_rules_too_tangled_to_check_are_given_up() -> None:
    """Eleven pigeons in ten holes: no search of this kind ends soon."""
    domains = [frozenset(range(10))] * 11
    boxes = [
        {a: frozenset({hole}), b: frozenset({hole})}
        for hole in range(10)
        for a in range(11)
        for b in range(a)
    ]
    with pytest.raises(TooTangledError):
        feasible(domains, boxes)
