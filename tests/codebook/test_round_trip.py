"""A codebook goes to JSON and to TOML and comes back equal."""

from __future__ import annotations

import json
import tomllib

import pytest
from generated import codebooks, networks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.codebook import (
    Codebook,
    builtin_codebooks,
    codebook_from_dict,
    codebook_to_dict,
    codebook_to_toml,
    load_codebook,
    parse_codebook,
)
from lanterne.codebook.reader import read_codebook
from lanterne.errors import InputError

gentle = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.one_of(codebooks(), networks()))
@gentle
def test_json_gives_the_same_codebook(codebook: Codebook) -> None:
    text = json.dumps(codebook_to_dict(codebook))
    assert codebook_from_dict(json.loads(text)) == codebook


@given(st.one_of(codebooks(), networks()))
@gentle
def test_toml_gives_the_same_codebook(codebook: Codebook) -> None:
    read, problems = read_codebook(tomllib.loads(codebook_to_toml(codebook, header="a\n\nb")))
    assert problems == []
    assert read == codebook


@given(codebooks())
@gentle
def test_kinds_of_missingness_keep_their_order(codebook: Codebook) -> None:
    again = codebook_from_dict(codebook_to_dict(codebook))
    for ours, theirs in zip(codebook.table.columns, again.table.columns, strict=True):
        assert list(ours.missing) == list(theirs.missing)


@pytest.mark.parametrize("name", builtin_codebooks())
def test_built_in_codebooks_come_back_equal(name: str) -> None:
    codebook = load_codebook(name)
    assert codebook_from_dict(json.loads(json.dumps(codebook_to_dict(codebook)))) == codebook
    assert parse_codebook(codebook_to_toml(codebook).encode(), name) == codebook


def test_reading_json_is_strict() -> None:
    data = codebook_to_dict(load_codebook("gvpsd-2022"))
    data["colour"] = "red"
    del data["version"]
    with pytest.raises(InputError) as caught:
        codebook_from_dict(data)
    assert [problem.rule for problem in caught.value.problems] == ["missing-key", "unknown-key"]


@pytest.mark.parametrize("data", [{}, {"tables": 3}, {"tables": [3]}, {"languages": "en"}])
def test_reading_nonsense_is_an_input_error(data: dict[str, object]) -> None:
    with pytest.raises(InputError):
        codebook_from_dict(data)
