"""What is measured of linked tables. All of it is as sensitive as the cases.

The same figures are taken of three sources, each against the cases, so that they can be read side
by side:

- ``release``: the released tables;
- ``apart``: the released victims and the released perpetrators, linked at random. It is what
  comes of tables that are synthesised apart. It is favoured: it keeps the degrees of the cases,
  and its links have the columns of real links;
- ``condensed``: what is left of the released tables in a file with one row per victim.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from lanterne.evaluation.comparison import Comparison
from lanterne.evaluation.measures import LengthMeasures, SetMeasures, pool
from lanterne.messages.store import part

VICTIMS, PERPETRATORS, LINKS = "victims", "perpetrators", "links"
"""The three tables as the figures call them, whatever their names in the codebook."""

SHOWN = 10
"""Number of column sets that are listed as the worst."""

UNANSWERED = ("degrees", "likeness", "components")
"""Figures that a condensed file cannot give."""


def why_unanswered(name: str, language: str) -> str:
    """Why a condensed file cannot give one of these figures."""
    return part("evaluation.unanswered", language)[name]


@dataclass(frozen=True)
class DegreeCount:
    """How many people have exactly so many links.

    Attributes:
        degree: Number of links; 0 for victims only.
        real: Number of people in the cases.
        released: Number of people in the source.
    """

    degree: int
    real: int
    released: int


@dataclass(frozen=True)
class DegreeMeasures:
    """How many links people have, exactly and without a cap.

    Attributes:
        of: ``victims`` (perpetrators per victim, 0 among them) or ``perpetrators`` (victims per
            perpetrator, of perpetrators with at least one).
        people_real: Number of people in the cases that are counted.
        people_released: Number of people in the source that are counted.
        mean_real: Mean number of links in the cases.
        mean_released: Mean number of links in the source; 0 where it has nobody.
        most_real: Greatest number of links in the cases.
        most_released: Greatest number of links in the source.
        distance: Total variation distance of the two distributions, 0 to 1.
        counts: Every number of links that occurs in either, in ascending order.
    """

    of: str
    people_real: int
    people_released: int
    mean_real: float
    mean_released: float
    most_real: int
    most_released: int
    distance: float
    counts: tuple[DegreeCount, ...]


@dataclass(frozen=True)
class CrossMeasures:
    """Column sets with one column of each of two or three tables, on one row per link.

    Attributes:
        tables: Which tables, such as ``("victims", "perpetrators")``.
        pooled: Measures over all sets: mean and greatest distance, what is fabricated and
            suppressed.
        sets: Every column set measured; each set's columns are in the order of ``tables``.
    """

    tables: tuple[str, ...]
    pooled: LengthMeasures
    sets: tuple[SetMeasures, ...]

    @property
    def worst(self) -> tuple[SetMeasures, ...]:
        """The up to ``SHOWN`` sets of greatest distance, the greatest first."""
        return tuple(sorted(self.sets, key=lambda one: -one.distance)[:SHOWN])

    @property
    def columns(self) -> frozenset[str]:
        """Names of all columns in the sets."""
        return frozenset(name for one in self.sets for name in one.columns)

    def to_dict(self) -> dict[str, Any]:
        """The pooled measures and the worst sets, for JSON."""
        return {
            "tables": list(self.tables),
            **asdict(self.pooled),
            "worst": [
                {"columns": list(one.columns), "distance": one.distance} for one in self.worst
            ],
        }

    def within(self, columns: Collection[str]) -> CrossMeasures | None:
        """The same over those sets that have only these columns; ``None`` without any.

        The condensed file lacks some columns: ``release.within(condensed.columns)`` is what may
        be read beside it.
        """
        kept = tuple(one for one in self.sets if all(name in columns for name in one.columns))
        if not kept:
            return None
        return CrossMeasures(self.tables, pool(len(self.tables), len(kept), kept), kept)


@dataclass(frozen=True)
class LikenessMeasures:
    """How alike two people are who are linked to the same third, by one column.

    Every pair of links of one person is a pair, whichever answers come first or second.

    Attributes:
        of: ``perpetrators`` (pairs of perpetrators of one victim) or ``victims`` (pairs of victims
            of one perpetrator).
        table: Table of the column: that of the people, or ``links``.
        column: Name of the column.
        pairs_real: Number of pairs in the cases.
        pairs_released: Number of pairs in the source.
        known_real: Of these, pairs in which both have an answer.
        known_released: Of these, pairs in which both have an answer.
        same_real: Share of the known pairs with the same answer, 0 to 1; ``None`` without any.
        same_released: The same in the source.
        distance: Total variation distance of the two tables of pairs, blank an answer, 0 to 1;
            ``None`` when the cases have no pair.
    """

    of: str
    table: str
    column: str
    pairs_real: int
    pairs_released: int
    known_real: int
    known_released: int
    same_real: float | None
    same_released: float | None
    distance: float | None


@dataclass(frozen=True)
class ComponentBand:
    """Rings of about the same size. A ring is everybody who hangs together through links.

    Attributes:
        low: Smallest number of people, victims and perpetrators together; 1 is a victim alone.
        high: Largest number of people; ``None``: no upper bound.
        rings_real: Number of rings in the cases.
        rings_released: Number of rings in the source.
        people_real: People in these rings, in the cases.
        people_released: People in these rings, in the source.
        share_real: Share of all people in the cases, 0 to 1.
        share_released: Share of all people in the source, 0 to 1.
    """

    low: int
    high: int | None
    rings_real: int
    rings_released: int
    people_real: int
    people_released: int
    share_real: float
    share_released: float


@dataclass(frozen=True)
class ComponentMeasures:
    """The connected components of the graph of victims and perpetrators.

    Attributes:
        rings_real: Number of components in the cases.
        rings_released: Number of components in the source.
        largest_real: People in the largest, in the cases.
        largest_released: People in the largest, in the source.
        distance: Total variation distance between the shares of people by band, 0 to 1.
        bands: Bands of sizes that occur in either, in ascending order.
    """

    rings_real: int
    rings_released: int
    largest_real: int
    largest_released: int
    distance: float
    bands: tuple[ComponentBand, ...]


@dataclass(frozen=True)
class RelationCell:
    """Links between a group of victims and a group of perpetrators, of one kind.

    Attributes:
        victim: Answer of the victims.
        perpetrator: Answer of the perpetrators.
        link: Answer of the links; one member of a set.
        real: Number of links in the cases.
        released: Number of links in the release.
    """

    victim: str
    perpetrator: str
    link: str
    real: int
    released: int


@dataclass(frozen=True)
class Relations:
    """Who is linked to whom, and how: a table to draw. Blanks are left out.

    Attributes:
        victim_column: The column that groups victims.
        perpetrator_column: The column that groups perpetrators.
        link_column: The column that groups links; a link counts once for each member of a set.
        cells: All cells that are not empty in both, in the order of the codebook's values.
    """

    victim_column: str
    perpetrator_column: str
    link_column: str
    cells: tuple[RelationCell, ...]


@dataclass(frozen=True)
class NetworkFigures:
    """What one source says of the links, against the cases.

    Where the source cannot tell, :func:`why_unanswered` says why.

    Attributes:
        source: ``release``, ``apart`` or ``condensed``.
        victims: Number of victims in the source.
        perpetrators: Number of perpetrators with a victim; ``None``: the source cannot tell.
        links: Number of links; ``None``: the source cannot tell.
        degrees: Of victims, then of perpetrators; empty: the source cannot tell.
        cross: Pairs of tables (victims × perpetrators, victims × links, perpetrators × links),
            then all three (victims × links × perpetrators). A table without columns has none.
        likeness: Pairs of perpetrators of one victim by each column of perpetrators and links;
            pairs of victims of one perpetrator by each column of victims. Empty: cannot tell.
        components: How large rings are; ``None``: the source cannot tell.
        condensed: The source folded into one row per victim, against the cases folded alike.
            ``None``: the codebook has no condensed form, or the source is ``condensed``, of which
            it says the same as of the release.
    """

    source: str
    victims: int
    perpetrators: int | None
    links: int | None
    degrees: tuple[DegreeMeasures, ...]
    cross: tuple[CrossMeasures, ...]
    likeness: tuple[LikenessMeasures, ...]
    components: ComponentMeasures | None
    condensed: Comparison | None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Figures that the source cannot give: among ``UNANSWERED``."""
        return tuple(name for name in UNANSWERED if not getattr(self, name))

    def degree(self, of: str) -> DegreeMeasures | None:
        """Degrees of ``victims`` or ``perpetrators``; ``None`` when the source cannot tell."""
        return next((one for one in self.degrees if one.of == of), None)

    def across(self, *tables: str) -> CrossMeasures | None:
        """Measures across these tables; ``None`` when there are none."""
        return next((one for one in self.cross if one.tables == tables), None)

    def alike(self, of: str, column: str) -> LikenessMeasures | None:
        """Likeness of ``victims`` or ``perpetrators`` by a column; ``None``: cannot tell."""
        return next((one for one in self.likeness if (one.of, one.column) == (of, column)), None)


@dataclass(frozen=True)
class NetworkComparison:
    """Released linked tables against the sensitive ones.

    Attributes:
        perpetrators_alone_real: Perpetrators of the cases without a victim: a release has none,
            and no other figure counts them.
        victims: The victims' table by itself.
        perpetrators: The perpetrators' table by itself, of those with a victim; ``None``: it has
            no columns.
        links: The links' columns by themselves.
        release: What the released tables say of the links.
        apart: The same of released tables linked at random; ``None``: not asked for.
        condensed: The same of a condensed file; ``None``: not asked for, or the codebook has no
            condensed form.
        relations: One table for each column of links, for the columns of victims and perpetrators
            that depend most on each other in the cases.
    """

    perpetrators_alone_real: int
    victims: Comparison
    perpetrators: Comparison | None
    links: Comparison
    release: NetworkFigures
    apart: NetworkFigures | None
    condensed: NetworkFigures | None
    relations: tuple[Relations, ...]

    @property
    def sources(self) -> tuple[NetworkFigures, ...]:
        """The release, then the baselines that were asked for."""
        return tuple(one for one in (self.release, self.apart, self.condensed) if one is not None)

    def to_dict(self) -> dict[str, Any]:
        """All figures, for JSON; column sets as their pooled measures and the worst of them."""
        found = asdict(self)
        for source in self.sources:
            found[source.source] |= {
                "cross": [one.to_dict() for one in source.cross],
                "unanswered": {name: why_unanswered(name, "en") for name in source.unanswered},
            }
        return found
