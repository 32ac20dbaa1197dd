"""Verbs on what is there already: draw again, evaluate, verify and load. They spend nothing."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.beside import check_theirs
from lanterne.verbs.looks import note_looks
from lanterne.verbs.precautions import Destination, claimed, ledger_beside
from lanterne.verbs.settings import Progress, check_keys_alone, codebook_of, dial_of, silent

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.evaluation import Evaluation, NetworkEvaluation, Versus
    from lanterne.release import Release, VerifyReport


@checked
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

    Its statement gives the totals and looks that the ledger counts today; without the ledger those
    of the day of the measurement, and says so.

    Args:
        fitted: File that :func:`protect` kept.
        out: Folder of the release; must not exist.
        dial: ``closest``, ``balanced`` or ``strict``.
        rows: Number of synthetic rows of one table, at least 1; by default the estimated number of
            people. It is published: never the exact number of cases.
        seed: Seed of the drawing, for repetition; it protects nothing.
        condensed: Also write linked tables as one row per victim, as the codebook says.
        ledger: The ledger that was charged for the measurements; ``None``: the one in the same
            folder, if it is.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong.
        InputError: The file is not one that was kept, or the ledger has been tampered with.
    """
    from lanterne.privacy import Ledger
    from lanterne.release import check_condensed, check_destination, check_imprint, write_release
    from lanterne.synthesis.fitted import draw, load_kept, with_totals_of

    if rows is not None and rows < 1:
        raise UsageError("protect.rows-not-positive", got=rows)
    if seed is not None and seed < 0:
        raise UsageError("protect.seed-negative", got=seed)
    setting = dial_of(dial)
    check_imprint(publisher, licence)
    check_destination(Path(out))
    measured = load_kept(Path(fitted))
    if condensed:
        check_condensed(measured.value.codebook)
    beside = Ledger(ledger_beside(Path(fitted)))
    if ledger is not None:
        measured = with_totals_of(Ledger(ledger), measured)
    elif beside.path.exists() and measured.value.statement.ledger in beside.digests():
        measured = with_totals_of(beside, measured)
    with claimed(Destination(Path(out), None, condensed)):
        drawn = draw(measured, setting, rows, seed, progress)
        progress("write", 0.0)
        return write_release(
            drawn, Path(out), publisher=publisher, licence=licence, condensed=condensed
        )


@checked
def evaluate(
    cases: str | Path,
    release: str | Path,
    *,
    out: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    language: str = "en",
    attacks: object | None = None,
    ledger: str | Path | None = None,
) -> Evaluation | NetworkEvaluation:
    """Compare a release with the cases it was made from. The answer is SENSITIVE.

    The ledger notes that somebody has looked: ε does not cover what is decided because of it.

    Args:
        cases: The cases, as for :func:`protect`.
        release: Folder of the release.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        codebook: How to read the cases; by default the codebook of the release, and where that
            is generalised, the one it was made from.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        language: Language of the report: ``en``, ``fr``, ``es`` or ``ar``.
        attacks: What attacks on a release of one table came to: see
            :func:`lanterne.evaluation.attack_outcomes`.
        ledger: The ledger of these people; by default the one beside the cases, if it is there.

    Returns:
        A ``NetworkEvaluation`` of linked tables, else an ``Evaluation``.

    Raises:
        UsageError: An argument is wrong, or the release was not made from these cases.
        InputError: The cases, the release or the ledger have problems.
        LanterneError: The ledger cannot be written.
    """
    from lanterne.release import check_destination, load_release

    if out is not None:
        check_destination(Path(out))
    published = load_release(Path(release))
    book = published.of_cases if codebook is None else codebook_of(codebook)
    if attacks is not None and book.network is not None:
        raise UsageError("attack.of-linked-tables")
    check_theirs(Path(cases), ledger, [published])
    evaluation = _evaluation(Path(cases), published, book, subject_id, ignore, attacks)
    looks = note_looks(Path(cases), ledger, [published])
    evaluation = replace(evaluation, looks=looks)
    if out is not None:
        from lanterne.report import write_report

        write_report(evaluation, Path(out), language=language)
    return evaluation


@checked
def compare(
    cases: str | Path,
    releases: Sequence[str | Path],
    *,
    out: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    language: str = "en",
    ledger: str | Path | None = None,
) -> Versus:
    """Compare several releases of one table with the same cases. The answer is SENSITIVE.

    The arguments are those of :func:`evaluate`, with two releases or more. The ledger notes one
    look for each.

    Raises:
        UsageError: An argument is wrong, a release was not made from these cases, or the releases
            are not of the same columns.
        InputError: The cases, a release or the ledger have problems.
        LanterneError: The ledger cannot be written.
    """
    from lanterne.cases import open_cases
    from lanterne.evaluation import Versus, check_number, evaluate_frame
    from lanterne.release import check_destination, load_release

    check_number(len(releases))
    if out is not None:
        check_destination(Path(out))
    published = [load_release(Path(release)) for release in releases]
    first = published[0].of_cases
    book = first if codebook is None else codebook_of(codebook)
    if any(one.codebook.network is not None for one in published) or book.network is not None:
        raise UsageError("comparison.only-one-table")
    apart = [one.path for one in published if one.codebook.table.names != first.table.names]
    if apart:
        release, other = str(apart[0]), str(published[0].path)
        raise UsageError("comparison.other-columns", release=release, other=other)
    check_theirs(Path(cases), ledger, published)
    real = open_cases(Path(cases), book, subject_id, ignore, household="").frame()
    evaluations = tuple(evaluate_frame(real, one) for one in published)
    looks = note_looks(Path(cases), ledger, published)
    versus = Versus(tuple(replace(one, looks=looks) for one in evaluations), looks)
    if out is not None:
        from lanterne.report import write_report

        write_report(versus, Path(out), language=language)
    return versus


def _evaluation(
    cases: Path,
    release: Release,
    book: Codebook,
    subject_id: str | None,
    ignore: Collection[str],
    attacks: object | None,
) -> Evaluation | NetworkEvaluation:
    from lanterne.cases import open_cases
    from lanterne.cases.network import open_network
    from lanterne.evaluation import evaluate_network, evaluate_release

    path = str(release.path)
    if book.network is None and release.codebook.network is not None:
        raise UsageError("comparison.linked-release", release=path, codebook=book.name)
    if book.network is not None and release.codebook.network is None:
        raise UsageError("comparison.linked-codebook", release=path, codebook=book.name)
    if book.network is not None:
        check_keys_alone(subject_id)
        return evaluate_network(open_network(cases, book, ignore), release)
    # Who lives together plays no part here.
    opened = open_cases(cases, book, subject_id, ignore, household="")
    return evaluate_release(opened, release, attacks)


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
def load(release: str | Path) -> Release:
    """Read a release: its codebook, rows, counts and promise."""
    from lanterne.release import load_release

    return load_release(Path(release))
