"""Cases of a partner's table in many parts: each is written where it is read.

What was met on the way is added up: the report is that of one file. Where the parts lie is hidden
until all of them are there and nothing is wrong with any.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from lanterne.cases.shards.consents import sent_consents
from lanterne.cases.shards.reading import WhoConsents
from lanterne.cases.shards.receipts import Receipt
from lanterne.cases.shards.sending import RECEIPT, Places
from lanterne.disk import PRIVATE_FILE, reason, whole_file
from lanterne.errors import InputError, LanterneError
from lanterne.files.problem_log import Findings
from lanterne.files.shards import Shard, numbered
from lanterne.harmonise.apply import HarmonisedFile, Tally, free_texts
from lanterne.harmonise.linked_files import LinkedFile
from lanterne.harmonise.marked_rows import MarkedRows
from lanterne.harmonise.partner_parts import PartnerParts
from lanterne.harmonise.write_cases import lines_of_cases
from lanterne.runners.runner import Pair

Progress = Callable[[str, float], None]
"""Called with the name of a stage and the share of it that is done."""

Numbered = tuple[str, Shard]
"""Name of the file that a part becomes, and the part."""


@dataclass
class WrittenReceipt(Receipt):
    """What one worker has written; sensitive.

    Attributes:
        met: What was met in its parts, added up.
        marked: The rows with answers that nobody mapped; ``None``: nobody wants them.
    """

    met: Tally = field(default_factory=Tally, repr=False)
    marked: MarkedRows | None = field(default=None, repr=False)

    def add(self, met: Tally, marked: MarkedRows | None) -> None:
        """Add what was met in other parts; of a column that is free text nothing more is kept."""
        findings = Findings("")
        self.met.add(met)
        for header in free_texts(self.met, findings):
            self.met.unknown.forget(header)
        self.findings.append(findings)
        if self.marked is not None and marked is not None:
            self.marked.join(marked)


@dataclass(frozen=True)
class WriteParts:
    """First stage: parts of cases, and what was met on the way.

    Attributes:
        opener: How parts are opened.
        places: Where it goes who consents.
        folder: Where parts are written; every machine must reach it under this path.
        marks: Whether the rows with answers that nobody mapped are wanted.
    """

    opener: PartnerParts
    places: Places
    folder: Path
    marks: bool

    def __call__(self, parts: Sequence[Numbered]) -> Iterator[Pair]:
        """A receipt; and who consents, by place."""
        receipt = self.nothing()
        for name, shard in parts:
            consents = list[WhoConsents]()
            opened = partial(self._opened, shard, consents)
            write_part(self.folder / name, shard, receipt, self._no_marks(), opened)
            yield from sent_consents(consents, self.places, receipt)
        yield RECEIPT, receipt.packed()

    def _opened(
        self, shard: Shard, consents: list[WhoConsents], findings: Findings
    ) -> HarmonisedFile:
        return self.opener.open(shard, (), findings, consents.append)

    def nothing(self) -> WrittenReceipt:
        """A receipt of no part."""
        return WrittenReceipt(marked=self._no_marks())

    def _no_marks(self) -> MarkedRows | None:
        source = self.opener.mapping.source
        return MarkedRows(source.keep, source.headers) if self.marks else None


def receipts_of(
    pairs: Iterable[Pair], parts: int, add: Callable[[WrittenReceipt], None], progress: Progress
) -> list[Receipt]:
    """What all workers say, without what was met, which is added up as it comes.

    Args:
        pairs: Of the last stage: receipts.
        parts: How many parts there are.
        add: Is given each receipt of parts that were written.
        progress: Told how many are.
    """
    receipts, done = list[Receipt](), 0
    for _, value in pairs:
        receipt: Receipt = pickle.loads(value)
        if isinstance(receipt, WrittenReceipt):
            add(receipt)
            receipt.met, receipt.marked = Tally(), None
        receipts.append(receipt)
        done += len(receipt.digests)
        progress("read", min(done / parts, 1.0))
    return receipts


def write_part(
    place: Path,
    shard: Shard,
    receipt: WrittenReceipt,
    marked: MarkedRows | None,
    opened: Callable[[Findings], HarmonisedFile | LinkedFile],
) -> None:
    """Write a part, or note what is wrong with it; whoever does it again writes the same.

    Args:
        place: Where it is written.
        shard: The part.
        receipt: Is told of it.
        marked: Receives the rows with answers that nobody mapped; ``None``: nobody wants them.
        opened: Opens the part; its argument receives what is wrong with the header.

    Raises:
        LanterneError: The disk refuses.
    """
    findings, tally, digest = Findings(str(shard.path)), Tally(), sha256()
    try:
        with numbered(shard.place, findings) as own:
            file = opened(own)
        with whole_file(place, mode=PRIVATE_FILE) as stream:
            for lines in lines_of_cases(file, tally, findings, marked):
                digest.update(lines)
                stream.write(lines)
            shard.check_unchanged()
    except InputError as error:
        if not findings:
            findings.take_elsewhere(error.problems)
    except OSError as error:  # other machines tell of no error but this program's own
        raise LanterneError("disk.unwritable", place=str(place), why=reason(error)) from error
    else:
        receipt.filled.update([shard.path] if tally.rows else [])
        receipt.add(tally, marked)
    receipt.digests[shard] = digest.digest()
    receipt.findings.append(findings)
