"""The verb that pays for a choice: one of several releases, by how close it is to the cases."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.needs import check_memory
from lanterne.verbs.precautions import (
    Destination,
    check_room,
    claimed,
    ledger_beside,
    saying_what_was_spent,
)
from lanterne.verbs.protection import check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.settings import Progress, dial_of, silent

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.privacy import PrivacyStatement, Protected
    from lanterne.synthesis.protect import FittedTable

CANDIDATES = ("closest", "balanced", "strict")
"""Settings of the dial among which is chosen, when nobody names any."""


@dataclass(frozen=True)
class Choice:
    """What :func:`choose` has made.

    Attributes:
        release: The folder that may be published.
        ledger: The file in which the cost was written.
        dial: Setting of the dial of the candidate that was chosen.
        fitted: File of measurements that it was drawn from.
        candidates: Among how many it was chosen.
        cost: ε of the choice alone.
        statement: What is promised to whom, the choice included, with the totals of the ledger.
        rows: Synthetic rows.
        counts: Published combinations.
    """

    release: Path
    ledger: Path
    dial: str
    fitted: Path
    candidates: int
    cost: float
    statement: PrivacyStatement
    rows: int
    counts: int


@checked
def choose(
    cases: str | Path,
    fitted: str | Path | Sequence[str | Path],
    *,
    epsilon: float,
    out: str | Path,
    dials: Sequence[str] = CANDIDATES,
    subject_id: str | None = None,
    household: str | None = None,
    ignore: Collection[str] = (),
    ledger: str | Path | None = None,
    accept_risk: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    progress: Progress = silent,
) -> Choice:
    """Draw several releases of one table from kept measurements, and write one, chosen privately.

    The candidates are all files of measurements with all settings of the dial. They are compared
    with the cases by their counts of one and of two answers; the closer one is, the likelier it is
    chosen. The ε of the release is that of all the measurements and of the choice. Nothing else of
    the comparison is shown or kept.

    Args:
        cases: The file of cases that was measured.
        fitted: File that :func:`protect` kept, or several: measurements of the same cases with one
            codebook, made with another ε or another bound.
        epsilon: ε of the choice, between 0.001 and 100; a small part of that of the measurements.
        out: Folder of the release; must not exist.
        dials: Settings of the dial to choose among.
        subject_id: Column that says which rows are one person, as when they were measured;
            ``None``: as the codebook says.
        household: Column that says who lives together, where households are protected; ``None``:
            as the codebook says.
        ignore: Columns of the file that are left out.
        ledger: The ledger that was charged for the measurements; by default the one beside the
            cases. It is charged for the choice.
        accept_risk: Why the release is made although there is one by a k-method of the same
            people, in three words or more; kept in the ledger, and not published.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong, there is one candidate only, or what was measured does
            not belong together or to the ledger. Nothing is written or spent.
        InputError: The cases, the measurements or the ledger have problems.
        Refused: The ledger's cap would be exceeded; or it holds a release by a k-method, and
            nobody accepts the risk. Nothing is written or spent.
        LanterneError: The disk is full or failed.

    Whatever is raised once the cases are being read carries a note (``__notes__``) that says
    whether the budget was charged.
    """
    from lanterne.privacy import Ledger
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.synthesis.choose import check_candidates, choose_table, purpose_of

    path, place = Path(cases), Path(out)
    kept = _paths(fitted)
    settings = [dial_of(dial) for dial in dials]
    if len(set(settings)) < len(settings):
        raise UsageError("choice.dial-twice")
    number = len(kept) * len(settings)
    check_candidates(number)
    check_imprint(publisher, licence)
    check_destination(place)
    measured = [_load(one) for one in kept]
    check_codebook(measured[0].value.codebook, accept_draft=True, condensed=False)
    check_memory(measured[0].value.codebook, round(measured[0].value.model.people))
    account = Ledger(ledger_beside(path) if ledger is None else Path(ledger), accept_risk)
    account.check_beside_others("spend")
    purpose = purpose_of(place.name, number)
    to = Destination(place, None, condensed=False)
    rehearsal = Rehearsal(to, publisher, licence)
    with claimed(to), saying_what_was_spent(account, to, purpose):
        source = _open(path, measured[0].value, subject_id, household, ignore)
        check_room(path, place.parent)
        chosen = choose_table(
            source, measured, settings, epsilon, account, place.name, progress, rehearsal.drawn
        )
        progress("write", 0.0)
        write_release(chosen.table, place, publisher=publisher, licence=licence)
    made = chosen.table.value
    return Choice(
        release=place,
        ledger=account.path,
        dial=str(made.settings["dial"]),
        fitted=kept[chosen.measurements],
        candidates=number,
        cost=epsilon,
        statement=made.statement,
        rows=made.data.height,
        counts=made.aggregates.height,
    )


def _paths(fitted: str | Path | Sequence[str | Path]) -> list[Path]:
    """The files, be it one or several."""
    return [Path(fitted)] if isinstance(fitted, str | Path) else list(map(Path, fitted))


def _load(path: Path) -> Protected[FittedTable]:
    """Measurements of one table.

    Raises:
        UsageError: They are of linked tables.
        InputError: The file is not one that was kept.
    """
    from lanterne.synthesis.archive import kind_of_archive
    from lanterne.synthesis.saved import KIND, load_fitted

    if kind_of_archive(path) != KIND:
        raise UsageError("choice.of-linked-tables", place=str(path))
    return load_fitted(path)


def _open(
    cases: Path,
    fitted: FittedTable,
    subject_id: str | None,
    household: str | None,
    ignore: Collection[str],
) -> Cases:
    """The cases as they were measured: with households only where these are protected."""
    from lanterne.cases import open_cases
    from lanterne.privacy import Unit

    protected = fitted.statement.unit == Unit.HOUSEHOLD
    if household and not protected:
        raise UsageError("choice.households-unprotected")
    living = household if protected else ""
    return open_cases(cases, fitted.codebook, subject_id, ignore, living)
