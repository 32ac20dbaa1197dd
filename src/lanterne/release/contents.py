"""What a release holds, in memory: the same whether it is to be written or has been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import condensed_rows, perpetrator_rows, victim_rows
from lanterne.codebook.model import Network
from lanterne.errors import InputError, Place, Problem
from lanterne.privacy import PrivacyStatement
from lanterne.release.cohorts import COHORT
from lanterne.release.condensed import condensed_codebook
from lanterne.release.counts_check import Answers, answers_in, counts_problems
from lanterne.release.layout import CONDENSED, COUNTS, CountsFile, DataFile, Layout, release_layout
from lanterne.release.network_check import network_problems
from lanterne.release.rows_check import data_problems
from lanterne.release.tables import arranged, binned, coded, coded_file
from lanterne.synthesis.cohort_source import CohortSource
from lanterne.synthesis.deviations import Deviations
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.network.result import ProtectedNetwork
from lanterne.synthesis.result import PlannedTable, ProtectedTable
from lanterne.synthesis.together import Together
from lanterne.synthesis.worth import Worth

if TYPE_CHECKING:  # what reads partners' files is not loaded with it
    from lanterne.harmonise.definitions import Definitions
    from lanterne.harmonise.partners import Partner


@dataclass(frozen=True)
class Contents:
    """A release before it is written.

    Attributes:
        layout: Its tables and counts.
        rows: Data file → its rows, coded and in order.
        counts: File of counts → the published counts.
        statement: What is promised to the people in the cases.
        settings: How it was made.
        delta_advice: A δ that would suit the people better; ``None``: this one does.
        worth: Table → the errors to expect.
        cuts: What the bounds of linked tables probably left out.
        datasets: The rows of each data set for inference, coded and in order.
        deviations: How much noise is in the counts behind them.
        definitions: What the mapping of a partner's file says of the columns; ``None``: there was
            none.
        cohorts: Of an edition of a series, where the people of each cohort come from.
        partners: The organisations whose cases were counted together; none: they were of one.
        together: File of counts → which columns were measured together; none: nothing says.
        parts: What is known of rows in parts, which are not held; ``None``: they are in ``rows``.
    """

    layout: Layout
    rows: Mapping[str, pl.DataFrame]
    counts: Mapping[str, pl.DataFrame]
    statement: PrivacyStatement
    settings: Mapping[str, str | float | int]
    delta_advice: float | None
    worth: Mapping[str, Worth] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    datasets: tuple[pl.DataFrame, ...] = ()
    deviations: Deviations = field(default_factory=dict)
    definitions: Definitions | None = None
    cohorts: tuple[CohortSource, ...] = ()
    partners: tuple[Partner, ...] = ()
    together: Mapping[str, Together] = field(default_factory=dict)
    parts: PartedRows | None = None

    @property
    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """Data file → its rows; of a table in parts those of each."""
        if self.parts is not None:
            return {file.name: self.parts.sizes for file in self.layout.data}
        return {name: (frame.height,) for name, frame in self.rows.items()}

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the tables and the counts, and with data sets for inference."""
        if self.parts is not None:
            yield from parted_problems(self.layout, self.parts, self.counts)
            return
        yield from content_problems(self.layout, self.rows, self.counts)
        for file, frame in zip(self.layout.datasets, self.datasets, strict=True):
            yield from data_problems(frame, file.table, file.path("csv"))


@dataclass(frozen=True)
class PartedRows:
    """What is known of the rows of a table in parts, without holding them.

    Attributes:
        sizes: Rows of each part.
        answers: How many rows of all parts hold each text of each column; a number as its bin.
    """

    sizes: tuple[int, ...]
    answers: Answers


def contents_of(protected: ProtectedTable | ProtectedNetwork, *, condensed: bool) -> Contents:
    """What is written of a protected table or network.

    Args:
        protected: What was protected.
        condensed: Whether the network is written once more as one row per victim.

    Raises:
        UsageError: The codebook does not say how it is condensed.
        InputError: The tables do not hang together, so that no condensed file follows from them.
    """
    codebook = protected.codebook
    sets = protected.datasets if isinstance(protected, ProtectedTable) else None
    frames = sets.frames if sets else ()
    condensing = condensed_codebook(codebook) if condensed else None
    layout = release_layout(codebook, condensing, len(frames), cohorts=bool(protected.cohorts))
    texts, counts = _parts(protected)
    rows: dict[str, pl.DataFrame] = {}
    for file in layout.data:
        if file.name in texts:
            frame = coded_file(texts[file.name].lazy(), file, rows)
        else:
            apart = network_problems(layout, rows)
            if apart:
                raise InputError(apart)
            frame = condensed_frame(layout, file, rows)
        rows[file.name] = arranged(frame, file)
    return Contents(
        layout,
        rows,
        counts,
        protected.statement,
        protected.settings,
        protected.delta_advice(),
        protected.worth,
        protected.cuts if isinstance(protected, ProtectedNetwork) else (),
        tuple(
            arranged(coded_file(frame.lazy(), file, {}), file)
            for file, frame in zip(layout.datasets, frames, strict=True)
        ),
        sets.deviations if sets else {},
        protected.definitions,
        protected.cohorts,
        protected.partners if isinstance(protected, ProtectedTable) else (),
        together_of(protected),
    )


def together_of(
    protected: ProtectedTable | PlannedTable | ProtectedNetwork,
) -> Mapping[str, Together]:
    """File of counts → which columns were measured together; none: nothing says."""
    said = protected.together
    if said is None or isinstance(said, Together):
        return {} if said is None else {COUNTS: said}
    return said


def _parts(
    protected: ProtectedTable | ProtectedNetwork,
) -> tuple[Mapping[str, pl.DataFrame], Mapping[str, pl.DataFrame]]:
    """Tables of texts and tables of counts, by the names of their files."""
    network = protected.codebook.network
    if isinstance(protected, ProtectedTable):
        return {protected.codebook.table.name: protected.data}, {COUNTS: protected.aggregates}
    assert network is not None
    tables = protected.tables
    texts = {
        network.victims.name: tables.victims,
        network.perpetrators.name: tables.perpetrators,
        network.links.name: tables.links,
    }
    return texts, protected.aggregates


def network_tables(network: Network, rows: Mapping[str, pl.DataFrame]) -> NetworkTables:
    """The tables of a released network, by their part in it; keys as plain texts, to be joined."""
    keys = [key for key in (network.victims.key, network.perpetrators.key) if key]
    references = [reference.column for reference in network.links.references]
    return NetworkTables(
        *(
            rows[table.name].with_columns(cs.by_name(*names, require_all=False).cast(pl.String))
            for table, names in (
                (network.victims, keys),
                (network.perpetrators, keys),
                (network.links, references),
            )
        )
    )


def condensed_frame(
    layout: Layout, file: DataFile, rows: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The condensed file that follows from the tables of a network, coded, in their order."""
    network = layout.network
    assert network is not None  # only a network is condensed
    texts = condensed_rows(network_tables(network, rows), layout.codebook)
    return coded_file(texts.lazy(), file, rows)


def content_problems(
    layout: Layout, rows: Mapping[str, pl.DataFrame], counts: Mapping[str, pl.DataFrame]
) -> Iterator[Problem]:
    """What is wrong with the tables and the counts of a release.

    Args:
        layout: Its tables and counts.
        rows: Data file → its rows, coded.
        counts: File of counts → the counts; those that could not be read are left out.
    """
    for file in layout.data:
        yield from data_problems(rows[file.name], file.table, file.path("csv"))
    apart = network_problems(layout, rows)
    yield from apart
    if apart:  # what follows from links cannot be known
        return
    people = _people(layout, rows)
    for published in layout.counts:
        if published.name in counts:
            answers = answers_in(people[published.name])
            yield from _counts_problems(layout, published, counts, answers)
    yield from _condensed_problems(layout, rows)


def parted_problems(
    layout: Layout, rows: PartedRows, counts: Mapping[str, pl.DataFrame]
) -> Iterator[Problem]:
    """The same of a table in parts, each of which was looked at by itself."""
    for published in layout.counts:
        if published.name in counts:
            yield from _counts_problems(layout, published, counts, rows.answers)


def _counts_problems(
    layout: Layout, file: CountsFile, counts: Mapping[str, pl.DataFrame], answers: Answers
) -> tuple[Problem, ...]:
    cohort = COHORT if layout.cohorts else ""
    return counts_problems(counts[file.name], answers, file.view, file.path, file.encoding, cohort)


def _people(layout: Layout, rows: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
    """File of counts → the rows that are counted there, coded."""
    network = layout.network
    if network is None:
        return {file.name: binned(rows[file.view.name], file.view) for file in layout.counts}
    tables = network_tables(network, rows)
    folded = {
        network.victims.name: victim_rows(tables, network),
        network.perpetrators.name: perpetrator_rows(tables, network),
    }
    return {file.name: coded(folded[file.name].lazy(), file.view) for file in layout.counts}


def _condensed_problems(layout: Layout, rows: Mapping[str, pl.DataFrame]) -> Iterator[Problem]:
    for file in layout.data:
        if layout.condensed is not None and file.name == CONDENSED:
            expected = arranged(condensed_frame(layout, file, rows), file)
            if not arranged(rows[file.name], file).equals(expected):
                yield Problem("condensed.other", place=Place(file.path("csv")))
