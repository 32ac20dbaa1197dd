"""The verbs of a dataset over the years: begin it, hand in a year, see how it stands."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.disk import PRIVATE_FOLDER
from lanterne.errors import UsageError
from lanterne.files.handed import handed
from lanterne.verbs.arguments import checked
from lanterne.verbs.linked_series import stamps, who_is_protected
from lanterne.verbs.parts import check_made_here
from lanterne.verbs.precautions import Destination, check_room
from lanterne.verbs.protection import check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import EXPECTED_PEOPLE, BeginRequest, DeliverRequest, takes
from lanterne.verbs.series_files import files_of_series
from lanterne.verbs.settings import Progress, codebook_of

if TYPE_CHECKING:
    from lanterne.series.deliver import Delivery
    from lanterne.series.series_folder import Series
    from lanterne.series.standing import CohortStanding


@takes(BeginRequest)
def begin_series(request: BeginRequest, progress: Progress) -> Series:
    """Begin a dataset over the years.

    A person belongs to the cohort of the year in which their case is first handed in. Each cohort
    is measured twice, soon and for good, and no person can be charged more than ε, for ever.

    Args:
        request: What is asked for; or its fields: see :class:`BeginRequest`.
        progress: Not called: it takes no time.

    Raises:
        UsageError: Something is there, nothing says which rows are one person, cohorts overlap or
            a number cannot be.
        Refused: The codebook is a draft.
        InputError: The codebook has problems.
        LanterneError: The disk refuses.
    """
    from lanterne.privacy import Budget, default_delta
    from lanterne.release.folder import check_outside_releases
    from lanterne.series import begin
    from lanterne.series.plan import SeriesPlan, cohorts_of

    check_made_here(request.folder)
    folder = Path(request.folder)
    check_outside_releases(folder)
    book = codebook_of(request.codebook)
    check_codebook(book, accept_draft=False, condensed=False)
    subject, units = who_is_protected(request, book)
    people = EXPECTED_PEOPLE if request.people is None else request.people
    plan = SeriesPlan(
        subject,
        Budget(request.epsilon, default_delta(people)),
        cohorts_of(request.cohorts),
        request.final_after,
        units=units,
        household=request.household or "",
        bounds=tuple((request.bounds or {}).items()),
        joint=request.joint,
    )
    return begin.begin_series(folder, book, plan)


@checked
def extend_series(folder: str | Path, cohorts: Sequence[str]) -> Series:
    """Add cohorts of later years to a series.

    Args:
        folder: Of the series.
        cohorts: As for :func:`begin_series`, all of them later than those that there are.

    Raises:
        UsageError: It is no series, or a cohort is not later.
        LanterneError: The disk refuses.
    """
    from lanterne.series import begin
    from lanterne.series.plan import cohorts_of
    from lanterne.series.plan_file import load_series

    return begin.extend_series(load_series(Path(folder)), cohorts_of(cohorts))


@takes(DeliverRequest)
def deliver(request: DeliverRequest, progress: Progress) -> Delivery:
    """Hand in the cases of a year: whoever is new is registered, and cohorts that are due measured.

    Args:
        request: What is asked for; or its fields: see :class:`DeliverRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: The year is of no cohort, to come, or before the last delivery; ids are written
            otherwise than before; or something of the series is missing or older than the rest.
        InputError: The cases have problems. Nothing is registered, measured or spent.
        Refused: A cap would be exceeded.
        LanterneError: The disk is full or failed.
    """
    from lanterne.files.file_fingerprint import changed
    from lanterne.files.standard_input import NAME
    from lanterne.series import deliver
    from lanterne.series.plan_file import load_series
    from lanterne.synthesis.attest import Dial

    place, cases = Path(request.series), handed(request.cases)
    series = load_series(place)
    if request.year > date.today().year:
        raise UsageError("series.year-to-come", year=str(request.year))
    if str(cases) == NAME:
        raise UsageError("series.file-alone")
    asked = series, cases, request.mapping, request.ignore
    given = files_of_series(*asked, most_are_gone=request.most_are_gone)
    check_room(cases, place)
    there = [stamps(file) for file in given.files]

    def unchanged(who: Any) -> Any:
        for file, before in zip(given.files, there, strict=True):
            if stamps(file) != before:
                raise changed(file)
        return given.opened(who)

    kept = place / "kept"
    kept.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # copies leave an empty folder out
    tried = Destination(kept / "release", kept / "tried.fitted.npz", condensed=False)
    rehearsal = Rehearsal(tried, None, None)
    if given.partners and request.reported_by:
        raise UsageError("partners.reported")
    reported = tuple(given.partners.values()) or tuple(request.reported_by)
    return deliver.deliver(
        series,
        deliver.Handed(
            request.year, unchanged, given.named, given.may_be_gone, reported, given.partners
        ),
        lambda made: rehearsal.fitted(lambda: given.named(made()), Dial.BALANCED),
        progress,
    )


@checked
def series_standing(folder: str | Path) -> tuple[CohortStanding, ...]:
    """How each cohort of a series stands.

    Args:
        folder: Of the series.

    Raises:
        UsageError: It is no series.
        InputError: A ledger has been tampered with.
    """
    from lanterne.series.plan_file import load_series
    from lanterne.series.standing import standings

    return tuple(standings(load_series(Path(folder))))
