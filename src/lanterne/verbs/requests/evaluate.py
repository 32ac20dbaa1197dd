"""What is asked for when releases are compared with their cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from lanterne.errors import check_language
from lanterne.files.handed import Frame, Frames
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class ReportRequest:
    """A report on what is held against its cases.

    Attributes:
        cases: The cases, as for :func:`lanterne.protect`.
        out: Folder for the report; must not exist, nor lie in a release. ``None``: no report is
            written.
        codebook: How to read the cases; by default the codebook of the release, and where that
            is generalised, the one it was made from.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        household: Column of one table that says who lives together, which plays no part here.
        ignore: Columns of the files that are left out.
        language: Language of the report: ``en``, ``fr``, ``es`` or ``ar``.
        series: Folder of the series, of whose cohorts a release is an edition; ``None``: it is
            none.
        ledger: The ledger of these people; by default the one beside the cases, if it is there, or
            those of the series. Of a data frame it must be named.
        runner: ``processes`` or ``spark``: who reads the cases of one table and the released
            rows, in parts; ``None``: this process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    Raises:
        UsageError: A value is of another type, there is an address and no Spark, or nothing is
            written in that language.
    """

    LAST: ClassVar[Sequence[str]] = ("ledger",)

    cases: str | Path | Frame | Frames = field(metadata=shared.CASES)
    _: KW_ONLY
    out: str | Path | None = field(default=None, metadata=shared.REPORT)
    codebook: str | Path | Codebook | None = field(
        default=None, metadata=shared.CODEBOOK_OF_RELEASE
    )
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    language: str = field(default="en", metadata=shared.LANGUAGE)
    series: str | Path | None = field(default=None, metadata=shared.SERIES)
    ledger: str | Path | None = field(default=None, metadata=shared.LOOKS)
    runner: str | None = field(default=None, metadata=shared.RUNNER)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        take_fields(self)
        check_runner(self.runner, self.master)
        check_language(self.language)


@dataclass(frozen=True)
class EvaluateRequest(ReportRequest):
    """What a release is worth, measured against its cases; see :func:`lanterne.evaluate`.

    Attributes:
        release: Folder of the release.
        attacks: What attacks on a release of one table came to: see
            :func:`lanterne.evaluation.attack_outcomes`.

    The others are those of :class:`ReportRequest`.
    """

    release: str | Path = field(metadata=option(argument=True))
    _: KW_ONLY
    attacks: object | None = field(default=None, metadata=option(metavar="FILE"))


@dataclass(frozen=True)
class CompareRequest(ReportRequest):
    """The same of several releases of one table, side by side; see :func:`lanterne.compare`.

    Attributes:
        releases: Folders of two releases or more.

    The others are those of :class:`ReportRequest`.
    """

    MEANT: ClassVar[Sequence[str]] = ("--compare",)

    releases: Sequence[str | Path] = field(metadata=option(argument=True))
