"""What is asked for when somebody looks who stands out in cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import check_language
from lanterne.files.handed import Frame, Frames
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class RiskRequest:
    """Who stands out in cases, before anything is protected; see :func:`lanterne.find_risk`.

    Attributes:
        cases: The cases, as for :func:`lanterne.protect`.
        codebook: What they mean.
        k: Answers that fewer people give are rare; at least 2.
        length: Most columns in a combination, 1 to 4.
        columns: Columns that somebody may know of a person; none: all.
        leave_out: Columns of the codebook that are looked at as if they were not there.
        wider: Column → steps up its hierarchy in the codebook, as if its answers were so wide.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        language: Language of the report: ``en``, ``fr``, ``es`` or ``ar``.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        household: Column of one table that says who lives together; ``None``: as the codebook
            says; the empty text: nobody asks.
        ignore: Columns of the files that are left out.
        ledger: The ledger of these people; by default the one beside the cases, if it is there.
            Of a data frame no look is noted where none is named.
        runner: ``processes`` or ``spark``: who reads the cases of one table, in parts; ``None``:
            this process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    Raises:
        UsageError: A value is of another type, there is an address and no Spark, or nothing is
            written in that language.
    """

    cases: str | Path | Frame | Frames = field(metadata=shared.CASES)
    codebook: str | Path | Codebook = field(metadata=shared.CODEBOOK)
    _: KW_ONLY
    k: int = field(default=10, metadata=option(text="k-of-risk", metavar="NUMBER"))
    length: int = field(default=3, metadata=option(text="length-of-risk", metavar="NUMBER"))
    columns: Sequence[str] = field(
        default=(), metadata=option(metavar="COLUMNS", default="all-columns")
    )
    leave_out: Collection[str] = field(default=(), metadata=option(metavar="COLUMNS"))
    wider: Mapping[str, int] | None = field(
        default=None, metadata=option(metavar="COLUMN=LEVEL", wrong="option.wider")
    )
    out: str | Path | None = field(
        default=None, metadata=option(metavar="FOLDER", text="report", default="risk-folder")
    )
    language: str = field(default="en", metadata=shared.LANGUAGE)
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    ledger: str | Path | None = field(default=None, metadata=shared.LOOKS)
    runner: str | None = field(default=None, metadata=shared.RUNNER)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        take_fields(self)
        check_runner(self.runner, self.master)
        check_language(self.language)
