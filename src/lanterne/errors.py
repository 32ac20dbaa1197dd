"""What can go wrong, said to the person who sees it.

    LanterneError          exit code 1
    ├── InputError         exit code 1   a file, a codebook or a release has problems; all listed
    ├── UsageError         exit code 2   the call itself is wrong: an option, a path, a number
    └── Refused            exit code 3   the privacy ledger or a policy says no

No message ever contains the value of a cell: a message may be mailed, logged or read aloud.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    Attributes:
        rule: Stable name of the rule that is broken, such as ``value-not-listed``.
        message: What is wrong, in one sentence, without any cell's value.
        hint: What to do about it, in one sentence; empty when there is nothing to add.
        file: Path of the file as the person gave it.
        row: Line in the file or sheet, counted as a spreadsheet does: the header is row 1.
        column: Name of the column.
    """

    rule: str
    message: str
    hint: str = ""
    file: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where the problem is: ``cases.csv, row 17, column gender``."""
        parts = [self.file] if self.file else []
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)

    @property
    def sentences(self) -> str:
        """The message and the hint, without the place."""
        return f"{self.message} {self.hint}" if self.hint else self.message

    @property
    def placed(self) -> str:
        """The place, the message and the hint."""
        return f"{self.place}: {self.sentences}" if self.place else self.sentences

    def __str__(self) -> str:
        """All of it, as one paragraph."""
        return f"{self.placed} [{self.rule}]"


class LanterneError(Exception):
    """Root of every error that Lanterne raises on purpose."""

    exit_code = 1


class InputError(LanterneError):
    """A file, a codebook or a release has problems; all that were found are listed.

    Attributes:
        problems: The problems, in the order of the file.
        more: How many further problems were found but are not listed.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        lines = [str(problem) for problem in self.problems]
        if more:
            lines.append(f"… and {more} more.")
        super().__init__("\n".join(lines))


class UsageError(LanterneError):
    """The call itself is wrong: an option, a path or a number."""

    exit_code = 2


class Refused(LanterneError):  # noqa: N818 - the word that a person reads
    """A policy or the privacy budget forbids what was asked."""

    exit_code = 3
