"""What is asked for when a release is drawn again from what was measured."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.errors import UsageError
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option
from lanterne.verbs.settings import dial_of

MOST_DATASETS = 100
"""More would not make intervals shorter, and a release larger."""


@dataclass(frozen=True)
class RedrawRequest:
    """Another release from measurements that were kept; see :func:`lanterne.redraw`.

    Attributes:
        fitted: File that :func:`lanterne.protect` kept.
        out: Folder of the release; must not exist.
        dial: ``closest``, ``balanced`` or ``strict``.
        rows: Number of synthetic rows of one table, at least 1; by default the estimated number of
            people. It is published: never the exact number of cases.
        condensed: Also write linked tables as one row per victim, as the codebook says.
        seed: Seed of the drawing, for repetition; it protects nothing.
        datasets: How many data sets for inference are drawn beside the rows, 2 to 100: 20 will
            do. Of one table, by a dial that is not ``strict``, with as many rows as there are
            people.
        ledger: The ledger that was charged for the measurements; ``None``: the one in the same
            folder, if it is.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        runner: ``processes`` or ``spark``: who draws the parts of a large release; ``None``: this
            process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    Raises:
        UsageError: A value is of another type or out of its range, or there is an address and no
            Spark.
    """

    fitted: str | Path = field(metadata=option(argument=True))
    _: KW_ONLY
    out: str | Path = field(metadata=shared.OUT)
    dial: str = field(default="balanced", metadata=shared.DIAL)
    rows: int | None = field(
        default=None, metadata=option(metavar="NUMBER", default="estimated-people")
    )
    condensed: bool = field(default=False, metadata=shared.CONDENSED)
    seed: int | None = field(default=None, metadata=option(metavar="NUMBER", default="new-seed"))
    datasets: int | None = field(default=None, metadata=option(metavar="NUMBER", default="none"))
    ledger: str | Path | None = field(
        default=None,
        metadata=option(
            text="ledger-of-totals", metavar="FILE", default="ledger-beside-measurements"
        ),
    )
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)
    runner: str | None = field(default=None, metadata=shared.DRAWN_BY)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        take_fields(self)
        dial_of(self.dial)
        check_runner(self.runner, self.master)
        if self.rows is not None and self.rows < 1:
            raise UsageError("protect.rows-not-positive", got=self.rows)
        if self.seed is not None and self.seed < 0:
            raise UsageError("protect.seed-negative", got=self.seed)
        if self.datasets is not None:
            self._check_datasets(self.datasets)

    def _check_datasets(self, number: int) -> None:
        if not 2 <= number <= MOST_DATASETS:
            raise UsageError("datasets.number", most=MOST_DATASETS, got=number)
        if self.dial == "strict":
            raise UsageError("datasets.strict")
        if self.rows is not None:
            raise UsageError("datasets.rows-chosen")
