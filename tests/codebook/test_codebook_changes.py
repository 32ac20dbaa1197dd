"""What is different between two codebooks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.codebook import load_codebook
from lanterne.codebook.changes import Change, changes_of, others_changed
from lanterne.codebook.model import Codebook

CASES = load_codebook("lanterne-cases")
NETWORK = load_codebook("lanterne-network")


def with_columns(book: Codebook, columns) -> Codebook:
    return replace(book, tables=(replace(book.table, columns=tuple(columns)),))


def changed(name: str, **more) -> Codebook:
    columns = (replace(one, **more) if one.name == name else one for one in CASES.table.columns)
    return with_columns(CASES, columns)


@pytest.mark.parametrize("book", [CASES, NETWORK])
def test_nothing_is_different_from_itself_but_its_version_and_title(book):
    again = replace(book, version="9", title={"en": "Another"})
    assert changes_of(book, again) == ()
    assert not others_changed(book, again)


@pytest.mark.parametrize("book", [CASES, NETWORK])
def test_where_none_is_used_every_column_is_new(book):
    found = changes_of(None, book)
    assert [one.column for one in found] == [*book.columns]
    assert {one.change for one in found} == {Change.ADDED}
    assert not others_changed(None, book)


def test_answers_that_come_and_go():
    gender = CASES.table.column("gender")
    fresh = replace(gender.values[0], code="Fresh")
    (found,) = changes_of(CASES, changed("gender", values=(*gender.values[1:], fresh)))
    assert (found.more, found.fewer) == (("Fresh",), (gender.values[0].code,))
    assert not found.meaning
    assert not found.words


@pytest.mark.parametrize(
    ("more", "meaning", "words"),
    [
        ({"label": {"en": "Sex"}}, False, True),
        ({"definition": {"en": "Another question"}}, True, False),
        ({"required": True}, True, False),
    ],
)
def test_what_is_read_is_told_from_what_is_meant(more, meaning, words):
    (found,) = changes_of(CASES, changed("gender", **more))
    assert (found.change, found.meaning, found.words) == (Change.CHANGED, meaning, words)


def test_an_answer_that_is_defined_or_called_otherwise():
    gender = CASES.table.column("gender")
    first, *rest = gender.values
    for more, meaning in (({"definition": {"en": "x"}}, True), ({"label": {"en": "x"}}, False)):
        (found,) = changes_of(CASES, changed("gender", values=(replace(first, **more), *rest)))
        assert (found.meaning, found.words) == (meaning, not meaning)
        assert (found.more, found.fewer) == ((), ())


def test_rules_are_told_apart_from_columns():
    without = replace(CASES, tables=(replace(CASES.table, rules=()),))
    assert others_changed(CASES, without)
    assert changes_of(CASES, without) == ()


@given(st.sets(st.sampled_from(CASES.table.names)), st.sets(st.sampled_from(CASES.table.names)))
def test_columns_that_come_and_go_against_sets(before, after):
    def of(names: set[str]) -> Codebook:
        return with_columns(CASES, (one for one in CASES.table.columns if one.name in names))

    found = changes_of(of(before), of(after))

    def named(change: Change) -> set[str]:
        return {one.column.name for one in found if one.change is change}

    assert named(Change.ADDED) == after - before
    assert named(Change.REMOVED) == before - after
    assert not named(Change.CHANGED)


def test_a_column_of_another_table_is_another_column():
    """Of linked tables several may have a column of one name."""
    victims = NETWORK.tables[0]
    column = victims.columns[0]
    moved = replace(
        NETWORK,
        tables=(
            replace(victims, columns=victims.columns[1:]),
            replace(NETWORK.tables[1], columns=(*NETWORK.tables[1].columns, column)),
            *NETWORK.tables[2:],
        ),
    )
    found = {(one.change, one.column.name) for one in changes_of(NETWORK, moved)}
    assert found == {(Change.ADDED, column.name), (Change.REMOVED, column.name)}


def test_the_order_of_answers_is_what_they_mean():
    bands = CASES.table.column("ageBand").values
    (found,) = changes_of(CASES, changed("ageBand", values=tuple(reversed(bands))))
    assert (found.more, found.fewer) == ((), ())
    assert found.meaning


@pytest.mark.parametrize(
    "more",
    [{"about": ""}, {"description": {"en": "Other people"}}, {"languages": ("en",)}],
)
def test_what_the_whole_codebook_says_is_different(more):
    assert changes_of(CASES, replace(CASES, **more)) == ()
    assert others_changed(CASES, replace(CASES, **more))


def test_the_order_of_columns_is_different_and_no_column():
    turned = with_columns(CASES, reversed(CASES.table.columns))
    assert changes_of(CASES, turned) == ()
    assert others_changed(CASES, turned)
