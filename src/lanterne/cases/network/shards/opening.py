"""Linked tables in many parts are opened: where each table is, and whether it can be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lanterne.cases.left_out import say_what_is_not_there
from lanterne.cases.network.locations import tables_of
from lanterne.cases.network.shards.openers import AsTheyAre, LinkedOpener
from lanterne.cases.network.shards.reading import LinkedReading
from lanterne.cases.network.shards.sharded import ShardedNetwork
from lanterne.cases.network.shards.table_files import places_of
from lanterne.cases.report import CheckReport
from lanterne.codebook.model import Codebook, Network
from lanterne.errors import InputError, UsageError
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings, raise_all
from lanterne.files.shards import ROWS, check_alike, shards_of
from lanterne.runners import Runner


def open_sharded_network(
    path: File,
    codebook: Codebook,
    runner: Runner,
    ignore: Collection[str] = (),
    rows: int = ROWS,
    opener: LinkedOpener | None = None,
) -> ShardedNetwork:
    """Open linked tables that are read in parts; only headers and the ends of files are looked at.

    Args:
        path: A folder with a file named like each table, or a folder of that name in which every
            file is a part of the table; or the address of such a folder in a store.
        codebook: What the tables mean.
        runner: Who reads the parts.
        ignore: Columns that are left out.
        rows: Most rows of a part of a Parquet file.
        opener: How each part is opened; ``None``: tables are as they stand there.

    Raises:
        InputError: A table is missing, a file cannot be read, or a header does not fit.
        UsageError: The codebook has one table, or there is no such folder.
    """
    opener = opener or AsTheyAre(tuple(ignore))
    opened, findings = _opened(path, codebook, runner, ignore, rows, opener)
    raise_all(findings)
    return opened


def check_sharded_network(
    path: File,
    codebook: Codebook,
    runner: Runner,
    ignore: Collection[str] = (),
    opener: LinkedOpener | None = None,
) -> CheckReport:
    """Read parts of linked tables to their ends and report everything that is wrong.

    The arguments are those of :func:`open_sharded_network`.

    Raises:
        UsageError: The codebook has one table, or there is no such folder.
    """
    try:
        ways = ignore, ROWS, opener or AsTheyAre(tuple(ignore))
        opened, (findings, *_) = _opened(path, codebook, runner, *ways)
    except InputError as error:
        return CheckReport(path, 0, 0, error.problems, error.more)
    report = opened.check()  # says of headers again what is wrong with them
    problems = (*findings.problems, *report.problems)
    return replace(report, problems=problems, more=findings.more + report.more)


def _opened(
    path: File,
    codebook: Codebook,
    runner: Runner,
    ignore: Collection[str],
    rows: int,
    opener: LinkedOpener,
) -> tuple[ShardedNetwork, list[Findings]]:
    """The tables, and what is wrong with what is left out, and with each header."""
    network = _network(codebook)
    found = opener.files(path, network)
    places = list(places_of(found, network))
    parts, findings = [opener.header(place) for place in places], Findings(str(path))
    headers = [part.reader.file.header for part in parts if part.reader is not None]
    if len(headers) == len(parts):
        say_what_is_not_there(ignore, {name for header in headers for name in header}, findings)
    shards = shards_of([place.path for place in places], rows)
    check_tables_alike(found, network, opener)
    reading = LinkedReading(network, tuple(place.table.name for place in places), opener)
    opened = ShardedNetwork(path, codebook, reading, shards, runner)
    return opened, [findings, *(part.findings for part in parts)]


def check_tables_alike(
    found: Mapping[str, Sequence[File]], network: Network, opener: LinkedOpener
) -> None:
    """That ids are kept alike in all files of a table; see :func:`check_alike`.

    Args:
        found: Name of a table → its files.
        network: The tables.
        opener: How files are opened.

    Raises:
        InputError: They are not, in a table.
    """
    for table in tables_of(network):
        check_alike(found.get(table.name, ()), partial(opener.kinds_in, table=table))


def _network(codebook: Codebook) -> Network:
    if codebook.network is None:
        raise UsageError("network.no-links", codebook=codebook.name)
    return codebook.network
