"""The folder of a series. Sensitive: the register says by codes who was handed in when."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanterne import disk
from lanterne.codebook import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import Ledger
from lanterne.privacy.stages import stages_begun
from lanterne.series.plan import Cohort, SeriesPlan
from lanterne.series.register_file import RegisterFile
from lanterne.synthesis.payment import charge_of
from lanterne.vault.secret import Secret


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
    def register_log(self) -> Path:
        """The chained file with the digest of each register that there was."""
        return self.folder / "register.jsonl"

    @property
    def key(self) -> Path:
        """The file of the key of the register: may be kept elsewhere, and put here when needed."""
        return self.folder / "register.key"

    def register_file(self, key: Secret) -> RegisterFile:
        """The register on the disk, which a key opens."""
        return RegisterFile(self.register, self.register_log, key)

    def ledger(self, cohort: Cohort) -> Ledger:
        """What was spent on the people of a cohort."""
        return Ledger(self.folder / "ledgers" / f"{cohort}.jsonl")

    def kept(self, cohort: Cohort, stage: str) -> Path:
        """The measurements of a stage."""
        return self.folder / "kept" / f"{cohort}-{stage}.fitted.npz"

    def check_ledgers(self, begun: Collection[str]) -> None:
        """Raise unless the ledgers are those that the series has.

        Args:
            begun: Cohort and stage, with a blank between, as the register noted them.

        Raises:
            UsageError: One is missing, has another cap, or does not hold what was begun.
        """
        for cohort in self.plan.cohorts:
            ledger = self.ledger(cohort)
            there = {f"{cohort} {stage}" for stage in self.begun(cohort)}
            noted = {one for one in begun if one.rpartition(" ")[0] == str(cohort)}
            if ledger.cap() != self.plan.budget or not noted <= there:
                raise UsageError("series.ledger-lost", file=str(ledger.path))

    def population(self, cohort: Cohort) -> str:
        """Whose data a ledger is about, in words."""
        return f"people whose cases were first handed in in {cohort}"

    def begun(self, cohort: Cohort) -> tuple[str, ...]:
        """The stages of a cohort that were begun, in their order."""
        entries = self.ledger(cohort).entries()
        charge = charge_of(entries, str(cohort))
        return () if charge is None else tuple(stages_begun(entries, charge))

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Nobody else changes the series meanwhile; raises UsageError: somebody does."""
        with disk.claimed(self.folder / ".claim") as ours:
            if not ours:
                raise UsageError("series.claimed", folder=str(self.folder))
            yield
