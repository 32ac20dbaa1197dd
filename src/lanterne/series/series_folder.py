"""The folder of a series. Sensitive: the register says by codes who was handed in when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanterne import disk
from lanterne.codebook import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import Entry, Ledger
from lanterne.privacy.stages import stages_begun
from lanterne.series.plan import FINAL, Cohort, SeriesPlan


@dataclass(frozen=True)
class Series:
    """A series that was begun.

    Attributes:
        folder: Where all of it is.
        plan: What is fixed.
        codebook: What the columns mean, in every year.
    """

    folder: Path
    plan: SeriesPlan
    codebook: Codebook

    @property
    def register(self) -> Path:
        """The file that says who is in which cohort, encrypted."""
        return self.folder / "register"

    @property
    def key(self) -> Path:
        """The file of the key of the register: may be kept elsewhere, and put here when needed."""
        return self.folder / "register.key"

    def ledger(self, cohort: Cohort) -> Ledger:
        """What was spent on the people of a cohort."""
        return Ledger(self.folder / "ledgers" / f"{cohort}.jsonl")

    def kept(self, cohort: Cohort, stage: str) -> Path:
        """The measurements of a stage."""
        return self.folder / "kept" / f"{cohort}-{stage}.fitted.npz"

    def population(self, cohort: Cohort) -> str:
        """Whose data a ledger is about, in words."""
        return f"people whose cases were first handed in in {cohort}"

    def charge(self, cohort: Cohort) -> Entry | None:
        """The entry by which all of a cohort was charged; ``None``: nothing was, so far."""
        spends = (one for one in self.ledger(cohort).entries() if one.kind == "spend")
        return next(spends, None)

    def begun(self, cohort: Cohort) -> tuple[str, ...]:
        """The stages of a cohort that were begun, in their order."""
        charge = self.charge(cohort)
        return () if charge is None else stages_begun(self.ledger(cohort).entries(), charge)

    def measured_in(self, cohort: Cohort) -> int:
        """The year before which what was begun of a cohort was not due; 0: nothing was begun."""
        begun = self.begun(cohort)
        if not begun:
            return 0
        return cohort.last + (self.plan.final_after if FINAL in begun else 0)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Nobody else changes the series meanwhile; raises UsageError: somebody does."""
        with disk.claimed(self.folder / ".claim") as ours:
            if not ours:
                raise UsageError("series.claimed", folder=str(self.folder))
            yield
