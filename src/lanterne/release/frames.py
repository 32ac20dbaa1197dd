"""The rows of a release as data frames, by the names of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lanterne.notebook import listed

if TYPE_CHECKING:
    import polars as pl


class ReleasedFrames(Mapping[str, "pl.DataFrame"]):
    """A data frame of Polars for each table of a release, in the order of its codebook. Public.

    Cells are texts, the empty text where nothing is recorded.
    """

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The rows of a table; raises KeyError where there is none of that name."""
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        """The names of the tables."""
        return iter(self._frames)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._frames)

    def __repr__(self) -> str:
        """The tables and how large they are, in a line."""
        sizes = (f"{name} {one.height} × {one.width}" for name, one in self._frames.items())
        return f"ReleasedFrames({', '.join(sizes)})"

    def _repr_html_(self) -> str:
        """What a notebook shows: of each table its rows and the names of its columns."""
        lines = [
            (name, f"{one.height:,}", ", ".join(one.columns)) for name, one in self._frames.items()
        ]
        return listed("ReleasedFrames", ("table", "rows", "columns"), lines)
