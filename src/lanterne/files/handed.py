"""What is handed in: a file or a folder on the disk, or a data frame in memory."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

from lanterne.errors import FRAME

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


def is_frame(value: object) -> bool:
    """Whether something is a data frame; a lazy one of Polars is none before it is collected."""
    hands_out = hasattr(value, "__arrow_c_stream__") or hasattr(value, "__dataframe__")
    return hands_out and hasattr(value, "columns")


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


class HeldFrame:
    """A data frame that was handed in. It becomes text when it is first opened, and stays that.

    A verb that is called with a request reads the frame anew (:meth:`anew`): who was taken out of
    it meanwhile is in no later release. While a verb runs, nobody may write to it.

    No representation shows a cell, so that a request that holds one may be printed; and none can
    be pickled, as the cells would then be written down.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._text: HeldText | None = None

    def __getstate__(self) -> object:
        """Refuse to be written down."""
        raise TypeError("a data frame of cases cannot be pickled")

    def anew(self) -> HeldFrame:
        """The same frame, of which nothing was read yet."""
        return HeldFrame(self._frame)

    def __str__(self) -> str:
        """What stands for it where a file would be named."""
        return FRAME

    def __repr__(self) -> str:
        """That it is one, and nothing of it."""
        return f"<{FRAME}>"

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


Handed: TypeAlias = Path | HeldFrame
"""A file or folder, or a data frame."""


def handed(cases: str | Path | Frame | HeldFrame) -> Handed:
    """What a request names or holds."""
    if isinstance(cases, str | Path):
        return Path(cases)
    return cases if isinstance(cases, HeldFrame) else HeldFrame(cases)
