"""Files of Stata (DTA) and SPSS (SAV, ZSAV): answers as their labels, a batch of rows at a time.

Such a file keeps numbers and says apart from them, for each column, what a number means. The label
is what people read and what a mapping names, so it is the answer here; a number without a label
stays a number. What a file calls missing by a number or a letter of its own is an answer too, for
it may say why: *refused* is not *not asked*. Labels belong to columns, so no row has a say in them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl

from lanterne.errors import InputError
from lanterne.files.kinds import Kind
from lanterne.files.layout import clean_header
from lanterne.files.problem_log import Findings
from lanterne.files.rows import Rows
from lanterne.files.text_blocks import KIB, LINE

CELLS = 1 << 21
"""Most cells of a batch."""

TEXT = 1 << 28
"""Most bytes of a batch, as the file keeps them."""

_READER = "lanterne.files.labelled_process"
_BEGIN, _END = b"<stata_dta>", b"</stata_dta>"
"""Of files since Stata 13."""


@dataclass(frozen=True)
class LabelledFile:
    """A file of Stata or SPSS whose columns have been read.

    Attributes:
        path: The file.
        kind: Which of the two.
        header: The names of the columns, trimmed.
        questions: What each column is, as the file says; empty where it does not.
        answers: The labels of each column's values, in the order of the file: a list of answers
            that the form has, whether anybody gave them or not.
        missing: Of each column, the labels of values that the file calls missing.
        height: Rows of the file; negative: it does not say.
        width: Bytes of a row.
    """

    path: Path
    kind: Kind
    header: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    missing: tuple[tuple[str, ...], ...]
    height: int = field(repr=False)
    width: int

    def batches(self, findings: Findings) -> Iterator[Rows]:
        """The rows as texts; what is blank in the file is blank.

        Raises:
            InputError: The file is damaged.
        """
        at_once = max(1, min(CELLS // max(len(self.header), 1), TEXT // max(self.width, 1)))
        first = 0
        with _reader(self.path, self.kind, at_once) as out:
            if not out.readline().endswith(b"\n"):
                raise _damaged(self.kind, findings)
            while length := _length(out.read(8), self.kind, findings):
                packed = out.read(length)
                if len(packed) < length:
                    raise _damaged(self.kind, findings)
                frame = pl.read_ipc_stream(packed)
                yield Rows(frame, np.arange(first + 2, first + 2 + frame.height, dtype=np.int64))
                first += frame.height
        if self.height >= 0 and first != self.height:
            raise _damaged(self.kind, findings)


def open_labelled(path: Path, kind: Kind, findings: Findings) -> LabelledFile:
    """Read the columns of a file of Stata or SPSS.

    Raises:
        InputError: It is damaged, or its rows are too long.
    """
    with _reader(path, kind, 0) as out:
        line, rest = out.readline(), out.read()
    if len(rest) < 8 or not _is_whole(path):
        raise _damaged(kind, findings)
    columns: dict[str, Any] = json.loads(line)
    if columns["width"] > LINE:
        raise findings.fail("line-too-long", {"size": KIB})
    return LabelledFile(
        path=path,
        kind=kind,
        header=clean_header(columns["header"]),
        questions=clean_header(columns["questions"]),
        answers=tuple(map(tuple, columns["answers"])),
        missing=tuple(map(tuple, columns["missing"])),
        height=columns["height"],
        width=columns["width"],
    )


@contextmanager
def _reader(path: Path, kind: Kind, rows: int) -> Iterator[IO[bytes]]:
    """What :mod:`lanterne.files.labelled_process` says; it ends with the block."""
    command = [sys.executable, "-P", "-m", _READER, _for_another(path), kind.value, str(rows)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what the library says of damage may repeat a cell
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.kill()


def _for_another(path: Path) -> str:
    """The path as another process finds it, to which a link to an open file here says nothing."""
    target = str(path.readlink()) if path.is_symlink() else ""
    if target.startswith("/proc/self/"):
        return target.replace("self", str(os.getpid()), 1)
    return str(path.absolute())


def _length(said: bytes, kind: Kind, findings: Findings) -> int:
    """Of the next batch."""
    if len(said) < 8:
        raise _damaged(kind, findings)
    return int.from_bytes(said, "big")


def _is_whole(path: Path) -> bool:
    """Whether nothing was cut off: labels are the last part of a file of Stata."""
    with path.open("rb") as stream:
        if stream.read(len(_BEGIN)) != _BEGIN:
            return True
        stream.seek(-len(_END), os.SEEK_END)
        return stream.read() == _END


def _damaged(kind: Kind, findings: Findings) -> InputError:
    return findings.fail("unreadable-file.statistics", {"program": kind.value})
