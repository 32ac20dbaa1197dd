"""What a release must keep to be published: thresholds of risk and use, chosen before it is made.

A policy is public. It says nothing of any case, and a record of the gate carries all of it. It is
known by what it asks, and not by what it calls itself: see :mod:`lanterne.gate.policy_identity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from lanterne.attacks.near_copies import NAMES
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY, K_ANONYMISED, K_ANONYMOUS_SYNTHETIC
from lanterne.release.folder import sha256_of


class Family(StrEnum):
    """Kinds of attacks for which a policy has one threshold each."""

    COPIES = "copies"
    SINGLING_OUT = "singling-out"
    LINKABILITY = "linkability"
    INFERENCE = "inference"
    MEMBERSHIP = "membership"
    PERPETRATORS = "perpetrators"
    DIFFERENCING = "differencing"


FAMILIES: Final = {
    "copies-of-unique-people": Family.COPIES,
    "stranded-copies": Family.COPIES,
    "isolated-copies": Family.COPIES,
    **dict.fromkeys(NAMES.values(), Family.COPIES),
    "singling-out-by-value": Family.SINGLING_OUT,
    "singling-out-by-answers": Family.SINGLING_OUT,
    "linkability": Family.LINKABILITY,
    "inference": Family.INFERENCE,
    "membership-by-closest-row": Family.MEMBERSHIP,
    "membership-by-counts": Family.MEMBERSHIP,
    "membership-by-shadow-releases": Family.MEMBERSHIP,
    "membership-of-perpetrators": Family.PERPETRATORS,
    "differencing": Family.DIFFERENCING,
}
"""Name of an attack → its kind. Homogeneity is judged by the share of people whom it tells of."""

METHODS: Final = (DIFFERENTIAL_PRIVACY, K_ANONYMOUS_SYNTHETIC, K_ANONYMISED)
"""Techniques that a policy may allow."""

WHOLE_ROWS: Final = "rows"
"""What a policy writes instead of a length where whole rows must be shared."""


@dataclass(frozen=True)
class PromiseRules:
    """What must be promised, before anything is tried.

    Attributes:
        methods: Techniques that are allowed, of ``METHODS``.
        epsilon: Largest ε of the release for anybody to whom it promises something, above 0.
        epsilon_total: Largest Σε over the releases of its ledger, above 0.
        k: Smallest k of a k-method, at least 2.
        length: Of ``k-anonymous-synthetic``: shortest length up to which k must hold, at least 1;
            ``None``: whole rows.
    """

    methods: tuple[str, ...]
    epsilon: float
    epsilon_total: float
    k: int
    length: int | None


@dataclass(frozen=True)
class RiskRules:
    """What attacks may reach.

    What beats the ε that a release promises is refused whatever a policy says.

    Attributes:
        excess: Kind of attack → by how much, 0 to 1, it may succeed more often than by chance:
            the lower end of the 95 % interval of the difference, of an attack that beats chance.
            Not asked of ``k-anonymised``, whose rows are real people.
        told: Largest share of people, 0 to 1, of whom one column is learnt because all rows like
            theirs say the same, beyond what a guess would be right about.
        record: Of ``k-anonymised``: largest chance, 0 to 1, that a row found by its
            quasi-identifiers is the person who is looked for: 1 / the smallest class.
    """

    excess: dict[Family, float]
    told: float
    record: float


@dataclass(frozen=True)
class UseRules:
    """What a release must be worth: one that misleads is not worth any risk.

    Attributes:
        distance: Largest mean distance of two columns (total variation), 0 to 1.
        rows: Largest difference of rows and people, as a share of the people.
        intervals: Smallest share of the published intervals that hold the true count, 0 to 1.
        light: Worst traffic light for utility: ``good``, ``fair`` or ``poor``.
    """

    distance: float
    rows: float
    intervals: float
    light: str


@dataclass(frozen=True)
class Policy:
    """All thresholds.

    Attributes:
        name: What the policy calls itself. It says nothing of what it asks.
        promise: What must be promised.
        risk: What attacks may reach.
        use: What the release must be worth.
        sha256: SHA-256 of the file, in hexadecimal: which policy it was, to the byte.
    """

    name: str
    promise: PromiseRules
    risk: RiskRules
    use: UseRules
    sha256: str

    @property
    def rules(self) -> dict[str, Any]:
        """All that it asks, without its name, as JSON values in their one spelling."""
        return {
            "promise": _plain(asdict(self.promise)),
            "risk": _plain(asdict(self.risk)),
            "use": _plain(asdict(self.use)),
        }

    @property
    def content(self) -> str:
        """SHA-256 of :attr:`rules`, in hexadecimal: which policy it is, whatever it is called."""
        return content_of(self.rules)


def content_of(rules: Mapping[str, Any]) -> str:
    """SHA-256 of the rules of a policy, in hexadecimal."""
    return sha256_of(rules)


def _plain(value: Any) -> Any:
    """A value as it is compared: 2.0 is 2, and no order of techniques means anything."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
