"""No figure of an evaluation reaches a release: by type, by import, and by searching its bytes."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import lanterne
from lanterne import verbs
from lanterne.codebook.model import Codebook, Column, ColumnType, Table, Value
from lanterne.evaluation import Evaluation, NetworkEvaluation, Versus
from lanterne.privacy import Protected
from lanterne.release import write_release

SOURCE = Path(lanterne.__file__).parent
CANARY = "CANARY-7f3a91"
RATE = 0.7318264951823
LABEL = {"en": "label"}


def column(name: str, *codes: str) -> Column:
    values = tuple(Value(code, LABEL) for code in codes)
    return Column(name, ColumnType.CATEGORY, values, LABEL)


BOOK = Codebook(
    "plain",
    "1",
    LABEL,
    (Table("people", LABEL, (column("gender", "Woman", "Man"), column("place", *"abcdefgh"))),),
)


def floats(value: Any) -> Iterator[str]:
    """All numbers of JSON that are written with ten digits or more."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from floats(one)
    elif isinstance(value, float) and len(repr(value)) >= 12 and "e" not in repr(value):
        yield repr(value)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte of a folder, and what is compressed in it once more as text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
            if path.suffix == ".parquet":
                frame = pl.read_parquet(path).cast(pl.String)
                yield path.name, frame.write_csv().encode()


def found_in(folder: Path, canaries: set[str]) -> set[str]:
    return {
        canary
        for name, content in contents(folder)
        for canary in canaries
        if canary in name or canary.encode() in content
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """A folder with cases, evaluated with canaries, and releases made afterwards."""
    folder = tmp_path_factory.mktemp(CANARY)
    cases = folder / f"{CANARY}.csv"
    rows = [f"{'Woman' if i % 3 else 'Man'},{'abcdefgh'[i * i % 8]}" for i in range(997)]
    cases.write_text("gender,place\n" + "\n".join(rows) + "\n")
    first = verbs.protect(cases, BOOK, epsilon=2, out=folder / f"first-{CANARY}")
    attacks = [{"name": CANARY, "rate": RATE, "low": RATE, "chance": RATE / 2, "allowed": RATE / 3}]
    report = folder / f"report-{CANARY}"
    verbs.evaluate(cases, first.release, out=report, attacks=attacks)
    verbs.redraw(first.kept, out=folder / "redrawn", ledger=first.ledger)
    verbs.protect(cases, BOOK, epsilon=1, out=folder / "again")
    figures = json.loads((report / "evaluation.json").read_text("utf-8"))
    canaries = {CANARY, repr(RATE), *floats(figures)}
    # How many more there are depends on the noise.
    assert {CANARY, *map(repr, (RATE, RATE / 2, RATE / 3))} < canaries
    return folder, canaries


@pytest.mark.parametrize("release", ["redrawn", "again"])
def test_no_byte_of_a_later_release_holds_a_figure_of_the_evaluation(
    told: tuple[Path, set[str]], release: str
) -> None:
    folder, canaries = told
    assert found_in(folder / release, canaries) == set()


def test_the_search_finds_what_is_there(told: tuple[Path, set[str]], tmp_path: Path) -> None:
    folder, canaries = told
    assert found_in(folder / f"report-{CANARY}", canaries) == canaries
    pl.DataFrame({"leak": [RATE]}).write_parquet(tmp_path / "data.parquet")
    assert found_in(tmp_path, canaries) == {repr(RATE)}


def test_an_evaluation_is_nothing_that_can_be_released(
    told: tuple[Path, set[str]], tmp_path: Path
) -> None:
    folder, _ = told
    cases = folder / f"{CANARY}.csv"
    releases = [folder / "redrawn", folder / "again"]
    for one in (verbs.evaluate(cases, releases[0]), verbs.compare(cases, releases)):
        for wrong in (one, Protected(one)):
            with pytest.raises(TypeError, match="must be given Protected"):
                write_release(wrong, tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    for kind in (Evaluation, NetworkEvaluation, Versus):
        assert not issubclass(kind, Protected)


@pytest.mark.parametrize("package", ["release", "synthesis", "privacy", "counting", "codebook"])
def test_what_writes_a_release_does_not_know_of_evaluations(package: str) -> None:
    for path in (SOURCE / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", ()) if hasattr(alias, "name")]
            names += [getattr(node, "module", None) or ""]
            for name in names:
                assert not name.startswith(("lanterne.evaluation", "lanterne.report")), path
