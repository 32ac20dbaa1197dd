"""Model columns against every record worked out one by one."""

from __future__ import annotations

from dataclasses import replace

from generated import tables
from hypothesis import given, settings
from oracle import allowed, decoded

from lanterne.codebook import (
    Column,
    ColumnType,
    Condition,
    Dependency,
    Missing,
    Rule,
    Table,
    Value,
    builtin_codebooks,
    encode_table,
    load_codebook,
)


def column(name: str, codes: str, kind: ColumnType = ColumnType.CATEGORY, **more: object) -> Column:
    values = tuple(Value(code, {"en": code}) for code in codes)
    return replace(Column(name, kind, values, {"en": name}), **more)


def table(*columns: Column, rules: tuple[Rule, ...] = (), **more: object) -> Table:
    return replace(Table("t", {"en": "t"}, columns, rules=rules), **more)


@given(tables())
@settings(max_examples=100, deadline=None)
def test_model_columns_allow_exactly_the_records_that_the_codebook_allows(table: Table) -> None:
    records = decoded(encode_table(table))
    assert len(set(records)) == len(records), "two code combinations mean the same record"
    assert set(records) == allowed(table)


@given(tables())
@settings(max_examples=100, deadline=None)
def test_code_zero_says_nothing_and_every_other_code_differs(table: Table) -> None:
    for model in encode_table(table).columns:
        assert model.cells[0] == ("",) * len(model.sources)
        assert not model.informative[0]
        assert len(set(model.cells)) == model.size == len(model.informative) == len(model.possible)


def test_codes_stand_in_the_order_blank_then_missing_kinds_then_values() -> None:
    missing = {
        Missing.NOT_RECORDED: ("", "NULL"),
        Missing.REFUSED: ("R", "refused"),
        Missing.UNKNOWN: ("U",),
    }
    (model,) = encode_table(table(column("a", "zyx", missing=missing))).columns
    assert model.cells == (("",), ("R",), ("U",), ("z",), ("y",), ("x",))
    assert model.informative == (False, False, False, True, True, True)


def test_required_columns_and_suppressed_answers_are_not_possible() -> None:
    missing = {Missing.NOT_RECORDED: ("",), Missing.UNKNOWN: ("U",), Missing.SUPPRESSED: ("*",)}
    free, needed = encode_table(
        table(column("a", "xy", missing=missing), column("b", "xy", missing=missing, required=True))
    ).columns
    assert free.possible == (True, True, False, True, True)
    assert needed.possible == (False, False, False, True, True)


def test_small_sets_have_a_code_per_subset_in_sorted_order() -> None:
    (model,) = encode_table(table(column("s", "cab", ColumnType.SET, separator="|"))).columns
    texts = ["", "a", "a|b", "a|b|c", "a|c", "b", "b|c", "c"]
    assert [text for (text,) in model.cells] == texts


def test_large_sets_have_a_model_column_per_member() -> None:
    models = encode_table(table(column("s", "edcba", ColumnType.SET))).columns
    assert [model.name for model in models] == ["s=e", "s=d", "s=c", "s=b", "s=a"]
    assert all(model.sources == ("s",) and model.size == 2 for model in models)


def test_a_required_large_set_forbids_that_no_member_is_said() -> None:
    encoding = encode_table(table(column("s", "abcde", ColumnType.SET, required=True)))
    (forbidden,) = encoding.forbidden
    assert forbidden.columns == (0, 1, 2, 3, 4)
    assert forbidden.codes == (frozenset({0}),) * 5


def test_a_dependency_becomes_one_column_with_the_combinations_that_can_be() -> None:
    follows = Dependency("majority", "age", {"y": "m", "o": "a"})
    encoding = encode_table(
        table(
            column("majority", "ma"),
            column("x", "12"),
            column("age", "yo"),
            dependencies=(follows,),
        )
    )
    model = encoding.columns[0]
    assert (model.name, model.sources) == ("age+majority", ("majority", "age"))
    assert set(model.cells) == {("", ""), ("m", ""), ("a", ""), ("m", "y"), ("a", "o")}
    assert encoding.columns[1].name == "x"
    assert encoding.header == ("majority", "x", "age")


def test_a_rule_inside_one_model_column_takes_codes_out() -> None:
    both = Rule("r", {"en": "r"}, (Condition("s", ("a",)), Condition("s", ("b",))))
    encoding = encode_table(table(column("s", "abc", ColumnType.SET), rules=(both,)))
    assert encoding.forbidden == ()
    assert [text for (text,) in encoding.columns[0].cells] == ["", "a", "a;c", "b", "b;c", "c"]


def test_a_rule_on_the_blank_keeps_code_zero_but_makes_it_impossible() -> None:
    never = Rule("r", {"en": "r"}, (Condition("a", ("",)),))
    (model,) = encode_table(table(column("a", "xy"), rules=(never,))).columns
    assert (model.cells[0], model.possible) == (("",), (False, True, True))


def test_a_rule_over_two_columns_is_forbidden_codes() -> None:
    rule = Rule("r", {"en": "r"}, (Condition("b", ("x",), negated=True), Condition("a", ("y",))))
    (forbidden,) = encode_table(
        table(column("a", "xy"), column("b", "xy"), rules=(rule,))
    ).forbidden
    assert forbidden.columns == (0, 1)
    assert forbidden.codes == (frozenset({2}), frozenset({0, 2}))


def test_built_in_codebooks_encode_within_sixteen_bits() -> None:
    for name in builtin_codebooks():
        for table in load_codebook(name).tables:
            encoding = encode_table(table)
            assert max(encoding.sizes, default=0) < 2**16
            assert encoding.header == table.names
