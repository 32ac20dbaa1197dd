"""What protection gives back of a network: the only thing from which its release can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lanterne.synthesis.result import delta_advice

if TYPE_CHECKING:
    import polars as pl

    from lanterne.cases.network.frames import NetworkTables
    from lanterne.codebook.model import Codebook
    from lanterne.harmonise.definitions import Definitions
    from lanterne.privacy import PrivacyStatement
    from lanterne.synthesis.cohort_source import CohortSource
    from lanterne.synthesis.network.cut import Cut
    from lanterne.synthesis.together import Together
    from lanterne.synthesis.worth import Worth


@dataclass(frozen=True)
class ProtectedNetwork:
    """Linked tables after protection; every part of them is public knowledge or paid for.

    Attributes:
        codebook: What the tables mean; public, written before anybody looked at a case.
        tables: Synthetic victims, perpetrators and links. Keys are new and say nothing; every
            link joins, every perpetrator has a victim, no pair stands twice, and nobody has more
            links than the codebook allows. There is no column of households.
        aggregates: Published counts, in the columns of ``ProtectedTable.aggregates``:
            those of victims over the columns of ``victim_view``, those of perpetrators over the
            columns of ``perpetrator_view``, each under the name of its table.
        statement: What is promised to the people in the cases, and at what price.
        settings: How the tables were made: name → text or number. Nothing learnt from the cases
            except through the mechanisms of the statement.
        worth: Table → the errors to expect, from noise and noisy counts alone.
        cuts: What the bounds probably left out, from noisy counts alone.
        together: Which columns were measured together, by the names of ``aggregates``.
        definitions: What the mapping of a partner's files says of the columns; ``None``: there was
            none.
        cohorts: Of an edition of a series, where the people of each cohort come from.
    """

    codebook: Codebook
    tables: NetworkTables
    aggregates: Mapping[str, pl.DataFrame]
    statement: PrivacyStatement
    settings: Mapping[str, str | float | int]
    worth: Mapping[str, Worth] = field(default_factory=dict)
    cuts: tuple[Cut, ...] = ()
    together: Mapping[str, Together] = field(default_factory=dict)
    definitions: Definitions | None = None
    cohorts: tuple[CohortSource, ...] = ()

    def delta_advice(self) -> float | None:
        """A δ that suits the estimated people, when this one exceeds 1 / (10 · people)."""
        people = max(
            int(self.settings["victims_estimated"]), int(self.settings["perpetrators_estimated"])
        )
        return delta_advice(people, self.statement.delta)
