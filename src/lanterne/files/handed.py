"""What is handed in: a file or a folder on the disk, or data frames in memory."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self, TypeAlias, overload

from lanterne.errors import FRAME, FRAMES, UsageError
from lanterne.files.object_path import ObjectPath

if TYPE_CHECKING:
    from lanterne.files.problem_log import Findings


class _ArrowFrame(Protocol):
    """Hands out its columns as Arrow does: Polars, pandas, pyarrow."""

    @property
    def columns(self) -> Any: ...

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...


class _OtherFrame(Protocol):
    """Hands out its columns by the protocol that libraries of data frames agreed on."""

    @property
    def columns(self) -> Any: ...

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any: ...


Frame: TypeAlias = _ArrowFrame | _OtherFrame
"""A data frame of Polars or pandas, a table of Arrow, or what hands out its columns as these do."""

Frames: TypeAlias = Mapping[str, Frame]
"""Of linked tables: name of each table → its data frame."""


def is_frame(value: object) -> bool:
    """Whether something is a data frame; a lazy one of Polars is none before it is collected."""
    try:
        hands_out = hasattr(value, "__arrow_c_stream__") or hasattr(value, "__dataframe__")
        return hands_out and hasattr(value, "columns")
    except Exception:  # of its own code, which may repeat a cell
        return False


@dataclass(frozen=True)
class HeldText:
    """Delimited text in memory, with the names of its columns in the first line.

    Attributes:
        content: In UTF-8. Nothing writes it to a disk.
    """

    content: bytes = field(repr=False)

    def open(self, findings: Findings) -> BinaryIO:
        """The bytes from the first on, which are not copied."""
        del findings  # nothing can be wrong with it
        return io.BytesIO(self.content)


class Held(ABC):
    """Data frames that were handed in. Each becomes text when it is first opened, and stays that.

    A verb that is called with a request reads what it was given anew (:meth:`anew`): who was taken
    out of it meanwhile is in no later release. While a verb runs, nobody may write to it.

    No representation shows a cell, so that a request that holds one may be printed; and none can
    be pickled, as the cells would then be written down.
    """

    def __getstate__(self) -> object:
        """Refuse to be written down."""
        raise TypeError("a data frame of cases cannot be pickled")

    def __repr__(self) -> str:
        """That it is one, and nothing of it."""
        return f"<{self}>"

    @abstractmethod
    def __str__(self) -> str:
        """What stands for it where a file would be named."""

    @abstractmethod
    def anew(self) -> Self:
        """The same, of which nothing was read yet."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Bytes of the texts; of a frame 0 before it was opened."""


class HeldFrame(Held):
    """One data frame: a table, or linked tables with a row per victim and perpetrator."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._text: HeldText | None = None

    def anew(self) -> HeldFrame:
        """The same frame, of which nothing was read yet."""
        return HeldFrame(self._frame)

    def __str__(self) -> str:
        """What stands for it where a file would be named."""
        return FRAME

    @property
    def identity(self) -> int:
        """The same for one and the same frame, and for no other."""
        return id(self._frame)

    @property
    def is_frame(self) -> bool:
        """Whether it is one."""
        return is_frame(self._frame)

    def text(self, findings: Findings, known: Collection[str] = ()) -> HeldText:
        """The text of a file that holds it; see :func:`lanterne.files.frames.text_of`.

        Args:
            findings: Receives what is wrong.
            known: Names of columns to be expected.

        Raises:
            InputError: It cannot be written as text; with all that is wrong.
        """
        if self._text is None:
            from lanterne.files.frames import text_of  # noqa: PLC0415 - loads Polars

            self._text = HeldText(text_of(self._frame, findings, known))
        return self._text

    @property
    def size(self) -> int:
        """Bytes of the text; 0 before it was opened."""
        return 0 if self._text is None else len(self._text.content)


class HeldTables(Held):
    """A data frame for each of several linked tables, by its name.

    A frame that was put into the mapping in place of another, as frames of Polars are when
    somebody is taken out of them, is the one that is read anew.

    Attributes:
        frames: Name of each table → its frame, as the mapping was when this was made.
    """

    def __init__(self, tables: Frames) -> None:
        self._tables = tables
        pairs = _pairs_of(tables)
        self.frames: Mapping[str, HeldFrame] = {
            str.__str__(name) if isinstance(name, str) else name: HeldFrame(frame)
            for name, frame in pairs
        }
        self._is_whole = len(self.frames) == len(pairs)

    def anew(self) -> HeldTables:
        """The frames that the mapping holds now, of which nothing was read yet."""
        return HeldTables(self._tables)

    def __str__(self) -> str:
        """What stands for them where a folder would be named; names may be those of people."""
        return FRAMES

    @property
    def are_frames(self) -> bool:
        """Whether there are some, each is one, and each has a text of its own as its name."""
        named = self._is_whole and all(isinstance(name, str) for name in self.frames)
        return bool(self.frames) and named and all(one.is_frame for one in self.frames.values())

    @property
    def twice(self) -> tuple[str, ...]:
        """The names under which one and the same frame was handed in; none: each is another."""
        names: dict[int, list[str]] = {}
        for name, frame in self.frames.items():
            names.setdefault(frame.identity, []).append(name)
        return next((tuple(some) for some in names.values() if len(some) > 1), ())

    @property
    def size(self) -> int:
        """Bytes of the texts of those that were opened."""
        return sum(frame.size for frame in self.frames.values())


def _pairs_of(tables: Frames) -> list[tuple[str, Frame]]:
    """Names and frames; none where the mapping's own code fails, which may repeat a cell."""
    try:
        return list(tables.items())
    except Exception:
        return []


Handed: TypeAlias = Path | HeldFrame
"""A file or folder, or a data frame."""

Openable: TypeAlias = Handed | ObjectPath
"""What one table is read from: the same, or an object of a store."""

HandedTables: TypeAlias = Handed | HeldTables
"""What is handed in, or a data frame for each of linked tables."""

Stored: TypeAlias = HandedTables | ObjectPath
"""The same, or objects of a store, which are read in parts."""


@overload
def handed(cases: str | Path) -> Path: ...


@overload
def handed(cases: str | Handed) -> Handed: ...


@overload
def handed(cases: str | Frame | Frames | HandedTables) -> HandedTables: ...


def handed(cases: str | Frame | Frames | HandedTables) -> HandedTables:
    """What a request names or holds.

    Raises:
        UsageError: It is in a store, from which not everything is read.
    """
    if isinstance(cases, str | Path):
        if ObjectPath.of(cases):
            raise UsageError("store.only")
        return Path(cases)
    if isinstance(cases, HeldFrame | HeldTables):
        return cases
    return HeldTables(cases) if isinstance(cases, Mapping) else HeldFrame(cases)


@overload
def handed_or_stored(cases: str | Openable) -> Openable: ...


@overload
def handed_or_stored(cases: str | Frame | Frames | Stored) -> Stored: ...


def handed_or_stored(cases: str | Frame | Frames | Stored) -> Stored:
    """The same; or objects of a store, for whoever reads in parts.

    Raises:
        UsageError: It is an address that is none of an object.
    """
    if isinstance(cases, ObjectPath):
        return cases
    stored = ObjectPath.of(cases) if isinstance(cases, str | Path) else None
    return stored or handed(cases)


def one_table(cases: HandedTables) -> Handed:
    """What is handed in where there is one table.

    Raises:
        UsageError: It is data frames by the names of tables.
    """
    if isinstance(cases, HeldTables):
        raise UsageError("frame.tables-of-one")
    return cases
