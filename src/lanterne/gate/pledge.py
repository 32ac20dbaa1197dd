"""What a release promises, whichever technique made it: as far as the gate needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lanterne.anonymity.result import Guarantee
from lanterne.attacks import Promise
from lanterne.evaluation.promised import DIFFERENTIAL_PRIVACY

if TYPE_CHECKING:
    from lanterne.privacy import PrivacyStatement


@dataclass(frozen=True)
class Pledge:
    """The promise of one release. Public.

    Attributes:
        method: How it was protected, of :data:`lanterne.gate.policy.METHODS`.
        people: What an attack on the people of the rows puts to the test.
        unit: Who is protected first of all; empty where it does not say.
        epsilon: Largest ε for anybody to whom something is promised; ``None`` for k-methods.
        epsilon_total: Largest Σε over the releases of the ledger; ``None`` for k-methods.
        perpetrators: What is promised to perpetrators, where there are tables of them.
        guarantee: What a k-method guarantees; ``None``: it is not one.
        ledger: SHA-256 of the ledger's entry for this release; empty where it does not say.
    """

    method: str
    people: Promise
    unit: str = ""
    epsilon: float | None = None
    epsilon_total: float | None = None
    perpetrators: Promise = field(default_factory=Promise)
    guarantee: Guarantee | None = None
    ledger: str = ""

    @classmethod
    def of_statement(cls, statement: PrivacyStatement) -> Pledge:
        """That of a differentially private release.

        Victims of linked tables who are not named are attacked under the promise to those who
        are protected first of all where these are households: a household holds its victims.
        """
        units = {statement.unit, *(one.unit for one in statement.also)}
        people = Promise.of_statement(statement, "victim" if "victim" in units else None)
        if statement.unit == "perpetrator" and "victim" not in units:
            people = Promise()
        return cls(
            DIFFERENTIAL_PRIVACY,
            people,
            statement.unit,
            max(statement.epsilon, *(one.epsilon for one in statement.also), 0.0),
            max(statement.epsilon_total, *(one.epsilon_total for one in statement.also), 0.0),
            Promise.of_statement(statement, "perpetrator"),
            ledger=statement.ledger,
        )

    @classmethod
    def of_guarantee(cls, guarantee: Guarantee, ledger: str = "") -> Pledge:
        """That of a k-method."""
        said = (guarantee.quasi_identifiers, guarantee.sensitive)
        people = Promise(None, 0.0, guarantee.k, *said)
        return cls(str(guarantee.method), people, guarantee=guarantee, ledger=ledger)
