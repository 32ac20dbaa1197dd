"""Cases that are read in parts: a folder whose files are one table, or by many workers."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.files.handed import (
    HandedTables,
    Held,
    HeldFrame,
    Stored,
    handed_or_stored,
    one_table,
)
from lanterne.files.object_path import File, ObjectPath

if TYPE_CHECKING:
    from lanterne.cases import CheckReport
    from lanterne.cases.case_records import CaseRecords
    from lanterne.cases.shards import ShardedCases
    from lanterne.codebook import Codebook
    from lanterne.files.read import OpenTable
    from lanterne.runners import Runner


_FAR = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/")
"""What an address begins with that is no name of a file; one letter is a disk of Windows."""

RUNNERS = ("processes", "spark")
"""Who may read cases in parts, besides this process."""


def check_runner(runner: str | None, master: str | None) -> None:
    """Raise UsageError where nobody is called so, or an address is given without Spark."""
    if runner is not None and runner not in RUNNERS:
        raise UsageError("runner.unknown", runner=runner, runners=RUNNERS)
    if master is not None and runner != "spark":
        raise UsageError("runner.master-of-spark")


def runner_of(runner: str | None, master: str | None) -> Runner | None:
    """Who does the work that a request asks for; ``None``: nobody said."""
    if runner == "spark":
        from lanterne.runners.spark import Spark

        return Spark(master)
    if runner == "processes":
        from lanterne.runners.processes import Processes

        return Processes(os.cpu_count() or 1)
    return None


def is_in_parts(cases: Stored, codebook: Codebook, runner: str | None = None) -> bool:
    """Whether they are read in parts: somebody says by whom, or a folder or store is one table."""
    return runner is not None or isinstance(cases, ObjectPath) or _is_one_table(cases, codebook)


def _is_one_table(cases: HandedTables, codebook: Codebook) -> TypeGuard[Path]:
    """Whether all files of a folder are parts of one table."""
    one = codebook.network is None
    return one and not isinstance(cases, Held) and cases.is_dir()


def check_parts(
    cases: Stored,
    codebook: Codebook,
    duplicates: str | Path | None,
    runner: str | None = None,
) -> None:
    """That cases can be read in parts, where they are to be.

    Args:
        cases: A file, a folder, objects of a store, or a data frame or several.
        codebook: What the columns mean.
        duplicates: Sheet of ids that are one person; ``None``: nobody looked.
        runner: Who reads them; ``None``: nobody said.

    Raises:
        UsageError: They cannot be, or are not on a disk; or are frames of several tables where the
            codebook has one.
    """
    if isinstance(cases, Held):
        if codebook.network is None:
            one_table(cases)
        if runner is not None:
            raise UsageError("frame.runner")
        return
    if isinstance(cases, ObjectPath):
        if duplicates is not None:
            raise UsageError("store.only")
        return
    check_near(cases)
    if runner is not None and str(cases) == "-":
        raise UsageError("runner.standard-input")
    if is_in_parts(cases, codebook, runner) and duplicates is not None:
        raise UsageError("runner.duplicates")


def check_held(runner: str | None) -> None:
    """Raise UsageError where linked tables are held in this process, and somebody else was named.

    Args:
        runner: Who was named; ``None``: nobody.
    """
    if runner is not None:
        raise UsageError("runner.linked-held")


def check_near(place: str | Path) -> None:
    """Raise UsageError where it is an address, of which the rest may hold a key."""
    far = _FAR.match(Path(place).as_posix())
    if far and not Path(place).exists():
        raise UsageError("runner.far", kind=far[1])


def check_made_here(*places: str | Path | None) -> None:
    """Raise UsageError where a release, or its ledger, would be written to a store."""
    if any(_FAR.match(Path(one).as_posix()) for one in places if one is not None):
        raise UsageError("store.made-here")


def check_outside(
    cases: Stored, codebook: Codebook, ledger: str | Path | None, out: str | Path
) -> None:
    """A folder that a program writes may be written anew, and what somebody put into it be lost.

    Raises:
        UsageError: The ledger, or what is made, would lie in the folder of the parts of a table;
            or beside linked tables under the name of one; or both are at one place.
    """
    from lanterne.verbs.linked import check_outside_tables

    if ledger is not None and Path(ledger).resolve() == Path(out).resolve():
        raise UsageError("runner.ledger-is-out", place=str(out))
    if isinstance(cases, Held | ObjectPath):
        return
    check_outside_tables(cases, codebook, ledger, out)
    if not _is_one_table(cases, codebook):
        return
    folder = cases.resolve()
    if ledger is None or folder in Path(ledger).resolve().parents:
        raise UsageError("runner.ledger-in-folder", folder=str(cases))
    check_made_outside(cases, codebook, [out])


def check_made_outside(cases: Path, codebook: Codebook, places: Iterable[str | Path]) -> None:
    """That nothing that is made would be a part of the table next time; as before."""
    if not _is_one_table(cases, codebook):
        return
    folder = cases.resolve()
    if any(folder in Path(place).resolve().parents for place in places):
        raise UsageError("runner.out-in-folder", folder=str(cases))


def open_cases_of(
    cases: str | Stored,
    codebook: Codebook,
    said: tuple[str | None, str | None],
    ignore: Collection[str],
    open_as: OpenTable,
    runner: Runner | None = None,
) -> CaseRecords:
    """Open the cases of one table: a file, or a folder in which each file is a part of the table.

    Args:
        cases: The file or folder, objects of a store, or a data frame.
        codebook: What the columns mean; of one table.
        said: Columns of subject ids and of households, as somebody said; ``None``: as the codebook
            says; the empty text: none.
        ignore: Columns that are left out.
        open_as: How a single file is opened: by a mapping, or as what came back by a form, if it
            did.
        runner: Who reads parts; ``None``: this process, and a single file is read whole.

    Raises:
        UsageError: Ids are a column that would be released; or nobody said who is who; or it is
            frames of several tables.
        InputError: A file cannot be read, is there twice, or came back by a form.
    """
    from lanterne.cases import open_cases

    given = handed_or_stored(cases)
    if not isinstance(given, ObjectPath):
        given = one_table(given)
        if isinstance(given, HeldFrame) or (runner is None and not given.is_dir()):
            return open_cases(given, codebook, said[0], ignore, said[1], open_as)
    return _opened_in_parts(given, codebook, said, ignore, open_as, runner)


def check_in_parts(
    cases: File,
    codebook: Codebook,
    said: tuple[str | None, str | None],
    ignore: Collection[str],
    open_as: OpenTable,
    runner: Runner | None,
) -> CheckReport:
    """Everything that is wrong with cases in parts; arguments and errors of :func:`open_cases_of`.

    What makes a file unreadable is in the report.
    """
    from lanterne.cases import CheckReport

    try:
        return _opened_in_parts(cases, codebook, said, ignore, open_as, runner).check()
    except InputError as error:
        return CheckReport(cases, 0, 0, error.problems, error.more)


def _opened_in_parts(
    path: File,
    codebook: Codebook,
    said: tuple[str | None, str | None],
    ignore: Collection[str],
    open_as: OpenTable,
    runner: Runner | None,
) -> ShardedCases:
    from lanterne.cases.shards import open_sharded
    from lanterne.files.shards import check_listed, table_files
    from lanterne.harmonise import ByMapping, PartnerParts
    from lanterne.runners import InProcess

    opener, files = None, table_files(path)
    if isinstance(open_as, ByMapping):
        opener = PartnerParts(open_as.mapping, codebook)
    else:
        refuse_forms(files_of_forms(files, codebook, open_as))
    opened = open_sharded(path, codebook, runner or InProcess(), said, ignore, opener=opener)
    check_listed(path, files, opened.files)
    return opened


def refuse_forms(found: Sequence[File]) -> None:
    """Raise InputError where parts came back by a form: what people refused is read by it."""
    if found:
        raise InputError([Problem("file-of-form", place=Place(str(file))) for file in found])


def files_of_forms(files: Sequence[File], codebook: Codebook, open_as: OpenTable) -> list[File]:
    """The files of a table that came back by a form; these are read in one process.

    Args:
        files: The parts of the table.
        codebook: What the columns mean; of one table.
        open_as: How a file is opened that may have come back by a form.

    Raises:
        InputError: A file cannot be read.
    """
    from lanterne.files.problem_log import Findings
    from lanterne.files.read import open_table

    ways = (open_table, open_as)
    table = codebook.table
    return [
        file
        for file in files
        if len({type(one(file, table.name, table.names, Findings(str(file)))) for one in ways}) > 1
    ]
