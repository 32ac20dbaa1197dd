"""What workers say of the parts that they have read, and what must be true of all of it together.

A part that counts twice would double people and break the promise without a word. So each part is
named with a digest of what was counted of it, and the sum is thrown away unless every part is in
it exactly once.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lanterne.cases.records import RowCounts
from lanterne.errors import InputError, LanterneError, Place, Problem
from lanterne.files.file_fingerprint import changed
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard, place_of_row

Digests = Mapping[Shard, bytes]


@dataclass
class Receipt:
    """Of some parts, from one worker, what was read of them; sensitive.

    Attributes:
        digests: Part → digest of what was counted of it, or sent on.
        findings: What is wrong.
        tally: Rows, people and blank rows.
        sent: Rows that were sent on to where all rows of one person are together.
        received: Rows that came in there.
    """

    digests: dict[Shard, bytes] = field(default_factory=dict)
    findings: list[Findings] = field(default_factory=list)
    tally: RowCounts = field(default_factory=RowCounts)
    sent: int = 0
    received: int = 0

    def packed(self) -> bytes:
        """As it travels."""
        return pickle.dumps(self)


@dataclass(frozen=True)
class Received:
    """All receipts of one pass together.

    Attributes:
        digests: Of every part.
        problems: All that is wrong, in the order of the files and rows.
        more: How many further problems are not listed.
        rows: Rows read.
        people: People that they are about.
        blank: Rows that say nothing and name nobody.
    """

    digests: Digests
    problems: tuple[Problem, ...]
    more: int
    rows: int = field(repr=False)
    people: int = field(repr=False)
    blank: int = field(repr=False)

    def raise_any(self) -> None:
        """Raise InputError with everything that is wrong."""
        if self.problems:
            raise InputError(self.problems, self.more)


def received(
    receipts: Sequence[Receipt], shards: Sequence[Shard], files: Sequence[Path]
) -> Received:
    """What all receipts say together.

    Args:
        receipts: Of all workers, in any order.
        shards: The parts that were to be read.
        files: The files that they are of.

    Raises:
        LanterneError: A part was counted twice or not at all, or a row was lost on the way.
    """
    there = sorted(shard for one in receipts for shard in one.digests)
    on_the_way = sum(one.sent - one.received for one in receipts)
    if there != sorted(shards) or on_the_way:
        raise LanterneError("runner.counted-twice")
    digests = {shard: digest for one in receipts for shard, digest in one.digests.items()}
    tallies = [one.tally for one in receipts]
    rows, blank = sum(each.rows for each in tallies), sum(each.blank for each in tallies)
    findings = Findings(str(files[0] if len(files) == 1 else files[0].parent))
    findings.absorb([each for one in receipts for each in one.findings])
    if not findings and rows == blank:
        findings.add("no-rows.whole")
    elif not findings:
        findings.take_elsewhere(_same_files(digests, files))
    problems = tuple(_located(one, files) for one in findings.problems)
    people = sum(each.people for each in tallies)
    return Received(digests, problems, findings.more, rows, people, blank)


def check_same(now: Digests, before: Digests) -> None:
    """Raise InputError where a part does not hold what it held before."""
    for shard, digest in now.items():
        if before[shard] != digest:
            raise changed(shard.path)


def _same_files(digests: Digests, files: Sequence[Path]) -> Iterator[Problem]:
    """Files that hold the same as another: one file under two names doubles everybody in it."""
    contents: dict[tuple[bytes, ...], Path] = {}
    for place, path in enumerate(files):
        content = tuple(digests[one] for one in sorted(digests) if one.place == place)
        first = contents.setdefault(content, path)
        if first is not path:
            yield Problem("file-twice", {"other": first.name}, Place(str(path)))


def _located(problem: Problem, files: Sequence[Path]) -> Problem:
    """The problem with the file and the row of it, instead of the number among all rows."""
    rows = problem.parameters.get("rows")
    if isinstance(rows, tuple):
        places = [place_of_row(int(str(row)), files) for row in rows]
        several = len({path for path, _ in places}) > 1
        named = tuple(f"{path.name}: {row}" if several else str(row) for path, row in places)
        problem = replace(problem, parameters={**problem.parameters, "rows": named})
    if problem.row is None:
        return problem
    path, row = place_of_row(problem.row, files)
    return problem.at(file=str(path), row=row)
