"""How parts of linked tables are opened: as they stand there, or as somebody else keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.network.locations import (
    Part,
    Place,
    held_against_table,
    identifiers_of,
    open_place,
)
from lanterne.cases.network.shards.sending import Kind, There, Work
from lanterne.cases.network.shards.table_files import files_of_tables, places_of
from lanterne.cases.records import ROW
from lanterne.cases.shards.reading import AsItIs
from lanterne.cases.shards.sending import Places
from lanterne.codebook.model import Network, Table
from lanterne.errors import LanterneError
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.shards import NumberedFile, Shard, check_listed, open_shard
from lanterne.runners import FirstStage

WHO_COUNTS = "who counts"
"""What says of a part that it is to be read, and by what was decided who counts in it."""

NOT_COUNTED = "not counted"
"""Numbers of rows of a part that are about somebody who does not count."""


@dataclass(frozen=True)
class Decided:
    """What was decided of a part before all of its rows are read. Sensitive.

    Attributes:
        rows: Numbers of the rows that are about somebody who does not count.
        content: Digest of the cells by which that was decided.
    """

    rows: npt.NDArray[np.int64] = field(repr=False)
    content: str = field(repr=False)

    @classmethod
    def of(cls, there: There) -> Decided:
        """What came to the place of a part.

        Raises:
            LanterneError: What says that the part is to be read was lost on the way, or came twice.
        """
        told, gone = there.frames.get(WHO_COUNTS), there.frames.get(NOT_COUNTED)
        if told is None or told.height != 1:
            raise LanterneError("runner.counted-twice")
        rows = np.empty(0, np.int64) if gone is None else gone[ROW].to_numpy()
        return cls(rows, told["content"].item())


@dataclass(frozen=True)
class WhoCounts:
    """Stages before any row is read as cases: who counts is decided where all that says it is.

    What they send to the place of each part, of the kind ``PARTS``, is read by :class:`Decided`.

    Attributes:
        first: Is given some of the parts.
        then: Kind of place → what is done there, stage by stage.
    """

    first: FirstStage
    then: Sequence[Mapping[Kind, Work]]


class LinkedOpener(Protocol):
    """How parts are opened as linked tables. It is pickled: whoever reads a part opens it."""

    @property
    def consent(self) -> str:
        """Column that says who consents; empty: nobody is asked here."""

    def files(self, path: File, network: Network) -> Mapping[str, tuple[File, ...]]:
        """Name of each table that is there → its files, each table in the order of its parts.

        Raises:
            InputError: A table is missing or there twice; or something in a folder of parts is no
                part.
            UsageError: The path is no folder with a file or folder for each table.
        """

    def header(self, place: Place) -> Part:
        """A file of which only the header is read, and what is wrong with it."""

    def part(self, place: Place, shard: Shard, findings: Findings, decided: Decided | None) -> Part:
        """Open a part; its rows have their numbers among all rows.

        Args:
            place: The file, and of which table it is.
            shard: Which part of it.
            findings: Receives what is wrong with the header.
            decided: Who does not count; ``None``: nobody was asked.

        Raises:
            InputError: It cannot be read.
        """

    def kinds_in(self, path: File, table: Table) -> tuple[str, ...]:
        """Of what kind each column of ids is in a file of a table.

        Raises:
            InputError: The file cannot be read.
        """

    def who_counts(
        self, network: Network, names: Sequence[str], shards: Sequence[Shard], places: Places
    ) -> WhoCounts | None:
        """What has to be decided first; ``None``: nothing, everybody counts.

        Args:
            network: The tables.
            names: Of each file, in the order in which files are numbered, the name of its table.
            shards: All parts.
            places: Where ids go.
        """


@dataclass(frozen=True)
class AsTheyAre:
    """Opens parts that are linked tables as they stand there.

    Attributes:
        ignore: Columns that are left out.
    """

    ignore: tuple[str, ...] = ()
    consent = ""

    def files(self, path: File, network: Network) -> Mapping[str, tuple[File, ...]]:
        """See :meth:`LinkedOpener.files`."""
        return files_of_tables(path, network)

    def header(self, place: Place) -> Part:
        """See :meth:`LinkedOpener.header`."""
        return open_place(place, self.ignore)

    def part(
        self, place: Place, shard: Shard, findings: Findings, _decided: Decided | None
    ) -> Part:
        """See :meth:`LinkedOpener.part`."""
        known = [*place.table.names, *identifiers_of(place.table)]
        file = open_shard(shard, place.table.name, known, findings)
        numbered = NumberedFile(file, shard.place)
        return held_against_table(place, numbered, self.ignore, findings)

    def kinds_in(self, path: File, table: Table) -> tuple[str, ...]:
        """See :meth:`LinkedOpener.kinds_in`."""
        return AsItIs(table.name).kinds_in(path, identifiers_of(table))

    def who_counts(
        self,
        _network: Network,
        _names: Sequence[str],
        _shards: Sequence[Shard],
        _places: Places,
    ) -> None:
        """Nobody is asked: see :meth:`LinkedOpener.who_counts`."""
        return


def told_of(content: str) -> pl.DataFrame:
    """What goes to the place of a part; see :class:`Decided`."""
    return pl.DataFrame({"content": [content]})


def check_tables_listed(
    path: File, files: Sequence[File], network: Network, opener: LinkedOpener
) -> None:
    """That the tables still have the files that were opened; raises InputError as listing may.

    Args:
        path: The folder, or the address of one in a store.
        files: Those that were opened, in the order in which they are numbered.
        network: The tables.
        opener: How they were opened.
    """
    now = places_of(opener.files(path, network), network)
    check_listed(path, files, [place.path for place in now])
