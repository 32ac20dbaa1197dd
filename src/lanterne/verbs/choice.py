"""The verb that pays for a choice: one of several releases, by how close it is to the cases."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.files.handed import handed
from lanterne.verbs.needs import check_memory
from lanterne.verbs.parts import check_made_here, check_outside, check_parts, open_cases_of
from lanterne.verbs.precautions import (
    Destination,
    account_of,
    check_room,
    claimed,
    saying_what_was_spent,
)
from lanterne.verbs.protection import check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import ChooseRequest, takes
from lanterne.verbs.settings import Progress, dial_of, opening_of

if TYPE_CHECKING:
    from lanterne.cases.case_records import CaseRecords
    from lanterne.privacy import PrivacyStatement, Protected
    from lanterne.synthesis.protect import FittedTable


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


@takes(ChooseRequest)
def choose(request: ChooseRequest, progress: Progress) -> Choice:
    """Draw several releases of one table from kept measurements, and write one, chosen privately.

    The candidates are all files of measurements with all settings of the dial. They are compared
    with the cases by their counts of one and of two answers; the closer one is, the likelier it is
    chosen. The ε of the release is that of all the measurements and of the choice. Nothing else of
    the comparison is shown or kept.

    Args:
        request: What is asked for; or its fields: see :class:`ChooseRequest`.
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
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.synthesis.choose import check_candidates, choose_table, purpose_of

    cases, place, kept = handed(request.cases), Path(request.out), request.measurements
    settings = [dial_of(dial) for dial in request.dials]
    number = len(kept) * len(settings)
    check_candidates(number)
    check_imprint(request.publisher, request.licence)
    check_made_here(place, request.ledger)
    check_destination(place)
    measured = [_load(one) for one in kept]
    first = measured[0].value
    check_codebook(first.codebook, accept_draft=True, condensed=False)
    check_memory(first.codebook, round(first.model.people))
    check_outside(cases, first.codebook, request.ledger, place)
    account = account_of(request)
    account.check_beside_others("spend")
    to = Destination(place, None, condensed=False)
    rehearsal = Rehearsal(to, request.publisher, request.licence)
    with claimed(to), saying_what_was_spent(account, to, purpose_of(place.name, number)):
        source = _open(request, first)
        check_room(cases, place.parent)
        chosen = choose_table(
            source,
            measured,
            settings,
            request.epsilon,
            account,
            place.name,
            progress,
            rehearsal.drawn,
        )
        progress("write", 0.0)
        write_release(chosen.table, place, publisher=request.publisher, licence=request.licence)
    made = chosen.table.value
    return Choice(
        release=place,
        ledger=account.path,
        dial=str(made.settings["dial"]),
        fitted=kept[chosen.measurements],
        candidates=number,
        cost=request.epsilon,
        statement=made.statement,
        rows=made.data.height,
        counts=made.aggregates.height,
    )


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


def _open(request: ChooseRequest, fitted: FittedTable) -> CaseRecords:
    """The cases as they were measured: with households only where these are protected."""
    from lanterne.privacy import Unit

    protected = Unit(fitted.statement.unit).traits.group
    if request.household and not protected:
        raise UsageError("choice.households-unprotected")
    living = request.household if protected else ""
    book, opening = fitted.codebook, opening_of(request, fitted.codebook)
    if opening.joined != fitted.joined:
        raise UsageError("choice.other-duplicates")
    cases = handed(request.cases)
    check_parts(cases, book, request.duplicates)
    said = request.subject_id, living
    return open_cases_of(cases, book, said, request.ignore, opening.table)
