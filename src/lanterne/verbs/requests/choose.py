"""What is asked for when one of several releases is chosen privately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.errors import UsageError
from lanterne.files.handed import Frame
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.option import option
from lanterne.verbs.settings import dial_of

CANDIDATES = shared.DIALS
"""Settings of the dial among which is chosen, when nobody names any."""


@dataclass(frozen=True)
class ChooseRequest:
    """A release that is chosen among several; see :func:`lanterne.choose`.

    Attributes:
        cases: The file of cases that was measured, or a data frame, as for
            :func:`lanterne.protect`.
        fitted: File that :func:`lanterne.protect` kept, or several: measurements of the same cases
            with one codebook, made with another ε or another bound.
        epsilon: ε of the choice, between 0.001 and 100; a small part of that of the measurements.
        out: Folder of the release; must not exist.
        dials: Settings of the dial to choose among.
        accept_risk: Why the release is made although there is one by a k-method of the same
            people, in three words or more; kept in the ledger, and not published.
        ledger: The ledger that was charged for the measurements; by default the one beside the
            cases. It is charged for the choice.
        mapping: Mapping by which a partner's file becomes cases (TOML); ``None``: it holds cases.
        duplicates: Sheet in which a person said which ids of the partner's file are one person,
            its key beside it; ``None``: each id is a person of their own.
        subject_id: Column that says which rows are one person, as when they were measured;
            ``None``: as the codebook says.
        household: Column that says who lives together, where households are protected; ``None``:
            as the codebook says.
        ignore: Columns of the file that are left out.
        publisher: Organisation that publishes the release.
        licence: SPDX identifier of the licence of the data.

    Raises:
        UsageError: A value is of another type, or a setting of the dial is unknown or named twice.
    """

    cases: str | Path | Frame = field(metadata=shared.CASES_FILE)
    fitted: str | Path | Sequence[str | Path] = field(
        metadata=option(argument=True, text="fitted-files")
    )
    _: KW_ONLY
    epsilon: float = field(metadata=option(text="epsilon-of-choice", metavar="NUMBER"))
    out: str | Path = field(metadata=shared.OUT)
    dials: Sequence[str] = field(
        default=CANDIDATES, metadata=option(metavar="DIALS", choices=shared.DIALS)
    )
    accept_risk: str | None = field(default=None, metadata=shared.ACCEPT_RISK)
    ledger: str | Path | None = field(
        default=None,
        metadata=option(
            text="ledger-charged",
            metavar="FILE",
            panel=shared.LEDGER_PANEL,
            default="ledger-beside-cases",
        ),
    )
    mapping: str | Path | None = field(default=None, metadata=shared.MAPPING)
    duplicates: str | Path | None = field(default=None, metadata=shared.DUPLICATES)
    subject_id: str | None = field(default=None, metadata=shared.SUBJECT_ID)
    household: str | None = field(default=None, metadata=shared.HOUSEHOLD)
    ignore: Collection[str] = field(default=(), metadata=shared.IGNORE)
    publisher: str | None = field(default=None, metadata=shared.PUBLISHER)
    licence: str | None = field(default=None, metadata=shared.LICENCE)

    def __post_init__(self) -> None:
        take_fields(self)
        if len({dial_of(dial) for dial in self.dials}) < len(self.dials):
            raise UsageError("choice.dial-twice")

    @property
    def measurements(self) -> list[Path]:
        """The files that were kept, be it one or several."""
        several = [self.fitted] if isinstance(self.fitted, str | Path) else self.fitted
        return [Path(one) for one in several]
