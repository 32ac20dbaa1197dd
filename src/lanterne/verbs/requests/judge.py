"""What is asked for when a release is held against a policy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.files.handed import Frame, Frames
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option

if TYPE_CHECKING:
    from lanterne.codebook import Codebook
    from lanterne.gate import Policy

LEVELS = ("strict", "usual", "lenient")
DECISION = "decision"


@dataclass(frozen=True)
class JudgeRequest:
    """The answer of the gate on a release; see :func:`lanterne.judge`.

    Attributes:
        cases: The cases that the release was made from.
        release: Folder of the release.
        policy: A level (``strict``, ``usual``, ``lenient``), a TOML file, or a policy read before.
        key: File of the private key of whoever decides.
        by: Their name.
        override: Why the release may pass although the policy refuses it; ``None``: it may not.
        control: Cases that were left out by lot before the release was made; ``None``: none were.
        earlier: Folders of earlier releases of overlapping people, of one table.
        codebook: How to read the cases; by default the codebook of the release, and where that
            is generalised, the one it was made from.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        household: Column of one table that says who lives together, which plays no part here.
        ignore: Columns of the files that are left out.
        series: Folder of the series, of whose cohorts the release is an edition; ``None``: it is
            none.
        ledger: The ledger of these people; by default the one beside the cases, if it is there, or
            those of the series. Of a data frame it must be named.

    Raises:
        UsageError: A value is of another type, or a name or reason cannot be published.
    """

    cases: str | Path | Frame | Frames = field(metadata=shared.CASES)
    release: str | Path = field(metadata=option(argument=True))
    _: KW_ONLY
    policy: str | Path | Policy = field(metadata=option(metavar="POLICY", choices=LEVELS))
    key: str | Path = field(metadata=option(metavar="FILE", panel=DECISION))
    by: str = field(metadata=option(metavar="NAME", panel=DECISION))
    override: str | None = field(default=None, metadata=option(metavar="REASON", panel=DECISION))
    control: str | Path | Frame | Frames | None = field(
        default=None, metadata=option(metavar="FILE")
    )
    earlier: Sequence[str | Path] = field(default=(), metadata=option(metavar="RELEASE"))
    codebook: str | Path | Codebook | None = field(
        default=None, metadata=shared.CODEBOOK_OF_RELEASE
    )
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    series: str | Path | None = field(default=None, metadata=shared.SERIES)
    ledger: str | Path | None = field(default=None, metadata=shared.LOOKS)

    def __post_init__(self) -> None:
        from lanterne.gate.record import check_named  # noqa: PLC0415 - loads Polars

        take_fields(self)
        check_named(self.by, self.override)
