"""Linked tables in many parts that are open: what is asked of them is added up over all parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import polars as pl

from lanterne.cases.network.counting import NetworkCounting, NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.locations import tables_of
from lanterne.cases.network.records import ReadTables, Records
from lanterne.cases.network.shards.checks import (
    CheckTables,
    SendDecided,
    SendTables,
    only_check,
)
from lanterne.cases.network.shards.counts import CountTables, check_and_count
from lanterne.cases.network.shards.openers import Decided, WhoCounts, check_tables_listed
from lanterne.cases.network.shards.reading import LinkedReading
from lanterne.cases.network.shards.sending import AtPlaces, Kind, Outgoing, There, Work
from lanterne.cases.network.tables import check_read, written
from lanterne.cases.records import RowCounts
from lanterne.cases.report import CheckReport
from lanterne.cases.shards.receipts import (
    Digests,
    Receipt,
    added_up,
    check_once,
    check_same,
    located,
)
from lanterne.cases.shards.sending import Places, dealt, places_for
from lanterne.codebook.model import Codebook
from lanterne.errors import InputError, Problem
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard
from lanterne.runners import FirstStage, InProcess, LaterStage, Runner
from lanterne.runners.runner import Pair


class ShardedNetwork:
    """Victims, perpetrators and links in many parts. Made by :func:`open_sharded_network`.

    What is counted does not depend on where files are cut, on who reads which part, or on the order
    in which parts are done.

    Attributes:
        path: The folder, or the address of one in a store.
        codebook: What the tables mean.
        files: Those that were opened, as they are numbered; two tables may be made of one.
    """

    def __init__(
        self,
        path: File,
        codebook: Codebook,
        reading: LinkedReading,
        shards: Sequence[Shard],
        runner: Runner,
    ) -> None:
        self.path = path
        self.codebook = codebook
        self._reading = reading
        self._shards = tuple(shards)
        self.files = files_of(shards)
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
            InputError: All that is wrong in all files; or that one has changed, was added or was
                taken away meanwhile.
            LanterneError: A worker was lost, or parts were not counted once each.
        """
        receipts, sums = self._pass(count)
        problems, more = self._problems(receipts, sums)
        if problems:
            raise InputError(problems, more)
        self._check_listed()
        digests = {shard: digest for one in receipts for shard, digest in one.digests.items()}
        self._digests = self._digests or digests
        check_same(digests, self._digests)
        return {name: nobody + sums.get(name, 0) for name, nobody in count.nothing().items()}

    def _check_listed(self) -> None:
        check_tables_listed(self.path, self.files, self._reading.network, self._reading.opener)

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
            InputError: All that is wrong in the files; or others are there by now.
        """
        findings = {name: Findings("") for name in self._reading.names}
        parts: dict[str, list[pl.DataFrame]] = {
            name: [self._reading.nobody(name)] for name in findings
        }
        decided = self._decided(findings)
        for place, shard in enumerate(self._shards):
            records = self._reading.read(shard, RowCounts(), decided.get(place))
            parts[records.table.name].append(records.rows)
            findings[records.table.name].absorb([records.findings])
        self._raise(findings)
        self._check_listed()
        books = self._reading.tables
        tables = {
            name: Records(books[name], pl.concat(rows), findings[name])
            for name, rows in parts.items()
        }
        read = check_read(ReadTables(tables), self._reading.network)
        self._raise(findings)
        return written(read, self._reading.network)

    def _decided(self, findings: Mapping[str, Findings]) -> dict[int, Decided]:
        """Number of a part → who does not count there, as this process finds out.

        Args:
            findings: Name of a table → receives what is wrong in it.
        """
        found: dict[int, Decided] = {}

        def keep(place: int, there: There, _out: Outgoing) -> Iterator[Pair]:
            found[place] = Decided.of(there)
            yield from ()

        places = places_for(InProcess())
        before = self._before(places)
        if before is not None:
            work = [AtPlaces(places, one) for one in (*before.then, {Kind.PARTS: keep})]
            items = dealt(self._shards, 1)
            receipts, _ = added_up(InProcess().run(items, before.first, *work))
            self._say_who_disagrees(receipts, findings)
        return found

    def _before(self, places: Places) -> WhoCounts | None:
        reading = self._reading
        return reading.opener.who_counts(reading.network, reading.names, self._shards, places)

    def _say_who_disagrees(
        self, receipts: Sequence[Receipt], findings: Mapping[str, Findings]
    ) -> None:
        """People who consent on one row and not on another are of the table of victims."""
        disagree = sum(one.disagree for one in receipts)
        if disagree:
            victims, column = self._reading.network.victims, self._reading.opener.consent
            findings[victims.name].add("consents-disagree", {"count": disagree}, column=column)

    def _raise(self, findings: Mapping[str, Findings]) -> None:
        problems = [one for each in findings.values() for one in located(each, self.files)]
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
        send, before = SendTables(reading, places), self._before(places)
        if before is None:
            return send, *(AtPlaces(places, one) for one in work)
        read: Mapping[Kind, Work] = {Kind.PARTS: SendDecided(send, self._shards)}
        return before.first, *(AtPlaces(places, one) for one in (*before.then, read, *work))

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
        self._say_who_disagrees(receipts, found)
        everything = [nobody, *found.values()]
        problems = [one for each in everything for one in located(each, self.files)]
        return tuple(problems), sum(each.more for each in everything)


def files_of(shards: Sequence[Shard]) -> tuple[File, ...]:
    """The files that parts are of, as they are numbered; two tables may be made of one."""
    return tuple({shard.place: shard.path for shard in shards}.values())
