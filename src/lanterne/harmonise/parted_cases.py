"""A partner's table in many parts becomes a folder of parts of cases: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from lanterne.cases.shards.consents import CompareConsents
from lanterne.cases.shards.receipts import Receipt, located, merged
from lanterne.cases.shards.sending import dealt, places_for
from lanterne.errors import InputError
from lanterne.files.shards import (
    ROWS,
    Shard,
    check_alike,
    check_copies,
    check_listed,
    place_of_row,
    shards_of,
    table_files,
)
from lanterne.harmonise.marked_rows import MarkedSheet
from lanterne.harmonise.partner_parts import PartnerParts
from lanterne.harmonise.write_cases import Destinations, Harmonised, harmonised, leave
from lanterne.harmonise.write_parts import Progress, WriteParts, WrittenReceipt, receipts_of
from lanterne.harmonise.written_folder import becomes, check_there
from lanterne.runners import Runner


def write_parted_cases(
    path: Path,
    opener: PartnerParts,
    runner: Runner,
    to: Destinations,
    progress: Progress,
    rows: int = ROWS,
) -> Harmonised:
    """Write the cases of a partner's table, a CSV file for each part.

    Args:
        path: A file, or a folder in which every file is a part of the table.
        opener: How parts are opened.
        runner: Who does the work.
        to: Where everything goes.
        progress: Told how far things are.
        rows: Most rows of a part of a Parquet file.

    Raises:
        InputError: All that is wrong in all files; then nothing is written.
        LanterneError: The disk refuses, or a part is not where it was written.
        OSError: The disk refuses here.
    """
    files = table_files(path)
    shards = shards_of(files, rows)
    keep = opener.mapping.source.keep
    check_alike(files, partial(opener.kinds_in, ids=keep))
    with becomes(to.cases) as folder:
        stage = WriteParts(opener, places_for(runner), folder, to.send_back is not None)
        receipts, whole = _written(stage, shards, runner, progress)
        findings = merged([*receipts, whole], shards, files, opener.consent)
        if findings:
            raise InputError(located(findings, files), findings.more)
        if not keep:  # else rows of one person, or copies of them, are seen in the cases
            filled = {path for one in receipts for path in one.filled}
            check_copies([path for path in files if path in filled])
        check_listed(path, files, table_files(path))
        wanted = {folder / name: shard for name, shard in _names(shards).items()}
        check_there(wanted, receipts, to.cases)
        with ExitStack() as others:
            left_over = leave(others, to, whole.met.left_over, lambda: _sheets(whole, files))
    met = whole.met
    return harmonised(to, left_over, rows=met.rows, without_consent=met.without_consent)


def _written(
    stage: WriteParts, shards: Sequence[Shard], runner: Runner, progress: Progress
) -> tuple[list[Receipt], WrittenReceipt]:
    """What all workers say of the parts that they have written, and what was met in all of them."""
    then = [CompareConsents()] if stage.opener.consent else []
    whole, items = stage.nothing(), dealt([*_names(shards).items()], runner.tasks)

    def add(receipt: WrittenReceipt) -> None:
        whole.add(receipt.met, receipt.marked)

    return receipts_of(runner.run(items, stage, *then), len(shards), add, progress), whole


def _names(shards: Sequence[Shard]) -> dict[str, Shard]:
    """Name of the file that a part becomes → the part; in their order."""
    digits = max(5, len(str(len(shards))))
    return {f"part-{number:0{digits}}.csv": shard for number, shard in enumerate(shards)}


def _sheets(whole: WrittenReceipt, files: Sequence[Path]) -> list[MarkedSheet]:
    """The rows to settle, by their numbers in each file; of several, behind its name."""

    def named(number: int) -> int | str:
        path, row = place_of_row(number, files)
        return row if len(files) == 1 else f"{path.name}: {row}"

    return [whole.marked.sheet().named(named)] if whole.marked else []
