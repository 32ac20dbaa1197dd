"""Whoever hands a verb something else than it takes is told so, and nothing is spent."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from test_api import TOML

from lanterne import verbs
from lanterne.errors import InputError, UsageError
from lanterne.privacy import Budget, Ledger
from lanterne.verbs.arguments import checked

VERBS = {
    name: verb
    for name in verbs.__all__
    if inspect.isfunction(verb := getattr(verbs, name)) and name != "silent"
}
SOUND: dict[str, Any] = {
    "code": "alpha",
    "kinds": ["stata"],
    "cases": "cases.csv",
    "file": "cases.csv",
    "mapping": "mapping.toml",
    "duplicates": "pairs.csv",
    "codebook": "tiny.toml",
    "fitted": "kept.npz",
    "release": "release",
    "releases": ["release", "other"],
    "folder": "new",
    "epsilon": 1.0,
    "within": 10.0,
    "out": "out",
    "method": "k-anonymised",
    "policy": "strict",
    "key": "key",
    "by": "Somebody",
    "same": ["gender"],
    "one": "cases.csv",
    "other": "cases.csv",
    "expected": "cases.csv",
    "kind": "excel",
    "cohorts": ["2024"],
    "year": 2024,
    "ids": ["A-1", "A-2"],
    "series": "new",
    "edition": "release",
    "subject": "A-1",
    "note": "note.md",
}
"""An argument that will do for each that must be given."""

WRONG: dict[str, tuple[Any, ...]] = {
    "bool": (None, 1, "yes"),
    "int": (True, 1.0, "1", [1], math.nan),
    "float": (True, "4", [4.0], math.nan, math.inf, np.bool_(True), 1j),
    "str": (1, True, b"year", ["year"], object()),
    "Path": (1, True, b"x", object(), "", "a\0b", Path("a\0b")),
    "Frame": ([1], {"gender": ["Woman"]}, pl.Series(["Woman"]), pl.LazyFrame({"gender": ["a"]})),
    "Frames": ({}, {"links": 1}, {"links": "links.csv"}, {1: pl.DataFrame({"a": ["b"]})}),
    "Collection[str]": ("year", b"year", 1, [1], {"year": 1}, [None], iter(["year"])),
    "Sequence[str]": ("year", b"year", 1, [1], {"year"}, ["year", None]),
    "Sequence[str | Path]": (1, [1], {"x"}, [None], ["x", ""]),
    "Sequence[int]": ("300", b"x", 1, ["300"], [True], [1.5], {300}),
    "Policy": (1, object(), ["strict"]),
    "Mapping[str, float]": ({"victim": "4"}, {"victim": True}, {1: 4.0}, [("victim", 4.0)]),
    "Mapping[str, int]": ({"victim": "4"}, {"victim": True}, {"victim": 1.5}, {1: 4}, 3),
    "Codebook": (1, object(), ["tiny.toml"]),
    "Progress": (1, "tell", None),
    "object": (),
    "None": (),
}
"""Part of an annotation → what is none of it."""


def wrong_calls() -> Iterator[tuple[str, str, Any]]:
    for name, verb in VERBS.items():
        for parameter in inspect.signature(verb).parameters.values():
            said = str(parameter.annotation)
            whole = "Sequence[str | Path]" if "Sequence[str | Path]" in said else ""
            parts = [whole] if whole else []
            parts += [part.strip() for part in said.replace(whole, "").split("|") if part.strip()]
            sound: set[int] = set()
            for number, value in enumerate(values := [v for p in parts for v in WRONG[p]]):
                if any(_fits(value, part) for part in parts):
                    sound.add(number)
            for number, value in enumerate(values):
                if number not in sound:
                    yield name, parameter.name, value


def _fits(value: Any, part: str) -> bool:  # noqa: PLR0911
    """Whether a value is right, as another part of the same annotation says."""
    if part in {"None", "object"}:
        return value is None or part == "object"
    if isinstance(value, str | Path):
        path = str(value) not in {"", "a\0b"}
        return path and part in {"str", "Path"} if part != "Path" else path
    if part.startswith("Sequence[str |") and isinstance(value, list):
        return all(isinstance(one, str) and one for one in value)
    if part in {"int", "float"} and isinstance(value, int) and not isinstance(value, bool):
        return True
    if part == "float" and isinstance(value, float):
        return math.isfinite(value)
    if part == "bool":
        return isinstance(value, bool)
    return part == "Mapping[str, float]" and value == {"victim": 1.5}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "tiny.toml").write_text(TOML)
    (folder / "cases.csv").write_text("gender,isMinor\n" + "Woman,1\nMan,\n" * 50)
    Ledger(folder / "lanterne-ledger.jsonl").create(Budget(10.0, 1e-5))
    return folder


def test_a_wrong_type_is_a_usage_error_in_every_verb_and_spends_nothing(folder, monkeypatch):
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    calls = list(wrong_calls())
    assert {verb for verb, _, _ in calls} == set(VERBS)
    assert len(calls) > 600
    for verb, name, value in calls:
        parameters = inspect.signature(VERBS[verb]).parameters
        given = {
            one.name: SOUND.get(one.name)
            for one in parameters.values()
            if one.default is inspect.Parameter.empty
        }
        with pytest.raises(UsageError) as raised:
            VERBS[verb](**(given | {name: value}))
        said = str(raised.value)
        assert name in said or "list of paths" in said, (verb, name, value, said)
        assert "Traceback" not in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_numbers_of_other_libraries_become_plain_ones():
    @checked
    def verb(people: int, share: float, bounds: Mapping[str, int] | None = None) -> Any:
        return people, share

    taken = verb(np.int64(3), np.float32(0.5))
    assert taken == (3, 0.5)
    assert [type(one) for one in taken] == [int, float]


def test_an_annotation_that_is_not_known_is_found_when_the_verb_is_defined():
    def verb(people: set[int]) -> None:
        """Nothing."""

    with pytest.raises(TypeError, match="set"):
        checked(verb)


@pytest.mark.parametrize("out", [".", "..", "/"])
def test_a_release_needs_a_name_of_its_own(folder, monkeypatch, out):
    monkeypatch.chdir(folder)
    with pytest.raises(UsageError):
        verbs.protect("cases.csv", "tiny.toml", epsilon=1, out=out)


def test_a_column_that_is_left_out_must_be_there(folder, monkeypatch):
    monkeypatch.chdir(folder)
    before = (folder / "lanterne-ledger.jsonl").read_bytes()
    with pytest.raises(InputError) as raised:
        verbs.protect("cases.csv", "tiny.toml", epsilon=1, out="out", ignore=["gendre"])
    (problem,) = raised.value.problems
    assert (problem.rule, problem.column) == ("ignored-not-there", "gendre")
    assert "gender" in problem.advises()
    report = verbs.check("cases.csv", "tiny.toml", ignore=["gendre"])
    assert [one.rule for one in report.problems] == ["ignored-not-there"]
    assert (folder / "lanterne-ledger.jsonl").read_bytes() == before
