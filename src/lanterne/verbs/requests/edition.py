"""What is asked for when all cohorts of a series are drawn as one release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.errors import UsageError
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option
from lanterne.verbs.settings import dial_of


@dataclass(frozen=True)
class EditionRequest:
    """An edition of a series; see :func:`lanterne.draw_edition`.

    Attributes:
        series: Folder of the series.
        out: Folder of the release; must not exist.
        cohorts: Cohorts that are in it: ``2024``, ``2025-2027``; by default all that were measured.
        dial: ``closest``, ``balanced`` or ``strict``.
        seed: Seed of the drawing, for repetition; it protects nothing.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.

    Raises:
        UsageError: A value is of another type or out of its range.
    """

    series: str | Path = field(metadata=option(argument=True, text="series-folder"))
    _: KW_ONLY
    out: str | Path = field(metadata=shared.OUT)
    cohorts: Sequence[str] = field(
        default=(), metadata=option(metavar="COHORT", default="all-measured")
    )
    dial: str = field(default="balanced", metadata=shared.DIAL)
    seed: int | None = field(default=None, metadata=option(metavar="NUMBER", default="new-seed"))
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)

    def __post_init__(self) -> None:
        take_fields(self)
        dial_of(self.dial)
        if self.seed is not None and self.seed < 0:
            raise UsageError("protect.seed-negative", got=self.seed)
