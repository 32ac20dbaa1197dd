"""The verbs of a dataset over the years: begin it, hand in a year, see how it stands."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import PRIVATE_FOLDER
from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.precautions import Destination, check_room
from lanterne.verbs.protection import check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import EXPECTED_PEOPLE, DeliverRequest, takes
from lanterne.verbs.settings import Progress, codebook_of, naming, opened_of_series

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.cases.people import Who
    from lanterne.codebook import Codebook
    from lanterne.series import CohortStanding, Delivery, Series


@checked
def begin_series(
    folder: str | Path,
    codebook: str | Path | Codebook,
    cohorts: Sequence[str],
    epsilon: float,
    subject_id: str | None = None,
    people: int | None = None,
    final_after: int = 2,
) -> Series:
    """Begin a dataset over the years.

    A person belongs to the cohort of the year in which their case is first handed in. Each cohort
    is measured twice, soon and for good, and no person can be charged more than ε, for ever.

    Args:
        folder: Where it goes; must not exist. Sensitive: keep it beside the cases.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; of one table.
        cohorts: Years, or several together where few cases come: ``2024``, ``2025-2027``.
        epsilon: ε that all measurements of a cohort may cost each of its people, together.
        subject_id: Column that says which rows are one person, in every year; ``None``: as the
            codebook says.
        people: How many people a cohort is about, as is publicly known, from which δ follows.
        final_after: Years after the last of a cohort when it is measured for good, at least 1.

    Raises:
        UsageError: Something is there, nothing says which rows are one person, cohorts overlap or
            a number cannot be.
        Refused: The codebook is a draft.
        InputError: The codebook has problems.
        LanterneError: The disk refuses.
    """
    from lanterne import series as room
    from lanterne.privacy import Budget, default_delta
    from lanterne.release.folder import check_outside_releases
    from lanterne.series.begin import cohorts_of

    check_outside_releases(Path(folder))
    book = codebook_of(codebook)
    if book.network is not None:
        raise UsageError("series.linked")
    check_codebook(book, accept_draft=False, condensed=False)
    subject = subject_id or book.table.subject_id
    if not subject:
        raise UsageError("series.no-subject-id")
    budget = Budget(epsilon, default_delta(EXPECTED_PEOPLE if people is None else people))
    plan = room.SeriesPlan(subject, budget, cohorts_of(cohorts), final_after)
    return room.begin_series(Path(folder), book, plan)


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
    from lanterne import series as room
    from lanterne.series.begin import cohorts_of

    return room.extend_series(room.load_series(Path(folder)), cohorts_of(cohorts))


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
    from lanterne import series as room
    from lanterne.files.file_fingerprint import changed, stamp
    from lanterne.files.standard_input import NAME
    from lanterne.synthesis.attest import Dial

    place, cases = Path(request.series), Path(request.cases)
    series = room.load_series(place)
    if request.year > date.today().year:
        raise UsageError("series.year-to-come", year=str(request.year))
    if str(cases) == NAME:
        raise UsageError("series.file-alone")
    opening, opened = opened_of_series(series, cases, request.mapping, request.ignore)
    check_room(cases, place)
    there = stamp(cases)

    def unchanged(who: Who) -> Cases:
        if stamp(cases) != there:
            raise changed(cases)
        return opened(who)

    named = naming(opening.mapping, series.codebook, opening.joined)
    kept = place / "kept"
    kept.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # copies leave an empty folder out
    tried = Destination(kept / "release", kept / "tried.fitted.npz", condensed=False)
    rehearsal = Rehearsal(tried, None, None)
    reported = tuple(request.reported_by)
    return room.deliver(
        series,
        room.Handed(request.year, unchanged, named, request.most_are_gone, reported),
        lambda made: rehearsal.fitted(lambda: named(made()), Dial.BALANCED),
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
    from lanterne.series import load_series, standings

    return tuple(standings(load_series(Path(folder))))
