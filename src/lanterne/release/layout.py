"""Which tables and counts a release of a codebook holds, and where their files lie.

A release of one table and a release of a network differ here and nowhere else: what is written,
verified and loaded is a list of data files and a list of files of counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lanterne.anonymity.generalised.wider_codebook import widened
from lanterne.anonymity.result import Guarantee, Method
from lanterne.codebook.check_network import CONDENSED
from lanterne.codebook.encode import encode_table
from lanterne.codebook.encode_views import encode_victim_view
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Codebook, Network, Table
from lanterne.codebook.views import perpetrator_view, victim_view

__all__ = [
    "CODEBOOK",
    "CONDENSED",
    "COUNTS",
    "DATASETS",
    "NOISE",
    "ORIGINAL",
    "RULE",
    "SCHEMA",
    "CountsFile",
    "DataFile",
    "Layout",
    "anonymous_layout",
    "release_layout",
]

CODEBOOK, ORIGINAL = "codebook", "original"
"""Names of the files in ``codebook/``: what the columns of the release mean, and of generalised
data what those of the cases meant, with the hierarchies."""

COUNTS = "aggregates"
"""Name of the file of counts of one table."""

DATASETS = "datasets"
"""Folder of the data sets for inference."""

NOISE, RULE, SCHEMA = (f"{DATASETS}/{name}" for name in ("noise.csv", "combine.R", "schema.json"))
"""What lies beside them: the noise of counts, the rule in R, and what the columns mean."""


@dataclass(frozen=True)
class DataFile:
    """A table of rows in a release.

    Attributes:
        name: Name of its files, without the suffix.
        table: What its columns mean, keys apart.
        key: Column of the keys, which are numbered afresh and published; ``None``: no keys.
        references: Column that holds keys → the name of the table whose keys they are, and their
            column there.
        folder: Where its files lie.
        parts: In how many Parquet files its rows are, where they are too many for one; 0: they are
            in one, and as CSV.
    """

    name: str
    table: Table
    key: str | None = None
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    folder: str = "data"
    parts: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that come first and name a row: its key, or those that it refers to."""
        return ((self.key,) if self.key else ()) + tuple(self.references)

    @property
    def header(self) -> tuple[str, ...]:
        """All columns of the file, in order."""
        return (*self.keys, *self.table.names)

    def path(self, suffix: str) -> str:
        """Where the file lies: ``data/victims.csv``."""
        return f"{self.folder}/{self.name}.{suffix}"

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file of it: as CSV and as Parquet, or ``data/victims/part-00000.parquet`` on."""
        if not self.parts:
            return self.path("csv"), self.path("parquet")
        inside = f"{self.folder}/{self.name}"
        return tuple(f"{inside}/{PART.format(number=one)}" for one in range(self.parts))


PART = "part-{number:05}.parquet"
"""Name of a part of a table, in a folder of the name of the table."""


def data_path(table: str, suffix: str) -> str:
    """Where the rows of a table lie in a release, where they are in one file."""
    return f"data/{table}.{suffix}"


def parts_on_disk(folder: Path, table: str) -> list[Path]:
    """The parts of a table in a release, in order; none where its rows are in one file."""
    return sorted((folder / "data" / table).glob("part-[0-9][0-9][0-9][0-9][0-9].parquet"))


@dataclass(frozen=True)
class CountsFile:
    """Published counts in a release.

    Attributes:
        name: Name of the file in ``aggregates/``, without the suffix.
        view: The table whose answers are counted: one row per person.
        network: Where the people are victims in linked tables: how these hang together.
    """

    name: str
    view: Table
    network: Network | None = None

    @property
    def path(self) -> str:
        """Where the file lies: of a table called victims, ``aggregates/victims.csv``."""
        return f"aggregates/{self.name}.csv"

    @property
    def encoding(self) -> Encoding:
        """The view as it was counted: what a victim's links make impossible is in it."""
        if self.network is None:
            return encode_table(self.view)
        return encode_victim_view(self.network)


@dataclass(frozen=True)
class Layout:
    """The tables and counts of a release.

    Attributes:
        codebook: What the release is about.
        data: The data files; a table comes after those that it refers to.
        counts: The files of counts.
        condensed: Codebook of the condensed file; ``None``: there is no such file.
        method: The k-method that made the rows; ``None``: they are differentially private.
        original: Of generalised rows, the codebook of the cases; else ``None``.
        datasets: The data sets for inference, of one table; most releases have none.
        cohorts: Whether it is an edition of a series, whose counts are of all people and of each
            cohort.
    """

    codebook: Codebook
    data: tuple[DataFile, ...]
    counts: tuple[CountsFile, ...]
    condensed: Codebook | None = None
    method: Method | None = None
    original: Codebook | None = None
    datasets: tuple[DataFile, ...] = ()
    cohorts: bool = False

    @property
    def codebooks(self) -> Mapping[str, Codebook]:
        """Name of the files in ``codebook/`` → the codebook."""
        others = {CONDENSED: self.condensed, ORIGINAL: self.original}
        return {CODEBOOK: self.codebook} | {
            name: book for name, book in others.items() if book is not None
        }

    @property
    def network(self) -> Network | None:
        """How the tables hang together; ``None`` for a single table."""
        return self.codebook.network

    @property
    def in_parts(self) -> bool:
        """Whether the rows are in parts."""
        return any(file.parts for file in self.data)

    @property
    def paths(self) -> frozenset[str]:
        """Every file that belongs into ``data/``, ``aggregates/`` and ``datasets/``."""
        data = (path for file in (*self.data, *self.datasets) for path in file.paths)
        beside = (NOISE, RULE, SCHEMA) if self.datasets else ()
        return frozenset([*data, *(file.path for file in self.counts), *beside])


def release_layout(
    codebook: Codebook,
    condensed: Codebook | None = None,
    datasets: int = 0,
    *,
    cohorts: bool = False,
    parts: int = 0,
) -> Layout:
    """The layout of a release of this codebook.

    Args:
        codebook: One table, or a network: its households are never released.
        condensed: Codebook of the condensed file, when there is to be one.
        datasets: How many data sets for inference there are, of one table.
        cohorts: Whether it is an edition of a series.
        parts: In how many parts the rows of one table are; 0: they are in one file.

    Raises:
        ValueError: The tables are not a network, the codebook has no such condensed file, or there
            are data sets or parts of a network.
    """
    network = codebook.network
    if condensed is not None and not _condenses(codebook, condensed):
        raise ValueError(f"codebook {codebook.name} has no such condensed file")
    if network is None:
        table = codebook.table
        sets = (f"{number:02}" for number in range(1, datasets + 1))
        return Layout(
            codebook,
            (DataFile(table.name, table, parts=parts),),
            (CountsFile(COUNTS, table),),
            datasets=tuple(DataFile(name, table, folder=DATASETS) for name in sets),
            cohorts=cohorts,
        )
    if datasets:
        raise ValueError(f"codebook {codebook.name} has no data sets for inference")
    if parts:
        raise ValueError(f"codebook {codebook.name} has no tables in parts")
    data = _linked_files(network)
    if condensed is not None:
        data += (DataFile(CONDENSED, condensed.table),)
    counts = (
        CountsFile(network.victims.name, victim_view(network), network),
        CountsFile(network.perpetrators.name, perpetrator_view(network)),
    )
    return Layout(codebook, data, counts, condensed, cohorts=cohorts)


def anonymous_layout(
    codebook: Codebook, guarantee: Guarantee, original: Codebook | None = None
) -> Layout:
    """The layout of a release by a k-method: rows, and no counts beside them.

    Args:
        codebook: Of one table.
        guarantee: Says by which method.
        original: Of generalised rows, the codebook of the cases.

    Raises:
        ValueError: There are several tables, or the codebook is not what follows from the original
            one.
    """
    generalised = guarantee.method is Method.K_ANONYMISED
    if len(codebook.tables) != 1 or generalised != (original is not None):
        raise ValueError(f"codebook {codebook.name} is none of this method")
    if original is not None and widened(original, guarantee.quasi_identifiers) != codebook:
        raise ValueError(f"codebook {codebook.name} does not follow from {original.name}")
    table = codebook.table
    data = (DataFile(table.name, table),)
    return Layout(codebook, data, (), method=guarantee.method, original=original)


def _condenses(codebook: Codebook, condensed: Codebook) -> bool:
    given = codebook.condensed
    return (
        given is not None
        and given.codebook == condensed.name
        and tuple(column.name for column in given.columns) == condensed.table.names
    )


def _linked_files(network: Network) -> tuple[DataFile, ...]:
    victims, perpetrators = (
        DataFile(table.name, table, table.key) for table in (network.victims, network.perpetrators)
    )
    references = {
        reference.column: (table.name, table.key or "")
        for reference, table in (
            (network.of_victim, network.victims),
            (network.of_perpetrator, network.perpetrators),
        )
    }
    links = DataFile(network.links.name, network.links, None, references)
    return victims, perpetrators, links
