"""Verbs on what is there already: draw again, evaluate, verify and load. They cost nothing."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.api.settings import Progress, check_keys_alone, codebook_of, dial_of, silent
from lanterne.errors import UsageError

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.evaluation import Evaluation, NetworkEvaluation
    from lanterne.release import Release, VerifyReport


def redraw(
    fitted: str | Path,
    *,
    out: str | Path,
    dial: str = "balanced",
    rows: int | None = None,
    seed: int | None = None,
    condensed: bool = False,
    ledger: str | Path | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    progress: Progress = silent,
) -> Path:
    """Write another release from measurements that were kept. It costs nothing: no case is read.

    Its statement gives the totals of the ledger on the day of the measurement, and says so. With
    the ledger they are those of today.

    Args:
        fitted: File that :func:`protect` kept.
        out: Folder of the release; must not exist.
        dial: ``closest``, ``balanced`` or ``strict``.
        rows: Number of synthetic rows of one table, at least 1; by default the estimated number of
            people. It is published: never the exact number of cases.
        seed: Seed of the drawing, for repetition; it protects nothing.
        condensed: Also write linked tables as one row per victim, as the codebook says.
        ledger: The ledger that was charged for the measurements, to bring the totals up to date.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong.
        InputError: The file is not one that was kept, or the ledger has been tampered with.
    """
    from lanterne.privacy import Ledger
    from lanterne.release import check_condensed, check_destination, check_imprint, write_release
    from lanterne.synthesis.kept import draw, load_kept, with_totals_of

    if rows is not None and rows < 1:
        raise UsageError(f"The number of rows must be at least 1, got {rows}.")
    setting = dial_of(dial)
    check_imprint(publisher, licence)
    check_destination(Path(out))
    measured = load_kept(Path(fitted))
    if condensed:
        check_condensed(measured.value.codebook)
    if ledger is not None:
        measured = with_totals_of(Ledger(ledger), measured)
    drawn = draw(measured, setting, rows, seed, progress)
    progress("write", 0.0)
    return write_release(
        drawn, Path(out), publisher=publisher, licence=licence, condensed=condensed
    )


def evaluate(
    cases: str | Path,
    release: str | Path,
    *,
    out: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    language: str = "en",
) -> Evaluation | NetworkEvaluation:
    """Compare a release with the cases it was made from. The answer is SENSITIVE.

    Args:
        cases: The cases, as for :func:`protect`.
        release: Folder of the release.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        codebook: How to read the cases; by default the release's own codebook.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        language: Language of the report: ``en`` or ``fr``.

    Returns:
        A ``NetworkEvaluation`` of linked tables, else an ``Evaluation``.

    Raises:
        UsageError: An argument is wrong.
        InputError: The cases or the release have problems.
    """
    from lanterne.release import check_destination, load_release

    if out is not None:
        check_destination(Path(out))
    published = load_release(Path(release))
    book = published.codebook if codebook is None else codebook_of(codebook)
    evaluation = _evaluation(Path(cases), published, book, subject_id, ignore)
    if out is not None:
        from lanterne.report import write_report

        write_report(evaluation, Path(out), language=language)
    return evaluation


def _evaluation(
    cases: Path, release: Release, book: Codebook, subject_id: str | None, ignore: Collection[str]
) -> Evaluation | NetworkEvaluation:
    from lanterne.cases import open_cases
    from lanterne.cases.network import open_network
    from lanterne.evaluation import evaluate_network, evaluate_release

    if (book.network is None) != (release.codebook.network is None):
        one, other = "one table", "linked tables"
        of_release, of_book = (one, other) if release.codebook.network is None else (other, one)
        raise UsageError(
            f"{release.path} is a release of {of_release}, and the codebook {book.name} is of "
            f"{of_book}. Read the cases with the codebook of the release."
        )
    if book.network is not None:
        check_keys_alone(subject_id)
        return evaluate_network(open_network(cases, book, ignore), release)
    # Who lives together plays no part here.
    return evaluate_release(open_cases(cases, book, subject_id, ignore, household=""), release)


def verify(release: str | Path) -> VerifyReport:
    """Check a release: every byte, value, rule and count; see :func:`lanterne.release`."""
    from lanterne.release import verify_release

    return verify_release(Path(release))


def load(release: str | Path) -> Release:
    """Read a release: its codebook, rows, counts and promise."""
    from lanterne.release import load_release

    return load_release(Path(release))
