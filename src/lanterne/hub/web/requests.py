"""What pages and jobs ask of the verbs, as requests: how cases are read, and what was chosen.

The job of a page and the command line that does the same are one request, read in two ways: with
the cases in the vault, and with names that a person may have given to files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from lanterne.codebook import Codebook
from lanterne.gate import Policy
from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.harmonise.stored_mapping import FILE as MAPPING
from lanterne.hub.web.models import CaseFile, Dataset
from lanterne.hub.web.protect.choices import DP, bounds_of, household_of, unit_of
from lanterne.privacy import default_delta
from lanterne.synthesis.attest import Dial
from lanterne.verbs import (
    EXPECTED_PEOPLE,
    AnonymiseRequest,
    CheckRequest,
    CompareRequest,
    EvaluateRequest,
    JudgeRequest,
    K,
    ProtectRequest,
    RedrawRequest,
    RiskRequest,
)

Choices = Mapping[str, Any]
"""Name → value, as JSON: what was chosen on a page."""


@dataclass(frozen=True)
class Reading:
    """How the cases of a dataset are read.

    Attributes:
        cases: Where they are.
        codebook: What they mean.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns that are left out; the one that says who lives together too, which plays a
            part only where households are asked for.
        harmonised_by: Mapping by which the cases were made of a partner's file.
    """

    cases: str | Path
    codebook: str | Codebook
    subject_id: str | None = None
    ignore: Collection[str] = ()
    harmonised_by: str | Path | None = None


def reading_of(cases: Path, dataset: Dataset, codebook: Codebook) -> Reading:
    """How a job reads cases of the vault.

    Reads the vault, where somebody works on a draft of the codebook.
    """
    ignored = dataset_codebook.left_out_of(cases, dataset, codebook)
    return Reading(cases, codebook, dataset_codebook.subject_of(dataset, codebook), ignored)


def as_files(dataset: Dataset, case_file: CaseFile | None, columns: bool = True) -> Reading:
    """How a command line reads them: with plain names of files, never those that people gave.

    Args:
        dataset: Says the codebook, the ids of people and the columns that are left out.
        case_file: The cases.
        columns: Whether the reader may know the names of the columns that are never published.
    """
    book = (
        dataset.codebook_name if not (dataset.draft or dataset.codebook) else dataset_codebook.FILE
    )
    cases, codebook = _name(case_file), book or "CODEBOOK"
    made = case_file is not None and case_file.mapping_id is not None
    by = MAPPING if made else None
    if not columns:
        return Reading(cases, codebook, harmonised_by=by)
    who = dataset_codebook.who_of(dataset)
    ignored = tuple(filter(None, (*who.ignored, who.household)))
    return Reading(cases, codebook, who.subject, ignored, by)


def _name(case_file: CaseFile | None) -> str:
    if case_file is None:
        return "cases.csv"
    if len(case_file.parts) > 1:
        return "cases"
    return f"cases.{case_file.parts[0]['kind']}"


def checking(reading: Reading) -> CheckRequest:
    """Check cases."""
    return CheckRequest(
        reading.cases, reading.codebook, subject_id=reading.subject_id, ignore=reading.ignore
    )


def finding_risk(
    reading: Reading,
    household: str,
    *,
    k: int,
    length: int,
    leave_out: Collection[str],
    wider: Mapping[str, int],
) -> RiskRequest:
    """Find who stands out.

    Args:
        reading: How the cases are read.
        household: Column of one table that says who lives together; empty: none.
        k: Answers that fewer people give are rare.
        length: Most columns in a combination.
        leave_out: Columns that are looked at as if they were not there.
        wider: Column → steps up its hierarchy.
    """
    return RiskRequest(
        reading.cases,
        reading.codebook,
        k=k,
        length=length,
        leave_out=leave_out,
        wider=wider or None,
        subject_id=reading.subject_id,
        household=household or None,
        ignore=_without(reading.ignore, household),
    )


def _without(ignored: Collection[str], household: str | None) -> Collection[str]:
    """Columns that are left out where this one says who lives together."""
    return [name for name in ignored if name != household]


def protecting(
    choices: Choices, method: str, dataset: Dataset, reading: Reading, out: str | Path
) -> ProtectRequest | AnonymiseRequest:
    """Make a release, by the method and with the choices of a run."""
    if method != DP:
        return _grouping(choices, method, reading, out)
    household = household_of(choices, dataset)
    return ProtectRequest(
        reading.cases,
        reading.codebook,
        out=out,
        epsilon=choices["epsilon"],
        **_failure(choices.get("delta"), dataset.people_expected),
        dial=choices.get("dial", str(Dial.BALANCED)),
        unit=unit_of(choices),
        bounds=bounds_of(choices),
        household=household,
        condensed=bool(choices.get("condensed")),
        accept_risk=choices.get("accept_risk"),
        subject_id=reading.subject_id,
        ignore=_without(reading.ignore, household),
        harmonised_by=reading.harmonised_by,
        publisher=choices.get("publisher"),
        licence=choices.get("licence"),
        seen=choices.get("seen"),  # held against the ledger under its lock, with the charge
    )


class _Failure(TypedDict, total=False):
    """What decides on δ."""

    delta: float
    people: int


def _failure(delta: float | None, people: int) -> _Failure:
    """δ and the people that it is chosen for, as far as somebody chose them.

    Nobody chose the usual number of people, nor a δ that follows from their number.
    """
    found: _Failure = {}
    if people != EXPECTED_PEOPLE:
        found["people"] = people
    if delta is not None and delta != default_delta(people):
        found["delta"] = delta
    return found


def _grouping(choices: Choices, method: str, reading: Reading, out: str | Path) -> AnonymiseRequest:
    length = choices.get("length")
    return AnonymiseRequest(
        reading.cases,
        reading.codebook,
        method=method,
        out=out,
        k=choices.get("k") or K,
        length=int(length) if length and length != "rows" else length,
        quasi_identifiers=choices.get("quasi", ()),
        sensitive=choices.get("sensitive", ()),
        diversity=choices.get("diversity"),
        closeness=choices.get("closeness"),
        accept_risk=choices.get("accept_risk"),
        subject_id=reading.subject_id,
        ignore=reading.ignore,
        harmonised_by=reading.harmonised_by,
        publisher=choices.get("publisher"),
        licence=choices.get("licence"),
        seen=choices.get("seen"),
    )


def drawing_again(choices: Choices, fitted: str | Path, out: str | Path) -> RedrawRequest:
    """Draw again from what was measured."""
    return RedrawRequest(
        fitted,
        out=out,
        dial=choices.get("dial", str(Dial.BALANCED)),
        condensed=bool(choices.get("condensed")),
        publisher=choices.get("publisher"),
        licence=choices.get("licence"),
    )


def evaluating(
    reading: Reading,
    releases: Sequence[Path],
    *,
    out: str | Path | None = None,
    language: str = "en",
) -> EvaluateRequest | CompareRequest:
    """Compare a release with its cases, or several side by side; by the codebook of the release.

    Args:
        reading: How the cases are read.
        releases: Folders of releases of these cases.
        out: Folder for the report; ``None``: none is written.
        language: Of the report.
    """
    if len(releases) > 1:
        return CompareRequest(
            reading.cases,
            releases,
            out=out,
            subject_id=reading.subject_id,
            ignore=reading.ignore,
            language=language,
        )
    return EvaluateRequest(
        reading.cases,
        releases[0],
        out=out,
        subject_id=reading.subject_id,
        ignore=reading.ignore,
        language=language,
    )


def judging(
    reading: Reading, release: Path, *, policy: str | Path | Policy, key: str | Path, by: str
) -> JudgeRequest:
    """Hold a release to a policy; its cases are read by the codebook of the release.

    Args:
        reading: How the cases are read.
        release: Its folder.
        policy: A level, a file, or a policy read before.
        key: File of the private key of whoever decides.
        by: Their name.
    """
    return JudgeRequest(
        reading.cases,
        release,
        policy=policy,
        key=key,
        by=by,
        subject_id=reading.subject_id,
        ignore=reading.ignore,
    )
