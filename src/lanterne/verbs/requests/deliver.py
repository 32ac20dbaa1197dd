"""What is asked for when the cases of a year are handed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option


@dataclass(frozen=True)
class DeliverRequest:
    """The cases of a year, handed in; see :func:`lanterne.deliver`.

    Attributes:
        series: Folder of the series.
        cases: All cases of the organisation as they are now, those of earlier years among them.
        year: In which they are handed in; not before the last delivery, nor after this year.
        mapping: Mapping by which a partner's file becomes cases; ``None``: it holds cases. Who
            stands in it under two ids is said by :func:`lanterne.join_people`, for all years.
        ignore: Columns of the file that are left out.
        most_are_gone: Whether most people of earlier years may be missing from the file; else it
            is refused, since their ids may have been rewritten.
        reported_by: Names of the organisations whose cases these are, all of them: editions say it
            beside every trend, and it is published.

    Raises:
        UsageError: A value is of another type.
    """

    series: str | Path = field(metadata=option(argument=True, text="series-folder"))
    cases: str | Path = field(metadata=option(argument=True, text="cases-as-they-are"))
    year: int = field(metadata=option(metavar="YEAR"))
    _: KW_ONLY
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    most_are_gone: bool = field(default=False, metadata=option())
    reported_by: Collection[str] = field(default=(), metadata=option(metavar="NAME"))

    def __post_init__(self) -> None:
        take_fields(self)
