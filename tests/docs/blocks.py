"""Reads the code blocks of a Markdown page, in their order.

A comment before a block says what is special about it:

    <!-- file: cases.csv -->   the block is written to this file
    <!-- exits: 3 -->          the last command of the block ends with this code, not 0
    <!-- shown only -->        the block is not run
    <!-- by hand: cases.csv 14 Sex = woman; … -->
                               before the block is run, somebody writes this into row 14 (the header
                               is row 1) of column "Sex", as the page asks for
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^>\n]+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)
_BY_HAND = re.compile(r"(?P<file>\S+) (?P<row>\d+) (?P<column>.+?) = (?P<answer>.+)")
_NUMBER = re.compile(r"([εδ] = )?\d[\d,.]*(e-?\d+)?")


@dataclass(frozen=True)
class Block:
    """A block of code, and the comment before it."""

    language: str
    text: str
    note: str

    def noted(self, kind: str) -> str | None:
        """What a comment such as ``<!-- file: cases.csv -->`` says, if it is there."""
        key, _, value = self.note.partition(":")
        return value.strip() if key == kind else None

    @property
    def by_hand(self) -> list[Cell]:
        """What is written into cells before the block is run."""
        found = (
            _BY_HAND.fullmatch(one.strip()) for one in (self.noted("by hand") or "").split(";")
        )
        return [
            Cell(one["file"], int(one["row"]), one["column"], one["answer"]) for one in found if one
        ]


@dataclass(frozen=True)
class Cell:
    """A cell of a CSV file, and what somebody writes into it."""

    file: str
    row: int
    column: str
    answer: str

    def write(self, folder: Path) -> None:
        """Change this cell and no other, as a program for sheets does."""
        path = folder / self.file
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        rows[self.row - 1][rows[0].index(self.column)] = self.answer
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


@dataclass(frozen=True)
class Command:
    """A command and the lines that the page shows below it."""

    line: str
    output: tuple[str, ...]


def blocks(page: Path) -> list[Block]:
    """All blocks of a page."""
    found = _BLOCK.finditer(page.read_text("utf-8"))
    return [Block(one["language"], one["text"], one["note"] or "") for one in found]


def commands(text: str) -> Iterator[Command]:
    """The commands of a console block; a backslash at the end of a line continues it."""
    for part in re.split(r"^\$ ", text.replace("\\\n", ""), flags=re.M)[1:]:
        line, *output = part.rstrip("\n").split("\n")
        yield Command(line, tuple(one for one in output if one.strip() and one != "…"))


def without_numbers(line: str) -> str:
    """The line with numbers replaced, and without spaces that depend on their length.

    An ε and a δ stay: no noise is in them, so a page shows what everybody gets.
    """
    masked = _NUMBER.sub(lambda number: number[0] if number[1] else "#", line)
    return re.sub(r"\s+", " ", masked).strip()
