"""What is asked for when a dataset over the years is begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.codebook import Codebook
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests.option import option


@dataclass(frozen=True)
class BeginRequest:
    """A dataset over the years; see :func:`lanterne.begin_series`.

    Attributes:
        folder: Where it goes; must not exist. Sensitive: keep it beside the cases.
        codebook: Name of a built-in codebook, path of a TOML file, or a codebook.
        cohorts: Years, or several together where few cases come: ``2024``, ``2025-2027``.
        epsilon: ε that all measurements of a cohort may cost each of its people, together; of
            households, all measurements of all cohorts in which one counts.
        subject_id: Column of one table that says which rows are one person, in every year;
            ``None``: as the codebook says.
        people: How many people a cohort is about, as is publicly known, from which δ follows.
        final_after: Years after the last of a cohort when it is measured for good, at least 1.
        household: Column of one table that says who lives together: then each household is
            protected, and so each person in it; ``None``: each person alone is.
        unit: Whom ε protects, each of them: of linked tables ``victim`` (where nothing is said) or
            ``household``, and perhaps ``perpetrator`` as well; of one table ``person``.
        bounds: ``victim`` and ``perpetrator`` → their links that count in a cohort; ``household`` →
            its members; by default as the codebook says. Public: chosen without looking at a case.
        joint: Whether several organisations hand in their cases together, from the first year on:
            of one table, each person protected alone.

    Raises:
        UsageError: A value is of another type.
    """

    folder: str | Path = field(metadata=option(argument=True, text="series-new"))
    codebook: str | Path | Codebook = field(
        metadata=option(short="-c", metavar="CODEBOOK", text="series-codebook")
    )
    cohorts: Sequence[str] = field(metadata=option(metavar="YEARS", text="series-cohorts"))
    epsilon: float = field(metadata=option(metavar="NUMBER", text="series-epsilon"))
    _: KW_ONLY
    subject_id: str | None = field(
        default=None,
        metadata=option(metavar="COLUMN", text="series-subject-id", default="codebook-says"),
    )
    people: int | None = field(
        default=None, metadata=option(metavar="NUMBER", text="series-people", default="people")
    )
    final_after: int = field(default=2, metadata=option(metavar="YEARS"))
    household: str | None = field(
        default=None,
        metadata=option(metavar="COLUMN", text="series-household", default="series-each-person"),
    )

    unit: Sequence[str] = field(
        default=(), metadata=option(metavar="UNIT", text="series-unit", default="usual-unit")
    )

    bounds: Mapping[str, int] | None = field(
        default=None,
        metadata=option(
            name="--bound",
            metavar="UNIT=NUMBER",
            default="codebook-says",
            wrong="option.bound-no-number",
        ),
    )

    joint: bool = field(default=False, metadata=option())

    def __post_init__(self) -> None:
        take_fields(self)
