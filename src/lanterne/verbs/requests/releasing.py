"""What is asked for whenever a release is made from cases, by whichever method."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from lanterne.errors import UsageError
from lanterne.files.handed import Frame, Frames
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


@dataclass(frozen=True)
class ReleaseRequest:
    """A release from cases: what all methods are asked.

    Attributes:
        cases: A delimited text, XLSX, ODS or Parquet file. For a codebook of linked tables: a
            folder with a file per table, a workbook with a sheet per table, or a file with a row
            per victim and perpetrator. Or a data frame of Polars or pandas, or a table of Arrow: it
            is read as the text of its file, in memory. Of linked tables a mapping of the name of
            each table to its frame, or a frame with a row per victim and perpetrator.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        out: Folder of the release; must not exist.
        accept_risk: Why the release is made beside others of the same people that it weakens, in
            three words or more; kept in the ledger, and not published.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the file of cases,
            or in the folder of tables: of the file or folder itself, where ``cases`` is a link. Of
            a data frame it must be named.
        population: Whose data it is, in words, for the ledger.
        accept_draft: Use a codebook that nobody has reviewed. Only when the values in the file
            are already public, as in a test on public data: they are published unprotected.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        harmonised_by: Mapping by which these cases were made of a partner's file before (TOML): the
            release says so. ``None``: they came as they are, or ``mapping`` makes them now.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        title: Title of the data, in place of that of the codebook.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        seen: What the ledger said when somebody saw the price and decided on the release:
            :attr:`lanterne.privacy.Standing.mark`. Refused if something was spent since; by default
            nothing is asked.

    Raises:
        UsageError: A value is of another type, or there are two mappings.
    """

    LAST: ClassVar[Sequence[str]] = (
        *("accept_risk", "ledger", "population", "keep", "accept_draft"),
        *("mapping", "duplicates", "harmonised_by", "subject_id", "ignore"),
        *("title", "publisher", "licence", "seen"),
    )

    cases: str | Path | Frame | Frames = field(metadata=shared.CASES)
    codebook: str | Path | Codebook = field(metadata=shared.CODEBOOK)
    _: KW_ONLY
    out: str | Path = field(metadata=shared.OUT)
    accept_risk: str | None = field(default=None, metadata=shared.ACCEPT_RISK)
    ledger: str | Path | None = field(default=None, metadata=shared.LEDGER)
    population: str | None = field(default=None, metadata=shared.POPULATION)
    accept_draft: bool = field(default=False, metadata=shared.ACCEPT_DRAFT)
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    harmonised_by: str | Path | None = field(default=None, metadata=shared.HARMONISED_BY)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    title: str | None = field(default=None, metadata=shared.TITLE)
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)
    seen: str | None = field(default=None, metadata=shared.SEEN)

    def __post_init__(self) -> None:
        take_fields(self)
        if self.mapping is not None and self.harmonised_by is not None:
            raise UsageError("harmonise.two-mappings")
