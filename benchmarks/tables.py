"""The tables that the methods are tried on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lanterne.codebook import as_if_kept, draft_from_frame
from lanterne.codebook.draft import titled
from lanterne.codebook.model import Codebook

SEED = 7


@dataclass(frozen=True)
class Subject:
    """A table to try the methods on.

    Attributes:
        name: Short name, used for the file of results.
        title: What it is, for the reader of the results.
        frame: The table, as texts; blank is the empty text.
    """

    name: str
    title: str
    frame: pl.DataFrame

    @property
    def delta(self) -> float:
        """The δ of pac-synth's default, 1 / (n ln n)."""
        rows = max(2, self.frame.height)
        return 1 / (rows * math.log(rows))


def fictional(victims: int, columns: int) -> Subject:
    """Return the first columns of the fictional cases, the same in every run."""
    from lanterne.fictional import fictional_frame  # noqa: PLC0415

    frame = fictional_frame(victims, SEED).select(pl.all().cast(pl.String).fill_null(""))
    frame = frame[:, :columns]
    title = f"fictional cases, {victims:,} × {frame.width}"
    return Subject(f"fictional-{victims}x{frame.width}", title, frame)


def from_file(path: Path) -> Subject:
    """Return the table of a CSV file, every cell as text."""
    frame = read_texts(path)
    return Subject(path.stem, f"{path.name}, {frame.height:,} × {frame.width}", frame)


def read_texts(path: Path) -> pl.DataFrame:
    """Read a CSV file as texts; an empty cell is the empty text."""
    return pl.read_csv(path, infer_schema=False).fill_null("")


def public_codebook(frame: pl.DataFrame, name: str) -> tuple[Codebook, frozenset[str]]:
    """Return a codebook of the answers that occur, rare ones too, and which columns it leaves out.

    For a table that is public.
    """
    codebook = titled(as_if_kept(draft_from_frame(frame, name).codebook), name)
    return codebook, frozenset(frame.columns) - frozenset(codebook.table.names)
