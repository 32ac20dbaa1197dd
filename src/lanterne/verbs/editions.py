"""The verbs of editions of a series: draw one, and compare it over the years."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.arguments import checked
from lanterne.verbs.precautions import Destination, claimed
from lanterne.verbs.requests import EditionRequest, takes
from lanterne.verbs.settings import Progress, dial_of

if TYPE_CHECKING:
    from lanterne.release.trends import CohortCount, Revision


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
        in_several: Whether somebody may be in several cohorts, so that they do not add up to
            people: perpetrators.
    """

    cohorts: tuple[CohortCount, ...]
    revisions: tuple[Revision, ...]
    in_several: bool = False


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
    from lanterne.release import check_destination, check_imprint, write_release
    from lanterne.series import edition
    from lanterne.series.plan import cohorts_of
    from lanterne.series.plan_file import load_series

    out = Path(request.out)
    check_imprint(request.publisher, request.licence)
    check_destination(out)
    series = load_series(Path(request.series))
    cohorts = [series.plan.named(str(one)) for one in cohorts_of(request.cohorts)]
    with claimed(Destination(out, None, condensed=False)):
        drawn = edition.draw_edition(series, cohorts, dial_of(request.dial), request.seed, progress)
        progress("write", 0.0)
        write_release(drawn, out, publisher=request.publisher, licence=request.licence)
    statement = drawn.value.statement
    return Edition(out, series.ledgers, {one.cohort: one.stage for one in statement.cohorts})


@checked
def trend(
    edition: str | Path,
    answers: Sequence[str] = (),
    earlier: str | Path | None = None,
    of: str = "",
) -> Trend:
    """How many people of each cohort give some answers, and what an earlier edition said of it.

    Read from published counts: whoever has the releases can do it.

    Args:
        edition: Folder of an edition of a series.
        answers: Up to two, of different columns: ``gender=woman``; none: people, whatever they
            answer.
        earlier: Folder of an earlier edition of the same series.
        of: Of linked tables, the table of who is counted: ``perpetrators``; empty: victims.

    Raises:
        UsageError: It is no edition, has no such people or answers, or the editions are of two
            series.
        InputError: A release is not whole.
    """
    from lanterne.release import load_release
    from lanterne.release.trends import in_several, revisions
    from lanterne.release.trends import trend as trend_of

    asked = tuple(map(_answer, answers))
    now = load_release(Path(edition), rows=False)
    found = trend_of(now, asked, of)
    before: tuple[Revision, ...] = ()
    if earlier is not None:
        before = revisions(now, load_release(Path(earlier), rows=False), asked, of)
    return Trend(found, before, in_several(now, of))


def _answer(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals:
        raise UsageError("trend.no-value", given=text)
    return column.strip(), value.strip()
