"""What is asked for when cases are protected by differential privacy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lanterne.errors import UsageError
from lanterne.verbs.parts import check_runner
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option
from lanterne.verbs.requests.releasing import ReleaseRequest
from lanterne.verbs.settings import dial_of

EXPECTED_PEOPLE = 100_000
"""People for whom δ is chosen when nobody says how many there are: 1e-6."""

UNITS = ("victim", "perpetrator", "household", "person", "row")


@dataclass(frozen=True, kw_only=True)
class ProtectRequest(ReleaseRequest):
    """A release that is (ε, δ)-differentially private; see :func:`lanterne.protect`.

    Attributes:
        epsilon: ε to spend, between 0.001 and 100; or unit → ε, several for linked tables. How the
            noise is shared out suits the first of them.
        delta: δ to spend on every unit; by default the power of ten at or below
            1/(10 · ``people``), at most 1e-6.
        people: How many people the cases are about, as is publicly known: an order of magnitude.
            Never the exact number of rows. ``None``: :data:`EXPECTED_PEOPLE`.
        dial: ``closest``, ``balanced`` or ``strict``.
        unit: Whom a single ε protects. Of linked tables ``victim`` (the default), ``perpetrator``
            or ``household``; of one table ``household``, or by default each person (``person``),
            and each row where no subject id says which rows are one person (``row``).
        bounds: ``victim`` and ``perpetrator`` → their links that count; ``household`` → its members
            that count; by default as the codebook says. Public: chosen without looking at a case.
        household: Column of one table that says who lives together, for the unit ``household``;
            ``None``: as the codebook says.
        condensed: Also release linked tables as one row per victim, as the codebook says.
        keep: Keep the measurements beside the release, as ``<out>.fitted.npz``.
        runner: ``processes`` or ``spark``: who reads the cases of one table, in parts; ``None``:
            this process.
        master: Address of a Spark cluster; ``None``: as Spark is set.

    The others are those of :class:`ReleaseRequest`.

    Raises:
        UsageError: A value is of another type, there is no such setting of the dial, nobody is
            expected, or there is an address and no Spark.
    """

    epsilon: float | Mapping[str, float] = field(
        metadata=option(metavar="NUMBER", wrong="option.epsilon-no-number")
    )
    delta: float | None = field(
        default=None, metadata=option(metavar="NUMBER", default="delta-of-people")
    )
    people: int | None = field(default=None, metadata=option(metavar="NUMBER", default="people"))
    dial: str = field(default="balanced", metadata=shared.DIAL)
    unit: str | None = field(
        default=None,
        metadata=option(metavar="UNIT", choices=UNITS, panel=shared.LINKED, default="usual-unit"),
    )
    bounds: Mapping[str, int] | None = field(
        default=None,
        metadata=option(
            name="--bound",
            metavar="UNIT=NUMBER",
            panel=shared.LINKED,
            default="codebook-says",
            wrong="option.bound-no-number",
        ),
    )
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    condensed: bool = field(default=False, metadata=shared.CONDENSED)
    keep: bool = field(default=True, metadata=option(off="--no-keep", panel=shared.LEDGER_PANEL))

    runner: str | None = field(default=None, metadata=shared.RUNNER)
    master: str | None = field(default=None, metadata=shared.MASTER)

    def __post_init__(self) -> None:
        super().__post_init__()
        dial_of(self.dial)
        check_runner(self.runner, self.master)
        if self.people is not None and self.people < 1:
            raise UsageError("protect.people-not-positive", got=self.people)

    @property
    def expected_people(self) -> int:
        """For how many people δ is chosen and memory is looked at."""
        return EXPECTED_PEOPLE if self.people is None else self.people
