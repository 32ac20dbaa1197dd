"""The verbs of a dataset over the years: begin it, hand in a year, see how it stands."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.disk import PRIVATE_FOLDER
from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.precautions import Destination, check_room, claimed
from lanterne.verbs.protection import check_codebook
from lanterne.verbs.rehearsal import Rehearsal
from lanterne.verbs.requests import EXPECTED_PEOPLE, CheckRequest, EditionRequest, takes
from lanterne.verbs.settings import (
    Progress,
    codebook_of,
    dial_of,
    naming,
    opening_of,
    silent,
)

if TYPE_CHECKING:
    from lanterne.cases import Cases
    from lanterne.cases.people import Who
    from lanterne.codebook import Codebook
    from lanterne.release.trends import CohortCount, Revision
    from lanterne.series import CohortStanding, Delivery, Series


@dataclass(frozen=True)
class Edition:
    """What :func:`draw_edition` has made.

    Attributes:
        release: The folder that may be published.
        ledgers: The folder of the ledgers of its cohorts.
        stages: Cohort → which of its measurements is used: ``provisional`` or ``final``.
    """

    release: Path
    ledgers: Path
    stages: Mapping[str, str]


@dataclass(frozen=True)
class Trend:
    """What editions of a series say of some answers, cohort by cohort.

    Attributes:
        cohorts: How many people of each cohort, and the change from the one before.
        revisions: What the earlier edition said, of the cohorts that both have.
    """

    cohorts: tuple[CohortCount, ...]
    revisions: tuple[Revision, ...]


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


@checked
def deliver(
    folder: str | Path,
    cases: str | Path,
    year: int,
    mapping: str | Path | None = None,
    ignore: Collection[str] = (),
    most_are_gone: bool = False,
    reported_by: Collection[str] = (),
    progress: Progress = silent,
) -> Delivery:
    """Hand in the cases of a year: whoever is new is registered, and cohorts that are due measured.

    Args:
        folder: Of the series.
        cases: All cases of the organisation as they are now, those of earlier years among them.
        year: In which they are handed in; not before the last delivery, nor after this year.
        mapping: Mapping by which a partner's file becomes cases; ``None``: it holds cases. Who
            stands in it under two ids is said by :func:`join_people`, for all years.
        ignore: Columns of the file that are left out.
        most_are_gone: Whether most people of earlier years may be missing from the file; else it
            is refused, since their ids may have been rewritten.
        reported_by: Names of the organisations whose cases these are, all of them: editions say it
            beside every trend, and it is published.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: The year is of no cohort, to come, or before the last delivery; ids are written
            otherwise than before; or something of the series is missing or older than the rest.
        InputError: The cases have problems. Nothing is registered, measured or spent.
        Refused: A cap would be exceeded.
        LanterneError: The disk is full or failed.
    """
    from lanterne import series as room
    from lanterne.cases import open_cases
    from lanterne.files.file_fingerprint import changed, stamp
    from lanterne.files.standard_input import NAME
    from lanterne.synthesis.attest import Dial

    place = Path(folder)
    series = room.load_series(place)
    subject = series.plan.subject_id
    if year > date.today().year:
        raise UsageError("series.year-to-come", year=str(year))
    if str(cases) == NAME:
        raise UsageError("series.file-alone")
    asked = CheckRequest(cases, series.codebook, mapping=mapping, subject_id=subject, ignore=ignore)
    opening = opening_of(asked, series.codebook)
    check_room(Path(cases), place)
    there = stamp(Path(cases))

    def opened(who: Who) -> Cases:
        if stamp(Path(cases)) != there:
            raise changed(Path(cases))
        return open_cases(
            cases, series.codebook, subject, ignore, household="", open_as=opening.table, who=who
        )

    named = naming(opening.mapping, series.codebook, opening.joined)
    kept = place / "kept"
    kept.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)  # copies leave an empty folder out
    tried = Destination(kept / "release", kept / "tried.fitted.npz", condensed=False)
    rehearsal = Rehearsal(tried, None, None)
    return room.deliver(
        series,
        room.Handed(year, opened, named, most_are_gone, tuple(reported_by)),
        lambda made: rehearsal.fitted(lambda: named(made()), Dial.BALANCED),
        progress,
    )


@takes(EditionRequest)
def draw_edition(request: EditionRequest, progress: Progress) -> Edition:
    """Write an edition: all cohorts that were measured, as one release. It costs nothing.

    Args:
        request: What is asked for; or its fields: see :class:`EditionRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: It is no series, nothing was measured, measurements are missing or of another
            series, or the folder cannot be made.
        InputError: A ledger has been tampered with, or measurements cannot be read.
        LanterneError: The disk is full or failed.
    """
    from lanterne import series as room
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.series.begin import cohorts_of

    out = Path(request.out)
    check_imprint(request.publisher, request.licence)
    check_destination(out)
    series = room.load_series(Path(request.series))
    cohorts = [series.plan.named(str(one)) for one in cohorts_of(request.cohorts)]
    with claimed(Destination(out, None, condensed=False)):
        drawn = room.draw_edition(series, cohorts, dial_of(request.dial), request.seed, progress)
        progress("write", 0.0)
        write_release(drawn, out, publisher=request.publisher, licence=request.licence)
    statement = drawn.value.statement
    return Edition(out, series.ledgers, {one.cohort: one.stage for one in statement.cohorts})


@checked
def trend(
    edition: str | Path, answers: Sequence[str] = (), earlier: str | Path | None = None
) -> Trend:
    """How many people of each cohort give some answers, and what an earlier edition said of it.

    Read from published counts: whoever has the releases can do it.

    Args:
        edition: Folder of an edition of a series.
        answers: Up to two, of different columns: ``gender=woman``; none: people, whatever they
            answer.
        earlier: Folder of an earlier edition of the same series.

    Raises:
        UsageError: It is no edition, has no such answers, or the editions are of two series.
        InputError: A release is not whole.
    """
    from lanterne.release import load_release
    from lanterne.release.trends import revisions
    from lanterne.release.trends import trend as trend_of

    asked = tuple(map(_answer, answers))
    now = load_release(Path(edition), rows=False)
    found = trend_of(now, asked)
    if earlier is None:
        return Trend(found, ())
    return Trend(found, revisions(now, load_release(Path(earlier), rows=False), asked))


def _answer(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        raise UsageError("trend.no-value", given=text)
    return column.strip(), value.strip()


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


@checked
def join_people(folder: str | Path, ids: Sequence[str]) -> tuple[bool, ...]:
    """Say that some ids of a series are one person, who counts in the first of their cohorts.

    Args:
        folder: Of the series.
        ids: Two or more; best said before a case is handed in under the second.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: There are fewer than two, or it is no series.
        VaultError: The register cannot be read with its key.
    """
    from lanterne import series as room

    return room.join_people(room.load_series(Path(folder)), ids)


@checked
def withdraw_people(folder: str | Path, ids: Sequence[str]) -> tuple[bool, ...]:
    """Take people out of all that is measured of a series from now on; what was published stays.

    Args:
        folder: Of the series.
        ids: One or more.

    Returns:
        Of each id, whether anything was handed in under it so far.

    Raises:
        UsageError: It is no series.
        VaultError: The register cannot be read with its key.
    """
    from lanterne import series as room

    return room.withdraw_people(room.load_series(Path(folder)), ids)


@checked
def confirm_withdrawal(folder: str | Path, subject: str, note: str | Path) -> str:
    """Write a signed note, in four languages, that somebody was taken out of a series.

    It holds no id: a reference instead, which only who has id and register can make again.

    Args:
        folder: Of the series.
        subject: Id of the person, who has withdrawn.
        note: File of the note; must not exist.

    Returns:
        The public key by which it was signed.

    Raises:
        UsageError: They have not withdrawn, it is no series, or the file cannot be written.
        VaultError: The register cannot be read with its key.
    """
    from lanterne import series as room

    return room.confirm_withdrawal(
        room.load_series(Path(folder)), subject, date.today(), Path(note)
    )


@checked
def check_withdrawal_note(note: str | Path, public_key: str | None = None) -> str:
    """The public key by which a note of a withdrawal was signed.

    Args:
        note: The file.
        public_key: Key that it must be signed with, or a file that holds it.

    Raises:
        InputError: It is no such note, or was changed.
        UsageError: Another key signed it, or there is no such file or key.
    """
    from lanterne.gate import read_public_key
    from lanterne.series import check_note

    expected = None if public_key is None else read_public_key(public_key)
    return check_note(Path(note), expected)
