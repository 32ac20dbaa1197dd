"""The command lines of the steps from protection to publication."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from lanterne.catalogue import Notice
from lanterne.hub.web.command_line import command, option
from lanterne.hub.web.data import books
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.protect.choices import DP, Choices
from lanterne.privacy.units import GROUPS
from lanterne.synthesis.attest import Dial


def protecting(choices: Choices, method: str, dataset: Dataset, case_file: CaseFile) -> str:
    """Make a release."""
    words = ["--out", "release", *_choices(choices, method, dataset), *_imprint(choices)]
    return command("protect", dataset, case_file, *words)


def drawing_again(choices: Choices) -> str:
    """Draw again from what was measured."""
    words = ["lanterne", "redraw", "release.fitted.npz", "--out", "release"]
    words += ["--dial", choices.get("dial", str(Dial.BALANCED))]
    words += ["--condensed"] if choices.get("condensed") else []
    return shlex.join([*words, *_imprint(choices)])


def evaluating(dataset: Dataset, case_file: CaseFile, language: str) -> str:
    """Compare a release with its cases."""
    words = ("release", "--out", "report-SENSITIVE", "--language", language)
    return command("evaluate", dataset, case_file, *words)


def judging(dataset: Dataset, case_file: CaseFile, policy: str) -> str:
    """Hold a release to a policy."""
    words = ("release", "--policy", policy, "--key", "key.pem", "--by", "…")
    return command("gate", dataset, case_file, *words)


def publishing(notice: Notice) -> str:
    """Publish a release."""
    words = ["lanterne", "publish", "release", "--catalogue", "releases"]
    words += ["--series", notice.series]
    words += option("title", (f"{tag}={text}" for tag, text in notice.title.items()))
    words += ["--publisher", notice.publisher, "--licence", notice.licence]
    return shlex.join(words)


def verifying(folder: str) -> str:
    """Verify a release that was downloaded."""
    return shlex.join(["lanterne", "verify", folder])


def _choices(choices: Choices, method: str, dataset: Dataset) -> Iterator[str]:
    if choices.get("accept_risk"):
        yield from ("--accept-risk", choices["accept_risk"])
    if method != DP:
        yield from ("--method", method)
        yield from _given(choices, "k", "length")
        for name, said in (("quasi", "quasi-identifiers"), ("sensitive", "sensitive")):
            if choices.get(name):
                yield from (f"--{said}", ",".join(choices[name]))
        yield from _given(choices, "diversity", "closeness")
        return
    yield from _given(choices, "epsilon", "unit")
    if choices.get("bound"):
        yield from ("--bound", f"{choices['unit']}={choices['bound']}")
    delta = choices.get("delta")
    yield from ("--delta", f"{delta:g}") if delta else ("--people", str(dataset.people_expected))
    yield from ("--dial", choices.get("dial", str(Dial.BALANCED)))
    if choices.get("condensed"):
        yield "--condensed"
    if choices.get("unit") in GROUPS and (household := books.who_of(dataset).household):
        yield from ("--household", household)


def _imprint(choices: Choices) -> Iterator[str]:
    return _given(choices, "publisher", "licence")


def _given(choices: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        if choices.get(name) not in (None, ""):
            value = choices[name]
            yield from (f"--{name}", f"{value:g}" if isinstance(value, float) else str(value))
