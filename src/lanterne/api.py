"""The verbs of Lanterne as Python functions: what the command line calls, and nothing more.

check     is a case file in order?
draft     a codebook drafted from a case file, for a person to review
protect   a case file in, a safe release out
redraw    another release from measurements that were kept, at no cost
evaluate  what a release is worth, measured against the cases (sensitive)
verify    is a release whole, and does it keep its codebook?
sample    fictional cases that belong to nobody
"""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import InputError, LanterneError, Problem, Refused, UsageError

if TYPE_CHECKING:
    from lanterne.cases import CheckReport
    from lanterne.codebook import Codebook, Draft
    from lanterne.evaluation import Evaluation
    from lanterne.privacy import Ledger
    from lanterne.release import Release, VerifyReport
    from lanterne.synthesis.attest import Dial

LEDGER = "lanterne-ledger.jsonl"
"""Name of the ledger in the folder of the case file."""

EXPECTED_PEOPLE = 100_000
"""People for whom δ is chosen when nobody says how many there are: 1e-6."""

DEFAULT_POPULATION = "the people in the case files of this folder"
"""Whose data a ledger is about, when nobody says."""

ROOM = 20 * 2**20
"""Bytes that must be free, beside twice the size of the case file, before budget is spent."""

DRAFT_REFUSED = (
    "This codebook is a draft: its lists were read from the cases, and would become public. "
    "Review it, then remove the line draft = true."
)
"""Why a drafted codebook protects nothing."""

Progress = Callable[[str, float], None]
"""Called with the name of a stage and the share of it that is done, from 0 to 1."""


def _silent(stage: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Protection:
    """What :func:`protect` has made.

    Attributes:
        release: The folder that may be published.
        kept: The file of measurements, for :func:`redraw`; ``None`` when it was not kept.
        ledger: The file in which the cost was written.
        epsilon: ε of this release.
        delta: δ of this release.
        epsilon_total: Σε over all releases in the ledger.
        delta_total: Σδ over all releases in the ledger.
        rows: Synthetic rows; a protected number.
        counts: Published combinations.
        new_ledger: Whether the ledger was started by this release, and so has no cap.
        subject_id: Column that said which rows are one person; ``None``: each row was taken to be
            one, so that the promise is made to rows.
        delta_advice: The δ that suits so many people, when this one is larger than 1/(10 · rows);
            else ``None``. Computed from protected numbers alone.
    """

    release: Path
    kept: Path | None
    ledger: Path
    epsilon: float
    delta: float
    epsilon_total: float
    delta_total: float
    rows: int
    counts: int
    new_ledger: bool
    subject_id: str | None
    delta_advice: float | None


def check(
    cases: str | Path,
    codebook: str | Path | Codebook,
    *,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
) -> CheckReport:
    """Everything that is wrong in a case file; see :func:`lanterne.cases.check_cases`."""
    from lanterne.cases import check_cases

    return check_cases(cases, _codebook(codebook), subject_id, ignore)


def draft(cases: str | Path, name: str | None = None) -> Draft:
    """Draft a codebook from a case file, for a person to review before it is used.

    Its lists of values were read from the cases without protection and will become public: see
    :data:`lanterne.codebook.DRAFT_WARNING`. So ``Draft.codebook.draft`` is true, and
    :func:`protect` refuses the codebook until a person has reviewed it and removed that mark.

    Args:
        cases: A delimited text, XLSX, ODS or Parquet file.
        name: Name of the codebook; by default that of the file.

    Returns:
        The drafted codebook, and why each other column was left out. Nothing is written.

    Raises:
        InputError: The file cannot be read, or no column can be used.
    """
    from lanterne.cases import read_texts
    from lanterne.codebook import draft_from_frame

    path = Path(cases)
    return draft_from_frame(read_texts(path), name or path.stem)


def protect(
    cases: str | Path,
    codebook: str | Path | Codebook,
    *,
    epsilon: float,
    out: str | Path,
    delta: float | None = None,
    people: int = EXPECTED_PEOPLE,
    dial: str = "balanced",
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    ledger: str | Path | None = None,
    population: str | None = None,
    keep: bool = True,
    accept_draft: bool = False,
    publisher: str | None = None,
    licence: str | None = None,
    progress: Progress = _silent,
) -> Protection:
    """Protect a case file: write a release that is (ε, δ)-differentially private.

    Neighbours are two case files that differ by all that is recorded of one person.

    Args:
        cases: A delimited text, XLSX, ODS or Parquet file.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        epsilon: ε to spend, between 0.001 and 100.
        out: Folder of the release; must not exist.
        delta: δ to spend; by default the power of ten at or below 1/(10 · ``people``), at most
            1e-6.
        people: How many people the file is about, as is publicly known: an order of magnitude.
            Never the exact number of rows.
        dial: ``closest``, ``balanced`` or ``strict``.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the file that are left out.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the cases: beside
            the file itself, where ``cases`` is a link to it.
        population: Whose data it is, in words, for the ledger.
        keep: Keep the measurements beside the release, as ``<out>.fitted.npz``.
        accept_draft: Use a codebook that nobody has reviewed. Only when the values in the file
            are already public, as in a test on public data: they are published unprotected.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong. Nothing is written or spent.
        InputError: The case file or codebook has problems. Nothing is written or spent.
        Refused: The codebook is a draft, or the ledger's cap would be exceeded. Nothing is
            written or spent.
        LanterneError: The disk is full or failed.

    Whatever is raised once the cases are being read carries a note (``__notes__``) that says
    whether the budget was charged, and what was kept.
    """
    from lanterne.cases import open_cases
    from lanterne.privacy import Budget, Ledger, default_delta
    from lanterne.release import (
        check_destination,
        check_imprint,
        check_publishable,
        write_release,
    )
    from lanterne.synthesis.protect import draw_table, fit_cases
    from lanterne.synthesis.saved import save_fitted

    place = Path(out)
    budget = Budget(epsilon, default_delta(people) if delta is None else delta)
    setting = _dial(dial)
    check_imprint(publisher, licence)
    check_destination(place)
    kept = place.with_name(f"{place.name}.fitted.npz") if keep else None
    if kept is not None:
        _check_not_kept(kept, place)
    book = _codebook(codebook)
    if book.draft and not accept_draft:
        raise Refused(DRAFT_REFUSED)
    _raise(check_publishable(book))
    source = open_cases(cases, book, subject_id, ignore)
    _check_room(Path(cases), place.parent)
    account = Ledger(Path(ledger) if ledger is not None else ledger_beside(Path(cases)))
    new_ledger = not account.entries()
    with _saying_what_was_spent(account, place, kept):
        whose = population or DEFAULT_POPULATION
        fitted = fit_cases(source, budget, account, place.name, whose, progress)
        if kept is not None:
            save_fitted(fitted, kept)
        table = draw_table(fitted, setting, progress=progress)
        progress("write", 0.0)
        write_release(table, place, publisher=publisher, licence=licence)
    statement = table.value.statement
    return Protection(
        release=place,
        kept=kept,
        ledger=account.path,
        epsilon=statement.epsilon,
        delta=statement.delta,
        epsilon_total=statement.epsilon_total,
        delta_total=statement.delta_total,
        rows=table.value.data.height,
        counts=table.value.aggregates.height,
        new_ledger=new_ledger,
        subject_id=source.subject_id,
        delta_advice=table.value.delta_advice(),
    )


def redraw(
    fitted: str | Path,
    *,
    out: str | Path,
    dial: str = "balanced",
    rows: int | None = None,
    seed: int | None = None,
    ledger: str | Path | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    progress: Progress = _silent,
) -> Path:
    """Write another release from measurements that were kept. It costs nothing: no case is read.

    Its statement gives the totals of the ledger on the day of the measurement, and says so. With
    the ledger they are those of today.

    Args:
        fitted: File that :func:`protect` kept.
        out: Folder of the release; must not exist.
        dial: ``closest``, ``balanced`` or ``strict``.
        rows: Number of synthetic rows, at least 1; by default the estimated number of people. It
            is published: never the exact number of cases.
        seed: Seed of the drawing, for repetition; it protects nothing.
        ledger: The ledger that was charged for the measurements, to bring the totals up to date.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong.
        InputError: The file is not one that was kept, or the ledger has been tampered with.
    """
    from lanterne.privacy import Ledger
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.synthesis.protect import draw_table, with_totals_of
    from lanterne.synthesis.saved import load_fitted

    if rows is not None and rows < 1:
        raise UsageError(f"The number of rows must be at least 1, got {rows}.")
    setting = _dial(dial)
    check_imprint(publisher, licence)
    check_destination(Path(out))
    measured = load_fitted(Path(fitted))
    if ledger is not None:
        measured = with_totals_of(Ledger(ledger), measured)
    table = draw_table(measured, setting, rows, seed, progress)
    progress("write", 0.0)
    return write_release(table, Path(out), publisher=publisher, licence=licence)


def evaluate(
    cases: str | Path,
    release: str | Path,
    *,
    out: str | Path | None = None,
    codebook: str | Path | Codebook | None = None,
    subject_id: str | None = None,
    ignore: Collection[str] = (),
    language: str = "en",
) -> Evaluation:
    """Compare a release with the cases it was made from. The answer is SENSITIVE.

    Args:
        cases: The case file.
        release: Folder of the release.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        codebook: How to read the cases; by default the release's own codebook.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the file that are left out.
        language: Language of the report: ``en`` or ``fr``.

    Raises:
        UsageError: An argument is wrong.
        InputError: The case file or the release has problems.
    """
    from lanterne.cases import open_cases
    from lanterne.evaluation import evaluate_release
    from lanterne.release import check_destination, load_release

    if out is not None:
        check_destination(Path(out))
    published = load_release(Path(release))
    book = published.codebook if codebook is None else _codebook(codebook)
    evaluation = evaluate_release(open_cases(cases, book, subject_id, ignore), published)
    if out is not None:
        from lanterne.report import write_report

        write_report(evaluation, Path(out), language=language)
    return evaluation


def verify(release: str | Path) -> VerifyReport:
    """Check a release: every byte, value, rule and count; see :func:`lanterne.release`."""
    from lanterne.release import verify_release

    return verify_release(Path(release))


def load(release: str | Path) -> Release:
    """Read a release: its codebook, rows, counts and promise."""
    from lanterne.release import load_release

    return load_release(Path(release))


def sample(
    folder: str | Path,
    victims: int | None = None,
    seed: int = 7,
    *,
    codebook: str = "lanterne-cases",
    perpetrators: int | None = None,
) -> Path:
    """Write fictional cases and their data card; see :mod:`lanterne.cases.fictional`.

    Args:
        folder: A folder that does not exist, or is empty.
        victims: How many; ``None``: 20,000 of one table, 17,000 of a network.
        seed: The same numbers give the same files.
        codebook: ``lanterne-cases`` for one table, ``lanterne-network`` for linked tables.
        perpetrators: How many there are in a network; ``None``: 2.2 per victim.

    Raises:
        UsageError: When a number or a codebook will not do, or the folder cannot be written.
    """
    from lanterne.cases.fictional import write_fictional_cases, write_fictional_network

    if codebook == "lanterne-network":
        victims = 17_000 if victims is None else victims
        return write_fictional_network(folder, victims, seed, perpetrators)
    if codebook != "lanterne-cases":
        raise UsageError(
            "Fictional cases are of the codebook lanterne-cases or lanterne-network, "
            f"got {codebook}."
        )
    if perpetrators is not None:
        raise UsageError("Perpetrators are those of a network: add --codebook lanterne-network.")
    return write_fictional_cases(folder, 20_000 if victims is None else victims, seed)


def ledger_beside(cases: Path) -> Path:
    """The ledger of a case file: beside the file itself, so that a link finds the same one."""
    return (cases.resolve() if cases.is_symlink() else cases).parent / LEDGER


def _codebook(codebook: str | Path | Codebook) -> Codebook:
    from lanterne.codebook import Codebook, load_codebook

    return codebook if isinstance(codebook, Codebook) else load_codebook(codebook)


def _dial(dial: str) -> Dial:
    from lanterne.synthesis.attest import Dial

    if dial not in list(Dial):
        raise UsageError(f"The dial must be one of {', '.join(Dial)}, got {dial!r}.")
    return Dial(dial)


def _check_not_kept(kept: Path, place: Path) -> None:
    """Measurements that are there already were paid for: they are used, not overwritten."""
    if kept.exists():
        raise UsageError(
            f"{kept} exists already: measurements that were kept, and paid for. To make the "
            f"release from them at no cost: lanterne redraw {kept} --out {place}. "
            "To measure again, choose another name."
        )


def _check_room(cases: Path, folder: Path) -> None:
    """A disk that fills up after the spend wastes it, so the room is looked at before."""
    free = shutil.disk_usage(folder).free
    if free < ROOM + 2 * cases.stat().st_size:
        raise UsageError(
            f"Only {free / 2**20:.0f} MB are free in {folder}, which may not be enough for the "
            "release. Nothing was written and nothing was spent. Free some space, or choose "
            "another disk."
        )


def _raise(problems: Collection[Problem]) -> None:
    if problems:
        raise InputError(problems)


@contextmanager
def _saying_what_was_spent(account: Ledger, place: Path, kept: Path | None) -> Iterator[None]:
    """Note on whatever is raised whether the ledger was charged: read from it, not guessed."""
    before = len(account.entries())
    try:
        yield
    except BaseException as error:
        error.add_note(_what_was_spent(account, before, place, kept))
        raise


def _what_was_spent(account: Ledger, before: int, place: Path, kept: Path | None) -> str:
    try:
        new = account.entries()[before:]
    except (LanterneError, KeyboardInterrupt) as error:
        return f"Whether the budget was charged, the ledger says: {account.path} ({error})"
    if not any(e.kind == "spend" and e.details["purpose"] == place.name for e in new):
        return "The budget was NOT charged: nothing was spent."
    if place.exists():
        return f"The budget WAS charged. {place} is whole: see lanterne verify {place}."
    if kept is not None and kept.exists():
        return (
            "The budget WAS charged. The measurements are kept; make the release at no further "
            f"cost: lanterne redraw {kept} --out {place}"
        )
    return f"The budget WAS charged, and no release was made: {account.path} holds the spend."
