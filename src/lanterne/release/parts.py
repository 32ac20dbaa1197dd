"""A table in parts: rows that are too many to be held together, read part by part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lanterne.errors import Place, Problem
from lanterne.release.contents import PartedRows
from lanterne.release.counts_check import Answers, answers_in
from lanterne.release.layout import DataFile
from lanterne.release.rows_check import data_problems
from lanterne.release.tables import binned, coded_file, read_data


def read_parts(folder: Path, file: DataFile) -> tuple[PartedRows | None, tuple[Problem, ...]]:
    """Read a table part by part: what is known of its rows, and what is wrong with each part.

    Args:
        folder: Of the release.
        file: The table.

    Returns:
        Nothing is known of the rows where a part cannot be read.
    """
    sizes, answers = [], no_answers()
    problems: list[Problem] = []
    for path in file.paths:
        frame = _read_part(folder, path, file)
        if isinstance(frame, str):
            problems.append(Problem(frame, place=Place(path)))
            continue
        sizes.append(frame.height)
        problems += data_problems(frame, file.table, path)
        add_answers(answers, answers_in(binned(frame, file.table)))
    known = PartedRows(tuple(sizes), answers) if len(sizes) == file.parts else None
    return known, tuple(problems)


def _read_part(folder: Path, path: str, file: DataFile) -> pl.DataFrame | str:
    """The rows of a part, coded; else the sentence of why they cannot be read."""
    try:
        texts = read_data(folder / path)
        columns = texts.collect_schema()
        if columns.names() != list(file.header):
            return "header.not-of-codebook"
        if set(columns.dtypes()) != {pl.String()}:  # the parts would not make one table
            return "unreadable.rows"
        return coded_file(texts, file, {})
    except (OSError, pl.exceptions.PolarsError):
        return "unreadable.rows"


def no_answers() -> defaultdict[str, Counter[str]]:
    """Column → text → rows that hold it: none yet."""
    return defaultdict(Counter)


def add_answers(answers: Mapping[str, Counter[str]], more: Answers) -> None:
    """Add the rows of another part."""
    for name, counts in more.items():
        answers[name].update(counts)
