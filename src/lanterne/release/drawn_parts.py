"""A planned table: its rows are drawn into the folder of a release, part by part."""

from __future__ import annotations

import pickle
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from lanterne.disk import reason
from lanterne.errors import InputError, LanterneError
from lanterne.release.contents import Contents, PartedRows, together_of
from lanterne.release.counts_check import Answers, answers_in
from lanterne.release.folder import sha256
from lanterne.release.layout import COUNTS, DataFile, release_layout
from lanterne.release.parts import add_answers, no_answers
from lanterne.release.rows_check import data_problems
from lanterne.release.tables import arranged, binned, coded_file, write_parquet
from lanterne.runners import Runner
from lanterne.runners.runner import Pair
from lanterne.synthesis.aggregates import Integers
from lanterne.synthesis.engine import Progress
from lanterne.synthesis.planned_rows import PlannedRows, draw_shard
from lanterne.synthesis.result import PlannedTable


@dataclass(frozen=True)
class _Part:
    """What is known of a part that was written.

    Attributes:
        rows: How many there are.
        answers: How many hold each text of each column.
        listed: How many hold each combination whose count is published.
        digest: SHA-256 of its file.
    """

    rows: int
    answers: Answers
    listed: Integers
    digest: str


def draw_parts(planned: PlannedTable, folder: Path, runner: Runner, progress: Progress) -> Contents:
    """Draw rows and write them, each part where the runner has it done.

    Args:
        planned: What is drawn.
        folder: Of the release; every machine of the runner must reach it under this path.
        runner: Does the work.
        progress: Told how far things are.

    Raises:
        InputError: Rows break their own codebook.
        LanterneError: The disk is full or failed, or a part is not where it was written.
    """
    shards = planned.rows.shards
    layout = release_layout(planned.codebook, parts=shards)
    (file,) = layout.data
    place = (folder / file.paths[0]).parent
    place.mkdir(parents=True)
    draw = partial(_draw_part, planned.rows, file, folder.absolute())
    sizes, digests, answers = [0] * shards, [""] * shards, no_answers()
    listed = np.zeros(planned.listing.combinations, np.int64)
    left = set(range(shards))
    for number, value in runner.run(range(shards), draw):
        part: _Part = pickle.loads(value)
        if number in left:  # a part that is done twice is one part
            left.remove(number)
            sizes[number], digests[number] = part.rows, part.digest
            listed += part.listed
            add_answers(answers, part.answers)
            progress("write", 1 - len(left) / shards)
    there, wanted = set(place.iterdir()), {folder / path for path in file.paths}
    for path in there - wanted:  # of a task whose machine went down
        path.unlink()
    # What was counted is what lies there, whoever wrote it last.
    if left or wanted - there or [sha256(folder / path) for path in file.paths] != digests:
        raise LanterneError("release.part-lost", folder=str(folder.parent))
    return Contents(
        layout,
        {},
        {COUNTS: planned.listing.counts(listed)},
        planned.statement,
        planned.settings,
        planned.delta_advice(),
        planned.worth,
        definitions=planned.definitions,
        partners=planned.partners,
        together=together_of(planned),
        parts=PartedRows(tuple(sizes), answers),
    )


def _draw_part(planned: PlannedRows, file: DataFile, folder: Path, number: int) -> Iterator[Pair]:
    """Draw and write one part; whoever does it again writes the same."""
    drawn, path = draw_shard(planned, number), file.paths[number]
    frame = arranged(coded_file(drawn.texts.lazy(), file, {}), file)
    problems = data_problems(frame, file.table, path)
    if problems:
        raise InputError(problems)
    try:
        digest = _write_part(frame, folder / path)
    except OSError as error:  # other machines tell of no error but this program's own
        raise LanterneError(
            "destination.failed", place=str(folder / path), why=reason(error)
        ) from error
    part = _Part(frame.height, answers_in(binned(frame, file.table)), drawn.listed, digest)
    yield number, pickle.dumps(part)


def _write_part(frame: pl.DataFrame, path: Path) -> str:
    """Write a part, whole or not at all: two machines may do so at once. SHA-256 of the file."""
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_parquet(frame, hidden)
        digest = sha256(hidden)
        hidden.replace(path)
        return digest
    finally:
        hidden.unlink(missing_ok=True)
