"""An edition: all cohorts that were measured, as one release. It reads no case and costs nothing.

Of a cohort that was measured for good only that is used. Its provisional counts are of records that
were corrected since, and a mean of both would be of neither.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from lanterne.codebook.model import Codebook, Column, ColumnType, Value
from lanterne.codebook.roles import Role
from lanterne.errors import UsageError
from lanterne.harmonise.definitions import otherwise_defined
from lanterne.harmonise.partners import Partner, otherwise_asked, together
from lanterne.messages import LANGUAGES
from lanterne.messages.punctuation import comma
from lanterne.messages.store import part
from lanterne.privacy import MeasuredCohort, statement_of_edition
from lanterne.privacy.events import VectorGaussianEvent
from lanterne.release.cohorts import COHORT
from lanterne.series.plan import FINAL, PROVISIONAL, Cohort, names
from lanterne.series.reported import read_reported, reporting
from lanterne.series.series_folder import Series
from lanterne.synthesis.attest import Dial
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.fitted import Drawn, load_kept, with_totals_of
from lanterne.synthesis.network.fit import FittedNetwork
from lanterne.synthesis.network.union import draw_linked_union
from lanterne.synthesis.protect import FittedTable
from lanterne.synthesis.union import Group, draw_union, with_sources

Measured = FittedTable | FittedNetwork
"""What is kept of a cohort."""


def draw_edition(
    series: Series,
    cohorts: Sequence[Cohort],
    dial: Dial,
    seed: int | None,
    progress: Progress,
) -> Drawn:
    """Draw one release of several cohorts; a column before all others says who is in which.

    Args:
        series: That was begun.
        cohorts: Of this series; none: all that were measured.
        dial: From closest to the cases, to least invented.
        seed: Seed of the drawing, which protects nothing; ``None``: a new one.
        progress: Told how far things are.

    Raises:
        UsageError: Nothing was measured, measurements of a cohort are lost, or they are not of this
            codebook or of their ledger.
        InputError: A ledger has been tampered with, or a file of measurements cannot be read.
    """
    stages = _stages(series, cohorts)
    kept = {cohort: _kept(series, cohort, stage) for cohort, stage in stages.items()}
    seed = secrets.randbits(31) if seed is None else seed
    statement = statement_of_edition(
        [
            MeasuredCohort(str(one), stages[one], made.statement, _scales(series, one, made))
            for one, made in kept.items()
        ]
    )
    book, sources = with_cohorts(series.codebook, list(kept)), _sources(series, kept)
    tables = {str(one): made for one, made in kept.items() if isinstance(made, FittedTable)}
    linked = {str(one): made for one, made in kept.items() if isinstance(made, FittedNetwork)}
    if linked:
        return draw_linked_union(linked, book, statement, sources, dial, seed, progress)
    groups = [Group(name, table) for name, table in tables.items()]
    drawn = draw_union(groups, book, statement, dial, seed, progress)
    return with_sources(drawn, sources, together([one.partners for one in tables.values()]))


def _scales(series: Series, cohort: Cohort, kept: Measured) -> Mapping[float, int]:
    """Scale of noise → how many tables have it; of linked ones, as those see it who come first."""
    if isinstance(kept, FittedTable):
        return Counter(kept.measurements.sigmas)
    scales: Counter[float] = Counter()
    for event in series.mechanisms(cohort)[kept.stage]:
        if isinstance(event, VectorGaussianEvent):
            scales[float(event.sigma)] += event.count
    return scales


def _sources(series: Series, kept: Mapping[Cohort, Measured]) -> tuple[CohortSource, ...]:
    """Where the people of each cohort come from, and which columns are not as in the one before."""
    reported = read_reported(series.reported)
    tables = list(kept.values())
    return tuple(
        CohortSource(
            str(cohort),
            # Who is in the measurement that is used, and not who handed in when it was another.
            tuple(sorted(one.name for one in _partners(made))) or reporting(reported, cohort),
            made.mapping,
            _otherwise(made, before),
            {one.name: one.digest for one in _partners(made)},
        )
        for (cohort, made), before in zip(kept.items(), [*tables[:1], *tables], strict=False)
    )


def _partners(kept: Measured) -> tuple[Partner, ...]:
    """The organisations whose cases were counted together; linked tables are of one."""
    return kept.partners if isinstance(kept, FittedTable) else ()


def _otherwise(kept: Measured, before: Measured) -> tuple[str, ...]:
    """Columns that are not made as those of the cohort before."""
    if _partners(kept) and _partners(before):
        return otherwise_asked(_partners(kept), _partners(before))
    return otherwise_defined(kept.definitions, before.definitions)


def with_cohorts(codebook: Codebook, cohorts: Sequence[Cohort]) -> Codebook:
    """The codebook of an edition: with one column more, the first, that says who is in which.

    Of linked tables it is a column of victims.
    """
    network = codebook.network
    table = codebook.table if network is None else network.victims
    values = tuple(Value(name, dict.fromkeys(codebook.languages, name)) for name in names(cohorts))
    column = Column(
        COHORT,
        ColumnType.YEAR,
        values,
        _in_all("label", codebook),
        _in_all("definition", codebook),
        required=True,
        role=Role.YEAR if network is None else Role.COHORT,
    )
    wider = replace(table, columns=(column, *table.columns))
    return replace(
        codebook,
        name=f"{codebook.name}-{COHORT}s",
        title={tag: f"{title} · {_years(cohorts, tag)}" for tag, title in codebook.title.items()},
        tables=tuple(wider if one == table else one for one in codebook.tables),
    )


def _years(cohorts: Sequence[Cohort], language: str) -> str:
    """The years of some cohorts: from the first to the last where none is left out."""
    together = all(one.last + 1 == other.first for one, other in pairwise(cohorts))
    whole = Cohort(cohorts[0].first, cohorts[-1].last)
    return str(whole) if together else comma(language).join(names(cohorts))


def _in_all(what: str, codebook: Codebook) -> Mapping[str, str]:
    """A text of the column in the languages of a codebook, in English where there is no other."""
    languages = dict.fromkeys(("en", *codebook.languages))
    return {
        tag: part("cohort-column", tag if tag in LANGUAGES else "en")[what] for tag in languages
    }


def _stages(series: Series, cohorts: Sequence[Cohort]) -> Mapping[Cohort, str]:
    """Of each cohort that was measured, the last of its measurements that is there."""
    asked = cohorts or series.plan.cohorts
    begun = {one: series.begun(one) for one in asked}
    for cohort, stages in begun.items():
        if not stages and any(series.kept(cohort, one).exists() for one in (FINAL, PROVISIONAL)):
            raise UsageError("series.ledger-lost", file=str(series.ledger(cohort).path))
    found = {
        cohort: next((one for one in (FINAL, PROVISIONAL) if series.kept(cohort, one).exists()), "")
        for cohort, stages in begun.items()
        if stages or cohorts
    }
    if not found:
        raise UsageError("series.nothing-measured")
    unmeasured = [cohort for cohort in found if not begun[cohort]]
    if unmeasured:
        raise UsageError("series.not-measured-yet", cohorts=names(unmeasured))
    # Provisional counts do not stand in for final ones that were lost: they are older.
    lost = [cohort for cohort, stage in found.items() if stage != last_begun(begun[cohort])]
    if lost:
        raise UsageError("series.measurements-lost", cohorts=names(lost))
    return found


def last_begun(stages: Sequence[str]) -> str:
    """The last of the stages that were begun."""
    return FINAL if FINAL in stages else PROVISIONAL


def _kept(series: Series, cohort: Cohort, stage: str) -> Measured:
    """The measurements of a cohort, with the totals of its ledger."""
    path = series.kept(cohort, stage)
    series.check_ledger(cohort)
    kept = with_totals_of(series.ledger(cohort), load_kept(path)).value
    book = series.codebook
    if replace(kept.codebook, title=book.title) != book:
        raise UsageError("series.other-codebook", file=str(path))
    if kept.stage not in {"", stage}:  # earlier versions did not say
        raise UsageError("series.other-stage", file=str(path))
    return kept
