"""The command line that does what a page of Data or Risk does, with the person's choices."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from lanterne.hub.web.data import dataset_codebook
from lanterne.hub.web.models import CaseFile, Dataset


def cases_name(case_file: CaseFile | None) -> str:
    """What commands call the cases: never as the person called them."""
    if case_file is None:
        return "cases.csv"
    if len(case_file.parts) > 1:
        return "cases"
    return f"cases.{case_file.parts[0]['kind']}"


def command(
    verb: str,
    dataset: Dataset,
    case_file: CaseFile | None,
    *options: str,
    columns: bool = True,
) -> str:
    """``lanterne VERB cases.csv -c CODEBOOK …`` for a shell.

    Args:
        verb: Of the command line.
        dataset: Says the codebook, the ids of people and the columns that are left out.
        case_file: The cases.
        options: Further words, not yet quoted.
        columns: Whether the reader may know the names of the columns that are never published.
    """
    book = (
        dataset.codebook_name if not (dataset.draft or dataset.codebook) else dataset_codebook.FILE
    )
    words = ["lanterne", verb, cases_name(case_file), "-c", book or "CODEBOOK"]
    if not columns:
        return shlex.join([*words, *options])
    who = dataset_codebook.who_of(dataset)
    words += option("subject-id", [] if who.subject is None else [who.subject])
    words += option("ignore", who.ignored)
    return shlex.join([*words, *options])


def option(name: str, values: Iterable[str]) -> list[str]:
    """An option for each value."""
    return [word for value in values for word in (f"--{name}", value)]
