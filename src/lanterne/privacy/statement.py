"""What a release promises, for machines and in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from lanterne.privacy.accountant import epsilon_from_zcdp, zcdp
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import events_to_list
from lanterne.privacy.promises import (
    CohortPromise,
    GroupLoss,
    Selection,
    UnitPromise,
    check_fields,
    cohort_promise,
    group_loss,
    mechanisms_of,
    totals,
    unit_promise,
)
from lanterne.privacy.spending import Spent, UnitSpend
from lanterne.privacy.units import neighbours_of
from lanterne.privacy.wording import counted_in_words, paragraphs


@dataclass(frozen=True)
class PrivacyStatement:
    """The promise of one release. Public; nothing in it was computed from the data.

    Attributes:
        definition: The definition of privacy that is met.
        unit: Who is protected first of all, of :class:`lanterne.privacy.units.Unit`: such as
            ``"person"``, or ``"row"`` where no subject id said which rows are one person.
        neighbours: Which two data sets must be hard to tell apart.
        epsilon: ε of this release, above 0.
        delta: δ of this release.
        accountant: How the mechanisms were added up.
        rho: ρ of the same mechanisms in zero-concentrated differential privacy, as a check.
        epsilon_zcdp: The ε that ρ implies at δ; the true cost is no larger.
        bounds: What one person can contribute at most, by table: ``{"cases": 1}``.
        mechanisms: The mechanisms with their parameters, as
            :func:`lanterne.privacy.events.events_to_list` gives them.
        noise: Where the noise comes from.
        software: What computed it, with versions.
        releases: How many releases the ledger that was used holds, this one included.
        epsilon_total: Σε over them: together they are (Σε, Σδ)-private.
        delta_total: Σδ over them.
        as_of: Day on which these totals were read from the ledger: UTC, ``YYYY-MM-DD``.
        ledger: SHA-256 of the ledger's entry for this release: says which ledger that was.
        evaluations: How often the ledger says, on the same day, that a release had been compared
            with the cases without protection: ε does not cover a choice made because of it.
        also: What it promises to other kinds of people.
        unpromised: What people to whom nothing was promised can lose.
        k_releases: How many releases by a k-method the ledger holds: of them no ε says anything.
        candidates: Among how many candidates this release was chosen by a mechanism that looked
            at the cases, and that ε covers; 0: nothing was chosen so.
        measured: Where it was chosen so, SHA-256 of the ledger's entries for the measurements that
            the candidates were drawn from: ε covers them as well.
        cohorts: Of an edition of a series, its cohorts: everybody is in one of them, and what is
            said here holds for each. ``mechanisms``, ρ and ``ledger`` are those of one that may
            lose most, and totals the largest of a cohort.
    """

    definition: str
    unit: str
    neighbours: str
    epsilon: float
    delta: float
    accountant: str
    rho: float
    epsilon_zcdp: float
    bounds: Mapping[str, int]
    mechanisms: tuple[Mapping[str, Any], ...]
    noise: str
    software: str
    releases: int
    epsilon_total: float
    delta_total: float
    as_of: str
    ledger: str
    also: tuple[UnitPromise, ...] = ()
    unpromised: tuple[GroupLoss, ...] = ()
    evaluations: int = 0
    k_releases: int = 0
    candidates: int = 0
    measured: tuple[str, ...] = ()
    cohorts: tuple[CohortPromise, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON values; cohorts where there are some."""
        values = asdict(self)
        values.pop("cohorts")
        return {
            **values,
            **({"cohorts": [one.to_dict() for one in self.cohorts]} if self.cohorts else {}),
            "bounds": dict(self.bounds),
            "mechanisms": [dict(mechanism) for mechanism in self.mechanisms],
            "also": [asdict(promise) for promise in self.also],
            "unpromised": [asdict(loss) for loss in self.unpromised],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PrivacyStatement:
        """The inverse of :meth:`to_dict`.

        The fields that have a default may be missing, as in earlier releases.

        Raises:
            ValueError: A field is missing or unknown.
        """
        later = {"evaluations": 0, "k_releases": 0, "candidates": 0}
        lists = dict.fromkeys(("also", "unpromised", "measured", "cohorts"), ())
        values = {**lists, **later, **values}
        check_fields(cls, values)
        return cls(
            **{
                **values,
                "bounds": dict(values["bounds"]),
                "mechanisms": mechanisms_of(values),
                "also": tuple(map(unit_promise, values["also"])),
                "unpromised": tuple(map(group_loss, values["unpromised"])),
                "measured": tuple(map(str, values["measured"])),
                "cohorts": tuple(map(cohort_promise, values["cohorts"])),
            }
        )

    def with_totals(self, spent: Spent, day: date) -> PrivacyStatement:
        """The statement with the totals that the same ledger holds on a later day."""
        return replace(
            self,
            **totals(spent.of(self.unit)),
            also=tuple(promise.with_totals(spent) for promise in self.also),
            as_of=day.isoformat(),
            evaluations=spent.evaluations,
            k_releases=spent.k_releases,
        )

    @property
    def in_short(self) -> dict[str, str]:
        """Name of a field → its value: who is protected first of all, and at what cost."""
        numbers = ("epsilon", "delta", "epsilon_total", "delta_total")
        return {"unit": self.unit} | {name: f"{getattr(self, name):g}" for name in numbers}

    def in_words(self, language: str = "en") -> str:
        """What is promised to every kind of people, in plain paragraphs.

        Args:
            language: ``en``, ``fr``, ``es`` or ``ar``.

        Raises:
            UsageError: There are no words in that language.
        """
        return "\n\n".join(paragraphs(self, language))

    def counted_in_words(self, language: str = "en") -> tuple[str, ...]:
        """What of somebody does not count in what is published, in sentences; nothing: all does.

        Raises:
            UsageError: There are no words in that language.
        """
        return tuple(counted_in_words(self.bounds, language))


def privacy_statement(
    promises: Sequence[UnitSpend],
    spent: Spent,
    charge: Entry,
    *,
    bounds: Mapping[str, int],
    software: str,
    unpromised: Sequence[GroupLoss] = (),
    one_table: bool = False,
    selection: Selection | None = None,
) -> PrivacyStatement:
    """The statement of a release.

    Args:
        promises: What it promises, as the ledger was charged: to those who are protected first of
            all, then to other kinds of people.
        spent: The ledger's sum after the charge.
        charge: The entry that the ledger made of it.
        bounds: What one person can contribute at most, by table.
        software: Names and versions.
        unpromised: What people to whom nothing was promised can lose.
        one_table: Whether the cases are one table: then there are no links to speak of.
        selection: How it was chosen; ``None``: nothing was chosen by a look at the cases.

    Raises:
        UsageError: There is no such unit.
    """
    first, *others = (_promise(promise, spent, one_table=one_table) for promise in promises)
    chosen = selection or Selection(0, ())
    return PrivacyStatement(
        **vars(first),
        definition="(epsilon, delta)-differential privacy",
        accountant="privacy-loss distributions (dp-accounting), checked against zCDP",
        bounds=bounds,
        noise="OpenDP: exact discrete Gaussian and Gumbel samplers, operating-system entropy, "
        "no seed",
        software=software,
        as_of=charge.time[:10],
        ledger=charge.digest,
        also=tuple(others),
        unpromised=tuple(unpromised),
        evaluations=spent.evaluations,
        k_releases=spent.k_releases,
        candidates=chosen.candidates,
        measured=chosen.measured,
    )


def _promise(spend: UnitSpend, spent: Spent, *, one_table: bool) -> UnitPromise:
    rho, budget = zcdp(spend.events), spend.budget
    return UnitPromise(
        unit=str(spend.unit),
        neighbours=neighbours_of(spend.unit, one_table=one_table),
        epsilon=budget.epsilon,
        delta=budget.delta,
        rho=rho,
        epsilon_zcdp=epsilon_from_zcdp(rho, budget.delta),
        mechanisms=tuple(events_to_list(spend.events)),
        **totals(spent.of(spend.unit)),
    )
