"""The line between what may be published and what may not, as a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Protected(Generic[T]):
    """Something that came out of a privacy mechanism, or was computed from such things only.

    A release is written from ``Protected`` values and public ones; the functions that write it
    take nothing else, so that handing them case data is an error of types. Only
    ``lanterne.privacy`` and ``lanterne.synthesis`` may construct one, beside the mechanisms that
    justify it (a test reads the whole source to make sure). Differential privacy is closed under
    post-processing: anything may be done with ``value``.

    Attributes:
        value: What is protected.
    """

    value: T
