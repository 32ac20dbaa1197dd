"""The figures of linked tables. All of it is as sensitive as the cases.

The same figures are taken of three sources, each against the cases, so that they can be read side
by side:

- ``release``: the released tables;
- ``apart``: the released victims and the released perpetrators, linked at random. It is what
  comes of tables that are synthesised apart. It is favoured: it keeps the degrees of the cases,
  and its links have the columns of real links;
- ``condensed``: what is left of the released tables in a file with one row per victim.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lanterne.evaluation.comparison import Comparison
from lanterne.evaluation.network.measures import (
    ComponentMeasures,
    CrossMeasures,
    DegreeMeasures,
    LikenessMeasures,
    Relations,
)
from lanterne.messages.store import part

UNANSWERED = ("degrees", "likeness", "components")
"""Figures that a condensed file cannot give."""


def why_unanswered(name: str, language: str) -> str:
    """Why a condensed file cannot give one of these figures."""
    return part("evaluation.unanswered", language)[name]


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
