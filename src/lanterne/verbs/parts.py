"""Cases that are read in parts: a folder whose files are one table, or by many workers."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from lanterne.errors import InputError, Place, Problem, UsageError

if TYPE_CHECKING:
    from lanterne.cases.shards import ShardedCases
    from lanterne.codebook import Codebook
    from lanterne.files.read import OpenTable
    from lanterne.runners import Runner


class InParts(Protocol):
    """What a request says about who reads its cases."""

    @property
    def cases(self) -> str | Path:
        """A file, or a folder."""

    @property
    def mapping(self) -> str | Path | None:
        """By which files become cases; ``None``: they hold cases."""

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person; ``None``: as the codebook says."""

    @property
    def ignore(self) -> Collection[str]:
        """Columns of the files that are left out."""

    @property
    def runner(self) -> str | None:
        """Who reads the parts; ``None``: this process."""

    @property
    def master(self) -> str | None:
        """Where Spark is."""


RUNNERS = ("processes", "spark")
"""Who may read cases in parts, besides this process."""


def check_runner(runner: str | None, master: str | None) -> None:
    """Raise UsageError where nobody is called so, or an address is given without Spark."""
    if runner is not None and runner not in RUNNERS:
        raise UsageError("runner.unknown", runner=runner, runners=RUNNERS)
    if master is not None and runner != "spark":
        raise UsageError("runner.master-of-spark")


def runner_of(request: InParts) -> Runner:
    """Who does the work of a request."""
    if request.runner == "spark":
        from lanterne.runners.spark import Spark

        return Spark(request.master)
    if request.runner == "processes":
        from lanterne.runners.processes import Processes

        return Processes(os.cpu_count() or 1)
    from lanterne.runners import InProcess

    return InProcess()


def is_in_parts(request: InParts, codebook: Codebook) -> bool:
    """Whether the cases are read in parts.

    Raises:
        UsageError: They are to be, and cannot be.
    """
    table = codebook.network is None
    asked = request.runner is not None
    if asked and not table:
        raise UsageError("runner.linked-tables")
    in_parts = asked or (table and Path(request.cases).is_dir())
    if in_parts and request.mapping is not None:
        raise UsageError("runner.mapping")
    return in_parts


def check_ledger_outside(cases: Path, ledger: str | Path | None) -> None:
    """A folder that a program writes may be written anew, and what somebody put into it be lost.

    Raises:
        UsageError: The ledger would lie in the folder of cases, or does.
    """
    if cases.is_dir() and (ledger is None or cases.resolve() in Path(ledger).resolve().parents):
        raise UsageError("runner.ledger-in-folder")


def open_in_parts(
    request: InParts, codebook: Codebook, household: str | None, open_as: OpenTable
) -> ShardedCases:
    """Open the cases of a request that are read in parts.

    Args:
        request: Says where they are, and who reads them.
        codebook: What the columns mean; of one table.
        household: Column that says who lives together; ``None``: as the codebook says.
        open_as: How a single file would be opened: as what came back by a form, if it did.

    Raises:
        UsageError: Ids are a column that would be released; or nobody said who is who.
        InputError: A file cannot be read, is there twice, or came back by a form.
    """
    from lanterne.cases.shards import open_sharded
    from lanterne.files.problem_log import Findings
    from lanterne.files.read import open_table
    from lanterne.files.shards import table_files

    path, problems = Path(request.cases), []
    for file in table_files(path):
        given = file, codebook.table.name, codebook.table.names
        plain, found = (one(*given, Findings(str(file))) for one in (open_table, open_as))
        if type(plain) is not type(found):
            problems.append(Problem("file-of-form", place=Place(str(file))))
    if problems:
        raise InputError(problems)
    said = request.subject_id, household
    return open_sharded(path, codebook, runner_of(request), said, request.ignore)
