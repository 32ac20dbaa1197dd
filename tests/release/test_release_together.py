"""A release says which columns were measured together; of others it says nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from example_release import a_table, reseal

from lanterne.privacy import Protected
from lanterne.release import load_release, people_of, verify_release, write_release
from lanterne.release.folder import MANIFEST
from lanterne.synthesis.result import ProtectedTable
from lanterne.synthesis.together import Part, Together


def of_counts(table: ProtectedTable) -> Together:
    """What a table lists was measured together, and no other columns were."""
    named = [f"column_{place}" for place in (1, 2, 3)]
    value = [f"value_{place}" for place in (1, 2, 3)]
    sets = set()
    for row in table.aggregates.filter(table.aggregates["length"] > 1).iter_rows(named=True):
        parts: Iterator[Part] = (
            (row[name], row[text] if row[name] == "signs" else "")
            for name, text in zip(named, value, strict=True)
        )
        sets.add(frozenset(part for part in parts if part[0]))
    return Together(frozenset(sets))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    table = a_table()
    folder = tmp_path / "release"
    write_release(Protected(replace(table, together=of_counts(table))), folder)
    return folder


def rules(folder: Path) -> set[str]:
    return {problem.rule for problem in verify_release(folder).problems}


def test_it_is_there_when_the_release_is_read(release: Path) -> None:
    assert not rules(release)
    (people,) = people_of(load_release(release))
    assert people.together == of_counts(a_table())


def test_an_earlier_release_says_nothing(tmp_path: Path) -> None:
    write_release(Protected(a_table()), tmp_path / "earlier")
    assert not rules(tmp_path / "earlier")
    (people,) = people_of(load_release(tmp_path / "earlier"))
    assert people.together is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parts": [["gender"], ["colour"]], "sets": ["0 1"]}, "manifest.measured-together"),
        (
            {"parts": [["gender", "man"], ["age", "3"]], "sets": ["0 1"]},
            "manifest.measured-together",
        ),
        ({"parts": [["gender"], ["age"]], "sets": ["0 1"]}, "manifest.not-measured-together"),
        ({"parts": []}, None),
    ],
)
def test_what_cannot_be_is_seen(release: Path, change: dict[str, object], code: str | None) -> None:
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    manifest["measured_together"]["aggregates"] = change
    (release / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    reseal(release)
    found = {problem.code for problem in verify_release(release).problems}
    assert found == {code or "manifest.measured-together"}


def test_it_is_of_a_file_of_counts(release: Path) -> None:
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    manifest["measured_together"]["others"] = {"parts": [], "sets": []}
    (release / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    reseal(release)
    assert {one.code for one in verify_release(release).problems} == {"manifest.measured-together"}
