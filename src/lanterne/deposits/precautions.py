"""Whether a release may be deposited, before anything is sent: a deposit cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lanterne.anonymity.result import Method
from lanterne.catalogue.gate_answer import Answer, Passing
from lanterne.catalogue.gate_check import Asked, heard, in_words
from lanterne.errors import InputError, Place, Problem, Refused
from lanterne.release import load_release, verify_release
from lanterne.release.folder import MANIFEST, sha256
from lanterne.release.integrity import read_manifest
from lanterne.release.load import Release


@dataclass(frozen=True)
class Ready:
    """A release that may be deposited.

    Attributes:
        release: Loaded without its rows.
        passing: What the gate said of it.
        manifest: SHA-256 of its manifest, which names each file with its checksum: what is sent
            is held against it.
    """

    release: Release
    passing: Passing
    manifest: str


def ready(folder: Path, asked: Asked) -> Ready:
    """The release, if nothing speaks against its deposit; nobody is asked over the net.

    It is whole, it says who publishes it and on what terms, and the gate let it pass. An edition
    may be published with an exception, because it can be withdrawn; a deposit may not. Rows of
    real people that were made coarser are refused for the same reason: what protects them is what
    others cannot find out today, and nobody knows that of all the years to come.

    Args:
        folder: The release.
        asked: Which record of the gate lets it pass.

    Raises:
        UsageError: It is no folder.
        InputError: It is not whole, or does not say all that a deposit needs; all is listed.
        Refused: Its rows are real, or the gate has not let it pass.
    """
    report = verify_release(folder)
    problems = (*report.problems, *_unstated(folder))
    if problems:
        raise InputError(problems)
    manifest = sha256(folder / MANIFEST)
    release = load_release(folder, rows=False)
    guarantee = release.guarantee
    if guarantee is not None and guarantee.method is Method.K_ANONYMISED:
        raise Refused("deposit.real-rows")
    said = heard(folder, asked)
    if said.answer is not Answer.PASSED:
        raise Refused("deposit.not-passed", said=in_words(said, asked))
    return Ready(release, said, manifest)


def _unstated(folder: Path) -> Iterator[Problem]:
    """What the release does not say of itself, and what nobody could add to a deposit later."""
    manifest, unreadable = read_manifest(folder)
    if unreadable:
        return  # that is a problem already
    if not manifest.get("publisher"):
        yield Problem("deposit-unstated.publisher", place=Place(MANIFEST))
    if not manifest.get("licence"):
        yield Problem("deposit-unstated.licence", place=Place(MANIFEST))
