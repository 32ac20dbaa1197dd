"""What is asked for when cases are protected by differential privacy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.errors import UsageError
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option
from lanterne.verbs.settings import dial_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook

EXPECTED_PEOPLE = 100_000
"""People for whom δ is chosen when nobody says how many there are: 1e-6."""

UNITS = ("victim", "perpetrator", "household", "person", "row")


@dataclass(frozen=True)
class ProtectRequest:
    """A release that is (ε, δ)-differentially private; see :func:`lanterne.protect`.

    Attributes:
        cases: A delimited text, XLSX, ODS or Parquet file. For a codebook of linked tables: a
            folder with a file per table, a workbook with a sheet per table, or a file with a row
            per victim and perpetrator.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        out: Folder of the release; must not exist.
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
        accept_risk: Why the release is made although there is one by a k-method of the same
            people, in three words or more; kept in the ledger, and not published.
        ledger: File of the ledger; by default ``lanterne-ledger.jsonl`` beside the file of cases,
            or in the folder of tables: of the file or folder itself, where ``cases`` is a link.
        population: Whose data it is, in words, for the ledger.
        keep: Keep the measurements beside the release, as ``<out>.fitted.npz``.
        accept_draft: Use a codebook that nobody has reviewed. Only when the values in the file
            are already public, as in a test on public data: they are published unprotected.
        subject_id: Column that says which rows are one person; ``None``: as the codebook says.
        ignore: Columns of the files that are left out.
        title: Title of the data, in place of that of the codebook.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.
        seen: What the ledger said when somebody saw the price and decided on the release:
            :attr:`lanterne.privacy.Standing.mark`. Refused if something was spent since; by default
            nothing is asked.

    Raises:
        UsageError: A value is of another type, there is no such setting of the dial, or nobody is
            expected.
    """

    cases: str | Path = field(metadata=shared.CASES)
    codebook: str | Path | Codebook = field(metadata=shared.CODEBOOK)
    _: KW_ONLY
    out: str | Path = field(metadata=shared.OUT)
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
    accept_risk: str | None = field(default=None, metadata=shared.ACCEPT_RISK)
    ledger: str | Path | None = field(default=None, metadata=shared.LEDGER)
    population: str | None = field(default=None, metadata=shared.POPULATION)
    keep: bool = field(default=True, metadata=option(off="--no-keep", panel=shared.LEDGER_PANEL))
    accept_draft: bool = field(default=False, metadata=shared.ACCEPT_DRAFT)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    title: str | None = field(default=None, metadata=shared.TITLE)
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)
    seen: str | None = field(default=None, metadata=shared.SEEN)

    def __post_init__(self) -> None:
        take_fields(self)
        dial_of(self.dial)
        if self.people is not None and self.people < 1:
            raise UsageError("protect.people-not-positive", got=self.people)

    @property
    def expected_people(self) -> int:
        """For how many people δ is chosen and memory is looked at."""
        return EXPECTED_PEOPLE if self.people is None else self.people
