"""What is particular to a type of column stands in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lanterne.codebook.model import Column, ColumnType, Value
from lanterne.codebook.types import recognised, traits_of
from lanterne.codebook.words import type_words
from lanterne.messages import TAGS

SOURCE = Path(__file__).parents[2] / "src" / "lanterne"

LOOKS = [
    (("Female", "Male"), "category", ("Female", "Male")),
    (("0--17", "18+"), "ordinal", ("0--17", "18+")),
    (("10-17", "8-9"), "ordinal", ("8-9", "10-17")),
    (("1",), "flag", ("1",)),
    (("0", "1"), "flag", ("1", "0")),
    (("a;b", "c"), "set", ("a", "b", "c")),
    (("2019", "2022"), "year", ("2019", "2020", "2021", "2022")),
    (("2019", "20222"), "ordinal", ("2019", "20222")),
]


@pytest.mark.parametrize(("texts", "kind", "codes"), LOOKS)
def test_answers_of_a_file_look_like_a_type(texts, kind, codes):
    found, values = recognised(texts)
    assert (found, tuple(value.code for value in values)) == (kind, codes)


@pytest.mark.parametrize(("texts", "number"), [(("FR", "MX"), 249), (("FRA", "MEX"), 249)])
def test_of_countries_the_whole_list_is_proposed(texts, number):
    found, values = recognised(texts)
    assert found == "country"
    assert len(values) == number


def test_no_type_is_asked_for_by_its_name():
    """Elsewhere a type is given to a column that is made, and never compared."""
    asked = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        if path != SOURCE / "codebook" / "types.py"
        if "ColumnType" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Compare)
        if any(
            isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == "ColumnType"
            for part in ast.walk(node)
        )
    ]
    assert not asked


@pytest.mark.parametrize("kind", ColumnType)
def test_every_type_has_a_name_and_a_nature_for_people(kind):
    assert all(type_words(kind).get(tag) for tag in TAGS)
    assert sum([kind.traits.several, kind.traits.closed, kind.traits.plain]) == 1
    assert kind is ColumnType(kind.value)


def test_an_unknown_type_is_treated_as_a_list_and_called_by_its_name():
    assert traits_of("colour") is ColumnType.CATEGORY.traits
    assert type_words("colour") == {"en": "colour"}


@pytest.mark.parametrize("kind", ColumnType)
@pytest.mark.parametrize("number", [4, 5])
def test_only_cells_of_several_answers_are_split_where_there_are_many(kind, number):
    values = tuple(Value(str(code), {"en": "x"}) for code in range(number))
    assert Column("c", kind, values, {"en": "C"}).split == (kind == "set" and number == 5)
