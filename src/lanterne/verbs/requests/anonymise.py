"""What is asked for when cases are protected by a k-method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lanterne.errors import UsageError
from lanterne.messages import Message, Parameter, either
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import described, option
from lanterne.verbs.requests.releasing import ReleaseRequest

K = 10
"""Fewest people behind what is written, when nobody says."""

DIFFERENTIAL_PRIVACY = "differential-privacy"
"""The method that is no k-method, and is meant when nobody says."""

SYNTHETIC = "k-anonymous-synthetic"
GENERALISED = "k-anonymised"
METHODS = (DIFFERENTIAL_PRIVACY, SYNTHETIC, GENERALISED)


@dataclass(frozen=True, kw_only=True)
class AnonymiseRequest(ReleaseRequest):
    """A release by a k-method; see :func:`lanterne.anonymise`.

    Attributes:
        method: ``k-anonymous-synthetic`` or ``k-anonymised``.
        k: Fewest people behind what is written, at least 2.
        length: Of synthetic rows: the longest combination of answers that is promised, 1 to 3, or
            ``"rows"`` for whole rows; by default 3, or all columns where there are fewer.
        quasi_identifiers: Of k-anonymised rows: columns by which a person may be found.
        sensitive: The columns that ``diversity`` and ``closeness`` are about.
        diversity: Of k-anonymised rows: fewest different answers to each sensitive column among
            rows that are alike.
        closeness: Of k-anonymised rows: how far these may be spread from all rows, 0 to 1.

    The others are those of :class:`ReleaseRequest`; the codebook is of one table.

    Raises:
        UsageError: A value is of another type, the method is unknown, or a field is of the other
            method.
    """

    method: str = field(
        metadata=option(metavar="METHOD", choices=METHODS, default="differential-privacy")
    )
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

    def __post_init__(self) -> None:
        super().__post_init__()
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
