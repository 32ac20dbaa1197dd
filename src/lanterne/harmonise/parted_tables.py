"""A partner's linked tables in many parts become a folder of parts of each table, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from lanterne.cases.network.shards.openers import check_tables_listed
from lanterne.cases.network.shards.opening import check_tables_alike
from lanterne.cases.network.shards.sending import AtPlaces
from lanterne.cases.network.shards.sharded import files_of
from lanterne.cases.network.shards.table_files import places_of
from lanterne.cases.shards.receipts import Receipt, check_once, located
from lanterne.cases.shards.sending import dealt, places_for
from lanterne.codebook.model import Network
from lanterne.disk import PRIVATE_FOLDER
from lanterne.errors import InputError
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.shards import FILE, ROWS, Shard, place_of_row, shards_of
from lanterne.harmonise.apply import LeftOver
from lanterne.harmonise.linked_files import column_in
from lanterne.harmonise.marked_rows import MarkedRows, MarkedSheet
from lanterne.harmonise.partner_tables import PartnerTables
from lanterne.harmonise.write_cases import Destinations, Harmonised, harmonised, leave
from lanterne.harmonise.write_parts import Progress, WrittenReceipt, receipts_of
from lanterne.harmonise.write_tables import WriteTables
from lanterne.harmonise.written_folder import becomes, check_there
from lanterne.runners import Runner


def write_parted_tables(
    path: Path,
    tables: PartnerTables,
    runner: Runner,
    to: Destinations,
    progress: Progress,
    rows: int = ROWS,
) -> Harmonised:
    """Write the cases of a partner's linked tables: a folder for each, with a CSV file a part.

    Args:
        path: A folder with a file, or a folder of files, for each table of the mapping.
        tables: How parts are opened.
        runner: Who does the work.
        to: Where everything goes.
        progress: Told how far things are.
        rows: Most rows of a part of a Parquet file.

    Raises:
        InputError: All that is wrong in all files; then nothing is written.
        UsageError: The path is no folder.
        LanterneError: The disk refuses, or a part is not where it was written.
        OSError: The disk refuses here.
    """
    network = tables.codebook.network
    assert network is not None
    found = tables.files(path, network)
    there = list(places_of(found, network))
    shards = shards_of([one.path for one in there], rows)
    check_tables_alike(found, network, tables)
    names = tuple(one.table.name for one in there)
    with becomes(to.cases) as folder:
        stage = WriteTables(tables, names, _places(folder, shards, names), to.send_back is not None)
        receipts, whole = _written(stage, network, shards, runner, progress)
        made = Made(tables, names, files_of(shards), whole)
        made.raise_any(path, network, receipts, shards)
        check_tables_listed(path, made.files, network, tables)
        check_there({one: shard for shard, one in stage.places.items()}, receipts, to.cases)
        with ExitStack() as others:
            left_over = leave(others, to, made.left_over, lambda: [*made.sheets()])
    without_consent = sum(one.met.without_consent for one in whole.values())
    return harmonised(to, left_over, rows=made.rows, without_consent=without_consent)


def _places(folder: Path, shards: Sequence[Shard], names: Sequence[str]) -> dict[Shard, Path]:
    """Part → where it is written: in the folder of its table, numbered in their order."""
    found: dict[Shard, Path] = {}
    for name in dict.fromkeys(names):
        some = [shard for shard in shards if names[shard.place] == name]
        digits = max(5, len(str(len(some))))
        (folder / name).mkdir(mode=PRIVATE_FOLDER)
        for number, shard in enumerate(some):
            found[shard] = folder / name / f"part-{number:0{digits}}.csv"
    return found


def _written(
    stage: WriteTables,
    network: Network,
    shards: Sequence[Shard],
    runner: Runner,
    progress: Progress,
) -> tuple[list[Receipt], dict[str, WrittenReceipt]]:
    """What all workers say of the parts that they have written, and what was met in each table."""
    names, places = stage.names, places_for(runner)
    whole = {name: WrittenReceipt(marked=stage.marked(name)) for name in dict.fromkeys(names)}
    before = stage.tables.who_counts(network, names, shards, places)
    items = dealt(shards, runner.tasks)
    if before is None:
        pairs = runner.run(items, stage)
    else:
        later = (AtPlaces(places, work) for work in (*before.then, stage.decided))
        pairs = runner.run(items, before.first, *later)

    def add(receipt: WrittenReceipt) -> None:
        for shard in receipt.digests:  # one
            whole[names[shard.place]].add(receipt.met, receipt.marked)

    return receipts_of(pairs, len(shards), add, progress), whole


@dataclass(frozen=True)
class Made:
    """What was met in all parts together. Sensitive.

    Attributes:
        tables: How parts were opened.
        names: Of each file, in the order in which files are numbered, the name of its table.
        files: The files; two tables may be made of one.
        whole: Name of a table → what was met in it.
    """

    tables: PartnerTables
    names: tuple[str, ...]
    files: tuple[File, ...]
    whole: dict[str, WrittenReceipt]

    def raise_any(
        self, path: Path, network: Network, receipts: Sequence[Receipt], shards: Sequence[Shard]
    ) -> None:
        """Raise InputError with all that is wrong, table by table.

        Raises:
            LanterneError: A part was written twice or not at all, or something was lost.
        """
        check_once(receipts, shards)
        found = {name: Findings(str(path)) for name in self.whole}
        disagree = sum(one.disagree for one in receipts)
        if disagree:
            column = self.tables.consent
            found[network.victims.name].add("consents-disagree", {"count": disagree}, column=column)
        for name, findings in found.items():
            of_table = [
                each
                for one in receipts
                if any(self.names[shard.place] == name for shard in one.digests)
                for each in one.findings
            ]
            findings.absorb([*of_table, *self.whole[name].findings])
        problems = [one for each in found.values() for one in located(each, self.files)]
        if problems:
            raise InputError(problems, sum(each.more for each in found.values()))

    @property
    def rows(self) -> int:
        """Rows of the partner; those of which two tables are made count once."""
        by_source = {self._source(name): one.met.rows for name, one in self.whole.items()}
        return sum(by_source.values())

    @property
    def left_over(self) -> list[LeftOver]:
        """The leftovers, each with where it is."""
        return [
            replace(one, column=column_in(self.tables.source(name).place, one.column))
            for name, receipt in self.whole.items()
            for one in receipt.met.left_over
        ]

    def sheets(self) -> Iterator[MarkedSheet]:
        """The rows to settle, a sheet for each of the partner's."""
        found: dict[tuple[str, str], MarkedRows] = {}
        for name, receipt in self.whole.items():
            if receipt.marked is None:
                continue
            source = self._source(name)
            first = found.get(source)
            found[source] = first.beside(receipt.marked, self._first) if first else receipt.marked
        for marked in found.values():
            if marked.met:
                yield marked.sheet().named(self._named)

    def _source(self, name: str) -> tuple[str, str]:
        source = self.tables.source(name)
        return source.file, source.sheet

    def _first(self, number: int) -> int:
        """The number of a row in the first of the tables that are made of its file."""
        path, row = place_of_row(number, self.files)
        return self.files.index(path) * FILE + row

    def _named(self, number: int) -> int | str:
        """The row of a file, behind its name where the table has several."""
        path, row = place_of_row(number, self.files)
        name = self.names[self.files.index(path)]
        return row if self.names.count(name) == 1 else f"{path.name}: {row}"
