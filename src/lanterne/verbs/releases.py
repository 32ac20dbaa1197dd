"""Verbs on what is there already: draw again, evaluate, verify and load. They spend nothing."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, UsageError
from lanterne.files.handed import handed_or_stored
from lanterne.verbs.arguments import checked
from lanterne.verbs.beside import check_theirs
from lanterne.verbs.looks import note_looks
from lanterne.verbs.parts import check_held, check_made_here, runner_of
from lanterne.verbs.precautions import Destination, claimed, ledger_beside
from lanterne.verbs.released_cases import answers_of, named_ledger, tables_of
from lanterne.verbs.requests import (
    CompareRequest,
    EvaluateRequest,
    RedrawRequest,
    ReportRequest,
    takes,
)
from lanterne.verbs.settings import Progress, codebook_of, dial_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.evaluation import Evaluation, NetworkEvaluation, Versus
    from lanterne.release import Release, VerifyReport


@takes(RedrawRequest)
def redraw(request: RedrawRequest, progress: Progress) -> Path:
    """Write another release from measurements that were kept. It costs nothing: no case is read.

    Its statement gives the totals and looks that the ledger counts today; without the ledger those
    of the day of the measurement, and says so.

    Args:
        request: What is asked for; or its fields: see :class:`RedrawRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Returns:
        The folder of the release.

    Raises:
        UsageError: An argument is wrong.
        InputError: The file is not one that was kept, or the ledger has been tampered with.
    """
    from lanterne.privacy import Ledger
    from lanterne.release import check_condensed, check_destination, check_imprint, write_release
    from lanterne.runners import InProcess
    from lanterne.synthesis.fitted import (
        check_datasets,
        draw,
        load_kept,
        with_datasets,
        with_totals_of,
    )

    check_made_here(request.out, request.ledger)
    fitted, out = Path(request.fitted), Path(request.out)
    check_imprint(request.publisher, request.licence)
    check_destination(out)
    measured = load_kept(fitted)
    if request.datasets is not None:
        check_datasets(measured)
    if request.condensed:
        check_condensed(measured.value.codebook)
    beside = Ledger(ledger_beside(fitted))
    if request.ledger is not None:
        measured = with_totals_of(Ledger(request.ledger), measured)
    elif beside.path.exists() and measured.value.statement.ledger in beside.digests():
        measured = with_totals_of(beside, measured)
    with claimed(Destination(out, None, request.condensed)):
        dial = dial_of(request.dial)
        drawn = draw(measured, dial, request.rows, request.seed, progress)
        if request.datasets is not None:
            drawn = with_datasets(drawn, measured, request.datasets, dial, progress)
        progress("write", 0.0)
        return write_release(
            drawn,
            out,
            publisher=request.publisher,
            licence=request.licence,
            condensed=request.condensed,
            runner=runner_of(request.runner, request.master) or InProcess(),
            progress=progress,
        )


@takes(EvaluateRequest)
def evaluate(request: EvaluateRequest, progress: Progress) -> Evaluation | NetworkEvaluation:
    """Compare a release with the cases it was made from. The answer is SENSITIVE.

    The ledger notes that somebody has looked: ε does not cover what is decided because of it.

    Args:
        request: What is asked for; or its fields: see :class:`EvaluateRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Returns:
        A ``NetworkEvaluation`` of linked tables, else an ``Evaluation``.

    Raises:
        UsageError: An argument is wrong, or the release was not made from these cases.
        InputError: The cases, the release or the ledger have problems.
        LanterneError: The ledger cannot be written.
    """
    from lanterne.release import check_destination, load_release

    cases, place = handed_or_stored(request.cases), _report(request)
    check_made_here(place, request.ledger)
    if place is not None:
        check_destination(place)
    progress("read", 0.0)
    published = load_release(Path(request.release), rows=False)
    book = published.of_cases if request.codebook is None else codebook_of(request.codebook)
    if request.attacks is not None and book.network is not None:
        raise UsageError("attack.of-linked-tables")
    ledger = named_ledger(request, [published])
    check_theirs(cases, ledger, [published])
    progress("compare", 0.0)
    evaluation = _evaluation(request, published, book)
    looks = note_looks(cases, ledger, [published])
    evaluation = replace(evaluation, looks=looks)
    if place is not None:
        from lanterne.report import write_report

        progress("write", 0.0)
        write_report(evaluation, place, language=request.language)
    return evaluation


@takes(CompareRequest)
def compare(request: CompareRequest, progress: Progress) -> Versus:
    """Compare several releases of one table with the same cases. The answer is SENSITIVE.

    The ledger notes one look for each.

    Args:
        request: What is asked for; or its fields: see :class:`CompareRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong, a release was not made from these cases, or the releases
            are not of the same columns.
        InputError: The cases, a release or the ledger have problems.
        LanterneError: The ledger cannot be written.
    """
    from lanterne.evaluation import Versus, check_number
    from lanterne.release import check_destination, load_release

    check_number(len(request.releases))
    cases, place = handed_or_stored(request.cases), _report(request)
    check_made_here(place, request.ledger)
    if place is not None:
        check_destination(place)
    progress("read", 0.0)
    published = [load_release(Path(release), rows=False) for release in request.releases]
    first = published[0].of_cases
    book = first if request.codebook is None else codebook_of(request.codebook)
    _check_alike(published, book)
    ledger = named_ledger(request, published)
    check_theirs(cases, ledger, published)
    evaluations = []
    for number, one in enumerate(published):
        progress("compare", number / len(published))
        evaluations.append(_of_one_table(request, one, book))
    looks = note_looks(cases, ledger, published)
    versus = Versus(tuple(replace(one, looks=looks) for one in evaluations), looks)
    if place is not None:
        from lanterne.report import write_report

        progress("write", 0.0)
        write_report(versus, place, language=request.language)
    return versus


def _report(request: ReportRequest) -> Path | None:
    return None if request.out is None else Path(request.out)


def _check_alike(releases: Sequence[Release], book: Codebook) -> None:
    """Raise UsageError unless all are of one table, and of the same columns."""
    if any(one.codebook.network is not None for one in releases) or book.network is not None:
        raise UsageError("comparison.only-one-table")
    first = releases[0]
    columns, cohorts = first.of_cases.table.names, [one.cohort for one in first.cohorts]
    apart = [
        one.path
        for one in releases
        if one.codebook.table.names != columns or [own.cohort for own in one.cohorts] != cohorts
    ]
    if apart:
        release, other = str(apart[0]), str(releases[0].path)
        raise UsageError("comparison.other-columns", release=release, other=other)


def _evaluation(
    request: EvaluateRequest, release: Release, book: Codebook
) -> Evaluation | NetworkEvaluation:
    from lanterne.evaluation import evaluate_network
    from lanterne.release import load_release

    path = str(release.path)
    if book.network is None and release.codebook.network is not None:
        raise UsageError("comparison.linked-release", release=path, codebook=book.name)
    if book.network is not None and release.codebook.network is None:
        raise UsageError("comparison.linked-codebook", release=path, codebook=book.name)
    cases = handed_or_stored(request.cases)
    if book.network is None:
        return _of_one_table(request, release, book, request.attacks)
    check_held(request.runner)
    return evaluate_network(tables_of(request, release, book, cases), load_release(release.path))


def _of_one_table(
    request: ReportRequest, release: Release, book: Codebook, attacks: object | None = None
) -> Evaluation:
    """A release of one table, whose rows are read in parts, as the cases are."""
    from lanterne.evaluation import evaluate_answers
    from lanterne.evaluation.released import ReleasedAnswers
    from lanterne.runners import InProcess

    runner = runner_of(request.runner, request.master)
    real = answers_of(request, release, book, handed_or_stored(request.cases), runner)
    rows = ReleasedAnswers(release.path, release.codebook.table, runner or InProcess())
    return evaluate_answers(real, rows, release, attacks)


@checked
def verify(
    release: str | Path, *, ledger: str | Path | None = None, exact: bool = False
) -> VerifyReport:
    """Check a release: every byte, value, rule and count, and its promise.

    Args:
        release: Its folder.
        ledger: The ledger that was charged for it; ``None``: the one beside the release, if it is
            there and knows it.
        exact: Whether ε is recomputed from the mechanisms exactly, which may take some seconds;
            else to about 2 %.

    Raises:
        UsageError: ``release`` is not a folder, or there is no such ledger.
    """
    from lanterne.release import verify_release

    folder = Path(release)
    given = _ledger_beside(folder) if ledger is None else Path(ledger)
    return verify_release(folder, ledger=given, exact=exact)


def _ledger_beside(folder: Path) -> Path | None:
    """The ledger in the same folder as a release, if it holds the entry that the release names."""
    from lanterne.privacy import Ledger
    from lanterne.release.ledger_check import entry_named
    from lanterne.release.load import named_entry
    from lanterne.verbs.precautions import LEDGER

    place = folder.resolve().parent / LEDGER
    digest = named_entry(folder)
    if not digest or not place.is_file():
        return None
    try:
        known = entry_named(Ledger(place).entries(), digest)
    except InputError:
        return None
    return None if known is None else place


@checked
def load(release: str | Path, *, rows: bool = True) -> Release:
    """Read a release: its codebook, rows, counts and promise.

    Args:
        release: Its folder.
        rows: Whether its rows are read too. As texts they take much memory: of millions of rows,
            read the files in ``data/`` with a program that reads only what it needs.
    """
    from lanterne.release import load_release

    return load_release(Path(release), rows=rows)
