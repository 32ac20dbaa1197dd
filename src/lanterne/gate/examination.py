"""What was found about a release, before anybody judges it. As sensitive as the cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lanterne.attacks import AttackReport
from lanterne.evaluation.evaluation import NOTICE
from lanterne.gate.pledge import Pledge


@dataclass(frozen=True)
class Told:
    """The column of which the most people are told by classes of rows that agree in it.

    Attributes:
        share: Share of people, 0 to 1, beyond what a guess would be right about.
        column: Name of the column; empty where no class agrees.
    """

    share: float = 0.0
    column: str = ""


@dataclass(frozen=True)
class Use:
    """What the release is worth.

    Attributes:
        distance: Mean distance of two columns, 0 to 1; of linked tables, of the worst table;
            ``None``: there is one column.
        rows: Rows for each person; 1 is the same number.
        intervals: Share of the published intervals that hold; ``None``: there are none.
        light: Traffic light for utility; ``None``: there is none for linked tables.
    """

    distance: float | None
    rows: float
    intervals: float | None
    light: str | None


@dataclass(frozen=True)
class Examination:
    """Everything that a policy is held against.

    Attributes:
        pledge: What the release promises.
        attacks: What attacks came to.
        violations: Of ``k-anonymous-synthetic``: number of answers → places where fewer people
            than promised hold so many answers of the release together; empty: none.
        faults: Of ``k-anonymised``: what is wrong with classes of rows → number of classes.
        smallest: Of ``k-anonymised``: rows of the smallest class; ``None`` for other methods.
        told: What classes that agree tell.
        use: What the release is worth.
        detectable: Changed columns → smallest share of copied rows that would be seen, by the
            released rows alone (:func:`lanterne.attacks.detectable_shares`); empty: not asked,
            since the rows are people.
    """

    pledge: Pledge
    attacks: AttackReport
    violations: Mapping[int, int] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)
    smallest: int | None = None
    told: Told = field(default_factory=Told)
    use: Use = field(default_factory=lambda: Use(None, 1.0, None, None))
    detectable: Mapping[int, float | None] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; marked as sensitive."""
        return {
            "sensitive": True,
            "notice": NOTICE,
            "method": self.pledge.method,
            "violations": {str(size): places for size, places in self.violations.items()},
            "faults": dict(self.faults),
            "smallest_class": self.smallest,
            "told": vars(self.told),
            "use": vars(self.use),
            "detectable_copies": {str(key): one for key, one in self.detectable.items()},
            "attacks": self.attacks.to_dict(),
        }
