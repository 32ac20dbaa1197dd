"""What a k-method gives back, and the type without which none of it can be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import polars as pl

    from lanterne.codebook.model import Codebook

T = TypeVar("T")


class Method(StrEnum):
    """The methods that hide a person among k."""

    K_ANONYMOUS_SYNTHETIC = "k-anonymous-synthetic"
    K_ANONYMISED = "k-anonymised"


@dataclass(frozen=True)
class Guarantee:
    """What holds of the output. Public.

    Attributes:
        method: How the output was made.
        k: Fewest real records that stand behind what is written, at least 2.
        length: Of ``k-anonymous-synthetic``: number of columns up to which every combination of
            answers in a row of the output is held by at least k real records; ``None``: whole
            rows, so every length.
        quasi_identifiers: Of ``k-anonymised``: the columns whose combination at least k rows of
            the output share.
        diversity: Of ``k-anonymised``: the ℓ of ℓ-diversity; ``None``: not asked for.
        closeness: Of ``k-anonymised``: the t of t-closeness; ``None``: not asked for.
        sensitive: The columns that ``diversity`` and ``closeness`` are about.
    """

    method: Method
    k: int
    length: int | None
    quasi_identifiers: tuple[str, ...] = ()
    diversity: int | None = None
    closeness: float | None = None
    sensitive: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnonymousTable:
    """One table made by a k-method. Not differentially private: see the method's module.

    Attributes:
        codebook: What the columns of ``data`` mean; of one table. Of generalised data, with the
            values of the hierarchies.
        data: The rows as texts, one column per column of the codebook's table and in its order;
            the empty text where nothing is said.
        guarantee: What holds of ``data``.
        settings: How the table was made: name → text or number. Public: what was asked for, and
            nothing learnt from the cases.
    """

    codebook: Codebook
    data: pl.DataFrame
    guarantee: Guarantee
    settings: Mapping[str, str | float | int]


@dataclass(frozen=True)
class Checked(Generic[T]):
    """Something whose guarantee was verified exhaustively against the cases it was made from.

    A release of a k-method is written from ``Checked`` values only. Only
    :mod:`lanterne.anonymity.check` may construct one, after the check has passed.

    Attributes:
        value: What was verified.
    """

    value: T
