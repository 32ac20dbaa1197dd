"""The folder of a series. Sensitive: the register says by codes who was handed in when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lanterne import disk
from lanterne.codebook import Codebook
from lanterne.errors import UsageError
from lanterne.privacy import K_RELEASE, Ledger, Standing
from lanterne.privacy.events import Event
from lanterne.privacy.stages import charge_in_stages, stages_begun
from lanterne.series.id_hashes import Hashes
from lanterne.series.plan import FINAL, Cohort, SeriesPlan
from lanterne.series.register import Register
from lanterne.series.register_file import RegisterFile
from lanterne.vault.secret import Secret

PLAN, CODEBOOK = "series.toml", "codebook.toml"
"""Files of a series that are public."""


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
    def reported(self) -> Path:
        """The file that says which organisations reported when. Public."""
        return self.folder / "reported.toml"

    @property
    def partners(self) -> Path:
        """The file that names the organisations of a joint series. Public."""
        return self.folder / "partners.toml"

    @property
    def key(self) -> Path:
        """The file of the key of the register: may be kept elsewhere, and put here when needed."""
        return self.folder / "register.key"

    @property
    def signing_key(self) -> Path:
        """The private key by which notes of withdrawal are signed; made with the first of them."""
        return self.folder / "notes.key"

    def hashes(self, key: Secret) -> Hashes:
        """How ids stand in the register."""
        return Hashes(key, joint=self.plan.joint)

    def register_file(self, key: Secret) -> RegisterFile:
        """The register on the disk, which a key opens."""
        return RegisterFile(self.register, self.register_log, key)

    def ledger(self, cohort: Cohort) -> Ledger:
        """What was spent on the people of a cohort."""
        return Ledger(self.ledgers / f"{cohort}.jsonl")

    @property
    def ledgers(self) -> Path:
        """The folder of the ledgers."""
        return self.folder / "ledgers"

    def kept(self, cohort: Cohort, stage: str) -> Path:
        """The measurements of a stage."""
        return self.folder / "kept" / f"{cohort}-{stage}.fitted.npz"

    def check_whole(self, register: Register) -> None:
        """Raise unless plan, ledgers and register belong together, and none is older.

        Raises:
            UsageError: A ledger is missing, has another cap, holds what is not of this series, or
                does not hold what was begun; or the register is older than the ledgers, or names a
                cohort that the plan has not.
        """
        if not {*register.cohorts.values()} <= {str(one) for one in self.plan.cohorts}:
            raise UsageError("series.older-plan", file=str(self.folder / PLAN))
        for cohort in self.plan.cohorts:
            ledger = self.ledger(cohort)
            standing, stages = ledger.standing(), self.begun(cohort)
            noted = {stage for name, stage in register.begun if name == str(cohort)}
            if not (self._is_of_series(standing, cohort) and noted <= {*stages}):
                raise UsageError("series.ledger-lost", file=str(ledger.path))
            since = cohort.last + (self.plan.final_after if FINAL in stages else 0)
            if stages and since > max(register.years, default=0):
                raise UsageError("series.older-register", file=str(self.register))

    def check_ledger(self, cohort: Cohort) -> None:
        """Raise UsageError unless the ledger of a cohort is the one of this series."""
        ledger = self.ledger(cohort)
        if not self._is_of_series(ledger.standing(), cohort):
            raise UsageError("series.ledger-lost", file=str(ledger.path))

    def _is_of_series(self, standing: Standing, cohort: Cohort) -> bool:
        """Whether a ledger has the cap of the plan, and no charge but that of the cohort."""
        charge = charge_in_stages(standing.entries, str(cohort))
        charges = [one for one in standing.entries if one.kind in {"spend", K_RELEASE}]
        if charge is not None and charge.details.get("population") != self.population(cohort):
            return False
        return standing.cap == self.plan.budget and charges == ([charge] if charge else [])

    def population(self, cohort: Cohort) -> str:
        """Whose data a ledger is about, in words."""
        whose = f"people whose cases were first handed in in {cohort}"
        return f"{whose}, series {self.plan.identity}" if self.plan.identity else whose

    def begun(self, cohort: Cohort) -> tuple[str, ...]:
        """The stages of a cohort that were begun, in their order."""
        return tuple(self.mechanisms(cohort))

    def mechanisms(self, cohort: Cohort) -> Mapping[str, tuple[Event, ...]]:
        """The stages of a cohort that were begun, in their order → their mechanisms."""
        entries = self.ledger(cohort).entries()
        charge = charge_in_stages(entries, str(cohort))
        return {} if charge is None else stages_begun(entries, charge)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Nobody else changes the series meanwhile; raises UsageError: somebody does."""
        with disk.claimed(self.folder / ".claim") as ours:
            if not ours:
                raise UsageError("series.claimed", folder=str(self.folder))
            yield
