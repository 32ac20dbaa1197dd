"""What is asked for when cases are protected by a k-method."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.messages import Message, Parameter, either
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import described, option

if TYPE_CHECKING:
    from lanterne.codebook import Codebook

K = 10
"""Fewest people behind what is written, when nobody says."""

DIFFERENTIAL_PRIVACY = "differential-privacy"
"""The method that is no k-method, and is meant when nobody says."""

SYNTHETIC = "k-anonymous-synthetic"
GENERALISED = "k-anonymised"
METHODS = (DIFFERENTIAL_PRIVACY, SYNTHETIC, GENERALISED)


@dataclass(frozen=True)
class AnonymiseRequest:
    """A release by a k-method; see :func:`lanterne.anonymise`.

    Attributes:
        cases: A delimited text, XLSX, ODS or Parquet file.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook; of one table.
        method: ``k-anonymous-synthetic`` or ``k-anonymised``.
        out: Folder of the release; must not exist.
        k: Fewest people behind what is written, at least 2.
        length: Of synthetic rows: the longest combination of answers that is promised, 1 to 3, or
            ``"rows"`` for whole rows; by default 3, or all columns where there are fewer.
        quasi_identifiers: Of k-anonymised rows: columns by which a person may be found.
        sensitive: The columns that ``diversity`` and ``closeness`` are about.
        diversity: Of k-anonymised rows: fewest different answers to each sensitive column among
            rows that are alike.
        closeness: Of k-anonymised rows: how far these may be spread from all rows, 0 to 1.
        accept_risk: Why the release is made beside others of the same people, in three words or
            more; kept in the ledger, and not published.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the file of cases.
        population: Whose data it is, in words, for the ledger.
        accept_draft: Use a codebook that nobody has reviewed: see :class:`ProtectRequest`.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        title: Title of the data, in place of that of the codebook.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        seen: As of :class:`ProtectRequest`.

    Raises:
        UsageError: A value is of another type, the method is unknown, or a field is of the other
            method.
    """

    cases: str | Path = field(metadata=shared.CASES)
    codebook: str | Path | Codebook = field(metadata=shared.CODEBOOK)
    _: KW_ONLY
    method: str = field(
        metadata=option(metavar="METHOD", choices=METHODS, default="differential-privacy")
    )
    out: str | Path = field(metadata=shared.OUT)
    k: int = field(
        default=K, metadata=option(metavar="NUMBER", panel=shared.BY_K, methods=METHODS[1:])
    )
    length: int | str | None = field(
        default=None,
        metadata=option(
            text="promised-length",
            metavar="LENGTH",
            panel=shared.BY_K,
            default="promised-length",
            methods=(SYNTHETIC,),
            wrong="option.length-no-number",
        ),
    )
    quasi_identifiers: Sequence[str] = field(
        default=(), metadata=option(metavar="COLUMNS", panel=shared.BY_K, methods=(GENERALISED,))
    )
    sensitive: Sequence[str] = field(
        default=(), metadata=option(metavar="COLUMNS", panel=shared.BY_K, methods=(GENERALISED,))
    )
    diversity: int | None = field(
        default=None, metadata=option(metavar="NUMBER", panel=shared.BY_K, methods=(GENERALISED,))
    )
    closeness: float | None = field(
        default=None, metadata=option(metavar="NUMBER", panel=shared.BY_K, methods=(GENERALISED,))
    )
    accept_risk: str | None = field(default=None, metadata=shared.ACCEPT_RISK)
    ledger: str | Path | None = field(default=None, metadata=shared.LEDGER)
    population: str | None = field(default=None, metadata=shared.POPULATION)
    accept_draft: bool = field(default=False, metadata=shared.ACCEPT_DRAFT)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    title: str | None = field(default=None, metadata=shared.TITLE)
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)
    seen: str | None = field(default=None, metadata=shared.SEEN)

    def __post_init__(self) -> None:
        take_fields(self)
        if self.method not in METHODS[1:]:
            raise UsageError(_unknown(self.method))
        foreign = [
            name.replace("_", "-")
            for name, one in described(AnonymiseRequest).items()
            if one.option.methods and self.method not in one.option.methods
            if getattr(self, name) not in (None, (), [])
        ]
        if foreign:
            raise UsageError(
                "k-method.foreign-option", method=self.method, options=_joined(foreign)
            )


def _unknown(method: str) -> Message:
    from lanterne.codebook.advice import with_nearest  # noqa: PLC0415 - loads Polars

    unknown = Message("k-method.unknown", {"name": method, "methods": either(*METHODS[1:])})
    return with_nearest(unknown, method, METHODS[1:])


def _joined(names: Sequence[str]) -> Parameter:
    """Several names, none of which there is."""
    named: Parameter = names[0]
    for other in names[1:]:
        named = Message("k-method.no-and-no", {"one": named, "other": other})
    return named
