"""What protection gives back: the only thing from which a release can be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lanterne.privacy.budget import default_delta

if TYPE_CHECKING:
    import polars as pl

    from lanterne.codebook.model import Codebook
    from lanterne.harmonise.definitions import Definitions
    from lanterne.harmonise.partners import Partner
    from lanterne.privacy import PrivacyStatement
    from lanterne.synthesis.aggregates import Listing
    from lanterne.synthesis.cohort_source import CohortSource
    from lanterne.synthesis.deviations import Deviations
    from lanterne.synthesis.planned_rows import PlannedRows
    from lanterne.synthesis.together import Together
    from lanterne.synthesis.worth import Worth


def settings_of_mapping(mapping: tuple[str, ...]) -> dict[str, str]:
    """Settings that say by which mapping a partner's files became cases; none where none did.

    Args:
        mapping: Its name, its version and its SHA-256; empty: the files held cases.
    """
    names = ("mapping", "mapping_version", "mapping_sha256")
    return dict(zip(names, mapping, strict=True)) if mapping else {}


@dataclass(frozen=True)
class Datasets:
    """Data sets for inference, each a completion of what the noise hides. Protected.

    Attributes:
        frames: The rows of each as texts, as ``ProtectedTable.data``; their numbers differ, as the
            number of people is not known either.
        deviations: How much noise is in the counts of the measured tables.
    """

    frames: tuple[pl.DataFrame, ...]
    deviations: Deviations


@dataclass(frozen=True)
class ProtectedTable:
    """One table after protection; every part of it is public knowledge or paid for.

    Attributes:
        codebook: What the columns mean; public, written before anybody looked at a case.
        data: The synthetic rows as texts, one column per column of the codebook's table and in
            its order; the empty text where nothing is recorded.
        aggregates: Published counts, one row per answer and per combination of two or three that
            somebody is known to give. Columns: ``length``; ``column_1``, ``value_1`` …
            ``column_3``, ``value_3`` (texts, empty when unused); ``method`` (always
            ``measured``); ``count``, ``count_low``, ``count_high`` (people); ``noisy_count``
            (people, may be negative); ``estimate``, ``estimate_low``, ``estimate_high``
            (people); ``synthetic`` (rows of ``data``).
        statement: What is promised to the people in the cases, and at what price.
        settings: How the table was made: name → text or number. Nothing learnt from the cases
            except through the mechanisms of the statement. ``rows_requested`` is there when
            somebody chose the number of rows; ``people_estimated`` is the estimate otherwise.
        worth: Name of the table → the errors to expect, from noise and noisy counts alone.
        together: Which columns were measured together; ``None``: nothing says.
        datasets: Data sets for inference from the same measurements; ``None``: none were drawn.
        definitions: What the mapping of a partner's file says of the columns; ``None``: there was
            none.
        cohorts: Of an edition of a series, where the people of each cohort come from.
        partners: The organisations whose cases were counted together; none: they were of one.
    """

    codebook: Codebook
    data: pl.DataFrame
    aggregates: pl.DataFrame
    statement: PrivacyStatement
    settings: Mapping[str, str | float | int]
    worth: Mapping[str, Worth] = field(default_factory=dict)
    together: Together | None = None
    datasets: Datasets | None = None
    definitions: Definitions | None = None
    cohorts: tuple[CohortSource, ...] = ()
    partners: tuple[Partner, ...] = ()

    def delta_advice(self) -> float | None:
        """A δ that suits the estimated people, when this one exceeds 1 / (10 · people).

        Post-processing of protected numbers: it costs nothing. ``None``: δ is small enough, or
        there is no smaller one to choose.
        """
        people = int(self.settings.get("people_estimated", self.data.height))
        return delta_advice(people, self.statement.delta)


@dataclass(frozen=True)
class PlannedTable:
    """One table whose rows are too many to be drawn whole: they are drawn where it is written.

    Every part of it is public knowledge or paid for.

    Attributes:
        codebook: What the columns mean.
        rows: The recipe for the rows.
        listing: What is published of counts, before rows are counted.
        statement: As of :class:`ProtectedTable`, and so are all others.
    """

    codebook: Codebook
    rows: PlannedRows
    listing: Listing
    statement: PrivacyStatement
    settings: Mapping[str, str | float | int]
    worth: Mapping[str, Worth] = field(default_factory=dict)
    together: Together | None = None
    definitions: Definitions | None = None
    partners: tuple[Partner, ...] = ()

    def delta_advice(self) -> float | None:
        """See :meth:`ProtectedTable.delta_advice`."""
        return delta_advice(int(self.settings["people_estimated"]), self.statement.delta)


def delta_advice(people: int, delta: float) -> float | None:
    """The δ that suits so many people, when ``delta`` exceeds 1 / (10 · people); else ``None``."""
    advice = default_delta(people)
    return advice if 10 * people * delta > 1 and advice < delta else None
