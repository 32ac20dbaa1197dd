"""The command lines that do the same as the pages; with generic names of files."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lanterne.codebook import Codebook
from lanterne.hub.publication import Notice
from lanterne.hub.workspace.choices import DP, Choices
from lanterne.hub.workspace.models import Dataset
from lanterne.privacy import Unit
from lanterne.synthesis.attest import Dial

Options = Iterator[tuple[str, object]]


def protecting(choices: Choices, method: str, dataset: Dataset, codebook: Codebook) -> str:
    """Make a release."""
    book = dataset.codebook_name or "codebook.toml"
    options = ("--codebook", book), ("--out", "release"), *_choices(choices, method, dataset)
    return _line("lanterne protect", [_cases(codebook)], options)


def drawing_again(choices: Choices) -> str:
    """Draw again from what was measured."""
    options = [("--out", "release"), ("--dial", choices.get("dial", Dial.BALANCED))]
    options += [("--condensed", "")] if choices.get("condensed") else []
    options += _given(choices, {"publisher": "--publisher", "licence": "--licence"})
    return _line("lanterne redraw", ["release.fitted.npz"], options)


def evaluating(dataset: Dataset, codebook: Codebook, language: str) -> str:
    """Compare a release with its cases."""
    options = ("--out", "report-SENSITIVE"), ("--language", language), *_of_cases(dataset)
    return _line("lanterne evaluate", [_cases(codebook), "release"], options)


def judging(dataset: Dataset, codebook: Codebook, policy: str) -> str:
    """Hold a release to a policy."""
    options = ("--policy", policy), ("--key", "key.pem"), ("--by", "…"), *_of_cases(dataset)
    return _line("lanterne gate", [_cases(codebook), "release"], options)


def publishing(notice: Notice) -> str:
    """Publish a release."""
    options = [("--catalogue", "releases"), ("--series", notice.series)]
    options += [("--title", f"{tag}={text}") for tag, text in notice.title.items()]
    options += [("--publisher", notice.publisher), ("--licence", notice.licence)]
    return _line("lanterne publish", ["release"], options)


def verifying(folder: str) -> str:
    """Verify a release that was downloaded."""
    return _line("lanterne verify", [folder], [])


def _line(verb: str, arguments: Sequence[str], options: Sequence[tuple[str, object]]) -> str:
    words = [*map(shlex.quote, arguments)]
    for name, value in options:
        words += [name, shlex.quote(str(value))] if value != "" else [name]
    return " ".join([verb, *words])


def _cases(codebook: Codebook) -> str:
    return "cases" if codebook.network is not None else "cases.csv"


def _choices(choices: Choices, method: str, dataset: Dataset) -> Options:
    if method == DP:
        yield from _given(choices, {"epsilon": "--epsilon", "unit": "--unit"})
        if choices.get("bound"):
            yield "--bound", f"{choices['unit']}={choices['bound']}"
        delta = choices.get("delta")
        yield ("--delta", f"{delta:g}") if delta else ("--people", dataset.people_expected)
        yield "--dial", choices.get("dial", Dial.BALANCED)
        if choices.get("condensed"):
            yield "--condensed", ""
    else:
        yield "--method", method
        yield from _given(choices, {name: f"--{name}" for name in ("k", "length")})
        yield from _lists(choices, {"quasi": "--quasi-identifiers", "sensitive": "--sensitive"})
        yield from _given(choices, {name: f"--{name}" for name in ("diversity", "closeness")})
    if choices.get("unit") == Unit.HOUSEHOLD and dataset.household:
        yield "--household", dataset.household
    yield from _of_cases(dataset)
    yield from _given(choices, {"publisher": "--publisher", "licence": "--licence"})


def _of_cases(dataset: Dataset) -> Options:
    if dataset.subject_id:
        yield "--subject-id", dataset.subject_id
    for name in dataset.ignored:
        yield "--ignore", name


def _given(choices: Mapping[str, Any], names: Mapping[str, str]) -> Options:
    for name, option in names.items():
        if choices.get(name) not in (None, ""):
            value = choices[name]
            yield option, f"{value:g}" if isinstance(value, float) else value


def _lists(choices: Mapping[str, Any], names: Mapping[str, str]) -> Options:
    for name, option in names.items():
        found: Sequence[str] = choices.get(name, ())
        if found:
            yield option, ",".join(found)
