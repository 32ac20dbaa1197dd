"""A network of cases that is open: its tables, checked, in memory.

How many people and links there are is itself sensitive: no representation says it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from lanterne.cases.left_out import say_what_is_not_there
from lanterne.cases.network.counting import NetworkCounting, NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.locations import OpenParts, Part, find_places, open_place
from lanterne.cases.network.tables import read_checked, written
from lanterne.cases.records import RowCounts
from lanterne.cases.report import CheckReport
from lanterne.codebook.model import Codebook, Network
from lanterne.errors import InputError, UsageError
from lanterne.files.file_fingerprint import changed, stamp
from lanterne.files.handed import HandedTables, handed
from lanterne.files.problem_log import Findings, error_of, raise_all
from lanterne.files.read import OpenTable, open_table

CountedTables = Callable[[NetworkTables], NetworkTables]
"""What counts of tables, which is without orphans as they are."""


class NetworkCases:
    """Victims, perpetrators and links in files that are open. Made by :func:`open_network`.

    The files must not change between two reads.

    Attributes:
        path: The folder, workbook or file, or data frames.
        codebook: What the tables mean.
    """

    def __init__(
        self,
        path: HandedTables,
        codebook: Codebook,
        parts: Sequence[Part],
        stamps: Mapping[Path, tuple[int, ...]],
        who: CountedTables | None = None,
    ) -> None:
        self.path = path
        self.codebook = codebook
        self._parts = tuple(parts)
        self._stamps = dict(stamps)
        self._who = who
        self._heights: tuple[int, ...] | None = None

    def __repr__(self) -> str:
        """Where the cases are and the codebook; no number of people."""
        return f"NetworkCases({str(self.path)!r}, codebook={self.codebook.name!r})"

    def tables(self) -> NetworkTables:
        """Everything that counts, read and checked; rows stand in the order of the files.

        Keys are in one spelling. A victim's household is the largest that theirs is part of, and
        blank when they live alone.

        Raises:
            InputError: All that is wrong in the files, after they have been read to their ends;
                or that one has changed since it was opened.
        """
        self.check_unchanged()
        network = _network(self.codebook)
        parts = [part.afresh() for part in self._parts]
        read = read_checked(parts, network, RowCounts())
        raise_all([part.findings for part in parts])
        self.check_unchanged()
        tables = written(read, network)
        heights = (tables.victims.height, tables.perpetrators.height, tables.links.height)
        if self._heights not in {None, heights}:
            raise changed(self.path)
        self._heights = heights
        return tables if self._who is None else self._who(tables)

    def add_up(self, count: NetworkCounting) -> NetworkCounts:
        """Exact counts of everything, which is read for it; raises as :meth:`tables`. Sensitive."""
        return count.of_tables(self.tables())

    def check_unchanged(self) -> None:
        """Compare the files with those that were opened.

        Raises:
            InputError: One has changed or is gone.
        """
        for path, opened in self._stamps.items():
            if stamp(path) != opened:
                raise changed(path)


def open_network(
    path: str | HandedTables,
    codebook: Codebook,
    ignore: Collection[str] = (),
    table_paths: Mapping[str, Path] | None = None,
    open_parts: OpenParts | None = None,
    who: CountedTables | None = None,
    open_as: OpenTable = open_table,
) -> NetworkCases:
    """Open the files of a network; only headers are read, but the whole of a workbook.

    Args:
        path: A folder with a file named like each table; a workbook with a sheet named like each;
            or one file with a row per victim and perpetrator and the columns of all tables, in
            which what is recorded of a person is repeated. There the columns of references name
            the people, and a blank perpetrator stands for a victim without one. Or data frames
            that were handed in: one for each table, or one with such rows.
        codebook: What the tables mean; it describes a network.
        ignore: Columns of the files that are left out.
        table_paths: Name of a table → its file, where it is not in the folder.
        open_parts: How the files are opened, where they are not as the codebook says.
        who: Takes out of the tables, once they were checked, all who do not count; ``None``:
            everybody does.
        open_as: How a file or frame is opened, where there are no ``open_parts``.

    Raises:
        InputError: A table is missing or cannot be read, or its header does not fit the codebook.
        UsageError: The codebook has one table, or none of the name of a path or frame.
    """
    given, network = handed(path), _network(codebook)
    stamps = {given: stamp(given)} if isinstance(given, Path) and given.is_file() else {}
    findings = Findings(str(given))
    if open_parts is None:
        places = find_places(given, network, table_paths or {}, findings)
        files = {place.file for place in places if place.held is None} - {*stamps}
        stamps |= {file: stamp(file) for file in files}
        parts = [open_place(place, ignore, open_as) for place in places]
    else:
        parts = open_parts(_files(given))
        stamps |= {part.place.file: stamp(part.place.file) for part in parts if part.reader}
    _say_what_is_not_there(ignore, parts, findings)
    raise_all([findings, *(part.findings for part in parts)])
    return NetworkCases(given, codebook, parts, stamps, who)


def check_network(
    path: str | HandedTables,
    codebook: Codebook,
    ignore: Collection[str] = (),
    open_parts: OpenParts | None = None,
    open_as: OpenTable = open_table,
) -> CheckReport:
    """Read the files of a network to their ends and report everything that is wrong.

    The arguments are those of :func:`open_network`.

    Raises:
        UsageError: The codebook has one table, or none of the name of a frame.
    """
    given, network, tally = handed(path), _network(codebook), RowCounts()
    findings, parts = Findings(str(given)), []
    try:
        if open_parts is None:
            places = find_places(given, network, {}, findings)
            parts = [open_place(place, ignore, open_as) for place in places]
        else:
            parts = open_parts(_files(given))
        _say_what_is_not_there(ignore, parts, findings)
    except InputError as caught:
        if not findings:  # of a partner's files
            findings.take(caught.problems)
    read = read_checked(parts, network, tally)
    error = error_of([findings, *(part.findings for part in parts)])
    counts = {name: records.rows.height for name, records in read.tables.items()}
    victims = counts.get(network.victims.name, 0)
    problems, more = error.problems, error.more
    return CheckReport(Path(str(given)), tally.rows, victims, problems, more, counts, tally.blank)


def _say_what_is_not_there(
    ignore: Collection[str], parts: Sequence[Part], findings: Findings
) -> None:
    """Of files that can all be opened, for the column may be in any of them."""
    headers = [part.reader.file.header for part in parts if part.reader is not None]
    if len(headers) == len(parts):
        say_what_is_not_there(ignore, {name for header in headers for name in header}, findings)


def _files(given: HandedTables) -> Path:
    """Where they are, where they are not as the codebook says; raises UsageError of frames."""
    if not isinstance(given, Path):
        raise UsageError("frame.mapping-of-linked")
    return given


def _network(codebook: Codebook) -> Network:
    if codebook.network is None:
        raise UsageError("network.no-links", codebook=codebook.name)
    return codebook.network
