"""What is asked for when cases are checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.files.handed import Frame, Frames
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class CheckRequest:
    """All that is wrong with cases; see :func:`lanterne.check`.

    Attributes:
        cases: The cases, as for :func:`lanterne.protect`.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        household: Column of one table that says who lives together; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        runner: ``processes`` or ``spark``: who reads the cases, in parts; ``None``: this process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    Raises:
        UsageError: A value is of another type, or there is an address and no Spark.
    """

    cases: str | Path | Frame | Frames = field(metadata=shared.CASES)
    codebook: str | Path | Codebook = field(metadata=shared.CODEBOOK)
    _: KW_ONLY
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    runner: str | None = field(default=None, metadata=shared.RUNNER)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        take_fields(self)
        check_runner(self.runner, self.master)
