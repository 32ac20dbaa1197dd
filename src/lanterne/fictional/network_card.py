"""The data card of a fictional network: what was invented, set to a public figure, or assumed."""

from __future__ import annotations

from collections.abc import Sequence

from lanterne.cases.network.frames import NetworkTables
from lanterne.fictional.card import card, figures_table, table
from lanterne.fictional.network_tally import (
    in_bands,
    network_shape,
    published_figures,
)
from lanterne.messages.numbers import number

_LINKS = (0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30)
_PEOPLE = (1, 2, 3, 4, 6, 10, 20, 50, 100, 200)


def network_card(tables: NetworkTables, households: int, seed: int) -> str:
    """The card as Markdown, with a part for each language.

    Args:
        tables: The tables that were written.
        households: How many households there are.
        seed: The seed that they were made from.
    """
    shape, figures = network_shape(tables), published_figures(tables)
    sizes = {
        "victims": tables.victims.height,
        "perpetrators": tables.perpetrators.height,
        "links": tables.links.height,
        "households": households,
    }
    linked = in_bands(shape.of_victims, _LINKS), in_bands(shape.of_perpetrators, _LINKS)
    degrees = [(band, ofs, ofp) for (band, ofs), (_, ofp) in zip(*linked, strict=True)]
    components = in_bands(shape.components, _PEOPLE)

    def filled(language: str) -> dict[str, str]:
        return {
            **{name: number(size, language) for name, size in sizes.items()},
            "per_victim": number(shape.perpetrators_per_victim, language, 2),
            "figures": figures_table(figures, language),
            "structure": figures_table(shape.figures(), language),
            "degrees": _counts(degrees, language),
            "components": _counts(components, language),
        }

    return card("network-card", seed, filled)


def _counts(rows: Sequence[tuple[str, *tuple[int, ...]]], language: str) -> str:
    """Rows of a table: a band, and how many are in it."""
    return table((band, *(number(one, language) for one in counts)) for band, *counts in rows)
