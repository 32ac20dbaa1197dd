"""Linked tables in many parts that are open: what is asked of them is added up over all parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from lanterne.cases.left_out import say_what_is_not_there
from lanterne.cases.network.counting import NetworkCounting, NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.locations import identifiers_of, open_place, tables_of
from lanterne.cases.network.records import ReadTables, Records
from lanterne.cases.network.shards.checks import CheckTables, SendTables, only_check
from lanterne.cases.network.shards.counts import CountTables, check_and_count
from lanterne.cases.network.shards.reading import LinkedReading
from lanterne.cases.network.shards.sending import AtPlaces
from lanterne.cases.network.shards.table_files import files_of_tables, places_of
from lanterne.cases.network.tables import check_read, written
from lanterne.cases.records import RowCounts
from lanterne.cases.report import CheckReport
from lanterne.cases.shards.reading import AsItIs
from lanterne.cases.shards.receipts import (
    Digests,
    Receipt,
    added_up,
    check_once,
    check_same,
    located,
)
from lanterne.cases.shards.sending import Places, dealt, places_for
from lanterne.codebook.model import Codebook, Network
from lanterne.errors import InputError, Problem, UsageError
from lanterne.files.problem_log import Findings, raise_all
from lanterne.files.shards import ROWS, Shard, check_alike, shards_of
from lanterne.runners import FirstStage, LaterStage, Runner


class ShardedNetwork:
    """Victims, perpetrators and links in many parts. Made by :func:`open_sharded_network`.

    What is counted does not depend on where files are cut, on who reads which part, or on the order
    in which parts are done.

    Attributes:
        path: The folder.
        codebook: What the tables mean.
    """

    def __init__(
        self,
        path: Path,
        codebook: Codebook,
        reading: LinkedReading,
        shards: Sequence[Shard],
        runner: Runner,
    ) -> None:
        self.path = path
        self.codebook = codebook
        self._reading = reading
        self._shards = tuple(shards)
        self._files = tuple(dict.fromkeys(shard.path for shard in shards))
        self._runner = runner
        self._digests: Digests = {}

    @cached_property
    def _places(self) -> Places:
        """Where ids go; the same each time. A cluster begins when it is first asked for."""
        return places_for(self._runner)

    def __repr__(self) -> str:
        """Where the cases are and the codebook; no number of people."""
        return f"ShardedNetwork({str(self.path)!r}, codebook={self.codebook.name!r})"

    def add_up(self, count: NetworkCounting) -> NetworkCounts:
        """Exact counts of everything, in integers, added up over all parts. Sensitive.

        Args:
            count: What is counted.

        Raises:
            InputError: All that is wrong in all files; or that one has changed meanwhile.
            LanterneError: A worker was lost, or parts were not counted once each.
        """
        receipts, sums = self._pass(count)
        problems, more = self._problems(receipts, sums)
        if problems:
            raise InputError(problems, more)
        digests = {shard: digest for one in receipts for shard, digest in one.digests.items()}
        self._digests = self._digests or digests
        check_same(digests, self._digests)
        return {name: nobody + sums.get(name, 0) for name, nobody in count.nothing().items()}

    def check(self) -> CheckReport:
        """Everything that is wrong with the tables."""
        receipts, sums = self._pass(None)
        problems, more = self._problems(receipts, sums)
        tallies = [one.tally for one in receipts]
        return CheckReport(
            self.path,
            sum(one.rows for one in tallies),
            sum(one.people for one in tallies),
            problems,
            more,
            {name: int(sums.get(f"rows {name}", 0)) for name in dict.fromkeys(self._reading.names)},
            sum(one.blank for one in tallies),
        )

    def tables(self) -> NetworkTables:
        """Everything that counts, in memory, for what does not add up; read in this process.

        Raises:
            InputError: All that is wrong in the files.
        """
        findings = {name: Findings("") for name in self._reading.names}
        parts: dict[str, list[pl.DataFrame]] = {
            name: [self._reading.nobody(name)] for name in findings
        }
        for shard in self._shards:
            records = self._reading.read(shard, RowCounts())
            parts[records.table.name].append(records.rows)
            findings[records.table.name].absorb([records.findings])
        self._raise(findings)
        books = self._reading.tables
        tables = {
            name: Records(books[name], pl.concat(rows), findings[name])
            for name, rows in parts.items()
        }
        read = check_read(ReadTables(tables), self._reading.network)
        self._raise(findings)
        return written(read, self._reading.network)

    def _raise(self, findings: Mapping[str, Findings]) -> None:
        problems = [one for each in findings.values() for one in located(each, self._files)]
        if problems:
            raise InputError(problems, sum(each.more for each in findings.values()))

    def _pass(self, count: NetworkCounting | None) -> tuple[list[Receipt], NetworkCounts]:
        """Read all parts once: the receipts, and the sums of their counts, added as they come."""
        items = dealt(self._shards, self._runner.tasks)
        receipts, sums = added_up(self._runner.run(items, *self._stages(count)))
        check_once(receipts, self._shards)
        return receipts, sums

    def _stages(self, count: NetworkCounting | None) -> tuple[FirstStage, *tuple[LaterStage, ...]]:
        reading, places = self._reading, self._places
        households = reading.network.households
        with_table = households is not None and households.name in reading.names
        asked = with_table or (count is not None and count.cuts_households)
        check = CheckTables(reading, with_table if asked else None)
        work = only_check(check) if count is None else check_and_count(CountTables(check, count))
        return SendTables(reading, places), *(AtPlaces(places, one) for one in work)

    def _problems(
        self, receipts: Sequence[Receipt], sums: NetworkCounts
    ) -> tuple[tuple[Problem, ...], int]:
        """All that is wrong, table by table, in the order of the files and rows.

        Where some rows could not be read, or there are none, what others refer to is not asked: it
        would be said of all who refer to them.
        """
        nobody = Findings(str(self.path))
        whole = all(one.whole for one in receipts)
        found = {table.name: Findings(str(self.path)) for table in tables_of(self._reading.network)}
        of_rows = [one for one in receipts if one.digests]
        for table in tables_of(self._reading.network):
            empty = int(sums.get(f"read {table.name}", 0)) == 0
            if empty and not table.optional and whole:
                nobody.add("no-rows.table", {"table": table.name})
        told = of_rows if nobody or not whole else receipts
        for name, findings in found.items():
            findings.absorb(
                [each for one in told for table, each in one.of_tables if table == name]
            )
        everything = [nobody, *found.values()]
        problems = [one for each in everything for one in located(each, self._files)]
        return tuple(problems), sum(each.more for each in everything)


def open_sharded_network(
    path: str | Path,
    codebook: Codebook,
    runner: Runner,
    ignore: Collection[str] = (),
    rows: int = ROWS,
) -> ShardedNetwork:
    """Open linked tables that are read in parts; only headers and the ends of files are looked at.

    Args:
        path: A folder with a file named like each table, or a folder of that name in which every
            file is a part of the table.
        codebook: What the tables mean.
        runner: Who reads the parts.
        ignore: Columns that are left out.
        rows: Most rows of a part of a Parquet file.

    Raises:
        InputError: A table is missing, a file cannot be read, or a header does not fit.
        UsageError: The codebook has one table, or there is no such folder.
    """
    opened, findings = _opened(Path(path), codebook, runner, ignore, rows)
    raise_all(findings)
    return opened


def check_sharded_network(
    path: str | Path, codebook: Codebook, runner: Runner, ignore: Collection[str] = ()
) -> CheckReport:
    """Read parts of linked tables to their ends and report everything that is wrong.

    The arguments are those of :func:`open_sharded_network`.

    Raises:
        UsageError: The codebook has one table, or there is no such folder.
    """
    try:
        opened, (findings, *_) = _opened(Path(path), codebook, runner, ignore, ROWS)
    except InputError as error:
        return CheckReport(Path(path), 0, 0, error.problems, error.more)
    report = opened.check()  # says of headers again what is wrong with them
    problems = (*findings.problems, *report.problems)
    return replace(report, problems=problems, more=findings.more + report.more)


def _opened(
    path: Path, codebook: Codebook, runner: Runner, ignore: Collection[str], rows: int
) -> tuple[ShardedNetwork, list[Findings]]:
    """The tables, and what is wrong with what is left out, and with each header."""
    network = _network(codebook)
    found = files_of_tables(path, network)
    places = list(places_of(found, network))
    parts, findings = [open_place(place, ignore) for place in places], Findings(str(path))
    headers = [part.reader.file.header for part in parts if part.reader is not None]
    if len(headers) == len(parts):
        say_what_is_not_there(ignore, {name for header in headers for name in header}, findings)
    shards = shards_of([place.path for place in places], rows)
    for table in tables_of(network):
        ids = identifiers_of(table)
        check_alike(found.get(table.name, ()), partial(AsItIs(table.name).kinds_in, ids=ids))
    reading = LinkedReading(network, tuple(place.table.name for place in places), tuple(ignore))
    opened = ShardedNetwork(path, codebook, reading, shards, runner)
    return opened, [findings, *(part.findings for part in parts)]


def _network(codebook: Codebook) -> Network:
    if codebook.network is None:
        raise UsageError("network.no-links", codebook=codebook.name)
    return codebook.network
